"""Find support, as a reader uses it: words, filters, the address, the keyboard, and without scripts."""

from __future__ import annotations

import html
import json
import math
import random
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote_plus

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
from site_builder.content.postcodes import Postcodes, postcodes_with
from site_builder.pages.find_page import PAGE_SIZE, find_pages
from site_builder.pages.language import translated, translated_count
from site_builder.pages.listed import Catalogue, Listed, catalogue_of_all, in_order
from site_builder.pages.look import make_look
from site_builder.pages.postcode_data import postcode_files
from site_builder.pages.search_data import search_files
from site_builder.pages.search_words import load_synonyms, stem, words_of
from site_builder.pages.shell import Crumb, MenuLink, Page, SiteFrame, frame_of, policy
from site_builder.pages.stylesheet import material_stylesheet
from site_builder.pages.templates import render
from site_builder.shipped import shipped
from tests import browsing
from tests.browsing import wait_for
from tests.test_search_data import FOLDING_CASES

Browser = webdriver.Chrome

ROOT = Path(__file__).resolve().parent.parent
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
        places=(
            {"name": "Slipway", "address": ("Ashwick",), "postcode": "ZZ1 2AB", "access": ("step-free",)},
        ),
        delivered=("at-a-place",),
    ),
    entry(
        "teachers-of-the-deaf",
        "Teachers for hearing impairment",
        service_types=("sensory-support",),
        description="For a child with dyslexia too. Home to school transport is a different page.",
        reviewed=date(2026, 10, 1),
    ),
    entry(
        "school-worries",
        "Emotionally based school avoidance team",
        service_types=("mental-health",),
        description="We come to you.",
        delivered=("at-home",),
        reviewed=date(2026, 9, 1),
    ),
    entry(
        "wheelchairs",
        "Wheelchair service",
        service_types=("wheelchair-service",),
        places=({"name": "Clinic", "postcode": "ZZ1 1AA", "access": ("step-free", "hoist")},),
        delivered=("at-a-place",),
        reviewed=date(2026, 8, 1),
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


DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SECTORS = {"ZZ1 1": (55.031, -1.442), "ZZ1 2": (55.044, -1.461), "ZZ2 7": (55.2, -1.6), "ZZ3 3": (55.4, -1.9)}


def fillers() -> Iterator[Entry]:
    """Entries that state some facts and leave out others, the same every time."""
    chance = random.Random(7)
    types = ("arts", "play", "sports-club", "nursery", "physiotherapy", "short-break-day")
    needs = ("autism", "hearing-impairment", "sensory-and-physical", "all", "down-syndrome")

    def some(of: Sequence[str], most: int) -> tuple[str, ...]:
        return tuple(chance.sample(of, chance.randrange(1, most + 1)))

    for number in range(FILLERS):
        facts: dict[str, Any] = {"service_types": (chance.choice(types),), "description": "A filler."}
        if chance.random() < 0.7:
            facts["needs"] = some(needs, 2)
        if chance.random() < 0.7:
            youngest = chance.randrange(20)
            facts["ages"] = ages(youngest, youngest + chance.randrange(10))
        if chance.random() < 0.6:
            facts["cost"] = {"to_family": chance.choice(("free", "paid", "varies"))}
        if chance.random() < 0.6:
            facts["level"] = chance.choice(("universal", "targeted", "specialist"))
        if chance.random() < 0.6:
            facts["how_to_access"] = {"route": some(("self-referral", "gp", "drop-in", "other"), 2)}
        if chance.random() < 0.6:
            plan = chance.choice(("needed", "not-needed", "unknown"))
            facts["eligibility"] = {"who": "open-to-all", "plan": plan}
        if chance.random() < 0.6:
            facts["availability"] = {"status": chance.choice(("open", "limited", "full", "closed"))}
        if chance.random() < 0.6:
            facts["when"] = ({"days": some(DAYS, 3)},)
        if chance.random() < 0.6:
            facts["outcomes"] = some(("work", "home", "health", "learning"), 2)
        if chance.random() < 0.7:
            facts["delivered"] = some(("at-a-place", "at-a-place", "online", "at-home"), 1)
        if chance.random() < 0.7:
            access = some(("step-free", "hoist", "hearing-loop"), 3)
            location = chance.choice(("shown", "shown", "area-only", "hidden"))
            postcodes = [f"{chance.choice(list(SECTORS))}AB" for _ in range(chance.choice((1, 1, 2)))]
            facts["places"] = tuple(
                {"name": "Hall", "postcode": one, "access": access, "location": location} for one in postcodes
            )
        if chance.random() < 0.7:
            facts["reviewed"] = date(2026, chance.randrange(1, 11), chance.randrange(1, 29))
        if chance.random() < 0.2:
            facts["area"] = "out"
        yield entry(f"filler-{number:03}", f"Filler {number:03}", **facts)


@cache
def rules() -> Rules:
    return load_rules()


@cache
def offer() -> Offer:
    facts = {
        "id": "northmere",
        "name": "Northmere",
        "gss_code": "E06999901",
        "contact": {"phone": "01632 960123", "email": "localoffer@northmere.example.org"},
        "partners": {"advice_service": ADVICE},
        "postcode_sectors": SECTORS,
    }
    return Offer(Authority("offer_content/northmere/authority.yaml", facts), (*NAMED, *fillers()))


@cache
def nearby() -> tuple[Listed, ...]:
    """What a neighbour has for families here."""
    harrowdale = Authority("x", {"id": "harrowdale", "name": "Harrowdale", "gss_code": "E06999902"})
    thornhaven = Authority("x", {"id": "thornhaven", "name": "Thornhaven", "gss_code": "E06999903"})

    def theirs(authority: Authority, title: str, kind: str, prefix: str | None) -> Listed:
        made = replace(entry(title.lower().replace(" ", "-"), title, kind), authority=authority.id)
        return Listed(made, authority, prefix, is_ours=False)

    return (
        theirs(harrowdale, "Moor School", "setting", "../harrowdale/"),
        theirs(harrowdale, "Moor club", "service", "../harrowdale/"),
        theirs(thornhaven, "Thorn School", "setting", None),
    )


@cache
def catalogue() -> Catalogue:
    ours = (Listed(one, offer().authority) for one in offer().entries)
    return Catalogue(offer().authority, in_order([*ours, *nearby()]))


@cache
def postcodes() -> Postcodes:
    return postcodes_with((offer().authority,))


SHOWN_AT_FIRST = len(NAMED) + FILLERS + 2
"""How many there are before anything is chosen: the neighbours' settings are, their clubs are not."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = tmp_path_factory.mktemp("site")
    make_site(site)
    return site


def make_site(site: Path) -> None:
    """Write the pages of Find support and, for its links to lead somewhere, an empty page for each entry."""
    write_find(site, catalogue(), offer())
    for one in offer().entries:
        write_page(site, f"support/{one.id}/index.html", one.id, f"<h1>{one.id}</h1>")
    for way in ("need", "age", "kind", "place", "a-z", "gaps"):
        write_page(site, f"{way}/index.html", way, f"<h1>{way}</h1>")
    write_page(site, "index.html", "Home", "<h1>Home</h1>")


def write_find(site: Path, listed: Catalogue, offer: Offer | None) -> None:
    """Write the pages of one search, and all files that they need."""
    for address, values in find_pages(listed, rules(), postcodes(), offer):
        early = render("find-early.html", values) if values["number"] == 1 else ""
        head = render("find-head.html", values)
        write_page(site, address, "Find support", render("find.html", values), early, head)
    shutil.copytree(shipped("themes", "local_offer", "assets"), site / "assets")
    files = {
        **search_files(listed, rules(), postcodes().locate),
        **{name: text for name, text in postcode_files(postcodes()).items() if name.endswith("/ZZ.js")},
        "assets/material.css": material_stylesheet(),
        "assets/look.css": make_look(None).css(),
    }
    for address, text in files.items():
        (site / address).parent.mkdir(parents=True, exist_ok=True)
        (site / address).write_text(text, encoding="utf-8")


def write_page(site: Path, address: str, title: str, content: str, early: str = "", head: str = "") -> None:
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
    theme = Environment(
        loader=FileSystemLoader(shipped("themes", "local_offer")),
        autoescape=False,
        extensions=["jinja2.ext.i18n"],
    )
    theme.install_gettext_callables(translated, translated_count)  # type: ignore[attr-defined]
    page = Page(
        address, title, title, content, (Crumb("Home", "index.html"),), "find", early=early, head=head
    )
    path = site / address
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(theme.get_template("base.html").render(frame=frame_of(page, frame)), encoding="utf-8")


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
    if name in ("age", "within", "nearby", "sort"):
        option = part(browser, name).find_element(By.CSS_SELECTOR, f'option[value="{value}"]')
        option.click()
    else:
        label = browser.find_element(By.CSS_SELECTOR, f'label[for="find-{name}-{value}"]')
        browser.execute_script(
            "const fold = arguments[0].closest('.find-fold'); if (fold) fold.open = true", label
        )
        label.click()


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
    selector = f'#find-age option[value="{value}"]' if name == "age" else f'label[for="find-{name}-{value}"]'
    text = browser.find_element(By.CSS_SELECTOR, selector).get_attribute("textContent") or ""
    return int(re.findall(r"\((\d+)\)", text)[0])


# The same questions, answered in Python


@dataclass(frozen=True, slots=True)
class Question:
    words: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def with_usual(self) -> Mapping[str, Sequence[str]]:
        """What is chosen, with what is until the reader chooses."""
        return {"nearby": ("settings",), **self.chosen}


def miles_from(sector: str, one: Entry) -> float:
    """To its nearest place that is not hidden; without one, endless."""
    start = SECTORS[sector]
    places = [place for place in one.facts.get("places", ()) if place.get("location") != "hidden"]
    return min((_miles(start, SECTORS[place["postcode"][:5]]) for place in places), default=math.inf)


def _miles(one: tuple[float, float], other: tuple[float, float]) -> float:
    (south, west), (north, east) = (tuple(map(math.radians, place)) for place in (one, other))
    across = math.sin(south) * math.sin(north) + math.cos(south) * math.cos(north) * math.cos(west - east)
    return 3958.8 * math.acos(min(1, across))


NEAR = "ZZ1 2"


def meets(listed: Listed, name: str, value: str) -> bool:
    """Whether an entry counts for one choice, by what it states."""
    one = listed.entry
    about = one.facts.get("absent", one.facts)
    types = about.get("service_types", ())
    vocabularies = rules().vocabularies
    is_support = one.kind in ("service", "setting")
    match name:
        case "need":
            return bool(vocabularies.needs_met_by(value) & set(about.get("needs", ())))
        case "age":
            stated = about.get("ages")
            if stated is None:
                return False
            if value.isdigit():
                return bool(stated["from"] <= int(value) <= stated["to"])
            years = vocabularies["phases"].terms[value].facts
            return any(stated["from"] <= year <= stated["to"] for year in range(years["from"], years["to"]))
        case "cost":
            return bool(one.fact("cost.to_family") == value)
        case "level":
            return bool(one.fact("level") == value)
        case "route":
            asks = {"yourself": {"self-referral", "drop-in"}, "someone-else": {"gp"}}[value]
            return bool(asks & set(one.fact("how_to_access.route") or ()))
        case "plan":
            return bool(one.fact("eligibility.plan") == value)
        case "room":
            return one.fact("availability.status") in ("open", "limited")
        case "day":
            return any(value in when["days"] for when in one.facts.get("when", ()))
        case "access":
            places = [place for place in one.facts.get("places", ()) if place.get("location") != "hidden"]
            return any(value in place.get("access", ()) for place in places)
        case "where":
            return value in one.facts.get("delivered", ())
        case "outcome":
            return value in one.facts.get("outcomes", ())
        case "area":
            return (one.area if listed.is_ours else "out") == value
        case "nearby":
            is_setting = one.kind == "setting"
            return listed.is_ours or value == "all" or (value == "settings" and is_setting)
        case "within":
            comes = one.kind == "not-available" or {"online", "at-home"} & set(one.facts.get("delivered", ()))
            return bool(comes) or (is_support and miles_from(NEAR, one) <= int(value))
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


def meets_all(listed: Listed, name: str, values: Sequence[str]) -> bool:
    """Whether an entry counts for what is chosen of one filter."""
    some = all if name == "access" else any
    return some(meets(listed, name, value) for value in inner(name, values))


def said(one: Entry) -> list[str]:
    """What its page says, text by text."""
    vocabularies = rules().vocabularies
    about = one.facts.get("absent", one.facts)
    types, needs = vocabularies["service-types"], vocabularies["needs"]
    kinds = about.get("service_types", ())
    return [
        one.title,
        one.summary,
        *(str(one.facts.get(key, "")) for key in ("description", "why")),
        *one.facts.get("sections", {}).values(),
        *(place["name"] for place in one.facts.get("places", ()) if place.get("location") == "shown"),
        *(types.label(kind) for kind in kinds),
        *(types.headings[types.terms[kind].facts["heading"]].label for kind in kinds),
        *(needs.label(need) for need in about.get("needs", ())),
        *(vocabularies["topics"].label(topic) for topic in (one.topic,) if topic),
    ]


@cache
def written(number: int) -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """The words of an entry that are looked for, their stems, and its texts as rows of stems."""
    synonyms = load_synonyms()
    texts = said(catalogue().entries[number])
    words = frozenset(word for text in texts for word in words_of(text)) - synonyms.ignored
    rows = tuple(f" {' '.join(synonyms.stems_of(text))} " for text in texts)
    return words, frozenset(map(stem, words)), rows


@cache
def meaning_the_same(text: str) -> frozenset[str]:
    """The phrases that mean the same as *text*, as rows of stems."""
    synonyms = load_synonyms()
    asked = synonyms.stems_of(text)
    return frozenset(
        f" {' '.join(synonyms.stems_of(other))} "
        for same, also in zip(synonyms.same, synonyms.asked, strict=True)
        if asked in map(synonyms.stems_of, (*same, *also))
        for other in same
    )


@cache
def with_words(text: str) -> frozenset[str]:
    """The entries with all words, the last perhaps as the beginning of one, or what means the same."""
    *whole, last = (word for word in words_of(text) if word not in load_synonyms().ignored)
    found = set()
    for number, listed in enumerate(catalogue().listed):
        words, stems, rows = written(number)
        has_last = stem(last) in stems or any(word.startswith(last) for word in words)
        has_all = has_last and all(stem(word) in stems for word in whole)
        if has_all or any(phrase in row for phrase in meaning_the_same(text) for row in rows):
            found.add(listed.entry.full_id)
    return frozenset(found)


def answers(question: Question, leave_out: str = "") -> set[str]:
    """The ids of the entries that answer; *leave_out* is a filter that is not looked at."""
    return {
        listed.entry.full_id
        for listed in catalogue().listed
        if (not question.words or listed.entry.full_id in with_words(question.words))
        and all(
            meets_all(listed, name, values)
            for name, values in question.with_usual().items()
            if values and name != leave_out
        )
    }


def counts_of(name: str, values: Iterable[str], question: Question) -> dict[str, int]:
    """How many results each choice gives, all else as chosen: instead of the others of its filter."""
    others = answers(question, leave_out="" if name == "access" else name)
    left = [listed for listed in catalogue().listed if listed.entry.full_id in others]
    return {value: sum(meets(listed, name, value) for listed in left) for value in values}


CHOICES: Mapping[str, Sequence[Sequence[str]]] = {
    "need": (("autism",), ("sensory-and-physical", "vision-impairment"), ("down-syndrome", "autism")),
    "age": (("8",), ("0",), ("primary",), ("19-25",)),
    "kind": (("leisure",), ("leisure", "arts", "education"), ("information",)),
    "cost": (("free",),),
    "level": (("universal",), ("targeted", "specialist")),
    "route": (("yourself",), ("someone-else",)),
    "plan": (("needed",), ("not-needed",)),
    "room": (("now",),),
    "day": (("saturday", "sunday"), ("monday",)),
    "access": (("step-free",), ("step-free", "hoist")),
    "where": (("online",), ("at-a-place", "at-home")),
    "outcome": (("work", "home"),),
    "area": (("in",), ("out",)),
    "nearby": (("all",), ("none",)),
    "within": (("1",), ("10",), ("20",)),
}
WORDS = ("", "speech", "fill", "speech therapy", "deaf", "talks", "school travel", "wheel chair")


def questions() -> Iterator[Question]:
    """Questions with some words and up to four filters, the same every time."""
    chance = random.Random(3)
    for name, options in CHOICES.items():
        yield from (Question("", {name: one}) for one in options)
    for words in WORDS:
        yield Question(words)
    for _ in range(40):
        names = chance.sample(list(CHOICES), chance.randrange(1, 5))
        yield Question(chance.choice(WORDS), {name: chance.choice(CHOICES[name]) for name in names})


ASKED = tuple(questions())


# Words


def test_browser_folds_words_as_the_builder_does(browser: Browser, address: str) -> None:
    browser.get(address)
    script = "return arguments[0].map(window.localOfferFindWords.wordsOf)"
    assert browser.execute_script(script, [text for text, _ in FOLDING_CASES]) == [
        words for _, words in FOLDING_CASES
    ]


def forms() -> list[str]:
    """All words of the schemas and the demonstration, as they are and with endings that stems lose."""
    folders = (shipped("schema"), ROOT / "offer_content")
    files = sorted(path for folder in folders for path in folder.rglob("*.yaml"))
    words = sorted({word for path in files for word in words_of(path.read_text(encoding="utf-8"))})
    endings = ("", "s", "es", "ed", "ing", "ly", "ies", "ness", "ations", "ational", "fulness", "ivity", "al")
    return [word + ending for word in words for ending in endings]


def test_browser_stems_words_as_the_builder_does(browser: Browser, address: str) -> None:
    words = forms()
    assert len(words) > 30_000
    browser.get(address)
    given = browser.execute_script("return arguments[0].map(window.localOfferFindWords.stem)", words)
    assert given == [stem(word) for word in words]


def test_browser_looks_for_the_forms_of_a_word_among_all_that_begin_as_they_do(
    browser: Browser, address: str
) -> None:
    words = [*forms(), "dying", "lying", "tying", "skies", "ugly", "early", "hoping", "cries", "gas", "ups"]
    browser.get(address)
    script = "const { stem, beginningOf } = window.localOfferFindWords;"
    script += "return arguments[0].filter((word) => !word.startsWith(beginningOf(stem(word))))"
    assert browser.execute_script(script, words) == []


def test_words_are_fetched_when_the_first_letter_is_typed(browser: Browser, address: str) -> None:
    script = "return performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname)"
    browser.get(address)
    assert "/find/find.js" in browser.execute_script(script)
    assert "/find/words.js" not in browser.execute_script(script)
    part(browser, "words").send_keys("s")
    wait_for(browser, lambda: "/find/words.js" in browser.execute_script(script))


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
        browser.get(f"{address}?q=sailing&need=vision-impairment&age=9&kind=sports-club")
        wait_for(browser, lambda: "could not load all words" in part(browser, "notes").text)
        assert "Sailing club" in titles(browser)
    finally:
        browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    browsing.console_messages(browser)


# Filters


def test_results_and_counts_are_those_that_the_entries_give(browser: Browser, address: str) -> None:
    browser.get(f"{address}?near=ZZ1+2")
    wait_for(browser, lambda: chosen(browser) == ["From ZZ1 2", "Clear all"])
    script = """
      const [questions, done] = arguments;
      const { loadWords, search, nameOf } = window.localOfferFind;
      loadWords().then(() => done(questions.map((question) => {
        const answer = search(question);
        const counts = Object.entries(answer.counts).map(([name, of]) => [name, Object.fromEntries(of)]);
        return { found: answer.found.map(nameOf), counts: Object.fromEntries(counts) };
      })));"""
    asked = [{"text": question.words, "chosen": question.chosen} for question in ASKED]
    given = browser.execute_async_script(script, asked)
    for question, answer in zip(ASKED, given, strict=True):
        found = answer["found"]
        assert len(found) == len(set(found)), question
        assert set(found) == answers(question), question
    for question, answer in list(zip(ASKED, given, strict=True))[::3]:
        for name, counts in answer["counts"].items():
            assert counts_of(name, counts, question) == counts, (question, name)


def test_choices_change_the_list_and_the_counts_at_once(browser: Browser, address: str) -> None:
    browser.get(address)
    choose(browser, "need", "autism")
    choose(browser, "age", "8")
    question = Question("", {"need": ("autism",), "age": ("8",)})
    wait_for_heading(browser, f"{len(answers(question))} results")
    assert query(browser) == "need=autism&age=8"
    assert chosen(browser) == ["Autism", "Age 8", "Clear all"]
    for name, value in (("need", "down-syndrome"), ("age", "12"), ("kind", "leisure"), ("cost", "free")):
        assert count_beside(browser, name, value) == counts_of(name, [value], question)[value]


def test_kinds_inside_a_heading_show_when_it_is_chosen(browser: Browser, address: str) -> None:
    browser.get(address)
    sailing = browser.find_element(By.ID, "find-kind-sports-club")
    assert not sailing.is_displayed()
    choose(browser, "kind", "leisure")
    wait_for(browser, sailing.is_displayed)
    choose(browser, "kind", "sports-club")
    wait_for_heading(browser, f"{len(answers(Question('', {'kind': ('sports-club',)})))} results")
    choose(browser, "kind", "leisure")
    wait_for(browser, lambda: chosen(browser) == [])
    assert not sailing.is_selected()


def test_kind_in_the_address_is_shown_under_its_heading(browser: Browser, address: str) -> None:
    browser.get(f"{address}?kind=sports-club")
    assert browser.find_element(By.ID, "find-kind-leisure").is_selected()
    assert browser.find_element(By.ID, "find-kind-sports-club").is_selected()
    assert len(answers(Question("", {"kind": ("sports-club",)}))) == int(heading(browser).split()[0])


def test_entries_that_do_not_say_are_counted_and_can_be_shown(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=talking+group&age=7")
    wait_for_heading(browser, "No results")
    assert part(browser, "notes").text.startswith("1 more might fit. It does not say: age.")
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
    assert heading(browser) == f"All support and information: {SHOWN_AT_FIRST}"
    assert query(browser) == ""


def test_taking_a_heading_back_takes_the_kinds_under_it_back(browser: Browser, address: str) -> None:
    browser.get(f"{address}?kind=leisure&kind=sports-club&kind=health")
    terms = rules().vocabularies["service-types"]
    leisure, health = terms.headings["leisure"].label, terms.headings["health"].label
    assert chosen(browser) == [health, leisure, terms.label("sports-club"), "Clear all"]
    browser.find_elements(By.CSS_SELECTOR, "#find-chosen button")[1].click()
    wait_for(browser, lambda: chosen(browser) == [health, "Clear all"])
    assert not browser.find_element(By.ID, "find-kind-sports-club").is_selected()


# What families say, and what services write


EXAMPLES = [
    ("deaf", "Teachers for hearing impairment"),
    ("hearing impaired", "Teachers for hearing impairment"),
    ("speech therapy", "Speech and language therapy"),
    ("SALT", "Speech and language therapy"),
    ("can't cope at school", "Emotionally based school avoidance team"),
    ("wheel chair", "Wheelchair service"),
    ("EHCP", "Ask for an education, health and care needs assessment"),
]


@pytest.mark.parametrize(("asked", "title"), EXAMPLES, ids=[asked for asked, _ in EXAMPLES])
def test_everyday_words_find_the_official_ones(
    browser: Browser, address: str, asked: str, title: str
) -> None:
    browser.get(f"{address}?q={quote_plus(asked)}")
    wait_for(browser, lambda: re.match(r"\d+ results?( |$)(?!so far)", heading(browser)))
    assert title in titles(browser)


def test_official_words_find_the_everyday_ones(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=hearing+impairment")
    wait_for(browser, lambda: "results" in heading(browser) and "so far" not in heading(browser))
    deaf = rules().vocabularies["needs"].label("hearing-impairment")
    assert "Deaf" in deaf
    filler = next(one.title for one in fillers() if "hearing-impairment" in one.facts.get("needs", ()))
    part(browser, "words").send_keys(f" {filler}")
    wait_for_heading(browser, "1 result")
    assert titles(browser) == [filler]


def test_result_says_which_words_mean_much_the_same(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=SALT")
    wait_for_heading(browser, "2 results")
    assert part(browser, "notes").text == (
        "We also looked for words that mean much the same: "
        "“speech and language therapy” and “speech therapist”."
    )
    why = [element.text for element in browser.find_elements(By.CLASS_NAME, "find-why")]
    assert why == [
        "Why this is here: “speech and language therapy” (much the same as “salt”) in the title",
        "Why this is here: “speech therapist” (much the same as “salt”) in the details",
    ]


def test_exact_words_come_before_those_that_mean_the_same(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=hearing+impairment")
    wait_for(browser, lambda: "results" in heading(browser) and "so far" not in heading(browser))
    assert titles(browser)[0] == "Teachers for hearing impairment"


@pytest.mark.parametrize(
    ("misspelt", "meant"),
    [("speach", "speech"), ("dyslexa", "dyslexia"), ("autisim", "autism"), ("weelchair", "wheelchair")],
)
def test_spelling_mistakes_are_forgiven_and_named(
    browser: Browser, address: str, misspelt: str, meant: str
) -> None:
    browser.get(f"{address}?q={misspelt}")
    wait_for(browser, lambda: "We looked for" in part(browser, "notes").text)
    said = f"No page here has “{misspelt}”. We looked for “{meant}” instead."
    assert part(browser, "notes").text.startswith(said)
    assert titles(browser)
    whole = [element.text for element in browser.find_elements(By.CLASS_NAME, "find-why")]
    assert any(f"“{meant}” (you wrote “{misspelt}”)" in why for why in whole)


def test_word_that_is_there_is_never_taken_for_another(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=talk")
    wait_for(browser, lambda: "results" in heading(browser) and "so far" not in heading(browser))
    assert "instead" not in part(browser, "notes").text
    browser.get(f"{address}?q=zzqqxx")
    wait_for_heading(browser, "No results")
    assert part(browser, "notes").text == "No page here has “zzqqxx”."


def test_other_forms_of_a_word_are_found(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=sailed+clubs")
    wait_for_heading(browser, "1 result")
    assert titles(browser) == ["Sailing club"]


def test_word_that_nearly_every_page_has_keeps_nothing_out(browser: Browser, address: str) -> None:
    browser.get(address)
    script = """
      const texts = { total: 4, titles: 'Support\\nClub\\nClub\\nClub', summaries: '\\n\\n\\n' };
      const index = window.localOfferFindWords.makeIndex(texts, null);
      index.addDetails({
        common: 'support', words: '0sailing', labels: 'A', details: 'C', starts: '0', entries: 'QA==',
      });
      return index.match('support sailing').map(({ tokens }) => tokens.map((one) => [
        one.word, one.isCommon, Array.from(one.scores, (score) => score > 0)]));"""
    assert browser.execute_script(script) == [
        [["support", True, [True, False, False, False]]],
        [["sailing", False, [True, False, True, False]]],
    ]


def test_words_for_spelling_are_learnt_a_part_at_a_time(browser: Browser, address: str) -> None:
    browser.get(address)
    script = """
      const texts = { total: 2, titles: 'Swimming\\nSailing', summaries: '\\n' };
      const index = window.localOfferFindWords.makeIndex(texts, null);
      const before = index.learn(() => true);
      index.complete();
      let parts = 3;
      const learnt = [before, index.learn(() => parts-- > 0), index.learn(() => true)];
      return [...learnt, index.match('swimimng sailing')[0].tokens[0].word];"""
    assert browser.execute_script(script) == [False, False, True, "swimming"]


def test_script_is_asked_for_before_the_styles(folder: Path) -> None:
    page = (folder / "find" / "index.html").read_text(encoding="utf-8")
    assert page.index('src="find.js"') < page.index('rel="stylesheet"')
    assert 'src="find.js"' not in (folder / "find" / "page-2" / "index.html").read_text(encoding="utf-8")


# Places


def facts_of(browser: Browser, label: str) -> list[str]:
    """What each result says under one label."""
    script = (
        "return Array.from(document.querySelectorAll('#find-results .notes li'), (one) => one.textContent)"
    )
    texts: list[str] = browser.execute_script(script)
    return [text.removeprefix(f"{label}: ") for text in texts if text.startswith(f"{label}: ")]


def test_postcode_puts_the_nearest_first_and_says_how_far(browser: Browser, address: str) -> None:
    browser.get(address)
    part(browser, "near").send_keys("zz12ab")
    wait_for(browser, lambda: chosen(browser) == ["From ZZ1 2", "Clear all"])
    assert part(browser, "sort").get_attribute("value") == "near"
    by_title = {listed.entry.title: listed.entry for listed in catalogue().listed}
    far = [miles_from("ZZ1 2", by_title[title]) for title in titles(browser)]
    assert far == sorted(far)
    assert facts_of(browser, "How far")[0].startswith("less than half a mile")
    choose(browser, "within", "1")
    wait_for(browser, lambda: "within=1" in query(browser))
    wait_for_heading(browser, f"{len(answers(Question('', {'within': ('1',)})))} results")
    assert "wherever it is based" in part(browser, "notes").text
    assert (
        "Wheelchair service" not in titles(browser)
        or miles_from("ZZ1 2", by_title["Wheelchair service"]) <= 1
    )


def test_help_that_comes_to_families_is_not_ruled_out_by_distance(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=emotionally&near=ZZ1+2&within=1")
    wait_for_heading(browser, "1 result")
    assert facts_of(browser, "How far") == ["Comes to you, or is online or by phone"]


def test_whole_postcode_never_leaves_the_page(browser: Browser, address: str) -> None:
    browser.get(address)
    part(browser, "near").send_keys("ZZ1 2AB", Keys.ENTER)
    wait_for(browser, lambda: query(browser) == "near=ZZ1+2")
    assert focused(browser) == "find-count"
    choose(browser, "cost", "free")
    wait_for(browser, lambda: "cost=free" in query(browser))
    assert "2AB" not in browser.current_url.upper()
    script = "return performance.getEntriesByType('resource').map((file) => file.name).join()"
    assert "2AB" not in browser.execute_script(script).upper()
    assert part(browser, "near").get_attribute("name") in (None, "")
    assert part(browser, "near").get_attribute("autocomplete") == "postal-code"


def test_search_around_a_place_can_be_sent_to_someone(browser: Browser, address: str) -> None:
    browser.get(f"{address}?near=ZZ1+2&within=10&sort=name")
    wait_for_heading(browser, f"{len(answers(Question('', {'within': ('10',)})))} results")
    assert part(browser, "near").get_attribute("value") == "ZZ1 2"
    assert part(browser, "within").get_attribute("value") == "10"
    assert part(browser, "sort").get_attribute("value") == "name"
    assert chosen(browser) == ["Within about 10 miles", "From ZZ1 2", "Clear all"]


def test_postcode_that_is_not_known_is_said_to_be_so(browser: Browser, address: str) -> None:
    browser.get(address)
    part(browser, "near").send_keys("ZZ9 9AB", Keys.ENTER)
    wait_for(browser, lambda: "ZZ9 9AB" in part(browser, "near-problem").text)
    assert part(browser, "near").get_attribute("aria-invalid") == "true"
    assert "find-near-problem" in (part(browser, "near").get_attribute("aria-describedby") or "")
    assert focused(browser) == "find-near"
    assert query(browser) == ""
    assert not part(browser, "within").is_displayed()


def test_place_can_be_taken_back(browser: Browser, address: str) -> None:
    browser.get(f"{address}?near=ZZ1+2&within=1&sort=near")
    wait_for(browser, lambda: chosen(browser) == ["Within about 1 mile", "From ZZ1 2", "Clear all"])
    browser.find_elements(By.CSS_SELECTOR, "#find-chosen button")[1].click()
    wait_for_heading(browser, f"All support and information: {SHOWN_AT_FIRST}")
    assert query(browser) == ""
    assert part(browser, "near").get_attribute("value") == ""


def test_nothing_near_says_to_drop_the_distance(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=wheelchair+service&near=ZZ3+3&within=5")
    wait_for_heading(browser, "No results")
    ways = [element.text for element in part(browser, "drop").find_elements(By.TAG_NAME, "button")]
    assert "Without Within about 5 miles: 1 result" in ways


# Order


def test_results_can_be_put_in_another_order(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=filler&sort=checked")
    wait_for_heading(browser, f"{FILLERS} results")
    by_title = {one.title: one for one in offer().entries}
    days = [by_title[title].reviewed or date.min for title in titles(browser)]
    assert days == sorted(days, reverse=True)
    choose(browser, "sort", "name")
    wait_for(browser, lambda: "sort=name" in query(browser))
    assert titles(browser) == sorted(titles(browser))
    assert [option.text for option in part(browser, "sort").find_elements(By.TAG_NAME, "option")] == [
        "Best match",
        "A to Z, guides last",
        "Last checked",
    ]


def test_results_say_when_they_were_last_checked(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=wheelchair+service")
    wait_for(browser, lambda: titles(browser)[:1] == ["Wheelchair service"])
    assert facts_of(browser, "Last checked")[0] == "1 August 2026"


# Councils nearby


def test_what_neighbours_have_can_be_chosen(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=moor")
    wait_for_heading(browser, "1 result")
    assert facts_of(browser, "From") == ["Harrowdale local offer"]
    link = browser.find_element(By.LINK_TEXT, "Moor School").get_dom_attribute("href")
    assert link == "../../harrowdale/support/moor-school/index.html"
    choose(browser, "nearby", "all")
    wait_for_heading(browser, "2 results")
    assert query(browser) == "q=moor&nearby=all"
    choose(browser, "nearby", "none")
    wait_for_heading(browser, "No results")
    browser.find_element(By.CSS_SELECTOR, "#find-chosen button").click()
    wait_for_heading(browser, "1 result")
    assert query(browser) == "q=moor"


def test_neighbour_whose_address_nobody_gave_has_no_link(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=thorn")
    wait_for_heading(browser, "1 result")
    assert titles(browser) == []
    assert browser.find_element(By.CLASS_NAME, "find-title").text == "Thorn School"
    assert facts_of(browser, "From") == ["Thornhaven local offer (we have not been told its web address)"]


# What other parts of the site offer, and other languages


def test_results_have_the_button_that_keeps_them_where_there_is_one(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=moor")
    wait_for_heading(browser, "1 result")
    browser.execute_script("""
      window.localOfferKeep = { buttonFor(id, title) {
        const button = document.createElement('button');
        button.textContent = `Keep ${title}: ${id}`;
        return button;
      } };""")
    choose(browser, "nearby", "all")
    wait_for_heading(browser, "2 results")
    kept = [one.text for one in part(browser, "results").find_elements(By.TAG_NAME, "button")]
    assert kept == ["Keep Moor club: harrowdale/moor-club", "Keep Moor School: harrowdale/moor-school"]


def test_all_that_is_said_comes_from_the_page_in_the_form_that_its_language_has(
    browser: Browser, address: str, folder: Path
) -> None:
    """As in Polish, which has one form for 1, one for 2 to 4, and one for 5 and more."""
    page = (folder / "find" / "index.html").read_text(encoding="utf-8")
    says = json.loads(html.unescape(page.split('data-says="')[1].split('"')[0]))
    polish = {1: "wynik", 2: "wyniki", 3: "wyniki", 4: "wyniki"}
    changed = {
        name: {number: f"{{number}} {polish.get(int(number), 'wyników')}" for number in text}
        if isinstance(text, dict)
        else f"[{text}]"
        for name, text in says.items()
    }
    page = re.sub('<html lang="[^"]*"', '<html lang="pl"', page, count=1)
    page = re.sub(r'data-says="[^"]*"', lambda _: f'data-says="{html.escape(json.dumps(changed))}"', page)
    (folder / "find" / "pl.html").write_text(page, encoding="utf-8")
    home = address.removesuffix("index.html")
    for asked, expected in (
        ("q=sailing", "1 wynik"),
        ("q=moor&nearby=all", "2 wyniki"),
        ("q=filler", "130 wyników"),
    ):
        browser.get(f"{home}pl.html?{asked}")
        wait_for(browser, lambda expected=expected: heading(browser).endswith(expected))  # type: ignore[misc]
    browser.get(f"{home}pl.html?q=sailing")
    wait_for_heading(browser, "1 wynik")
    main = browser.find_element(By.ID, "find-results").text
    assert "[Why this is here: [[“sailing”] in the title]]" in main


def test_search_over_several_local_offers_goes_to_each_council(
    browser: Browser, address: str, folder: Path
) -> None:
    other = Offer(
        Authority("x", {"id": "harrowdale", "name": "Harrowdale", "gss_code": "E06999902"}),
        (entry("moor-club", "Moor club"),),
    )
    everything = catalogue_of_all([(offer(), "northmere/"), (other, "harrowdale/")])
    front = folder / "front"
    write_find(front, everything, None)
    browser.get(f"{address.removesuffix('find/index.html')}front/find/index.html?q=moor")
    wait_for_heading(browser, "1 result")
    assert facts_of(browser, "From") == ["Harrowdale local offer"]
    link = browser.find_element(By.LINK_TEXT, "Moor club").get_dom_attribute("href")
    assert link == "../harrowdale/support/moor-club/index.html"
    browser.get(f"{address.removesuffix('find/index.html')}front/find/index.html?council=harrowdale")
    wait_for_heading(browser, "1 result")
    assert chosen(browser) == ["Harrowdale", "Clear all"]
    assert browsing.faults(browsing.axe_results(browser)) == []


# Nothing found


def test_search_that_finds_nothing_says_what_to_drop_and_whom_to_call(browser: Browser, address: str) -> None:
    browser.get(f"{address}?q=chess&need=vision-impairment&age=9")
    wait_for_heading(browser, "No results")
    ways = [element.text for element in part(browser, "drop").find_elements(By.TAG_NAME, "button")]
    without_words = len(answers(Question("", {"need": ("vision-impairment",), "age": ("9",)})))
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
    assert heading(browser) == f"All support and information: {SHOWN_AT_FIRST}"


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
    assert heading(browser) == f"All support and information: {SHOWN_AT_FIRST}"
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
        for link in browser.find_elements(By.CSS_SELECTOR, "#find-results a[href^='../support/']")
    ]
    assert len(relative) == PAGE_SIZE
    assert all((folder / "find" / one).is_file() for one in relative)
    browser.find_element(By.CSS_SELECTOR, ".find-pages a:not([aria-current])").click()
    wait_for(browser, lambda: "/page-2/" in browser.current_url)
    assert len(titles(browser)) == PAGE_SIZE


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
    press(browser, Keys.ARROW_DOWN)
    wait_for(browser, lambda: "age=early-years" in query(browser))
    press(browser, Keys.TAB)
    assert focused(browser) == "find-near"
    press(browser, *"ZZ12AB")
    wait_for(browser, lambda: "near=ZZ1+2" in query(browser))
    press(browser, Keys.TAB)
    assert focused(browser) == "find-within"
    press(browser, Keys.TAB)
    assert focused(browser) == "find-cost-free"
    press(browser, Keys.SPACE)
    wait_for_heading(browser, "1 result")
    assert focused(browser) == "find-cost-free"
    tab_to(browser, "find-see")
    press(browser, Keys.ENTER)
    assert focused(browser) == "find-count"
    press(browser, Keys.TAB)
    assert "Under 5" in browser.switch_to.active_element.text
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


def test_list_without_anything_in_it_is_not_there(browser: Browser, address: str) -> None:
    browser.get(address)
    wait_for(browser, lambda: count_beside(browser, "cost", "free"))
    empty = [
        one
        for one in browser.find_elements(By.CSS_SELECTOR, "main :is(ul, ol)")
        if not one.find_elements(By.TAG_NAME, "li")
    ]
    assert {"find-chosen", "find-drop"} == {one.get_attribute("id") for one in empty}
    assert not any(one.is_displayed() or one.rect["height"] for one in empty)
    unsure = browsing.axe_results(browser)["incomplete"]
    assert not [one for one in unsure if one["id"] == "aria-required-children"]


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
