"""The forms that need no account, as families use them: filled in, sent, taken in and published."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.document import dump_document, parse_document
from site_builder.editing.intake import Taken, take_in
from site_builder.pages.build import build_site
from site_builder.project import open_project
from tests import browsing
from tests.browsing import wait_for
from tests.test_pages import BARE, FULL, NORTHMERE

Browser = webdriver.Chrome
DAY = JudgedDay(date(2026, 11, 1), date(2026, 11, 1))
FORMS = ("comment", "new-entry", "correction", "easy-read-comment")
MOST_BYTES = 60_000

COUNCIL = {key: value for key, value in NORTHMERE.items() if key not in ("forms", "sign_off")} | {
    "languages": ["en", "pl"]
}
ENTRY = FULL | {"media": [], "easy_read": {}, "documents": [], "translations": {}}


@dataclass(frozen=True)
class Sent:
    """What left the page: the subject and the body of an email, and the text of a file."""

    subject: str
    body: str
    file: bytes


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(start(tmp_path_factory.mktemp("family-form")))


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    with browsing.serve(site) as found:
        yield found


@pytest.fixture
def downloads(browser: Browser, tmp_path: Path) -> Path:
    folder = tmp_path / "downloads"
    folder.mkdir()
    allow = {"behavior": "allow", "downloadPath": str(folder)}
    browser.execute_cdp_cmd("Browser.setDownloadBehavior", allow)
    return folder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return start(tmp_path / "project")


def start(root: Path) -> Path:
    """A council that asks nobody to agree, with two entries, both as they were when the site was made."""
    home = root / "offer_content" / "northmere"
    (home / "entries").mkdir(parents=True)
    (home / "authority.yaml").write_text(dump_document(COUNCIL), encoding="utf-8")
    for facts in (ENTRY, BARE | {"id": "chess", "title": "Chess club"}):
        (home / "entries" / f"{facts['id']}.yaml").write_text(dump_document(facts), encoding="utf-8")
    return root


def build(root: Path) -> Path:
    built = build_site(open_project(root), authority=None, out=root / "site", day=DAY)
    assert built.site is not None, built.diagnostics
    return built.site


def write(browser: Browser, question: str, words: str) -> None:
    box = browser.find_element(By.ID, f"f-{question}")
    box.clear()
    box.send_keys(words)


def choose(browser: Browser, question: str, value: str) -> None:
    browser.find_element(By.ID, f"f-{question}-{value}").click()


def send(browser: Browser, downloads: Path) -> Sent:
    """Send the form by email and as a file; the email program is kept from opening."""
    browser.execute_script(
        "document.addEventListener('click', (event) => {"
        "  const link = event.target.closest('a[href^=\"mailto:\"]');"
        "  if (link) { window.mailed = link.href; event.preventDefault(); }"
        "}, true);"
    )
    browser.find_element(By.ID, "ff-email").click()
    mailed = str(browser.execute_script("return window.mailed"))
    asked = parse_qs(urlsplit(mailed).query)
    assert mailed.startswith("mailto:offer@northmere.example.org?")
    browser.find_element(By.ID, "ff-download").click()
    wait_for(browser, lambda: list(downloads.glob("*.txt")))
    (file,) = downloads.glob("*.txt")
    content = file.read_bytes()
    file.unlink()
    return Sent(asked["subject"][0], asked["body"][0], content)


def take(root: Path, content: bytes, name: str = "form.txt") -> tuple[Taken, ...]:
    file = root / name
    file.write_bytes(content)
    return take_in(open_project(root), load_rules(), file, DAY, None)


def read(path: Path) -> dict[str, Any]:
    document, faults = parse_document(path.read_bytes(), path.name)
    assert document is not None, faults
    return document.data


def agree(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("signed_off: []") == 1
    path.write_text(text.replace("signed_off: []", "signed_off: [local-authority]"), encoding="utf-8")


def check(root: Path) -> int:
    command = (sys.executable, "-m", "site_builder", "check", "--project", str(root), "--date", "2026-11-01")
    return subprocess.run(command, capture_output=True, check=False).returncode


def mail(sent: Sent, transform: Callable[[str], str] = lambda text: text) -> bytes:
    """The email as an officer's mail program saves it."""
    head = (
        "From: a parent <someone@mail.example.org>\r\n"
        f"Subject: {sent.subject}\r\n"
        "Date: Fri, 30 Oct 2026 20:10:00 +0000\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: text/plain; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: 8bit\r\n\r\n"
    )
    return (head + transform(sent.body)).encode()


def both_ways(root: Path, sent: Sent) -> None:
    """By email, the same is written as from the file: but for how it came."""
    again = start(root.parent / "by-email")
    take(again, mail(sent), "mail.eml")
    for path in sorted((again / "offer_content").rglob("*.yaml")):
        by_file = (root / path.relative_to(again)).read_text(encoding="utf-8")
        by_email = by_file.replace("via: web-form", "via: email").replace("2026-11", "2026-10")
        assert path.read_text(encoding="utf-8") == by_email


# Round trips


def test_comment_goes_from_the_form_to_the_site(
    browser: Browser, address: str, downloads: Path, project: Path
) -> None:
    browser.get(f"{address}comment/index.html#support/riverside/index.html")
    wait_for(browser, lambda: browser.find_element(By.ID, "f-page").get_attribute("value"))
    words = "We could not find out who decides, and we asked at the club, at school and at the doctor's."
    write(browser, "said", f"{words}\nIt costs £5 – [phone] is engaged.")
    choose(browser, "about", "content")
    choose(browser, "about", "missing")
    choose(browser, "from", "parent-carer")
    sent = send(browser, downloads)
    assert sent.file == sent.body.encode()

    (taken,) = take(project, sent.file)
    draft = project / "offer_content/northmere/comments/2026-001.yaml"
    assert [one.path for one in taken.drafts] == [draft]
    assert taken.notes == ()
    assert taken.diagnostics == ()
    assert read(draft) == {
        "id": "2026-001",
        "received": "2026-11",
        "from": "parent-carer",
        "via": "web-form",
        "about": ["content", "missing"],
        "entries": ["riverside"],
        "said": f"{words}\nIt costs £5 – (phone] is engaged.\n",
        "shortened": "not-shortened",
        "signed_off": [],
    }
    both_ways(project, sent)

    assert check(project) == 0
    assert words not in (build(project) / "you-said/index.html").read_text(encoding="utf-8")
    agree(draft)
    assert check(project) == 0
    assert "who decides, and we asked" in (build(project) / "you-said/index.html").read_text(encoding="utf-8")


def test_new_entry_goes_from_the_form_to_the_site(
    browser: Browser, address: str, downloads: Path, project: Path
) -> None:
    browser.get(address + "new-entry/index.html")
    for question, words in {
        "title": "Tuesday Tots: play & talk",
        "summary": "A playgroup where children under 5 can play.",
        "run-by": "Tuesday Tots",
        "from-age": "0",
        "to-age": "4",
        "when": "Tuesdays, 10:00 to 12:00",
        "address": "Church Hall\nNorthmere",
        "postcode": "zz11aa",
        "amount": "£2 each time",
        "phone": "01632 960888",
        "email": "hello@tots.example.org",
        "web": "tots.example.org",
    }.items():
        write(browser, question, words)
    choose(browser, "cost", "paid")
    Select(browser.find_element(By.ID, "f-kind")).select_by_value("preschool")
    sent = send(browser, downloads)

    (taken,) = take(project, sent.file)
    draft = project / "offer_content/northmere/entries/tuesday-tots-play-and-talk.yaml"
    assert [one.path for one in taken.drafts] == [draft]
    assert taken.diagnostics == ()
    assert read(draft) == {
        "id": "tuesday-tots-play-and-talk",
        "kind": "service",
        "title": "Tuesday Tots: play & talk",
        "summary": "A playgroup where children under 5 can play.",
        "service_types": ["preschool"],
        "provider": {"name": "Tuesday Tots"},
        "ages": {"from": "0", "to": "4"},
        "cost": {"to_family": "paid", "amount": "£2 each time"},
        "when": [{"note": "Tuesdays, 10:00 to 12:00"}],
        "delivered": ["at-a-place"],
        "places": [{"address": ["Church Hall", "Northmere"], "postcode": "ZZ1 1AA"}],
        "contact": {
            "phone": "01632 960888",
            "email": "hello@tots.example.org",
            "website": "https://tots.example.org",
        },
        "signed_off": [],
    }
    both_ways(project, sent)

    assert check(project) == 0
    page = "support/tuesday-tots-play-and-talk/index.html"
    assert not (build(project) / page).exists()
    agree(draft)
    assert check(project) == 0
    assert "Tuesday Tots: play &amp; talk" in (build(project) / page).read_text(encoding="utf-8")


def test_correction_goes_from_the_entrys_page_to_the_entry(
    browser: Browser, address: str, downloads: Path, project: Path
) -> None:
    browser.get(address + "support/riverside/index.html")
    browser.find_element(By.LINK_TEXT, "use our form").click()
    wait_for(browser, lambda: browser.find_element(By.ID, "ff-loaded").text)
    filled = {
        one: browser.find_element(By.ID, f"f-{one}").get_attribute("value") for one in ("page", "phone")
    }
    assert filled == {"page": ENTRY["title"], "phone": ENTRY["contact"]["phone"]}
    write(browser, "phone", "01632 960999")
    write(browser, "amount", "£5 a visit")
    write(browser, "wrong", "The phone number is an old one.")
    choose(browser, "from", "parent-carer")
    sent = send(browser, downloads)
    assert sent.body.count("[phone was]") == 1
    assert "[summary" not in sent.body

    entry = project / "offer_content/northmere/entries/riverside.yaml"
    before = entry.read_text(encoding="utf-8")
    (taken,) = take(project, sent.file)
    comment = project / "offer_content/northmere/comments/2026-001.yaml"
    assert [(one.path, one.is_new) for one in taken.drafts] == [(entry, False), (comment, True)]
    assert taken.notes == (
        f"contact.phone: “{ENTRY['contact']['phone']}” becomes “01632 960999”",
        f"cost.amount: “{ENTRY['cost']['amount']}” becomes “£5 a visit”",
        "Whoever agreed to the page has to agree again. Until then the page is not on the site.",
        "What they wrote in their own words is kept as a comment.",
    )
    old, new = before.splitlines(), entry.read_text(encoding="utf-8").splitlines()
    assert {line.strip() for line in new} - {line.strip() for line in old} == {
        "phone: 01632 960999",
        "amount: £5 a visit",
        "signed_off: []",
    }
    assert read(comment)["said"] == "The phone number is an old one."
    both_ways(project, sent)

    assert check(project) == 0
    agree(entry)
    agree(comment)
    page = (build(project) / "support/riverside/index.html").read_text(encoding="utf-8")
    assert "01632 960999" in page
    assert "The phone number is an old one." in page


def test_easy_read_comment_goes_from_the_form_to_a_draft(
    browser: Browser, address: str, downloads: Path, project: Path
) -> None:
    browser.get(address + "easy-read-comment/index.html")
    write(browser, "thing", "The swimming club")
    choose(browser, "face", "bad")
    write(browser, "why", "It is loud.")
    choose(browser, "from", "young-person")
    sent = send(browser, downloads)
    (taken,) = take(project, sent.file)
    draft = read(taken.drafts[0].path)
    assert draft["said"] == (
        "What do you want to tell us about? The swimming club\n\nIs it good or bad? bad\n\nWhy? It is loud.\n"
    )
    assert (draft["from"], draft["about"]) == ("young-person", ["content"])
    assert taken.diagnostics == ()
    both_ways(project, sent)


def test_form_in_polish_means_the_same(
    browser: Browser, address: str, downloads: Path, project: Path
) -> None:
    browser.get(f"{address}pl/correction/index.html#support/riverside/index.html")
    wait_for(browser, lambda: browser.find_element(By.ID, "ff-loaded").text)
    write(browser, "phone", "01632 960999")
    sent = send(browser, downloads)
    assert "Jaki jest numer telefonu?" in sent.body
    (taken,) = take(project, sent.file)
    assert read(taken.drafts[0].path)["contact"]["phone"] == "01632 960999"


# The page


def test_blank_form_names_what_is_needed_and_leads_to_it_by_keyboard(browser: Browser, address: str) -> None:
    browser.get(address + "comment/index.html")
    browser.find_element(By.ID, "ff-download").send_keys(Keys.ENTER)
    assert browser.switch_to.active_element.get_attribute("id") == "ff-problems"
    links = browser.find_elements(By.CSS_SELECTOR, "#ff-problems a")
    assert [one.text for one in links] == [
        "Write what you want to tell us",
        "Choose what it is about",
        "Choose who you are",
    ]
    assert not browsing.faults(browsing.axe_results(browser))
    links[0].send_keys(Keys.ENTER)
    said = browser.switch_to.active_element
    assert (said.get_attribute("id"), said.get_attribute("aria-invalid")) == ("f-said", "true")


@pytest.mark.parametrize(
    "words", ["NHS 999 000 0018", "his UPN is H801200001001", "AA 12 34 56 A", "born on 3 May 2012"]
)
def test_form_keeps_numbers_and_birthdays_of_one_person_from_being_sent(
    browser: Browser, address: str, downloads: Path, words: str
) -> None:
    browser.get(address + "comment/index.html")
    write(browser, "said", words)
    choose(browser, "about", "content")
    choose(browser, "from", "forum")
    browser.find_element(By.ID, "ff-download").click()
    assert "This looks like a number or a birthday" in browser.find_element(By.ID, "ff-problems").text
    assert words not in browser.find_element(By.ID, "ff-problems").text
    assert list(downloads.iterdir()) == []


def test_nothing_is_kept_on_load_or_after_sending(browser: Browser, address: str, downloads: Path) -> None:
    for form in FORMS:
        browser.get(f"{address}{form}/index.html#support/riverside/index.html")
        assert stored(browser) == 0
    browser.get(address + "comment/index.html")
    write(browser, "said", "A secret")
    choose(browser, "about", "content")
    choose(browser, "from", "child")
    send(browser, downloads)
    browser.find_element(By.ID, "ff-clear").click()
    assert "This page keeps nothing." in browser.find_element(By.ID, "ff-said").text
    assert everything_written(browser) == [""]
    write(browser, "said", "A secret")
    browser.get(address + "index.html")
    browser.back()
    wait_for(browser, lambda: browser.find_elements(By.ID, "ff-clear"))
    assert everything_written(browser) == [""]
    assert stored(browser) == 0


def stored(browser: Browser) -> int:
    return int(
        browser.execute_script("return localStorage.length + sessionStorage.length + document.cookie.length")
    )


def everything_written(browser: Browser) -> list[str]:
    """The different answers that stand in the form, of boxes that are typed in or ticked."""
    script = """
      return Array.from(document.querySelectorAll('#ff textarea, #ff input'), (one) =>
        /radio|checkbox/.test(one.type) ? (one.checked ? one.value : '') : one.value);
    """
    return sorted(set(browser.execute_script(script)))


def test_long_form_goes_as_a_file_and_a_short_email(browser: Browser, address: str, downloads: Path) -> None:
    browser.get(address + "comment/index.html")
    words = "It is far away. " * 150
    browser.execute_script("document.getElementById('f-said').value = arguments[0]", words)
    choose(browser, "about", "content")
    choose(browser, "from", "parent-carer")
    sent = send(browser, downloads)
    assert sent.body == "The form is in the file that I attach."
    assert words.strip().encode() in sent.file


@pytest.mark.parametrize("form", FORMS)
def test_form_without_scripts_can_be_printed_and_names_an_address(
    browser: Browser, address: str, form: str
) -> None:
    browsing.open_without_scripts(browser, f"{address}{form}/index.html")
    main = browser.find_element(By.TAG_NAME, "main")
    hidden = browser.find_elements(By.CSS_SELECTOR, "[data-scripts], #ff-download, #ff-clear")
    assert not [one for one in hidden if one.is_displayed()]
    assert "01632 960123" in main.text
    assert "offer@northmere.example.org" in main.text
    browsing.set_media(browser, printed=True)
    boxes = browser.find_elements(By.CSS_SELECTOR, "#ff textarea:not([readonly]), #ff input[type=text]")
    assert [one.get_attribute("id") for one in boxes if not one.is_displayed()] == []
    assert len(boxes) >= 2


@pytest.mark.parametrize("form", FORMS)
def test_form_with_all_that_is_its_own_weighs_at_most_60_kilobytes(site: Path, form: str) -> None:
    """The page's HTML, the forms' script and style, and what an entry says now: as they are, not packed."""
    own = ["assets/family-form.js", "assets/family-form.css", "support/riverside/answers.js"]
    if form == "easy-read-comment":
        own.append("assets/easy-read.css")
    for folder in ("", "pl/"):
        bytes_of = [(site / f"{folder}{form}/index.html").stat().st_size]
        bytes_of += [(site / one).stat().st_size for one in own]
        assert sum(bytes_of) <= MOST_BYTES


@pytest.mark.parametrize("form", FORMS)
def test_form_fits_a_narrow_screen_and_axe_finds_no_fault(browser: Browser, address: str, form: str) -> None:
    for width, scheme in ((320, "light"), (1280, "dark")):
        browsing.set_width(browser, width)
        browsing.set_media(browser, scheme="dark" if scheme == "dark" else "light")
        browser.get(f"{address}{form}/index.html#support/riverside/index.html")
        assert not browsing.faults(browsing.axe_results(browser)), (width, scheme)
        script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert browser.execute_script(script) == 0
        assert browsing.console_messages(browser) == []


def test_warnings_stand_before_the_first_question(browser: Browser, address: str) -> None:
    for form in FORMS:
        browser.get(f"{address}{form}/index.html")
        main = browser.find_element(By.TAG_NAME, "main").text
        first = main.index(browser.find_element(By.CSS_SELECTOR, "[data-ask] > label").text)
        for warning in ("999", "name", "omputer"):
            assert 0 <= main.index(warning) < first, (form, warning)


# To the council's own form


def test_form_is_posted_to_the_councils_address_where_that_takes_it(
    browser: Browser, northmere: Path
) -> None:
    with browsing.serve(northmere) as address:
        browser.get(address + "comment/index.html")
        form = browser.find_element(By.ID, "ff")
        action = str(form.get_attribute("action"))
        assert action.startswith("https://forms.example.org/comment?page=")
        assert form.get_attribute("method") == "post"
        policy = browser.find_element(By.CSS_SELECTOR, "meta[http-equiv]").get_attribute("content")
        assert "https://forms.example.org" in str(policy).partition("form-action")[2]
        write(browser, "said", "It is good.")
        choose(browser, "about", "content")
        choose(browser, "from", "forum")
        browser.execute_script(
            "document.addEventListener('submit', (event) => {"
            "  const data = Object.fromEntries(new FormData(event.target));"
            "  window.posted = event.defaultPrevented ? 'stopped' : data;"
            "  event.preventDefault();"
            "});"
        )
        browser.find_element(By.CSS_SELECTOR, "#ff button[type=submit]").click()
        posted = browser.execute_script("return window.posted")
        assert posted["form"] == "comment northmere"
        assert posted["[said] What do you want to tell us?"] == "It is good."
        assert "[said] What do you want to tell us?\r\nIt is good." in posted["text"].replace("\n", "\r\n")
