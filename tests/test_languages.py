"""The interface speaks other languages: catalogues are complete, and a site in each is whole and marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from gettext import NullTranslations
from html import unescape
from io import BytesIO
from pathlib import Path
from posixpath import normpath
from urllib.parse import urlsplit

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup

from site_builder.audit.site_pages import page_files
from site_builder.content.checks import load_rules
from site_builder.content.days import JudgedDay
from site_builder.content.model import Ages
from site_builder.pages import words
from site_builder.pages.build import build_site
from site_builder.pages.edition import FOR_FAMILIES, Edition, is_for_families, twin_of
from site_builder.pages.in_language import in_language
from site_builder.pages.interface_words import bring_up_to_date, find_faults, find_words
from site_builder.pages.language import (
    ENGLISH,
    InEnglish,
    Language,
    catalogue_folder,
    find_language,
    gettext,
    make_language,
    ngettext,
    read_catalogue,
    speaking,
)
from site_builder.pages.publication import publish
from site_builder.pages.shared_links import with_shared_links
from site_builder.pages.shell import Page
from site_builder.pages.sites import family_pages, family_shares, language_note, offer_frame, offer_pages
from site_builder.pages.templates import lines, link, rich, steps
from site_builder.pages.work import files_of
from site_builder.project import Project, open_project
from tests.test_search_data import value_set_by

ROOT = Path(__file__).resolve().parent.parent
DAY = JudgedDay(date(2026, 11, 1), date(2026, 11, 1))
CATALOGUES = sorted(catalogue_folder().glob("*.po"))


# Catalogues


@cache
def interface() -> Catalog:
    return find_words()


def test_there_is_a_catalogue_beside_english() -> None:
    assert [path.stem for path in CATALOGUES] == ["pl"]


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.stem)
def test_catalogue_says_every_text_of_the_interface_and_nothing_else(path: Path) -> None:
    """`make words` puts it right: what it names is to be translated."""
    assert find_faults(read_catalogue(path), interface()) == []
    assert find_language(path.stem) is not None


def test_texts_of_program_templates_and_rules_are_found() -> None:
    found = {
        message.id if isinstance(message.id, str) else message.id[0]: {
            place for place, _ in message.locations
        }
        for message in interface()
    }
    assert "site_builder/pages/words.py" in found["Every day"]
    assert "themes/local_offer/content/way.html" in found["Nothing is published here yet."]
    assert "themes/local_offer/content/way.html" in found["%(count)s need with nothing published yet"]
    assert "schema/vocabularies/needs.yaml" in found["Autism"]
    assert "schema/vocabularies/topics.yaml" in found["Who can ask"], "a section of a topic"
    assert "schema/vocabularies/topics.yaml" in found["weeks from the request"], "a unit"
    assert "schema/entry/service.yaml" in found["There is a waiting list"], "a choice"
    assert "schema/minimum/service.yaml" in found["What it does"], "a fact that is missed"


HEADER = """\
msgid ""
msgstr ""
"Language: pl\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

"""


def catalogue(text: str) -> Catalog:
    return read_po(BytesIO((HEADER + text).encode()), locale="pl")


def of(*texts: str | tuple[str, str]) -> Catalog:
    made = Catalog()
    for text in texts:
        made.add(text)
    return made


PLURAL = ("%(num)s page", "%(num)s pages")


@pytest.mark.parametrize(
    ("text", "words", "faults"),
    [
        ('msgid "Home"\nmsgstr "Dom"\n', of("Home"), []),
        ("", of("Home"), ["not in the catalogue: Home"]),
        ('msgid "Home"\nmsgstr "Dom"\n', of(), ["said nowhere any more: Home"]),
        ('msgid "Home"\nmsgstr ""\n', of("Home"), ["not translated: Home"]),
        ('#, fuzzy\nmsgid "Home"\nmsgstr "Dom"\n', of("Home"), ["only guessed: Home"]),
        (
            'msgid "In %(place)s"\nmsgstr "W"\n',
            of("In %(place)s"),
            ["the values differ (%(place)s): In %(place)s"],
        ),
        (
            'msgid "In %(place)s"\nmsgstr "W %(miejsce)s"\n',
            of("In %(place)s"),
            ["the values differ (%(miejsce)s, %(place)s): In %(place)s"],
        ),
        (
            'msgid "{title} is kept"\nmsgstr "Zachowano {tytul}"\n',
            of("{title} is kept"),
            ["the values differ ({title}, {tytul}): {title} is kept"],
        ),
        (
            'msgid "%(num)s page"\nmsgid_plural "%(num)s pages"\nmsgstr[0] "jedna strona"\n'
            'msgstr[1] "%(num)s strony"\nmsgstr[2] "%(num)s stron"\n',
            of(PLURAL),
            [],
        ),
        (
            'msgid "%(num)s page"\nmsgid_plural "%(num)s pages"\nmsgstr[0] "%(num)s strona"\n'
            'msgstr[1] "%(num)s strony"\nmsgstr[2] ""\n',
            of(PLURAL),
            ["not translated: %(num)s page"],
        ),
        (
            'msgid "%(num)s page"\nmsgid_plural "%(num)s pages"\nmsgstr[0] "%(num)s strona"\n'
            'msgstr[1] "%(num)s strony"\n',
            of(PLURAL),
            ["not translated: %(num)s page"],
        ),
    ],
)
def test_fault_of_a_catalogue_is_named(text: str, words: Catalog, faults: list[str]) -> None:
    assert find_faults(catalogue(text), words) == faults


def test_make_words_keeps_what_is_translated_and_takes_out_what_is_dead(tmp_path: Path) -> None:
    path = tmp_path / "pl.po"
    kept = "# Checked by: Anna\n" + HEADER + 'msgid "Home"\nmsgstr "Dom"\n\nmsgid "Old"\nmsgstr "Stare"\n'
    path.write_text(kept, encoding="utf-8")
    assert bring_up_to_date(path, of("Home", "House")) == ["not translated: House"]
    text = path.read_text(encoding="utf-8")
    assert 'msgid "Home"\nmsgstr "Dom"' in text
    assert "Stare" not in text
    assert "# Checked by: Anna" in text
    assert "fuzzy" not in text, "a text is never guessed from another"
    bring_up_to_date(path, of("Home", "House"))
    assert path.read_text(encoding="utf-8") == text, "the same again"


def test_make_words_starts_a_catalogue_with_the_plural_forms_of_its_language(tmp_path: Path) -> None:
    path = tmp_path / "cy.po"
    assert bring_up_to_date(path, of("Home", PLURAL)) == [
        "not translated: Home",
        "not translated: %(num)s page",
    ]
    assert read_catalogue(path).num_plurals == 5


def test_language_without_a_complete_catalogue_is_not_offered() -> None:
    assert find_language("en") is ENGLISH
    assert find_language("so") is None
    assert find_language("bsl") is None


# What is said


def polish() -> Language:
    found = find_language("pl")
    assert found is not None
    return found


def test_language_is_spoken_only_inside_and_english_around_it() -> None:
    assert gettext("Find support") == "Find support"
    with speaking(polish()):
        assert gettext("Find support") == "Znajdź pomoc"
        with speaking(ENGLISH):
            assert gettext("Find support") == "Find support"
        assert gettext("") == "", "the empty text is the key of a catalogue's header"
    assert gettext("Find support") == "Find support"


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 stron"), (1, "1 strona"), (3, "3 strony"), (5, "5 stron"), (22, "22 strony")]
)
def test_number_takes_the_form_that_its_language_has(number: int, said: str) -> None:
    with speaking(polish()):
        assert words.page_count(number) == said


def test_values_are_said_in_polish() -> None:
    with speaking(polish()):
        assert words.day_words(date(2026, 10, 1)) == "1 października 2026"
        assert words.month_words("2026-10") == "październik 2026"
        assert words.month_words("soon") == "soon"
        assert words.time_words("16:30") == "16:30"
        assert words.time_words("noon") == "noon"
        assert words.and_words(["a", "b", "c"]) == "a, b i c"
        assert words.and_words(["a", "b"], "or") == "a lub b"
        assert words.days_words(["monday", "tuesday", "wednesday"]) == "poniedziałek – środa"
        assert words.days_words(words.WEEK) == "Codziennie"
        assert words.age_words(Ages(8, 17)) == "od 8 do 17 lat"
        assert words.age_words(Ages(0, 25)) == "Każdy wiek, od urodzenia do 25 lat"
        assert words.age_words(Ages(1, 1)) == "1 rok"
        assert ngettext("%(num)s page", "%(num)s pages", 12_345) == "12\N{NO-BREAK SPACE}345 stron"


def test_values_are_said_in_english_as_before() -> None:
    assert words.day_words(date(2026, 10, 1)) == "1 October 2026"
    assert words.month_words("2026-10") == "October 2026"
    assert words.time_words("16:30") == "4:30pm"
    assert words.and_words(["a", "b", "c"], "or") == "a, b or c"
    assert words.days_words(["monday", "tuesday", "wednesday"]) == "Monday to Wednesday"
    assert words.age_words(Ages(8, 17)) == "8 to 17 years old"
    assert words.age_words(Ages(0, 5)) == "Birth to 5 years old"
    assert words.page_count(1204) == "1,204 pages"


def test_letter_with_a_stroke_is_sorted_with_its_letter() -> None:
    assert words.plain_letters("Łódź") == "lodz"


def test_english_text_stays_marked_through_the_words_that_change_it() -> None:
    text = InEnglish("ask the team")
    for changed in (words.sentence(text), words.within(text), words.clause(text), words.team_words(text)):
        assert isinstance(changed, InEnglish), changed
    with speaking(polish()):
        assert rich(InEnglish("Hello")) == '<div lang="en"><p>Hello</p></div>'
        assert link("https://a.example.org", InEnglish("A&B")).endswith('lang="en">A&amp;B</a>')
        assert steps([InEnglish("Ring 01632 960220")]).startswith('<ol><li lang="en">Ring <a')
        address = [InEnglish("Harbour Rise"), InEnglish("Northmere"), "ZZ1 1LN"]
        assert lines(address) == '<span lang="en">Harbour Rise<br>Northmere</span><br>ZZ1 1LN'
    with speaking(pseudo()):
        assert rich(InEnglish("Hello")).startswith('<div lang="en" dir="ltr">')
    assert rich("Hello") == "<p>Hello</p>"


def test_line_on_unchecked_words_goes_away_when_somebody_has_checked_them() -> None:
    text = 'msgid "Home"\nmsgstr "Dom"\n'
    unchecked = make_language("pl", catalogue(text))
    checked = make_language(
        "pl", read_po(BytesIO(f"# Checked by: Anna\n{HEADER}{text}".encode()), locale="pl")
    )
    assert (unchecked.checked_by, checked.checked_by) == ("", "Anna")
    with speaking(unchecked):
        assert "Nobody who grew up with the language has checked them" in language_note()
    with speaking(checked):
        assert language_note() == ""
    assert language_note() == "", "English"


# A language in which every text of the interface can be told: proof that none is left out


class Bracketed(NullTranslations):
    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


def pseudo() -> Language:
    """Persian, whose words are the English ones in brackets."""
    return Language("fa", "fa", "فارسی", "rtl", Bracketed())


@cache
def demonstration() -> Edition:
    return publish(open_project(ROOT), authority="northmere", day=DAY).editions[0]


@cache
def bracketed_pages() -> dict[str, Page]:
    edition = in_language(demonstration(), pseudo())
    with speaking(pseudo()):
        return {page.address: page for page in family_pages(edition)}


def test_only_the_neighbours_that_an_authority_names_are_read_in_its_language() -> None:
    """In a build of all councils every other one is a neighbour; nobody else's entries stand in its pages."""
    every = publish(open_project(ROOT), authority=None, day=DAY).editions
    edition = next(one for one in every if one.authority.id == "thornhaven")
    facts = {**edition.authority.facts, "neighbours": ["harrowdale"]}
    authority = replace(edition.authority, facts=facts)
    made = in_language(replace(edition, offer=replace(edition.offer, authority=authority)), pseudo())
    same = {name for name, one in made.neighbours.items() if one.offer is edition.neighbours[name].offer}
    assert same == {"northmere"}
    assert set(made.neighbours) == {"northmere", "harrowdale"}


# What is nobody's to translate: names of councils and towns, addresses on the web, postcodes.
NAMES = re.compile(
    r"Northmere Council|Northmere|Harrowdale|Thornhaven|Market Aldersby|PDF|\S+@\s?\S+|\S+\.example\.org\S*"
    r"|Fellbeck|Harrowby|High Garth"
    r"|[A-Z]{2}\d\S* \d\w\w"
)


def outside_brackets(text: str) -> str:
    """The Latin words of *text* that stand in no brackets, with names taken away."""
    depth, left = 0, []
    for letter in text:
        depth += (letter == "⟦") - (letter == "⟧")
        if not depth and letter not in "⟦⟧":
            left.append(letter)
    return " ".join(re.findall(r"[A-Za-z]{2,}", NAMES.sub(" ", "".join(left))))


def untranslated(html: str) -> Iterator[str]:
    """What readers meet on a page that is neither translated nor marked as English."""
    soup = BeautifulSoup(html, "html.parser")
    for part in soup.select("[lang], script, style"):
        part.decompose()
    if left := outside_brackets(soup.get_text(" ")):
        yield left
    for element in soup.select("[aria-label], [alt], [title], [placeholder], [data-label]"):
        for name in ("aria-label", "alt", "title", "placeholder", "data-label"):
            if left := outside_brackets(str(element.get(name, ""))):
                yield f"{name}: {left}"


@pytest.mark.parametrize("kind", ["", *sorted(FOR_FAMILIES)])
def test_no_text_of_the_interface_is_left_in_english(kind: str) -> None:
    wrong = {
        address: found
        for address, page in bracketed_pages().items()
        if page.language == pseudo().tag
        and address.rpartition("/")[0].partition("/")[0] == kind
        and (found := list(untranslated(page.content)))
    }
    assert wrong == {}


def test_what_stands_around_a_page_is_translated() -> None:
    with speaking(pseudo()):
        frame = offer_frame(in_language(demonstration(), pseudo()))
        pages = bracketed_pages().values()
    said = [frame.name, frame.tagline, frame.notice, frame.help_words, frame.language_note]
    said += [one.label for one in (*frame.menu, *frame.foot)]
    crumbs = [crumb for page in pages for crumb in page.crumbs]
    # Names of places and titles of entries are no texts of the interface.
    said += [crumb.label for crumb in crumbs if not crumb.address.startswith(("place/", "support/"))]
    assert [text for text in said if outside_brackets(text)] == []
    assert [page.note for page in pages if list(untranslated(page.note))] == []


TRANSLATION = re.compile(r"support/[a-z0-9-]+/[a-z]{2,3}/index\.html")
"""An entry's own page in one language."""


def test_page_is_marked_with_its_language_and_direction() -> None:
    own = [page for page in bracketed_pages().values() if not TRANSLATION.fullmatch(page.address)]
    assert {(page.language, page.direction) for page in own} == {("fa", "rtl")}
    english = [page for page in offer_pages(demonstration()) if not TRANSLATION.fullmatch(page.address)]
    assert {page.language for page in english} == {"en-GB"}


def test_words_of_an_entry_that_nobody_translated_are_marked_as_english() -> None:
    html = bracketed_pages()["need/autism/index.html"].content
    items = BeautifulSoup(html, "html.parser").select(".entries > li")
    assert items
    for item in items:
        assert [one.get("lang") for one in item.select(".entry-link, p")] == ["en", "en"]
        assert item.select_one(".entry-link")["dir"] == "ltr"  # type: ignore[index]


def test_ids_inside_a_page_are_the_same_in_every_language() -> None:
    english = {page.address: page for page in family_pages(demonstration())}
    for address in ("need/index.html", "kind/index.html", "place/index.html", "information/index.html"):
        ids = [
            [one["id"] for one in BeautifulSoup(page.content, "html.parser").select("h2[id]")]
            for page in (english[address], bracketed_pages()[address])
        ]
        assert ids[0] == ids[1]
        assert len(set(ids[0])) == len(ids[0])


# The pages that are made in every language


def test_pages_for_families_are_those_and_no_others() -> None:
    everything = {page.address for page in offer_pages(demonstration())}
    for_families = {page.address for page in family_pages(demonstration())}
    assert {address for address in everything if is_for_families(address)} == for_families
    assert {
        address for address in files_of(family_shares(demonstration())) if not is_for_families(address)
    } == set()
    assert everything - for_families, "some pages are only in English"


@pytest.mark.parametrize(
    ("address", "twin"),
    [
        ("index.html", "index.html"),
        ("need/autism/index.html", "need/autism/index.html"),
        ("support/club/index.html", "support/club/index.html"),
        ("support/club/easy-read/index.html", "support/club/easy-read/index.html"),
        ("support/club/pl/index.html", "support/club/index.html"),
        ("a-z/index.html", "a-z/index.html"),
        ("a-z/c/index.html", "a-z/index.html"),
        ("gaps/index.html", "index.html"),
        ("404.html", "index.html"),
    ],
)
def test_twin_of_a_page_is_the_closest_there_is(address: str, twin: str) -> None:
    assert twin_of(address) == twin


@pytest.mark.parametrize(
    ("address", "before", "after"),
    [
        ("need/a/index.html", '<a href="../../find/index.html">', None),
        ("need/a/index.html", '<a href="../index.html">', None),
        ("need/a/index.html", '<a href="#main">', None),
        ("need/a/index.html", '<a class="x" href="https://a.example.org/gaps/index.html">', None),
        ("need/a/index.html", '<a href="../../../index.html" hreflang="en-GB">', None),
        ("find/index.html", '<script defer src="find.js"></script>', None),
        ("find/index.html", '<form action="../find/index.html?q=x">', None),
        (
            "need/a/index.html",
            '<a href="../../gaps/index.html#x">',
            '<a href="../../../gaps/index.html#x" hreflang="en-GB">',
        ),
        ("index.html", '<a href="gaps/index.html">', '<a href="../gaps/index.html" hreflang="en-GB">'),
        ("index.html", '<link href="assets/look.css">', '<link href="../assets/look.css">'),
        (
            "support/a/index.html",
            '<img class="p" src="../../media/a.jpg" alt="A">',
            '<img class="p" src="../../../media/a.jpg" alt="A">',
        ),
        (
            "support/a/index.html",
            '<a href="../../../harrowdale/support/b/index.html">',
            '<a href="../../../../harrowdale/support/b/index.html" hreflang="en-GB">',
        ),
        ("index.html", '<p>href="gaps/index.html"</p>', None),
        ("index.html", '<p>&lt;a href="gaps/index.html"&gt;</p>', None),
    ],
)
def test_link_to_what_all_languages_share_leads_out_of_the_folder(
    address: str, before: str, after: str | None
) -> None:
    assert with_shared_links(before, address) == (after or before)


# A built site


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demonstration, beside an authority that has only English."""
    root = tmp_path_factory.mktemp("languages")
    content = root / "offer_content"
    for source in sorted((ROOT / "offer_content" / "northmere").rglob("*")):
        if source.is_file():
            target = content / source.relative_to(ROOT / "offer_content")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())
    other = content / "harrowdale"
    (other / "entries").mkdir(parents=True)
    (other / "authority.yaml").write_text(
        'id: harrowdale\nname: Harrowdale\ngss_code: E06999902\ndfe_code: "9902"\ndemonstration: invented\n'
        "languages:\n  - en\n",
        encoding="utf-8",
    )
    (content / "northmere" / "pages").mkdir(exist_ok=True)
    (content / "northmere" / "pages" / "promise.md").write_text("# Our promise\n", encoding="utf-8")
    return open_project(root)


@pytest.fixture(scope="module")
def site(project: Project) -> Path:
    built = build_site(project, authority=None, out=project.root / "site", day=DAY)
    assert built.site is not None, built.diagnostics
    return built.site


def soup_of(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_site_has_every_page_for_families_in_polish_and_shares_the_rest(site: Path) -> None:
    home = site / "northmere"
    pages = {path.relative_to(home / "pl").as_posix() for path in (home / "pl").rglob("*") if path.is_file()}
    english = {
        path.relative_to(home).as_posix()
        for path in home.rglob("*")
        if path.is_file() and not path.is_relative_to(home / "pl")
    }
    twins = {address for address in english if is_for_families(address) and twin_of(address) == address}
    assert twins - pages == set()
    assert {address for address in pages if twin_of(address) == address} - twins == set()
    assert not (site / "harrowdale" / "pl").exists()


LINK = re.compile(r'<([a-z]+)\b[^<>]*? (?:href|src|action)="([^"]*)"[^<>]*>')
LANGUAGES = re.compile(r'<nav class="languages".*?</nav>', re.DOTALL)


def links_of(path: Path) -> Iterator[tuple[str, Path, bool]]:
    """Every link of a page inside the site: its element, where it leads, and whether it says English."""
    html = LANGUAGES.sub("", path.read_text(encoding="utf-8"))
    for found in LINK.finditer(html):
        address = urlsplit(unescape(found[2]))
        if not address.scheme and address.path:
            yield found[1], Path(normpath(path.parent / address.path)), 'hreflang="en-GB"' in found[0]


def test_every_link_of_a_page_in_polish_leads_somewhere(site: Path) -> None:
    pages = sorted((site / "northmere" / "pl").rglob("*.html"))
    targets = {target: page for page in pages for _, target, _ in links_of(page)}
    assert targets
    assert {target: page for target, page in targets.items() if not target.is_file()} == {}


def test_links_stay_in_the_language_wherever_it_has_the_page(site: Path) -> None:
    home = site / "northmere"
    for path in sorted((home / "pl").rglob("*.html")):
        for element, target, says_english in links_of(path):
            if element == "a" and not target.is_relative_to(home / "pl"):
                assert says_english, (path, target)
                if target.is_relative_to(home):
                    assert not is_for_families(target.relative_to(home).as_posix()), (path, target)


def test_every_page_leads_to_the_same_page_in_the_other_language(site: Path) -> None:
    home = site / "northmere"
    pages = page_files(home)
    for path in pages:
        shown = LANGUAGES.search(path.read_text(encoding="utf-8"))
        assert shown, path
        languages = BeautifulSoup(shown[0], "html.parser").select("li")
        assert [(one["lang"], one.get_text()) for one in languages] == [
            ("en-GB", "English"),
            ("pl", "Polski"),
        ]
        others = [one["href"] for one in BeautifulSoup(shown[0], "html.parser").select("a[hreflang]")]
        assert len(others) == 1
        target = Path(normpath(path.parent / str(others[0])))
        assert target.is_file(), (path, target)
        is_polish = path.is_relative_to(home / "pl")
        assert target.is_relative_to(home / "pl") != is_polish
        here = path.relative_to(home / "pl" if is_polish else home).as_posix()
        there = target.relative_to(home if is_polish else home / "pl").as_posix()
        assert there == twin_of(here)
    assert len(pages) > 100
    assert not LANGUAGES.search((site / "harrowdale" / "index.html").read_text(encoding="utf-8"))


def test_page_in_polish_says_so_and_that_its_words_are_unchecked(site: Path) -> None:
    page = soup_of(site / "northmere" / "pl" / "need" / "index.html")
    html = page.select_one("html")
    assert html is not None
    assert (html["lang"], html["dir"]) == ("pl", "ltr")
    note = page.select_one(".language-note")
    assert note is not None
    assert "Nie sprawdziła ich jeszcze żadna osoba" in note.get_text()
    assert not soup_of(site / "northmere" / "need" / "index.html").select(".language-note, .in-english")


def test_entry_is_in_polish_where_somebody_translated_it(site: Path) -> None:
    page = soup_of(site / "northmere" / "pl" / "support" / "northmere-sendiass" / "index.html")
    title = page.select_one("h1")
    assert title is not None
    assert title.get_text().startswith("Bezpłatne porady")
    assert not title.has_attr("lang")
    assert "Żadne pytanie nie jest zbyt błahe." in page.get_text()
    note = page.select_one(".in-english")
    assert note is not None
    assert "Część tej strony jest tylko po angielsku" in note.get_text()


def test_entry_that_nobody_translated_says_so_and_whom_to_ask(site: Path) -> None:
    page = soup_of(site / "northmere" / "pl" / "support" / "riverside-short-breaks" / "index.html")
    note = page.select_one(".in-english")
    assert note is not None
    assert note.get_text() == "Ten tekst jest tylko po angielsku. Poproś nas o niego po polsku: 01632 960123"
    assert note.select_one("a[href='tel:01632960123']")


def test_search_in_polish_finds_polish_words(site: Path) -> None:
    english, in_polish = (
        value_set_by(
            (site / "northmere" / folder / "find" / "find.js").read_text(encoding="utf-8"),
            "localOfferEntries",
        )
        for folder in ("", "pl")
    )
    assert any(title.startswith("Bezpłatne porady") for title in in_polish["titles"].split("\n"))
    assert not any(title.startswith("Bezpłatne porady") for title in english["titles"].split("\n"))
    assert "Za darmo" in str(in_polish["filters"])
    assert "Za darmo" not in str(english["filters"])


def test_site_of_one_authority_has_its_languages_in_folders_too(project: Project, tmp_path: Path) -> None:
    built = build_site(project, authority="northmere", out=tmp_path / "out", day=DAY)
    assert built.site is not None
    assert soup_of(tmp_path / "out" / "pl" / "index.html").select_one("a[hreflang][href='../index.html']")


def test_rules_in_other_words_are_the_same_rules() -> None:
    rules = load_rules()
    other = rules.in_words(str.upper)
    assert other.vocabularies["needs"].label("autism") == "AUTISM"
    assert other.vocabularies["needs"].terms["autism"].facts["area"] == "communication-and-interaction"
    assert other.schemas.choice("service", "cost.to_family", "free") == "FREE"
    assert other.schemas.label("setting", "setting.progress_review").isupper()
    assert rules.vocabularies["needs"].label("autism") == "Autism"
    assert rules.schemas.choice("service", "cost.to_family", "free") == "Free"
