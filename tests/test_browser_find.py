"""Find support, as a reader uses it: words, filters, the address, the keyboard, and without scripts."""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, Literal

import pytest
from jinja2 import Environment, FileSystemLoader
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from site_builder.content.checks import Rules, load_rules
from site_builder.content.model import Authority, Entry, Offer
from site_builder.pages.look import make_look
from site_builder.pages.search_data import PAGE_SIZE, find_pages, search_files, words_of
from site_builder.pages.shell import Crumb, MenuLink, Page, SiteFrame, frame_of, material_stylesheet, policy
from site_builder.pages.templates import render
from site_builder.shipped import shipped
from tests import browsing
from tests.browsing import wait_for
from tests.test_search_data import FOLDING_CASES

Browser = webdriver.Chrome

ADVICE = "northmere-sendiass"
AT_ONCE = 20
FILLERS = 130


# The offer and its site


def entry(entry_id: str, title: str, kind: str = "service", **facts: Any) -> Entry:
    stated = {"id": entry_id, "kind": kind, "title": title, "summary": f"About {title.lower()}."} | facts
    return Entry("northmere", f"offer_content/northmere/entries/{entry_id}.yaml", stated)


def ages(youngest: int, oldest: int) -> dict[str, int]:
    return {"from": youngest, "to": oldest}


NAMED = (
    entry(
        "speech-therapy",
        "Speech and language therapy",
        summary="Help with talking.",
        service_types=("speech-and-language-therapy",),
        needs=("speech-language-and-communication", "autism"),
        ages=ages(0, 19),
        cost={"to_family": "free"},
    ),
    entry(
        "nursery",
        "Little Gulls Nursery",
        kind="setting",
        service_types=("nursery",),
        description="We have a speech therapist on Mondays.",
        needs=("all",),
        ages=ages(0, 4),
    ),
    entry(
        "talking-group",
        "Talking group",
        summary="Practise speech with other families.",
        service_types=("social-group",),
        needs=("communication-and-interaction",),
        cost={"to_family": "paid", "amount": "£2 a week"},
    ),
    entry("chess", "Chess club", service_types=("youth-club",), ages=ages(8, 17), cost={"to_family": "free"}),
    entry(
        "sailing",
        "Sailing club",
        service_types=("sports-club", "youth-club"),
        needs=("physical-disability", "vision-impairment"),
        ages=ages(8, 25),
        cost={"to_family": "varies"},
        availability={"status": "paused"},
    ),
    entry(
        "markup",
        "<b>Bold</b> & <img src=x onerror=alert(1)> club",
        summary="</script><script>document.title='owned'</script>",
        service_types=("arts",),
        description="trampolining",
    ),
    entry(ADVICE, "Free advice for families", service_types=("information-advice-support",), needs=("all",)),
    entry(
        "no-overnight",
        "Overnight breaks for children under 8",
        kind="not-available",
        absent={"service_types": ("short-break-overnight",), "ages": ages(0, 7), "needs": ("all",)},
        why="Too few families asked.",
    ),
    entry(
        "ehc-guide",
        "Ask for an education, health and care needs assessment",
        kind="information",
        topic="ehc-needs-assessment",
        sections={"who_can_ask": "A parent can ask about speech too."},
    ),
)


def fillers() -> Iterator[Entry]:
    """Entries that state some facts and leave out others, the same every time."""
    chance = random.Random(7)
    types = ("arts", "play", "sports-club", "nursery", "physiotherapy", "short-break-day")
    needs = ("autism", "hearing-impairment", "sensory-and-physical", "all", "down-syndrome")
    for number in range(FILLERS):
        facts: dict[str, Any] = {"service_types": (chance.choice(types),), "description": "A filler."}
        if chance.random() < 0.7:
            facts["needs"] = tuple(chance.sample(needs, chance.choice((1, 2))))
        if chance.random() < 0.7:
            youngest = chance.randrange(20)
            facts["ages"] = ages(youngest, youngest + chance.randrange(10))
        if chance.random() < 0.6:
            facts["cost"] = {"to_family": chance.choice(("free", "paid", "varies"))}
        yield entry(f"filler-{number:03}", f"Filler {number:03}", **facts)


@cache
def rules() -> Rules:
    return load_rules()


@cache
def offer() -> Offer:
    facts = {
        "id": "northmere",
        "name": "Northmere",
        "contact": {"phone": "01632 960123", "email": "localoffer@northmere.example.org"},
        "partners": {"advice_service": ADVICE},
    }
    return Offer(Authority("offer_content/northmere/authority.yaml", facts), (*NAMED, *fillers()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site")
    make_site(site)
    return site


def make_site(site: Path) -> None:
    """Write the pages of Find support and, for its links to lead somewhere, an empty page for each entry."""
    frame = SiteFrame(
        name="Northmere local offer",
        tagline="For children and young people",
        notice="Northmere is invented.",
        menu=(MenuLink("find", "find/index.html", "Find support"),),
        foot=(),
        help_words="",
        help=(),
        policy=policy(),
    )
    theme = Environment(loader=FileSystemLoader(shipped("themes", "local_offer")), autoescape=False)

    def write(address: str, title: str, content: str) -> None:
        page = Page(address, title, title, content, (Crumb("Home", "index.html"),), "find")
        path = site / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(theme.get_template("base.html").render(frame=frame_of(page, frame)), encoding="utf-8")

    for address, values in find_pages(offer(), rules()):
        write(address, "Find support", render("find.html", values))
    for one in offer().entries:
        write(f"support/{one.id}/index.html", one.id, f"<h1>{one.id}</h1>")
    for way in ("need", "age", "kind", "place", "a-z", "gaps"):
        write(f"{way}/index.html", way, f"<h1>{way}</h1>")
    write("index.html", "Home", "<h1>Home</h1>")
    shutil.copytree(shipped("themes", "local_offer", "assets"), site / "assets")
    files = {
        **search_files(offer(), rules()),
        "assets/material.css": material_stylesheet(),
        "assets/look.css": make_look(None).css(),
    }
    for address, text in files.items():
        (site / address).write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with browsing.serve(folder) as home:
        yield f"{home}find/index.html"


# Looking at the page


def part(browser: Browser, name: str) -> WebElement:
    return browser.find_element(By.ID, f"find-{name}")


def heading(browser: Browser) -> str:
    return part(browser, "count").text


def wait_for_heading(browser: Browser, text: str) -> None:
    WebDriverWait(browser, 10, poll_frequency=0.05).until(
        lambda _: heading(browser) == text, f"the heading is not {text!r}"
    )


def titles(browser: Browser) -> list[str]:
    script = "return Array.from(document.querySelectorAll('#find-results h3 a'), (link) => link.textContent)"
    found: list[str] = browser.execute_script(script)
    return found


def chosen(browser: Browser) -> list[str]:
    """What the buttons above the results say, without "Remove" and the cross."""
    buttons = browser.find_elements(By.CSS_SELECTOR, "#find-chosen button")
    return [re.sub(r"^Remove |\s*×$", "", button.get_attribute("textContent") or "") for button in buttons]


def choose(browser: Browser, name: str, value: str) -> None:
    """Tick a box, or take its tick away; for ages choose from the list."""
    if name == "age":
        option = part(browser, "age").find_element(By.CSS_SELECTOR, f'option[value="{value}"]')
        option.click()
    else:
        browser.find_element(By.CSS_SELECTOR, f'label[for="find-{name}-{value}"]').click()


def press(browser: Browser, *keys: str) -> None:
    chain = ActionChains(browser)
    for key in keys:
        chain.send_keys(key)
    chain.perform()


def tab_to(browser: Browser, what: str) -> None:
    """Go on with the Tab key until *what*, an id or a text, has the focus."""
    for _ in range(100):
        if focused(browser) == what:
            return
        press(browser, Keys.TAB)
    pytest.fail(f"the Tab key does not lead to {what}")


def query(browser: Browser) -> str:
    return browser.current_url.partition("?")[2]


def focused(browser: Browser) -> str:
    return browser.switch_to.active_element.get_attribute("id") or browser.switch_to.active_element.text


def count_beside(browser: Browser, name: str, value: str) -> int:
    selector = f'#find-age option[value="{value}"]' if name == "age" else f"#find-{name}-{value}-number"
    text = browser.find_element(By.CSS_SELECTOR, selector).get_attribute("textContent") or ""
    return int(re.findall(r"\((\d+)\)", text)[0])


# The same questions, answered in Python


@dataclass(frozen=True, slots=True)
class Question:
    words: str = ""
    need: tuple[str, ...] = ()
    age: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    cost: tuple[str, ...] = ()

    @property
    def chosen(self) -> Mapping[str, Sequence[str]]:
        return {"need": self.need, "age": self.age, "kind": self.kind, "cost": self.cost}


def meets(one: Entry, name: str, value: str) -> bool:
    """Whether an entry counts for one choice, by what it states."""
    about = one.facts.get("absent", one.facts)
    types = about.get("service_types", ())
    vocabularies = rules().vocabularies
    match name:
        case "need":
            return bool(vocabularies.needs_met_by(value) & set(about.get("needs", ())))
        case "age":
            stated = about.get("ages")
            return stated is not None and stated["from"] <= int(value) <= stated["to"]
        case "cost":
            return bool(one.fact("cost.to_family") == value)
        case _:
            terms = vocabularies["service-types"].terms
            is_guide = one.kind == "information" and value == "information"
            return is_guide or value in types or value in {terms[each].facts["heading"] for each in types}


def inner(name: str, values: Sequence[str]) -> list[str]:
    """The choices without those that hold another one of them."""
    vocabularies = rules().vocabularies
    key, vocabulary = {"need": ("area", "needs"), "kind": ("heading", "service-types")}.get(
        name, ("", "needs")
    )
    terms = vocabularies[vocabulary].terms
    parents = {terms[value].facts.get(key) for value in values if value in terms}
    return [value for value in values if value not in parents]


def has_words(one: Entry, text: str) -> bool:
    said = [
        one.title,
        one.summary,
        str(one.facts.get("description", "")),
        *one.facts.get("sections", {}).values(),
    ]
    words = set(words_of(" ".join(said)))
    *whole, last = words_of(text)
    return all(word in words for word in whole) and any(word.startswith(last) for word in words)


def answers(question: Question, leave_out: str = "") -> set[str]:
    """The ids of the entries that answer; *leave_out* is a filter that is not looked at."""
    return {
        one.id
        for one in offer().entries
        if (not question.words or has_words(one, question.words))
        and all(
            any(meets(one, name, value) for value in inner(name, values))
            for name, values in question.chosen.items()
            if values and name != leave_out
        )
    }


QUESTIONS = [
    Question(words, need, age, kind, cost)
    for words, need, age, kind, cost in product(
        ("", "speech", "fill"),
        ((), ("autism",), ("sensory-and-physical", "vision-impairment"), ("down-syndrome", "autism")),
        ((), ("8",), ("0",)),
        ((), ("leisure",), ("leisure", "arts", "education")),
        ((), ("free",)),
    )
]
ASKED = random.Random(3).sample(QUESTIONS, 50)


# Words


def test_browser_folds_words_as_the_builder_does(browser: Browser, address: str) -> None:
    browser.get(address)
    script = "return arguments[0].map(window.localOfferFind.wordsOf)"
    assert browser.execute_script(script, [text for text, _ in FOLDING_CASES]) == [
        words for _, words in FOLDING_CASES
    ]


def test_words_are_fetched_when_the_first_letter_is_typed(browser: Browser, address: str) -> None:
    script = "return performance.getEntriesByType('resource').map((file) => file.name.split('/').pop())"
    browser.get(address)
    assert "entries.js" in browser.execute_script(script)
    assert "words.js" not in browser.execute_script(script)
    part(browser, "words").send_keys("s")
    wait_for(browser, lambda: "words.js" in browser.execute_script(script))


def test_title_comes_before_summary_and_summary_before_details(browser: Browser, address: str) -> None:
    browser.get(address)
    part(browser, "words").send_keys("speech")
    wait_for_heading(browser, "4 results")
    assert titles(browser) == [
        "Speech and language therapy",
        "Talking group",
        "Little Gulls Nursery",
        "Ask for an education, health and care needs assessment",
    ]
    assert query(browser) == "q=speech"


def test_each_result_says_why_it_is_there(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=speech&need=autism&age=3")
    wait_for_heading(browser, "2 results")
    why = [element.text for element in browser.find_elements(By.CLASS_NAME, "find-why")]
    assert why == [
        "Why this is here: “speech” in the title; Autism; Age 3",
        "Why this is here: “speech” in the details; Autism; Age 3",
    ]


def test_last_word_may_be_a_beginning_and_accents_and_apostrophes_do_not_matter(
    browser: Browser, address: str
) -> None:
    browser.get(address)
    part(browser, "words").send_keys("LITTLE gúll's nurs")
    wait_for_heading(browser, "1 result")
    assert titles(browser) == ["Little Gulls Nursery"]


def test_results_with_some_of_the_words_are_better_than_none(browser: Browser, address: str) -> None:
    browser.get(address)
    part(browser, "words").send_keys("speech quokka")
    wait_for_heading(browser, "4 results have some of your words")
    assert part(browser, "notes").text == "No page here has “quokka”."


def test_words_that_cannot_be_loaded_do_not_take_the_filters_away(browser: Browser, address: str) -> None:
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/words.js"]})
    try:
        browser.get(f"{address}?q=speech&need=vision-impairment&age=9&kind=sports-club")
        wait_for(browser, lambda: "could not be loaded" in part(browser, "notes").text)
        assert "Sailing club" in titles(browser)
    finally:
        browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    browsing.console_messages(browser)


# Filters


def test_results_and_counts_are_those_that_the_entries_give(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=speech")
    wait_for_heading(browser, "4 results")
    script = """
      const words = window.localOfferFind.readWords(window.localOfferWords);
      return arguments[0].map((question) => {
        const answer = window.localOfferFind.search({ ...question, unstated: false }, words);
        const counts = Object.entries(answer.counts).map(([name, of]) => [name, Object.fromEntries(of)]);
        return {
          found: answer.found.map((number) => window.localOfferEntries.ids[number]),
          counts: Object.fromEntries(counts),
        };
      });"""
    asked = [{"text": question.words, "chosen": question.chosen} for question in ASKED]
    given = browser.execute_script(script, asked)
    for question, answer in zip(ASKED, given, strict=True):
        found = answer["found"]
        assert len(found) == len(set(found)), question
        assert set(found) == answers(question), question
        for name in question.chosen:
            others = answers(question, leave_out=name)
            expected = {
                value: sum(meets(one, name, value) for one in offer().with_ids(others))
                for value in answer["counts"][name]
                if value not in ("other-ages", "a-cost", "no-cost")
            }
            assert expected == {value: answer["counts"][name][value] for value in expected}, (question, name)


def test_choices_change_the_list_and_the_counts_at_once(browser: Browser, address: str) -> None:
    browser.get(address)
    choose(browser, "need", "autism")
    choose(browser, "age", "8")
    question = Question(need=("autism",), age=("8",))
    wait_for_heading(browser, f"{len(answers(question))} results")
    assert query(browser) == "need=autism&age=8"
    assert chosen(browser) == ["Autism", "Age 8", "Clear all"]
    for name, value in (("need", "down-syndrome"), ("age", "12"), ("kind", "leisure"), ("cost", "free")):
        others = answers(question, leave_out=name)
        expected = sum(meets(one, name, value) for one in offer().with_ids(others))
        assert count_beside(browser, name, value) == expected


def test_kinds_inside_a_heading_show_when_it_is_chosen(browser: Browser, address: str) -> None:
    browser.get(address)
    sailing = browser.find_element(By.ID, "find-kind-sports-club")
    assert not sailing.is_displayed()
    choose(browser, "kind", "leisure")
    wait_for(browser, sailing.is_displayed)
    choose(browser, "kind", "sports-club")
    wait_for_heading(browser, f"{len(answers(Question(kind=('sports-club',))))} results")
    choose(browser, "kind", "leisure")
    wait_for(browser, lambda: chosen(browser) == [])
    assert not sailing.is_selected()


def test_kind_in_the_address_is_shown_under_its_heading(browser: Browser, address: str) -> None:
    browser.get(f"{address}?kind=sports-club")
    assert browser.find_element(By.ID, "find-kind-leisure").is_selected()
    assert browser.find_element(By.ID, "find-kind-sports-club").is_selected()
    assert len(answers(Question(kind=("sports-club",)))) == int(heading(browser).split()[0])


def test_entries_that_do_not_say_are_counted_and_can_be_shown(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=talking+group&age=7")
    wait_for_heading(browser, "No results")
    assert part(browser, "notes").text.startswith("1 more does not say which ages it is for.")
    part(browser, "notes").find_element(By.TAG_NAME, "button").click()
    wait_for_heading(browser, "1 result")
    assert titles(browser) == ["Talking group"]
    assert query(browser) == "q=talking+group&age=7&unstated=shown"
    assert "Ages: We have not been told" in part(browser, "results").text
    browser.find_elements(By.CSS_SELECTOR, "#find-chosen button")[1].click()
    wait_for_heading(browser, "No results")


def test_entries_that_say_come_before_those_that_do_not(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=speech&age=3&unstated=shown")
    wait_for_heading(browser, "4 results")
    assert titles(browser)[:3] == ["Speech and language therapy", "Little Gulls Nursery", "Talking group"]


def test_absences_and_pauses_are_marked(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=overnight&age=7")
    wait_for_heading(browser, "1 result")
    assert part(browser, "results").find_element(By.CLASS_NAME, "tag").text == "Not available here"
    browser.get(f"{address}?q=sailing")
    wait_for_heading(browser, "1 result")
    paused = rules().schemas.choice("service", "availability.status", "paused")
    assert part(browser, "results").find_element(By.CLASS_NAME, "tag").text == paused


def test_choice_can_be_taken_back_and_the_focus_goes_on(browser: Browser, address: str) -> None:
    browser.get(f"{address}?need=autism&need=down-syndrome&age=8")
    browser.find_element(By.CSS_SELECTOR, "#find-chosen button").click()
    wait_for(browser, lambda: chosen(browser) == ["Down syndrome", "Age 8", "Clear all"])
    assert "Down syndrome" in browser.switch_to.active_element.text
    assert not browser.find_element(By.ID, "find-need-autism").is_selected()
    browser.find_elements(By.CSS_SELECTOR, "#find-chosen button")[-1].click()
    wait_for(browser, lambda: chosen(browser) == [])
    assert focused(browser) == "find-count"
    assert heading(browser) == f"All support and information: {len(offer().entries)}"
    assert query(browser) == ""


def test_taking_a_heading_back_takes_the_kinds_under_it_back(browser: Browser, address: str) -> None:
    browser.get(f"{address}?kind=leisure&kind=sports-club&kind=health")
    terms = rules().vocabularies["service-types"]
    leisure, health = terms.headings["leisure"].label, terms.headings["health"].label
    assert chosen(browser) == [health, leisure, terms.label("sports-club"), "Clear all"]
    browser.find_elements(By.CSS_SELECTOR, "#find-chosen button")[1].click()
    wait_for(browser, lambda: chosen(browser) == [health, "Clear all"])
    assert not browser.find_element(By.ID, "find-kind-sports-club").is_selected()


# Nothing found


def test_search_that_finds_nothing_says_what_to_drop_and_whom_to_call(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=chess&need=vision-impairment&age=9")
    wait_for_heading(browser, "No results")
    ways = [element.text for element in part(browser, "drop").find_elements(By.TAG_NAME, "button")]
    without_words = len(answers(Question(need=("vision-impairment",), age=("9",))))
    vision = rules().vocabularies["needs"].label("vision-impairment")
    assert ways == [f"Without “chess”: {without_words} results", f"Without {vision}: 1 result"]
    help_text = part(browser, "nothing").text
    assert "01632 960123" in help_text
    assert "Free advice for families" in help_text
    part(browser, "drop").find_element(By.TAG_NAME, "button").click()
    wait_for_heading(browser, f"{without_words} results")
    assert chosen(browser) == [vision, "Age 9", "Clear all"]
    assert part(browser, "words").get_attribute("value") == ""


def test_entry_text_is_shown_and_never_run(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=trampolining")
    wait_for_heading(browser, "1 result")
    assert titles(browser) == ["<b>Bold</b> & <img src=x onerror=alert(1)> club"]
    assert "</script>" in part(browser, "results").text
    assert (
        browser.find_elements(By.CSS_SELECTOR, "#find-results img, #find-results b, #find-results script")
        == []
    )
    browsing.open_without_scripts(browser, address)
    assert browser.find_elements(By.CSS_SELECTOR, "#find-results img, #find-results script") == []


# The address


def test_search_can_be_sent_to_someone(browser: Browser, address: str) -> None:
    browser.get(address)
    part(browser, "words").send_keys("filler")
    wait_for(browser, lambda: query(browser) == "q=filler")
    choose(browser, "need", "down-syndrome")
    choose(browser, "age", "12")
    choose(browser, "kind", "leisure")
    choose(browser, "cost", "free")
    sent, found, counted = browser.current_url, titles(browser), heading(browser)
    assert query(browser) == "q=filler&need=down-syndrome&age=12&kind=leisure&cost=free"
    browser.get("about:blank")
    browser.get(sent)
    wait_for_heading(browser, counted)
    assert titles(browser) == found
    assert part(browser, "words").get_attribute("value") == "filler"
    assert part(browser, "age").get_attribute("value") == "12"
    for name, value in (("need", "down-syndrome"), ("kind", "leisure"), ("cost", "free")):
        assert browser.find_element(By.ID, f"find-{name}-{value}").is_selected()


@pytest.mark.parametrize(
    "asked", ["need=nonsense&age=any&kind=&cost=a-cost", "age=200&need=", "x=1&unstated=no"]
)
def test_address_that_makes_no_sense_shows_everything(browser: Browser, address: str, asked: str) -> None:
    browser.get(f"{address}?{asked}")
    assert heading(browser) == f"All support and information: {len(offer().entries)}"


def test_back_button_takes_choices_back_one_by_one(browser: Browser, address: str) -> None:
    browser.get(address)
    choose(browser, "need", "autism")
    choose(browser, "cost", "free")
    browser.back()
    wait_for(browser, lambda: chosen(browser) == ["Autism", "Clear all"])
    assert browser.find_element(By.ID, "find-need-autism").is_selected()
    assert not browser.find_element(By.ID, "find-cost-free").is_selected()
    browser.back()
    wait_for(browser, lambda: chosen(browser) == [])
    browser.forward()
    wait_for(browser, lambda: chosen(browser) == ["Autism", "Clear all"])


def test_typing_does_not_fill_the_history(browser: Browser, address: str) -> None:
    browser.get(address)
    before = browser.execute_script("return history.length")
    for letter in "sailing":
        part(browser, "words").send_keys(letter)
        time.sleep(0.15)
    wait_for_heading(browser, "1 result")
    assert browser.execute_script("return history.length") == before


def test_result_leads_to_its_page_and_back_to_the_search(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=sailing&need=vision-impairment")
    wait_for_heading(browser, "1 result")
    browser.find_element(By.LINK_TEXT, "Sailing club").click()
    wait_for(browser, lambda: browser.current_url.endswith("/support/sailing/index.html"))
    browser.back()
    wait_for_heading(browser, "1 result")
    assert part(browser, "words").get_attribute("value") == "sailing"


# A long list


def test_more_results_come_when_asked_for_and_the_focus_is_on_the_first_of_them(
    browser: Browser, address: str
) -> None:
    browser.get(f"{address}?q=filler")
    wait_for_heading(browser, f"{FILLERS} results")
    assert len(titles(browser)) == AT_ONCE
    part(browser, "more").click()
    assert len(titles(browser)) == 2 * AT_ONCE
    assert browser.switch_to.active_element.text == titles(browser)[AT_ONCE]
    browser.refresh()
    wait_for(browser, lambda: len(titles(browser)) == 2 * AT_ONCE)
    choose(browser, "need", "autism")
    wait_for(browser, lambda: len(titles(browser)) == AT_ONCE)


# Without scripts, and from a folder


def test_without_scripts_the_page_is_a_list_and_offers_nothing_that_does_not_work(
    browser: Browser, address: str, folder: Path
) -> None:
    browsing.open_without_scripts(browser, address)
    assert heading(browser) == f"All support and information: {len(offer().entries)}"
    assert len(titles(browser)) == PAGE_SIZE
    assert not any(
        control.is_displayed()
        for control in browser.find_elements(By.CSS_SELECTOR, "input, select, main button")
    )
    for link in browser.find_elements(By.CSS_SELECTOR, "main a"):
        target = (link.get_attribute("href") or "").partition("/find/")[0]
        assert target
    relative = [
        link.get_dom_attribute("href")
        for link in browser.find_elements(By.CSS_SELECTOR, "main a[href^='../']")
    ]
    assert len(relative) > PAGE_SIZE
    assert all((folder / "find" / one).is_file() for one in relative)
    browser.find_element(By.CSS_SELECTOR, ".find-pages a:not([aria-current])").click()
    wait_for(browser, lambda: "/page-2/" in browser.current_url)
    assert len(titles(browser)) == len(offer().entries) - PAGE_SIZE


def test_search_works_from_a_folder(browser: Browser, folder: Path) -> None:
    browser.get((folder / "find" / "index.html").as_uri())
    part(browser, "words").send_keys("speech")
    wait_for_heading(browser, "4 results")
    choose(browser, "need", "autism")
    wait_for_heading(browser, "2 results")
    assert browsing.console_messages(browser) == []
    browser.find_element(By.LINK_TEXT, "Speech and language therapy").click()
    wait_for(browser, lambda: "/support/speech-therapy/" in browser.current_url)


def test_nothing_is_blocked_or_missing(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=speech&need=autism")
    wait_for_heading(browser, "2 results")
    assert browsing.console_messages(browser) == []


# Without a mouse, without sight


def test_everything_can_be_done_with_the_keyboard(browser: Browser, address: str) -> None:
    browser.get(address)
    browser.execute_script("document.getElementById('main').focus()")
    press(browser, Keys.TAB)
    assert focused(browser) == "find-words"
    press(browser, *"speech")
    wait_for_heading(browser, "4 results")
    assert focused(browser) == "find-words"
    press(browser, Keys.TAB, Keys.TAB)
    assert browser.switch_to.active_element.tag_name == "summary"
    press(browser, Keys.TAB)
    assert focused(browser) == "find-age"
    press(browser, Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    wait_for(browser, lambda: "age=2" in query(browser))
    press(browser, Keys.TAB)
    assert focused(browser) == "find-cost-free"
    press(browser, Keys.SPACE)
    wait_for_heading(browser, "1 result")
    assert focused(browser) == "find-cost-free"
    tab_to(browser, "find-see")
    press(browser, Keys.ENTER)
    assert focused(browser) == "find-count"
    press(browser, Keys.TAB)
    assert "Age 2" in browser.switch_to.active_element.text
    tab_to(browser, "Speech and language therapy")
    press(browser, Keys.ENTER)
    wait_for(browser, lambda: "/support/speech-therapy/" in browser.current_url)


def test_enter_in_the_words_box_goes_to_the_results(browser: Browser, address: str) -> None:
    browser.get(address)
    part(browser, "words").send_keys("sailing", Keys.ENTER)
    wait_for_heading(browser, "1 result")
    assert focused(browser) == "find-count"
    assert "/find/index.html?q=sailing" in browser.current_url


def test_count_is_announced_once_when_it_has_settled(browser: Browser, address: str) -> None:
    browser.get(address)
    browser.execute_script(
        "window.said = []; const status = document.getElementById('find-status');"
        "const hear = new MutationObserver(() => said.push(status.textContent));"
        "hear.observe(status, {childList: true, subtree: true})"
    )
    for letter in "sailing":
        part(browser, "words").send_keys(letter)
        time.sleep(0.2)
    wait_for(browser, lambda: browser.execute_script("return said"))
    assert browser.execute_script("return said") == ["1 result"]
    assert part(browser, "status").get_attribute("role") == "status"
    assert len(browser.find_elements(By.CSS_SELECTOR, "[role=status], [aria-live]")) == 1


STATES = {
    "start": "",
    "results": "?q=filler&need=autism&age=8&kind=leisure",
    "some words": "?q=speech+quokka&unstated=shown&age=3",
    "nothing": "?q=chess&need=vision-impairment&age=9",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_no_barriers_are_found(
    browser: Browser, address: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    browsing.set_width(browser, width)
    browsing.set_media(browser, scheme=scheme)
    for asked in ("results", "nothing"):
        browser.get(address + STATES[asked])
        wait_for(browser, lambda: "Searching" not in heading(browser))
        browser.execute_script("for (const fold of document.querySelectorAll('details')) fold.open = true")
        assert browsing.faults(browsing.axe_results(browser)) == []
    browsing.open_without_scripts(browser, address)
    assert browsing.faults(browsing.axe_results(browser)) == []


@pytest.mark.parametrize("asked", STATES.values(), ids=STATES)
def test_nothing_is_cut_off_on_a_narrow_screen_and_all_controls_are_large(
    browser: Browser, address: str, asked: str
) -> None:
    browsing.set_width(browser, 320)
    browser.get(address + asked)
    wait_for(browser, lambda: "Searching" not in heading(browser))
    browser.execute_script("for (const fold of document.querySelectorAll('main details')) fold.open = true")
    assert browser.execute_script("return document.documentElement.scrollWidth") <= 320
    script = """
      const found = document.querySelectorAll(
        '.find-check label, .entry-link, main :is(button, select, input[type=search], summary, nav a)');
      return Array.from(found)
        .map((one) => [one.textContent || one.id, one.getBoundingClientRect()])
        .filter(([, box]) => box.height && (box.height < 43.5 || box.width < 43.5))
        .map(([name, box]) => `${name}: ${box.width} x ${box.height}`);"""
    assert browser.execute_script(script) == []
