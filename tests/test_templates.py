"""What goes into HTML is escaped, by the quick ways of templates as by MarkupSafe's own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from site_builder.pages.language import InEnglish
from site_builder.pages.templates import _environment, facts, filled, link, shown


class Safe:
    def __html__(self) -> str:
        return "<hr>"


VALUES: tuple[Any, ...] = (
    "",
    "<script>\"'&",
    Markup("<b>"),
    InEnglish("<i>"),
    Safe(),
    7,
    None,
    True,
    ["<"],
)


@pytest.mark.parametrize("value", VALUES, ids=lambda one: type(one).__name__)
def test_value_is_shown_as_markupsafe_escapes_it(value: object) -> None:
    assert shown(value) == escape(value)
    template = _environment().from_string("{{ value }}|{% set a %}{{ value }}{% endset %}{{ a }}")
    assert template.render(value=value) == f"{escape(value)}|{escape(value)}"


@given(st.text(alphabet="<>&\"'{}% a"))
def test_every_text_is_shown_as_markupsafe_escapes_it(text: str) -> None:
    assert shown(text) == escape(text)


def test_values_fill_the_places_of_a_pattern_and_signs_of_other_patterns_stay() -> None:
    made = filled('<p title="100%">{}%s{}</p>', "<%d>", Markup("<b>%</b>"))
    assert made == '<p title="100%">&lt;%d&gt;%s<b>%</b></p>'
    assert type(made) is Markup
    assert filled("100%") == "100%"
    assert filled(Markup("<i>{}</i>"), "<b>") == filled("<i>{}</i>", "<b>") == "<i>&lt;b&gt;</i>"


@pytest.mark.parametrize("values", [(), ("a",), ("a", "b", "c")])
def test_pattern_takes_as_many_values_as_it_has_places(values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="values for the places"):
        filled("{} and {}", *values)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "//[", "x:y"])
def test_address_of_no_safe_kind_is_no_link(address: str) -> None:
    assert link(address, "<b>") == "&lt;b&gt;"


@pytest.mark.parametrize("address", ["../a/index.html", "#said", "https://a.example", "tel:999"])
def test_address_of_a_safe_kind_is_a_link(address: str) -> None:
    assert link(address, "<b>") == f'<a href="{address}">&lt;b&gt;</a>'


def test_names_and_values_of_facts_are_escaped() -> None:
    class Row:
        label, value = "<dt>", "<dd>"

    assert "<dt>&lt;dt&gt;</dt><dd>&lt;dd&gt;</dd>" in facts([Row()])
