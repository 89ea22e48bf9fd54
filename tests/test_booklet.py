"""Booklets: what stands in them, how a screen reader finds its way in them, and that nothing else gets in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from threading import Thread
from typing import Any
from xml.etree import ElementTree

import pypdf
import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject

from site_builder.cli import main
from site_builder.content.days import JudgedDay
from site_builder.errors import SiteBuilderError
from site_builder.pages.booklet import (
    Booklet,
    area_booklet,
    area_booklets,
    booklet_html,
    entry_booklet,
    list_booklet,
    theme_booklets,
    topic_booklet,
)
from site_builder.pages.build import build_site
from site_builder.pages.edition import Edition
from site_builder.pages.in_language import in_language, other_languages
from site_builder.pages.language import speaking
from site_builder.pages.paper import size_words
from site_builder.pages.pdf import Sheet, make_pdf, make_pdfs, picture_at
from site_builder.pages.publication import publish
from site_builder.pages.sites import entry_page
from site_builder.project import Project, open_project

ROOT = Path(__file__).resolve().parent.parent
ON = JudgedDay(date(2026, 11, 1), date(2026, 11, 21))
SHORT_BREAKS = "riverside-short-breaks"
ABSENT = "no-overnight-breaks-under-8"
GUIDE = "appeal-to-the-send-tribunal"

AUTHORITY = """\
id: exampleshire
name: Exampleshire
official_name: Exampleshire Council
gss_code: E06999901
region: North East
demonstration: invented
as_of: 2026-06-01
"""
CLUB = """\
id: club
kind: service
title: Saturday club
summary: A club for everyone.
service_types: [youth-club]
provider: {name: Riverside Trust, website: https://trust.example.org/}
links:
  - title: A very long address
    url: https://trust.example.org/a-page-whose-address-nobody-would-ever-want-to-type-by-hand-at-all
    purpose: more-information
  - title: The swim
    url: https://trust.example.org/swim?day=1
    purpose: more-information
media:
  - file: club.svg
    alt: Three children play with a ball.
places:
  - address: [1 Quay Street, Fishtown]
    postcode: ZZ1 1AA
"""
DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<rect width="40" height="40" fill="#123456"/></svg>'
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<rect width="40" height="40" fill="#123456"/><image href="{address}" width="9" height="9"/></svg>'
)


@pytest.fixture(scope="module")
def northmere_edition() -> Edition:
    return publish(open_project(ROOT), authority="northmere", day=ON).editions[0]


@pytest.fixture(scope="module")
def large(northmere_edition: Edition) -> pypdf.PdfReader:
    """Three entries of three kinds in large print."""
    booklet = list_booklet(f"{SHORT_BREAKS},{ABSENT},{GUIDE}", northmere_edition)
    return read_pdf(booklet, northmere_edition, is_large=True)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    folder = tmp_path / "offer_content" / "exampleshire"
    (folder / "entries").mkdir(parents=True)
    (folder / "media").mkdir()
    (folder / "authority.yaml").write_text(AUTHORITY)
    (folder / "entries" / "club.yaml").write_text(CLUB)
    (folder / "media" / "club.svg").write_text(DRAWING)
    return open_project(tmp_path)


def read_pdf(booklet: Booklet, edition: Edition, *, is_large: bool = False) -> pypdf.PdfReader:
    html = booklet_html(booklet, edition, is_large=is_large)
    media = ROOT / "offer_content" / "northmere" / "media"
    return pypdf.PdfReader(BytesIO(make_pdf(Sheet(html, media, "Page {number}")).content))


def html_of(booklet: Booklet, edition: Edition) -> BeautifulSoup:
    return BeautifulSoup(booklet_html(booklet, edition), "html.parser")


def words(found: Any) -> str:
    return " ".join(found.get_text(" ").split())


# What stands in it


@pytest.mark.parametrize("entry_id", [SHORT_BREAKS, ABSENT, GUIDE, "northmere-college"])
def test_an_entry_has_the_headings_and_facts_of_its_page_in_the_same_order(
    northmere_edition: Edition, entry_id: str
) -> None:
    entry = northmere_edition.entries[entry_id]
    page = BeautifulSoup(entry_page(entry, northmere_edition).content, "html.parser")
    body = page.select_one(".entry-body")
    assert body
    on_page = [words(one) for one in body.select("h2, h3, h4, .facts dt")]
    on_page = (
        on_page[: on_page.index("Hard words on this page")]
        if "Hard words on this page" in on_page
        else on_page
    )
    only_on_screens = {"How to get there", "Calendar"}
    paper = html_of(entry_booklet(entry_id, northmere_edition), northmere_edition)
    printed = paper.select_one(".entry")
    assert printed
    on_paper = [
        words(one).removesuffix(":").strip()
        for one in printed.select("h2, h3, h4, .facts > li > strong:first-child")
    ]
    assert on_paper == [one for one in on_page if one not in only_on_screens]
    assert "?:" not in words(printed)


def test_the_first_page_says_the_day_the_phone_other_forms_and_what_is_inside(
    northmere_edition: Edition,
) -> None:
    paper = html_of(theme_of("rights", northmere_edition), northmere_edition)
    text = words(paper.body)
    assert "This booklet says what we knew on 1 November 2026. Things change: ring before you go." in text
    assert "Phone: 01632 960123" in text
    assert "What you can ask for: large print Easy Read" in text
    assert [words(one) for one in paper.select("ul.contents > li > a")] == [
        "Information",
        "Mediation",
        "Help to settle a disagreement",
    ]
    assert words(paper.select("ul.contents ul")[1]) == "Coast Mediation"


def test_what_is_not_told_is_said_of_the_council_and_of_an_entry(project: Project) -> None:
    edition = publish(project, authority="exampleshire", day=ON).editions[0]
    paper = html_of(entry_booklet("club", edition), edition)
    text = words(paper.body)
    assert "Phone: We have not been told" in text
    assert "What you can ask for: We have not been told" in text
    assert "Ages: We have not been told" in text
    assert "see “Need help?” at the end of this booklet" in text
    assert [words(one) for one in paper.select("h2")][-1] == "Need help?"


def test_a_theme_has_guides_kinds_of_support_and_last_what_is_not_available(
    northmere_edition: Edition,
) -> None:
    booklet = theme_of("care", northmere_edition)
    headings = [one.heading for one in booklet.chapters]
    assert (headings[0], headings[-1]) == ("Information", "What is not available here")
    assert [one.id for one in booklet.chapters[-1].entries] == [ABSENT]
    assert "Short breaks overnight" in headings


def test_every_entry_is_in_a_theme(northmere_edition: Edition) -> None:
    printed = {entry.id for booklet in theme_booklets(northmere_edition) for entry in booklet.entries}
    assert printed == set(northmere_edition.entries)


def test_areas_are_those_of_the_site(northmere_edition: Edition) -> None:
    found = {one.id: one for one in area_booklets(northmere_edition)}
    assert list(found)[:3] == ["fellbeck", "harrowby", "high-garth"]
    assert found["fellbeck"].title == "Support in Fellbeck"
    assert "at-home-support" in found


def test_an_entry_of_two_chapters_is_printed_once(northmere_edition: Edition) -> None:
    booklet = theme_of("health", northmere_edition)
    paper = html_of(booklet, northmere_edition)
    anchors = [one["id"] for one in paper.select(".entry h3[id]") if "--" not in one["id"]]
    assert sorted(anchors) == sorted(f"entry-{one.id}" for one in booklet.entries)


def test_a_list_keeps_its_order_and_takes_the_link_of_my_list(northmere_edition: Edition) -> None:
    shared = f"https://x.example.org/my-list/index.html#list=northmere/{GUIDE},northmere/{SHORT_BREAKS}"
    assert [one.id for one in list_booklet(shared, northmere_edition).entries] == [GUIDE, SHORT_BREAKS]


def test_every_fault_of_a_list_is_named(northmere_edition: Edition) -> None:
    with pytest.raises(SiteBuilderError) as refused:
        list_booklet(f"{GUIDE},quite-swim,harrowdale/kestrel-house", northmere_edition)
    assert str(refused.value).splitlines() == [
        'there is no entry "quite-swim"; did you mean "quiet-swim"?',
        '  "harrowdale/kestrel-house" is of another authority; print that with --authority harrowdale',
    ]


@pytest.mark.parametrize(
    ("choose", "message"),
    [
        (
            lambda edition: topic_booklet("righs", edition),
            'there is no theme, kind of support or topic "righs"; did you mean "rights"?',
        ),
        (
            lambda edition: area_booklet("felbeck", edition),
            'there is no area "felbeck"; did you mean "fellbeck"?',
        ),
        (lambda edition: entry_booklet("quite-swim", edition), "there is no entry"),
        (lambda edition: list_booklet(" , ", edition), "the list names no entry"),
    ],
)
def test_what_is_not_there_is_told_what_was_meant(
    northmere_edition: Edition, choose: Any, message: str
) -> None:
    with pytest.raises(SiteBuilderError, match=re.escape(message)):
        choose(northmere_edition)


def test_links_lead_where_paper_can(project: Project, northmere_edition: Edition) -> None:
    edition = publish(project, authority="exampleshire", day=ON).editions[0]
    paper = html_of(entry_booklet("club", edition), edition)
    addresses = [words(one) for one in paper.select(".address")]
    # Nobody types a long address, or one with a question in it.
    assert addresses == ["trust.example.org"]
    # Where nobody has said where the site is, its own pages are words.
    assert not [one["href"] for one in paper.select("a[href]") if str(one["href"]).startswith("..")]
    inside = html_of(
        list_booklet(f"{ABSENT},{SHORT_BREAKS},sitters-at-home", northmere_edition), northmere_edition
    )
    assert all(inside.find(id=one["href"][1:]) for one in inside.select("a[href^='#']"))


def test_another_language_says_its_own_words(northmere_edition: Edition) -> None:
    polish = other_languages(northmere_edition)[0]
    edition = in_language(northmere_edition, polish)
    with speaking(polish):
        html = booklet_html(entry_booklet("quiet-swim", edition), edition)
    assert '<html lang="pl"' in html
    assert "Spis treści" in html
    assert "Contents" not in html


# How a screen reader finds its way


def parts(reader: pypdf.PdfReader, *, objects: bool = False) -> Iterator[tuple[str, str, DictionaryObject]]:
    """Every element of the structure tree, in order: its kind, that of the one it is in, and itself.

    What an element leads to, such as a link, is among them where *objects* are asked for.
    """

    def walk(element: Any, parent: str) -> Iterator[tuple[str, str, DictionaryObject]]:
        element = element.get_object()
        if not isinstance(element, DictionaryObject):
            return
        if objects and element.get("/Type") == "/OBJR":
            yield "/OBJR", parent, element
            return
        kind = str(element.get("/S", ""))
        if kind:
            yield kind, parent, element
        below = element.get("/K")
        below = below.get_object() if below is not None else ArrayObject()
        for one in below if isinstance(below, ArrayObject) else [below]:
            yield from walk(one, kind or parent)

    root: Any = reader.trailer["/Root"]
    yield from walk(root["/StructTreeRoot"], "")


def test_the_file_says_its_language_title_day_and_that_it_is_tagged(large: pypdf.PdfReader) -> None:
    root: Any = large.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert large.metadata
    assert large.metadata.title == "My list – Northmere local offer"
    assert large.metadata.author == "Northmere Council"
    assert {str(large.metadata[one]) for one in ("/CreationDate", "/ModDate")} == {"D:20261101"}
    told = ElementTree.fromstring(root["/Metadata"].get_data())
    part = "{http://www.aiim.org/pdfua/ns/id/}part"
    assert [one.attrib[part] for one in told.iter() if part in one.attrib] == ["1"]


def test_headings_begin_with_one_title_and_skip_no_level(large: pypdf.PdfReader) -> None:
    levels = [int(kind[2:]) for kind, _, _ in parts(large) if re.fullmatch(r"/H[1-6]", kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels.count(2) == 7  # other formats, contents, three entries, hard words, help


def test_lists_hold_items_and_items_hold_a_body(large: pypdf.PdfReader) -> None:
    found = [(kind, parent) for kind, parent, _ in parts(large)]
    assert {parent for kind, parent in found if kind == "/LI"} == {"/L"}
    assert {parent for kind, parent in found if kind == "/LBody"} == {"/LI"}
    assert {parent for kind, parent in found if kind == "/Lbl"} == {"/LI"}


def test_every_link_is_in_the_tree_and_has_words(large: pypdf.PdfReader) -> None:
    links = [
        one.get_object()
        for page in large.pages
        for one in page.get("/Annots", ())
        if one.get_object()["/Subtype"] == "/Link"
    ]
    assert links
    assert all("/StructParent" in one and one["/Contents"] and one["/F"] == 4 for one in links)
    assert {parent for kind, parent, _ in parts(large, objects=True) if kind == "/OBJR"} == {"/Link"}
    inside = [str(one["/Contents"]) for one in links if "/Dest" in one]
    assert inside
    assert all(re.fullmatch(r"Page \d+", one) for one in inside)


def test_all_text_of_every_page_is_tagged_and_tabs_follow_the_tags(large: pypdf.PdfReader) -> None:
    for page in large.pages:
        assert str(page["/Tabs"]) == "/S"
        depth = 0
        for _, operator in ContentStream(page.get_contents(), large).operations:
            depth += (operator in (b"BDC", b"BMC")) - (operator == b"EMC")
            assert depth or operator not in (b"Tj", b"TJ")


def test_contents_and_the_foot_give_the_true_pages(large: pypdf.PdfReader) -> None:
    texts = [" ".join(page.extract_text().split()) for page in large.pages]
    number = next(
        int(found[1]) for text in texts if (found := re.search(r"Appeal to the tribunal, page (\d+)", text))
    )
    assert "Appeal to the tribunal What you can do if" in texts[number - 1]
    last = len(texts)
    for page, text in enumerate(texts, 1):
        assert f"Page {page}/{last}" in text
        assert "Northmere local offer, 1 November 2026. Phone: 01632 960123" in text


def test_bookmarks_lead_to_the_entries(large: pypdf.PdfReader) -> None:
    title, inside = list[Any](large.outline)
    assert title["/Title"] == "My list"
    assert [one["/Title"] for one in inside if not isinstance(one, list)] == [
        "How to get this in another format",
        "Contents",
        "Riverside short breaks",
        "Overnight short breaks for children under 8",
        "Appeal to the tribunal",
        "Hard words in this booklet",
        "Need help?",
    ]


def test_large_print_has_no_letters_under_18_points(
    large: pypdf.PdfReader, northmere_edition: Edition
) -> None:
    def least(reader: pypdf.PdfReader) -> float:
        sizes: set[float] = set()
        for page in reader.pages:
            # WeasyPrint draws in pixels, of which four are three points.
            for operands, operator in ContentStream(page.get_contents(), reader).operations:
                if operator == b"Tf":
                    sizes.add(float(operands[1]) * 3 / 4)
        return min(sizes)

    usual = read_pdf(entry_booklet("quiet-swim", northmere_edition), northmere_edition)
    assert (least(usual), least(large)) == (12.0, 18.0)


def test_a_picture_has_its_words(project: Project) -> None:
    edition = publish(project, authority="exampleshire", day=ON).editions[0]
    html = booklet_html(entry_booklet("club", edition), edition)
    pdf = make_pdf(Sheet(html, project.media_folder("exampleshire"), "Page {number}"))
    reader = pypdf.PdfReader(BytesIO(pdf.content))
    figures = [str(element["/Alt"]) for kind, _, element in parts(reader) if kind == "/Figure"]
    assert figures == ["Three children play with a ball."]


# That nothing else gets in, and the same bytes come out


class _Counting(BaseHTTPRequestHandler):
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_error(404)

    def log_message(self, *arguments: Any) -> None:
        pass


def test_no_other_machine_and_no_other_file_is_asked_for(tmp_path: Path) -> None:
    handler = type("Handler", (_Counting,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}/picture.svg"
    media = tmp_path / "media"
    media.mkdir()
    (media / "club.svg").write_text(SVG.format(address=address))
    (tmp_path / "secret.svg").write_text(SVG.format(address=""))
    html = (
        f'<html lang="en"><title>x</title><style>@import url("{address}");</style>'
        f'<img src="{address}" alt="one">'
        f'<img src="media/club.svg" alt="two"><img src="{(tmp_path / "secret.svg").as_uri()}" alt="three">'
        '<img src="media/../secret.svg" alt="four">'
    )
    try:
        pdf = make_pdf(Sheet(html, media, "Page {number}"))
    finally:
        server.shutdown()
        server.server_close()
    assert handler.asked == []  # type: ignore[attr-defined]
    text = pypdf.PdfReader(BytesIO(pdf.content)).pages[0].extract_text()
    # What is refused shows its words; the one picture of the folder does not.
    assert ("one" in text, "two" in text, "three" in text, "four" in text) == (True, False, True, True)


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "https://example.org/media/club.svg",
        "http://booklet.invalid/authority.yaml",
        "http://booklet.invalid/media/../authority.yaml",
        "http://booklet.invalid/media/%2e%2e/authority.yaml",
        "http://booklet.invalid/media/way-out.svg",
        "http://booklet.invalid/media/",
    ],
)
def test_only_pictures_of_the_folder_are_given(tmp_path: Path, address: str) -> None:
    media = tmp_path / "media"
    media.mkdir()
    (tmp_path / "authority.yaml").write_text(AUTHORITY)
    (media / "way-out.svg").symlink_to(tmp_path / "authority.yaml")
    with pytest.raises(ValueError, match="is no picture of this local offer"):
        picture_at(address, media)


def run(
    *arguments: str | Path, path: Path | None = None, seed: str = "0"
) -> subprocess.CompletedProcess[str]:
    """The command in a Python of its own, with the folder *path* before all libraries."""
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    if path:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run(
        [sys.executable, "-m", "site_builder", *map(str, arguments)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_same_entry_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    files = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.pdf"
        done = run("booklet", "--authority", "northmere", "--entry", SHORT_BREAKS, "--out", out, seed=seed)
        assert done.returncode == 0, done.stderr
        files.append(out.read_bytes())
    assert files[0] == files[1]


PLAIN_LIBRARIES = """
from site_builder import cli
from site_builder.pages import pdf
pdf.quicken_printing = pdf.compress_streams = lambda *_: None
cli.main()
"""


def test_what_is_kept_while_printing_changes_no_byte(tmp_path: Path) -> None:
    files = []
    for name, program in (("quick", ["-m", "site_builder"]), ("plain", ["-c", PLAIN_LIBRARIES])):
        out = tmp_path / f"{name}.pdf"
        asked = ["booklet", "--authority", "northmere", "--list", f"{SHORT_BREAKS},{ABSENT},{GUIDE}"]
        subprocess.run(
            [sys.executable, *program, *asked, "--large-print", "--out", str(out)], cwd=ROOT, check=True
        )
        files.append(out.read_bytes())
    assert files[0] == files[1]


WITHOUT = {
    "package": (
        "raise ModuleNotFoundError(\"No module named 'weasyprint'\", name='weasyprint')",
        'booklets need weasyprint; run: pip install "local-offer[print]"',
    ),
    "system libraries": (
        "raise OSError(\"cannot load library 'libpango-1.0-0': no such file.  Additionally, ...\")",
        "booklets need Pango, which is no part of Python (cannot load library 'libpango-1.0-0'); run: "
        "sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation "
        "(Debian, Ubuntu); brew install pango (macOS)",
    ),
}


@pytest.mark.parametrize("without", WITHOUT)
def test_without_what_booklets_need_the_command_says_what_to_install(
    project: Project, tmp_path: Path, without: str
) -> None:
    stub, message = WITHOUT[without]
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "weasyprint.py").write_text(stub)
    done = run("booklet", "--project", project.root, "--entry", "club", path=tmp_path / "path")
    assert (done.returncode, done.stderr) == (2, f"Error: {message}\n")


def test_without_what_booklets_need_the_site_is_built_and_says_so(project: Project, tmp_path: Path) -> None:
    stub, message = WITHOUT["package"]
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "weasyprint.py").write_text(stub)
    done = run("build", "--project", project.root, "--booklets", path=tmp_path / "path")
    assert done.returncode == 0
    assert f"The site has no booklets: {message}\n" in done.stderr
    page = (project.site / "paper" / "index.html").read_text()
    assert "There are no booklets ready here. Ask Exampleshire Council for one" in page


def test_many_booklets_made_at_once_are_those_made_one_by_one(tmp_path: Path) -> None:
    sheets = [
        Sheet(f'<html lang="en"><title>{one}</title><p>{one}', tmp_path, "{number}") for one in range(16)
    ]
    assert make_pdfs(sheets) == [make_pdf(one) for one in sheets]


# The page "On paper"


def test_a_site_with_booklets_lists_them_in_both_sizes(project: Project) -> None:
    built = build_site(project, authority=None, out=None, day=ON, with_booklets=True)
    assert built.site
    page = BeautifulSoup((built.site / "paper" / "index.html").read_text(), "html.parser")
    section = page.select_one("#by-theme")
    assert section
    links = list(page.select("main a[href$='.pdf']"))
    assert [one["href"] for one in links] == [
        "theme-leisure.pdf",
        "theme-leisure-large-print.pdf",
        "area-fishtown.pdf",
        "area-fishtown-large-print.pdf",
    ]
    for one in links:
        content = (built.site / "paper" / str(one["href"])).read_bytes()
        pages = len(pypdf.PdfReader(BytesIO(content)).pages)
        assert one.parent
        assert f"(PDF, {pages} pages, {size_words(len(content))})" in words(one.parent)


def test_the_page_says_how_to_get_paper_and_what_is_not_told(project: Project) -> None:
    built = build_site(project, authority=None, out=None, day=ON)
    assert built.site
    page = BeautifulSoup((built.site / "paper" / "index.html").read_text(), "html.parser")
    facts = {words(one.dt): words(one.dd) for one in page.select("main dl.facts > div") if one.dt and one.dd}
    assert facts["How to get a printed copy"] == "We have not been told"
    assert facts["In person or by post"] == "We have not been told"
    assert facts["What you can ask for"] == "We have not been told"
    assert facts["We have not been told"].startswith("A phone number, a number for text messages")
    entry = BeautifulSoup((built.site / "support" / "club" / "index.html").read_text(), "html.parser")
    link = entry.find("a", string="Print this page, or get it on paper")
    assert link
    assert link["href"] == "../../paper/index.html"


@pytest.mark.parametrize(
    ("size", "said"),
    [(1, "1 kB"), (44_600, "45 kB"), (1_000_000, "1 MB"), (1_240_000, "1.2 MB"), (12_340_000, "12 MB")],
)
def test_sizes_are_said_in_few_signs(size: int, said: str) -> None:
    assert size_words(size) == said


def theme_of(theme: str, edition: Edition) -> Booklet:
    return next(one for one in theme_booklets(edition) if one.id == theme)


@pytest.mark.parametrize("options", [(), ("--topic", "care", "--entry", "x")])
def test_one_thing_is_asked_for(options: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, ["booklet", "--authority", "northmere", *options])
    assert done.exit_code == 2
    assert "Give one of --topic, --area, --entry and --list." in done.stderr
