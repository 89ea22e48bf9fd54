"""Hard words: each is explained once on a page, where it first stands, and nothing else is touched."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_builder.content.checks import load_rules
from site_builder.content.readability import long_sentences, reading_age
from site_builder.content.richtext import to_html
from site_builder.content.vocabulary import Term, Vocabulary
from site_builder.pages.glossary import Explainer, Glossary
from site_builder.pages.templates import Markup
from tests.test_pages import BARE, FULL, GUIDE, edition, page_of, pages, read

FORMS = {
    "ehc-plan": ("EHC plan", ("EHCP", "education, health and care plan")),
    "ehc-assessment": ("EHC needs assessment", ()),
    "salt": ("SALT", ()),
    "dsa": ("Disabled Students’ Allowance", ()),
    "post-16": ("Post-16", ()),
}


@cache
def glossary() -> Glossary:
    terms = {
        one: Term(one, label, {"also": also, "explanation": f"What {one} is."})
        for one, (label, also) in FORMS.items()
    }
    return Glossary(Vocabulary("glossary", "glossary.yaml", terms, {}, {}))


def explained(html: str) -> tuple[str, list[str]]:
    """*html* with each explained word in square brackets, and the ids of the words found."""
    explainer = glossary().explainer()
    shown = str(explainer(Markup(html)))
    marks = re.sub(
        r'<a class="hard" id="at-([a-z0-9-]+)" href="#word-\1">(.*?)</a>', r"[\2]", shown, flags=re.DOTALL
    )
    return marks, [one.id for one in explainer.found]


def test_word_is_explained_where_it_first_stands_and_only_there() -> None:
    assert explained("<p>An EHC plan. Your EHC plan, or EHCP.</p><p>EHC plan</p>") == (
        "<p>An [EHC plan]. Your EHC plan, or EHCP.</p><p>EHC plan</p>",
        ["ehc-plan"],
    )


def test_word_found_in_one_part_of_a_page_is_not_explained_again_in_the_next() -> None:
    explainer = glossary().explainer()
    assert "#word-ehc-plan" in explainer(Markup("<p>EHC plan</p>"))
    assert "#word-ehc-plan" not in explainer(Markup("<p>EHC plan</p>"))


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>an education, health\nand care plan</p>", "<p>an [education, health\nand care plan]</p>"),
        ("<p>Post-16 and post-16s</p>", "<p>[Post-16] and post-16s</p>"),
        ("<p>ask for SALT, add salt</p>", "<p>ask for [SALT], add salt</p>"),
        ("<p>salt first, then SALT</p>", "<p>salt first, then [SALT]</p>"),
        ("<p>an EHC needs assessment</p>", "<p>an [EHC needs assessment]</p>"),
        ("<p>Disabled Students&#39; Allowance</p>", "<p>[Disabled Students&#39; Allowance]</p>"),
        ("<p>Disabled Students' Allowance</p>", "<p>[Disabled Students' Allowance]</p>"),
        ("<p>EHCPs and MyEHCP and EHCP-based</p>", "<p>EHCPs and MyEHCP and EHCP-based</p>"),
    ],
)
def test_form_is_found_as_a_whole_and_initials_only_in_capitals(html: str, marked: str) -> None:
    assert explained(html)[0] == marked


@pytest.mark.parametrize(
    "html",
    [
        '<p><a href="x">EHC plan</a></p>',
        "<h2>EHC plan</h2><h3>The <em>EHC</em> EHC plan</h3>",
        '<img alt="EHC plan > SALT" src="EHCP">',
        "<p title='SALT > EHCP'>x</p>",
        '<p title="SALT < EHCP">x</p>',
        "<p title='<b>SALT</b>'>x</p>",
        '<p lang="pl">EHC plan <b>SALT</b> EHCP</p>',
        '<p><span class="not-told">SALT</span></p>',
        "<summary>SALT</summary><button>SALT</button><label>SALT</label>",
        "<textarea>SALT</textarea><script>SALT</script>",
    ],
)
def test_links_headings_labels_attributes_and_other_languages_are_left_alone(html: str) -> None:
    assert explained(html) == (html, [])


def test_text_after_what_is_left_alone_is_explained() -> None:
    html = '<p lang="pl">SALT<br>SALT <img alt="" src="x"></p><h2>SALT</h2><p>SALT</p>'
    assert explained(html)[0].endswith("<h2>SALT</h2><p>[SALT]</p>")


def test_text_after_an_attribute_that_has_a_tag_in_it_is_explained() -> None:
    assert explained('SALT <p title="</h2> SALT <h2>">EHCP</p>') == (
        '[SALT] <p title="</h2> SALT <h2>">[EHCP]</p>',
        ["salt", "ehc-plan"],
    )


@given(
    st.lists(st.sampled_from(["EHC plan", "SALT", "<", ">", "&", '"', "'", " ", "a>b", "[x](https://a.b)"]))
)
def test_explaining_changes_no_text_and_no_tag(parts: list[str]) -> None:
    html = to_html(" ".join(parts))
    shown = str(glossary().explainer()(Markup(html)))
    without = re.sub(r'<a class="hard"[^>]*>(.*?)</a>', r"\1", shown, flags=re.DOTALL)
    assert without == html


# The glossary itself


def real() -> Vocabulary:
    return load_rules().vocabularies["glossary"]


def test_glossary_has_many_words_and_no_form_of_two() -> None:
    forms = [form for term in real().terms.values() for form in (term.label, *term.facts.get("also", ()))]
    assert len(real().terms) >= 100
    assert len(forms) == len(set(forms))
    named = {form.casefold() for form in forms}
    for word in ("EHC plan", "SENCO", "SENDIASS", "short break", "mediation", "Section 41", "CAMHS"):
        assert word.casefold() in named


def test_explanations_can_be_read_at_the_age_of_eleven() -> None:
    told = {term.id: str(term.facts["explanation"]) for term in real().terms.values()}
    assert {one: text for one, text in told.items() if long_sentences(text, 25)} == {}
    age = reading_age("\n".join(told.values()))
    assert age is not None
    assert age <= 11


def test_explanation_uses_no_initials_that_it_does_not_explain() -> None:
    for term in real().terms.values():
        assert re.findall(r"\b[A-Z]{2,}s?\b", str(term.facts["explanation"]).replace("ADHD", "")) == [], (
            term.id
        )


# On pages


def test_entry_lists_its_hard_words_in_the_order_of_the_page_with_a_way_back() -> None:
    page = page_of(FULL | {"description": "Ask your SENCO. The SENCO helps.", "summary": "For EHC plans."})
    ids = re.findall(r'<a class="hard" id="at-([a-z0-9-]+)"', page)
    assert ids[:3] == ["ehc-plan", "social-worker", "senco"]
    assert re.findall(r'<div id="word-([a-z0-9-]+)">', page) == ids
    for one in ids:
        assert f'href="#word-{one}"' in page
        assert f'<a href="#at-{one}">Back to ' in page
    assert page.index('id="about"') < page.index('id="words"')
    assert "title=" not in page
    assert "<abbr" not in page


def test_guide_explains_its_hard_words_too() -> None:
    page = page_of(GUIDE | {"sections": {"who_can_ask": "A parent can ask for an EHC plan."}})
    assert '<a class="hard" id="at-ehc-plan" href="#word-ehc-plan">EHC plan</a>' in page


def test_page_without_hard_words_speaks_of_none() -> None:
    explainer: Explainer = edition(BARE).glossary.explainer()
    assert explainer(Markup("<p>Come and play.</p>")) == "<p>Come and play.</p>"
    assert explainer.found == ()


def test_page_of_hard_words_has_each_once_under_its_letter() -> None:
    page = pages(edition(BARE))["words/index.html"].content
    assert page.count('<div id="word-') == len(real().terms)
    assert read(page).headings_of("h2") == sorted(read(page).headings_of("h2"))
