"""What the files of a site are: scripts of ours or named ones, and kinds that a web server can be told of."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

from requirements.licences_page import PAGE, ROOT
from trials.load import EXAMPLE, PACKED

SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script", re.DOTALL)

# Values for a script, as the modules `scripts` and `postcode_data` write them: a name and JSON, no more.
SETTING = re.compile(r"window\.localOffer\w+ = JSON\.parse\('(?:[^'\\]|\\.)*'\);\n")
CALL = re.compile(r"localOffer\w+\((.*)\);\n", re.DOTALL)
POSTCODES = re.compile(
    r"\(window\.localOfferPostcodes=window\.localOfferPostcodes\|\|\{\}\)\.[A-Z]{1,2}=(.*);\n", re.DOTALL
)


def is_data(text: str) -> bool:
    """Whether a script is values for one of ours, and no program."""
    if SETTING.fullmatch(text):
        return True
    found = CALL.fullmatch(text) or POSTCODES.fullmatch(text)
    try:
        return bool(found) and json.loads(found[1] if found else "") is not None
    except ValueError:
        return False


def programs() -> Iterator[tuple[str, str]]:
    theme = ROOT / "themes" / "local_offer"
    for path in sorted(theme.rglob("*.js")):
        yield path.relative_to(theme).as_posix(), path.read_text(encoding="utf-8")


def test_every_script_of_a_site_is_ours_or_named(demonstrations: Path) -> None:
    ours = dict(programs())
    parts = ("find/stemmer.js", "assets/postcode.js", "find/find-words.js", "find/find.js")
    search = "".join(ours[name] for name in parts)
    scripts = sorted(demonstrations.rglob("*.js"))
    assert len(scripts) > 500
    for path in scripts:
        text = path.read_text(encoding="utf-8")
        if path.name == "find.js":
            assert text.endswith(search), path
            first, rest = text.removesuffix(search).split("\n", 1)
            assert first == "//# allFunctionsCalledOnLoad"
            assert rest and SETTING.sub("", rest) == "", path
        else:
            assert text in ours.values() or is_data(text), path
    page = PAGE.read_text(encoding="utf-8")
    by_others = [name for name, text in ours.items() if "Copyright" in text or "licen" in text[:500].lower()]
    assert by_others == ["find/stemmer.js"]
    assert (
        re.search(r"release 3\.0\.1,", ours["find/stemmer.js"])
        and "| Snowball, release 3.0.1 | BSD-3-Clause" in page
    )


def test_no_page_of_a_site_has_a_script_in_it_or_from_elsewhere(demonstrations: Path) -> None:
    asked: set[str] = set()
    pages = 0
    for path in demonstrations.rglob("*.html"):
        pages += 1
        for given, inside in SCRIPT.findall(path.read_text(encoding="utf-8")):
            if 'type="application/ld+json"' in given:
                continue
            source = re.search(r' src="([^"?]+)', given)
            assert source and not inside.strip(), (path, given)
            # Where a page is not found, its links start at the root: it stands in for any address.
            folder = demonstrations if source[1].startswith("/") else path.parent
            asked.add(os.path.normpath(folder / source[1].removeprefix("/")))
    assert pages > 1_000
    assert asked and all(Path(one).is_file() and Path(one).is_relative_to(demonstrations) for one in asked)


def test_stylesheet_of_material_names_whose_it_is(demonstrations: Path) -> None:
    (sheet,) = demonstrations.glob("assets/material*.css")
    assert "Martin Donath, MIT licence" in sheet.read_text(encoding="utf-8")


def test_the_example_packs_what_the_trial_packs_and_knows_every_kind_of_file(demonstrations: Path) -> None:
    example = EXAMPLE.read_text(encoding="utf-8")
    found = re.search(r"\(((?:\w+\|)+\w+)\)' -exec gzip", example)
    assert found and tuple(found[1].split("|")) == PACKED
    endings = {path.suffix.removeprefix(".") for path in demonstrations.rglob("*.*") if path.is_file()}
    named = set(re.findall(r"^        \S+/\S+ +(\w+);$", example, re.MULTILINE))
    # Those that nginx knows by itself, as Debian installs it.
    known = {"atom", "css", "html", "js", "json", "svg", "txt", "xml"}
    assert endings <= named | known
    assert not named & known
