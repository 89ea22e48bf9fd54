"""Sites are built whole or not at all: the shell, the plugin, the swap, and what is in the output."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from mkdocs.commands.build import build as run_mkdocs
from mkdocs.config import load_config

from site_builder.audit.site_pages import page_files
from site_builder.content.days import JudgedDay
from site_builder.content.postcodes import postcodes_with
from site_builder.content.vocabulary import load_vocabularies
from site_builder.errors import SiteBuilderError
from site_builder.exchange.ids import entry_id_of
from site_builder.pages.be_heard import Useful
from site_builder.pages.build import BuildResult, build_site
from site_builder.pages.place import folder_beside, place_for_one
from site_builder.pages.shell import (
    Crumb,
    MenuLink,
    Page,
    Shell,
    SiteFrame,
    frame_of,
    frame_with_holes,
    policy,
)
from site_builder.pages.stylesheet import material_stylesheet
from site_builder.pages.templates import phone_links
from site_builder.project import Project, open_project
from site_builder.shipped import shipped

ROOT = Path(__file__).resolve().parent.parent
DAY = JudgedDay(date(2026, 11, 1), date(2026, 11, 1))

SERVICE = """\
id: {id}
kind: service
title: {title}
summary: A club for everyone.
service_types:
  - youth-club
provider:
  name: Northmere Council
reviewed: 2026-10-01
"""


def authority(name: str, *more: str) -> str:
    lines = [
        f"id: {name}",
        f"name: {name.capitalize()}",
        "gss_code: E06999901",
        "region: North East",
        "demonstration: invented",
        "contact:",
        "  phone: 01632 960123",
        *more,
    ]
    return "\n".join(lines) + "\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """One authority with two entries, a page of its own and a picture."""
    root = tmp_path / "project"
    shutil.copy(ROOT / "mkdocs.yml", _made(root))
    home = root / "offer_content" / "northmere"
    write(
        home / "authority.yaml", authority("northmere", "published_at: https://northmere.example.org/offer/")
    )
    write(home / "entries" / "chess.yaml", SERVICE.format(id="chess", title="Chess club"))
    write(home / "entries" / "sailing.yaml", SERVICE.format(id="sailing", title="Sailing & more"))
    write(
        home / "pages" / "our-promise.md",
        "---\ndescription: What we promise.\n---\n# Our promise\n\nSee [the club](../entries/chess.yaml) and "
        "![a boat](../media/boat.svg).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    )
    write(home / "media" / "boat.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    return open_project(root)


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def add_authority(project: Project, name: str) -> None:
    home = project.authority_folder(name)
    write(home / "authority.yaml", authority(name).replace("E06999901", "E06999902"))
    write(home / "entries" / "choir.yaml", SERVICE.format(id="choir", title="Choir"))


def build(
    project: Project,
    out: Path | None = None,
    authority: str | None = None,
    leave_out_errors: bool = False,
) -> BuildResult:
    return build_site(project, authority=authority, out=out, day=DAY, leave_out_errors=leave_out_errors)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def text_of(folder: Path, address: str) -> str:
    return (folder / address).read_text(encoding="utf-8")


# The shell

FRAME = SiteFrame(
    name="Northmere & <District> local offer",
    tagline="Help",
    notice="This is a demonstration.",
    menu=(
        MenuLink("find", "find/index.html", "Find support"),
        MenuLink("a-z", "a-z/index.html", "A to Z"),
    ),
    foot=(MenuLink("about", "about/index.html", "About"),),
    help_words="We help.",
    help=(),
    policy=policy(("https://forms.example.org/comment?x=1",)),
    logo="media/logo.svg",
    useful=Useful(
        answers=(("Yes", (("mailto:a@b.example?subject=", "subject"), ("&body=", "where"), ("", ""))),),
        phone=phone_links("01632 960123"),
        post="<Town> Hall",
        address="https://example.org/",
        day="1 November 2026",
    ),
    concern="concern/index.html",
    easy_read_comment="easy-read-comment/index.html",
)

PAGES = [
    Page("index.html", "Home", "The home page", "<h1>Home</h1>", current="home"),
    Page("404.html", "Not found", "", "<h1>Not found</h1>"),
    Page(
        address="support/chess/index.html",
        title="\"Chess\" & <b>more</b> 'club'",
        description='A "club" for <everyone> & all',
        content="<h1>Chess &amp; more</h1>\n<p>{{ 7 }} £ żółć \\1</p>",
        crumbs=(Crumb("Home", "index.html"), Crumb("Find <support>", "find/index.html")),
        current="find",
    ),
    Page("a-z/c/index.html", "C", "Letter C", "<h1>C</h1>", current="a-z", language="pl", direction="rtl"),
]


def theme_template(tmp_path: Path) -> object:
    """The theme's main template as MkDocs loads it."""
    (tmp_path / "docs").mkdir()
    config = load_config(
        config_file_path=str(tmp_path / "mkdocs.yml"),
        docs_dir=str(tmp_path / "docs"),
        theme={"name": "local_offer"},
        plugins=[],
    )
    return config.theme.get_env().get_template("main.html")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.address)
def test_page_joined_from_the_shell_is_the_page_the_whole_theme_gives(page: Page, tmp_path: Path) -> None:
    template = theme_template(tmp_path)
    render = template.render  # type: ignore[attr-defined]
    shell = Shell(render(frame=frame_with_holes(FRAME)))
    whole = render(frame=frame_of(page, FRAME))
    assert shell.join(page).encode() == whole.encode()
    assert shell.join(page).encode() == whole.encode(), "and the same again"
    assert "\ue000" not in whole


def test_page_built_by_the_plugin_is_the_page_the_whole_theme_gives(project: Project, tmp_path: Path) -> None:
    """A hand-written page goes through MkDocs, an entry through the shell: around them all is the same."""
    build(project, tmp_path / "out")
    by_mkdocs = text_of(tmp_path / "out", "pages/our-promise/index.html")
    by_shell = text_of(tmp_path / "out", "support/chess/index.html")

    def around(html: str) -> str:
        # Each page names itself to who prints it or writes of it.
        html = re.sub(r"This page: [^<]*|(?<=mailto:)[^\"]*|(?<=html#)[^\"]*", "", html)
        html = re.sub(r'<main .*?</main>|<nav class="crumbs.*?</nav>\n', "", html, flags=re.DOTALL)
        html = re.sub(r'<script type="application/ld\+json">.*?</script>\n', "", html)
        return re.sub(r'<title>.*?</title>|<meta name="description".*?>', "", html)

    assert around(by_mkdocs) == around(by_shell)


def test_every_value_in_the_theme_is_escaped() -> None:
    for name in ("base.html", "main.html", "404.html"):
        text = (ROOT / "themes" / "local_offer" / name).read_text(encoding="utf-8")
        # Inside a sentence that can be translated stand names: what they are is said where it begins.
        values = re.findall(r"{%-? trans (?=\w)(.*?)%}", text)
        values = [value for given in values for value in re.split(r",\s*(?=\w+=)", given)]
        text = re.sub(r"{%-? trans.*?endtrans.*?%}", "", text, flags=re.DOTALL)
        for value in (*values, *re.findall(r"{{(.*?)}}", text)):
            assert value.rstrip().endswith("|e"), (name, value)
        assert "|safe" not in text


def test_policy_allows_nothing_from_elsewhere_but_the_authoritys_forms() -> None:
    assert policy(("https://forms.example.org/a", "https://forms.example.org/b", "not an address")) == (
        "default-src 'self'; base-uri 'none'; object-src 'none'; "
        "form-action 'self' mailto: https://forms.example.org"
    )


def test_materials_stylesheet_is_found_and_asks_for_no_file() -> None:
    text = material_stylesheet()
    assert ".md-typeset" in text
    assert "sourceMappingURL" not in text
    assert set(re.findall(r'url\("?(\w+):', text)) == {"data"}
    assert "@import" not in text


def test_materials_stylesheet_has_nothing_for_materials_own_pages() -> None:
    text = material_stylesheet()
    assert set(re.findall(r"\.md-([a-z]+)", text)) <= {"typeset", "button", "icon", "tag"}
    assert "[data-md-" not in text
    for kept in (".md-typeset table", ".md-typeset .admonition", ":root", "@media print"):
        assert kept in text, kept


def test_row_of_help_is_escaped_once() -> None:
    assert "&amp;amp;" not in str(phone_links("a & 01632 960123"))


# What is in a site


def test_one_authority_is_the_root_of_the_output(project: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    built = build(project, out)
    assert built.site == out
    assert built.diagnostics == ()
    assert built.pages == len([one for one in page_files(out) if one.name == "index.html"]) - 1, (
        "all but the hand-written page"
    )
    assert {"index.html", "support/chess/index.html", "gaps/index.html", "404.html"} <= set(files_of(out))


def test_site_holds_pages_media_and_our_own_files_and_nothing_else(project: Project, tmp_path: Path) -> None:
    build(project, tmp_path / "out")
    others = {name for name in files_of(tmp_path / "out") if not name.endswith("index.html")}
    assert others == {
        "404.html",
        *(f"assets/{path.name}" for path in shipped("themes", "local_offer", "assets").iterdir()),
        "assets/look.css",
        "assets/material.css",
        *(f"assets/postcodes/{area}.js" for area in postcodes_with(()).areas),
        "compare/settings.js",
        "data/coverage.csv",
        "data/coverage.json",
        "data/due.csv",
        "data/due.ics",
        *(f"data/entries.{ending}" for ending in ("csv", "geojson", "jsonl")),
        "data/gaps.csv",
        "data/gaps.json",
        "data/new.atom",
        *(f"data/new/{need}.atom" for need in load_vocabularies()["needs"].terms if need != "all"),
        "data/offer.json",
        "data/oruk/services.json",
        *(f"data/oruk/services/{entry_id_of('E06999901', entry)}" for entry in ("chess", "sailing")),
        "data/scorecard.csv",
        "data/times.ics",
        "find/find.js",
        "find/words.js",
        "media/boat.svg",
        "my-list/words.js",
        "sitemap.xml",
        *(f"support/{entry}/{name}.js" for entry in ("chess", "sailing") for name in ("card", "answers")),
    }


def test_hand_written_page_stands_in_the_theme_with_its_links_and_is_named_at_the_foot(
    project: Project, tmp_path: Path
) -> None:
    build(project, tmp_path / "out")
    page = text_of(tmp_path / "out", "pages/our-promise/index.html")
    assert page.count("<h1") == 1
    assert "<title>Our promise – Northmere local offer</title>" in page
    assert '<meta name="description" content="What we promise.">' in page
    assert '<a href="../../support/chess/index.html">the club</a>' in page
    assert 'src="../../media/boat.svg"' in page
    assert '<div class="scroller" role="region" aria-label="Table" tabindex="0"><table>' in page
    assert '<li><a href="../../pages/our-promise/index.html">Our promise</a></li>' in page
    entry = text_of(tmp_path / "out", "support/chess/index.html")
    assert '<li><a href="../../pages/our-promise/index.html">Our promise</a></li>' in entry


def test_hand_written_page_without_a_heading_gets_its_title_as_one(project: Project, tmp_path: Path) -> None:
    write(project.content / "northmere" / "pages" / "plain-words.md", "Only words.\n")
    build(project, tmp_path / "out")
    assert "<h1>Plain words</h1>" in text_of(tmp_path / "out", "pages/plain-words/index.html")


def test_hand_written_page_cannot_leave_the_theme(project: Project, tmp_path: Path) -> None:
    write(
        project.content / "northmere" / "pages" / "other.md",
        "---\ntemplate: no-such-template.html\n---\n# Other\n",
    )
    build(project, tmp_path / "out")
    assert 'class="skip"' in text_of(tmp_path / "out", "pages/other/index.html")


def test_link_of_a_hand_written_page_to_an_entry_that_is_not_there_is_a_warning(
    project: Project, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write(project.content / "northmere" / "pages" / "old.md", "# Old\n\n[gone](../entries/gone.yaml)\n")
    build(project, tmp_path / "out")
    assert "links to the entry gone, which is not there" in caplog.text


def test_file_that_leads_out_of_the_content_is_left_out(project: Project, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    (project.media_folder("northmere") / "leak.txt").symlink_to(secret)
    build(project, tmp_path / "out")
    assert "media/leak.txt" not in files_of(tmp_path / "out")


def test_page_for_wrong_addresses_links_from_the_root_of_where_it_is_published(
    project: Project, tmp_path: Path
) -> None:
    build(project, tmp_path / "out")
    page = text_of(tmp_path / "out", "404.html")
    assert 'href="/offer/assets/local-offer.css"' in page
    assert 'href="/offer/find/index.html"' in page
    assert "This page is not here" in page
    assert 'class="skip"' in page


def test_same_input_gives_the_same_bytes(project: Project, tmp_path: Path) -> None:
    build(project, tmp_path / "one")
    os.utime(project.authority_file("northmere"), (0, 0))
    build(project, tmp_path / "two")
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_day_of_the_build_changes_nothing_in_a_demonstration_of_a_day(project: Project) -> None:
    home = project.authority_file("northmere")
    write(home, home.read_text(encoding="utf-8") + "as_of: 2026-11-01\n")
    mkdocs(project, "build", epoch="1793534400")
    first = files_of(project.site)
    mkdocs(project, "build", epoch="1900000000")
    assert files_of(project.site) == first
    assert b"1 November 2026" in first["index.html"]


def test_no_file_names_a_folder_of_the_machine_or_the_generator(project: Project, tmp_path: Path) -> None:
    build(project, tmp_path / "out")
    for name, content in files_of(tmp_path / "out").items():
        assert str(tmp_path).encode() not in content, name
        assert b"mkdocs" not in content.lower() or name == "assets/material.css", name


# Several authorities


def test_several_authorities_stand_below_a_front_page(project: Project, tmp_path: Path) -> None:
    add_authority(project, "harrowdale")
    out = tmp_path / "out"
    build(project, out)
    front = text_of(out, "index.html")
    assert '<a href="harrowdale/index.html">' in front
    assert '<a href="northmere/index.html">' in front
    assert 'href="../../assets/local-offer.css"' in text_of(out, "harrowdale/support/choir/index.html")
    assert (out / "harrowdale" / "assets" / "local-offer.css").is_file()
    assert (out / "northmere" / "pages" / "our-promise" / "index.html").is_file()
    assert (out / "northmere" / "media" / "boat.svg").is_file()
    assert '<a href="../index.html">All local offers</a>' in text_of(out, "harrowdale/index.html")
    assert "our-promise" not in text_of(out, "harrowdale/index.html")
    assert (out / "404.html").is_file()


def test_one_of_several_can_be_the_root(project: Project, tmp_path: Path) -> None:
    add_authority(project, "harrowdale")
    out = tmp_path / "out"
    build(project, out, "harrowdale")
    assert (out / "support" / "choir" / "index.html").is_file()
    assert not (out / "support" / "chess").exists()
    assert not (out / "pages").exists()
    assert not (out / "media").exists()


def test_site_below_a_front_page_is_the_site_that_stands_alone(project: Project, tmp_path: Path) -> None:
    build(project, tmp_path / "alone")
    add_authority(project, "harrowdale")
    build(project, tmp_path / "both")
    alone, both = files_of(tmp_path / "alone"), files_of(tmp_path / "both" / "northmere")
    del alone["404.html"]
    # The postcodes stand once, for all sites that are built together.
    postcodes = {name for name in alone if name.startswith("assets/postcodes/")}
    assert {name: alone.pop(name) for name in sorted(postcodes)} == {
        name: content
        for name, content in files_of(tmp_path / "both").items()
        if name.startswith("assets/postcodes/")
    }
    assert postcodes
    assert set(alone) == set(both)
    link_home = b'<li><a href="%sindex.html">All local offers</a></li>'
    # A list may hold what another council publishes, and so may a comparison: they know who else is there.
    # The search asks for the postcodes where they stand.
    for name, content in alone.items():
        if name in ("compare/index.html", "my-list/index.html", "find/index.html"):
            continue
        up = b"../" * (name.count("/") + 1)
        assert both[name].replace(link_home % up, b"") == content, name


def test_authority_that_is_not_there_is_named_with_the_nearest(project: Project, tmp_path: Path) -> None:
    with pytest.raises(SiteBuilderError, match='no local authority "northmeer"; did you mean "northmere"'):
        build(project, tmp_path / "out", "northmeer")
    assert not (tmp_path / "out").exists()


def test_authority_without_entries_has_a_site_that_says_so(project: Project, tmp_path: Path) -> None:
    shutil.rmtree(project.entries_folder("northmere"))
    (project.content / "northmere" / "pages" / "our-promise.md").unlink()
    build(project, tmp_path / "out")
    for address in ("index.html", "need/index.html", "a-z/index.html", "find/index.html", "gaps/index.html"):
        assert "<h1" in text_of(tmp_path / "out", address)
    assert "Nothing is published here yet." in text_of(tmp_path / "out", "place/index.html")


def test_fault_of_one_authority_does_not_stop_anothers_site(project: Project, tmp_path: Path) -> None:
    add_authority(project, "harrowdale")
    write(project.authority_file("harrowdale"), "id: harrowdale\n")
    built = build(project, tmp_path / "out", leave_out_errors=True)
    assert built.site is not None
    assert "harrowdale/index.html" not in text_of(tmp_path / "out", "index.html")
    assert (tmp_path / "out" / "northmere" / "support" / "chess" / "index.html").is_file()
    with pytest.raises(SiteBuilderError, match="there is nothing to publish"):
        build(project, tmp_path / "other", "harrowdale", leave_out_errors=True)


# A build that fails


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_build_with_errors_writes_nothing_and_leaves_the_old_site(project: Project) -> None:
    build(project)
    before, around = files_of(project.site), beside(project.root)
    write(project.entry_file("northmere", "broken"), "id: broken\nkind: service\n")
    built = build(project)
    assert built.site is None
    assert [one for one in built.diagnostics if one.is_error]
    assert files_of(project.site) == before
    assert beside(project.root) == around


def test_faulty_entries_can_be_left_out_and_are_named_in_the_report(project: Project) -> None:
    write(project.entry_file("northmere", "broken"), "id: broken\nkind: service\n")
    built = build(project, leave_out_errors=True)
    assert built.site == project.site
    assert built.left_out == ("offer_content/northmere/entries/broken.yaml",)
    assert not (project.site / "support" / "broken").exists()
    assert "offer_content/northmere/entries/broken.yaml" in text_of(project.site, "gaps/index.html")


def test_build_that_breaks_half_way_leaves_the_old_site_and_no_litter(project: Project) -> None:
    build(project)
    before, around = files_of(project.site), beside(project.root)
    (project.content / "northmere" / "pages" / "bad.md").write_bytes("# Café\n".encode("latin-1"))
    with pytest.raises(SiteBuilderError, match=r"northmere/pages/bad.md is not saved as UTF-8"):
        build(project)
    assert files_of(project.site) == before
    assert beside(project.root) == around


def test_new_site_takes_the_place_of_the_old_one_whole(project: Project) -> None:
    build(project)
    project.entry_file("northmere", "chess").unlink()
    write(project.content / "northmere" / "pages" / "our-promise.md", "# Our promise\n")
    build(project)
    assert not (project.site / "support" / "chess").exists()
    assert beside(project.root) == ["mkdocs.yml", "offer_content", "site"]


def test_folders_made_for_a_site_that_failed_are_taken_away_again(tmp_path: Path) -> None:
    site = tmp_path / "a" / "b" / "site"
    with pytest.raises(KeyboardInterrupt), place_for_one(site), folder_beside(site) as folder:
        write(folder / "index.html", "half")
        raise KeyboardInterrupt
    assert beside(tmp_path) == []


def test_folder_of_something_else_is_never_replaced(project: Project, tmp_path: Path) -> None:
    for place in (project.root, project.content, project.entries_folder("northmere"), tmp_path):
        with pytest.raises(SiteBuilderError, match=r"choose another folder|not a site built by"):
            build(project, place)
    write(tmp_path / "photos" / "me.jpg", "me")
    with pytest.raises(SiteBuilderError, match="is not empty and is not a site built by this program"):
        build(project, tmp_path / "photos")
    assert (tmp_path / "photos" / "me.jpg").is_file()
    empty = _made(tmp_path / "empty")
    assert build(project, empty).site == empty


def test_project_without_mkdocs_yml_gives_the_same_site(project: Project, tmp_path: Path) -> None:
    build(project, tmp_path / "one")
    project.config.unlink()
    build(project, tmp_path / "two")
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


def test_configuration_without_the_plugin_is_refused(project: Project, tmp_path: Path) -> None:
    write(project.config, "site_name: x\ndocs_dir: offer_content\ntheme:\n  name: local_offer\nplugins: []\n")
    with pytest.raises(SiteBuilderError, match="does not name the plugin"):
        build(project, tmp_path / "out")


# MkDocs by itself


def mkdocs(project: Project, *arguments: str, epoch: str = "1793534400") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": epoch, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", *arguments],
        cwd=project.root,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )


def test_mkdocs_by_itself_builds_the_same_site(project: Project, tmp_path: Path) -> None:
    done = mkdocs(project, "build", "--strict")
    assert done.returncode == 0, done.stderr
    build(project, tmp_path / "out")
    assert files_of(project.site) == files_of(tmp_path / "out")


def test_mkdocs_stops_at_an_error_before_it_cleans_its_output(project: Project) -> None:
    mkdocs(project, "build")
    before = files_of(project.site)
    write(project.entry_file("northmere", "broken"), "id: broken\nkind: service\n")
    done = mkdocs(project, "build")
    assert done.returncode == 1
    assert "offer_content/northmere/entries/broken.yaml:1:1: error[missing-field]" in done.stderr
    assert "nothing was built" in done.stderr
    assert "Traceback" not in done.stderr
    assert files_of(project.site) == before


def test_strict_counts_warnings_of_the_content(project: Project) -> None:
    path = project.entry_file("northmere", "chess")
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert mkdocs(project, "build").returncode == 0
    done = mkdocs(project, "build", "--strict")
    assert done.returncode == 1
    assert "warning[line-ends]" in done.stderr


def test_plugin_builds_the_one_authority_that_mkdocs_yml_names(project: Project) -> None:
    add_authority(project, "harrowdale")
    config = project.config.read_text(encoding="utf-8")
    write(
        project.config, config.replace("  - local-offer\n", "  - local-offer:\n      authority: harrowdale\n")
    )
    done = mkdocs(project, "build", "--strict")
    assert done.returncode == 0, done.stderr
    assert (project.site / "support" / "choir" / "index.html").is_file()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("docs_dir: offer_content", "docs_dir: docs", "write docs_dir: offer_content"),
        ("name: local_offer", "name: mkdocs", "write theme: name: local_offer"),
        ("- local-offer", "- local-offer: {authority: nowhere}", 'no local authority "nowhere"'),
    ],
)
def test_configuration_that_cannot_work_is_answered_in_one_line(
    project: Project, before: str, after: str, said: str
) -> None:
    _made(project.root / "docs")
    write(project.config, project.config.read_text(encoding="utf-8").replace(before, after))
    done = mkdocs(project, "build")
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_preview_reads_changed_files_again_and_may_reload_itself(project: Project, tmp_path: Path) -> None:
    config = load_config(str(project.config), site_dir=str(tmp_path / "out"))
    config.plugins.on_startup(command="serve", dirty=False)
    run_mkdocs(config)
    address = "support/chess/index.html"
    assert "script-src 'self' 'unsafe-inline'" in text_of(tmp_path / "out", address)
    write(project.entry_file("northmere", "chess"), SERVICE.format(id="chess", title="Chess and draughts"))
    run_mkdocs(config)
    assert "<h1>Chess and draughts</h1>" in text_of(tmp_path / "out", address)
    build(project, tmp_path / "published")
    assert "unsafe-inline" not in text_of(tmp_path / "published", address)
