"""Every diagnostic, as its author reads it: one file of `tests/cases/check` each."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from site_builder.content.diagnostics import CODES
from tests.check_cases import run_case

CASES = sorted((Path(__file__).parent / "cases" / "check").glob("*.yaml"))
RULES_CASES = sorted((Path(__file__).parent / "cases" / "standard").glob("*.yaml"))

OF_SIZE_AND_PLACE = [
    *("too-large", "unreadable-file", "too-many-files", "media-too-large", "too-many-items"),
    *("too-many-faults", "link-out"),
]
"""Codes whose case is no small file: tests here and in `test_hostile_input` hold them."""


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_check_says_what_the_case_expects(path: Path, tmp_path: Path) -> None:
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert run_case(case, tmp_path) == case["expect"]


def test_every_code_has_a_case() -> None:
    said = "".join(path.read_text(encoding="utf-8") for path in [*CASES, *RULES_CASES])
    assert [code for code in CODES if f"[{code}]" not in said] == OF_SIZE_AND_PLACE


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    text = "id: club\nsummary: " + "x" * 500_000 + "\n"
    said = run_case({"given": {"offer_content/exampleshire/entries/club.yaml": text}}, tmp_path)
    assert said == (
        "offer_content/exampleshire/entries/club.yaml:1:1: error[too-large] the file has more than 500 kB\n"
        "  hint: put pictures and documents into media/\n"
    )


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    entries = tmp_path / "offer_content" / "exampleshire" / "entries"
    entries.mkdir(parents=True)
    (tmp_path / "secret.yaml").write_text("id: secret\n", encoding="utf-8")
    (entries / "secret.yaml").symlink_to(tmp_path / "secret.yaml")
    path = "offer_content/exampleshire/entries/club.yaml"
    said = run_case({"given": {path: "id: club\nkind: service\n"}}, tmp_path)
    assert said.startswith(path)
    assert said.endswith(
        "offer_content/exampleshire/entries/secret.yaml:1:1: error[link-out] "
        "this is a link to a file elsewhere\n"
        "  hint: put the file itself here\n"
    )


def test_personal_data_is_never_repeated() -> None:
    for path in CASES:
        case = yaml.safe_load(path.read_text(encoding="utf-8"))
        for number in (
            "943 476 5919",
            "H801200001001",
            "AB 12 34 56",
            "3 May 2015",
            "riverside.club@",
            "07912",
        ):
            assert number not in case["expect"]
