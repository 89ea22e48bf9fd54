"""Say everything an entry says, and all it leaves out, under the same headings in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any
from urllib.parse import quote

from site_builder.content.model import Entry, Facts, ages
from site_builder.content.vocabulary import NEED_FOR_ALL, Term
from site_builder.editing.history import Change
from site_builder.exchange.session_calendar import has_sessions
from site_builder.pages import words
from site_builder.pages.be_heard import tell_ways
from site_builder.pages.brief import (
    capacity_words,
    cost_words,
    district_of,
    kind_words,
    people_words,
    start_words,
    town_of,
    wait_words,
    where_words,
)
from site_builder.pages.compare import compare_address
from site_builder.pages.edition import PAPER, Edition, entry_address, listing_address, many, times_address
from site_builder.pages.glossary import WORDS
from site_builder.pages.language import InEnglish, in_english, ngettext, same_language
from site_builder.pages.language import gettext as _
from site_builder.pages.other_forms import language_of
from site_builder.pages.said import YOU_SAID, Said, said_values
from site_builder.pages.templates import (
    Markup,
    bullets,
    email_link,
    escape,
    filled,
    language_mark,
    lines,
    link,
    marked,
    not_told,
    paragraphs,
    phone_links,
    rich,
    steps,
    web_link,
)
from site_builder.pages.words import and_words, date_words, day_words, month_words, sentence, within

UP = "../../"
"""From an entry's page to the home folder of its site."""


@dataclass(frozen=True, slots=True)
class Row:
    """One fact: its name and its value, as text or as safe HTML."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one heading inside a section."""

    heading: str
    body: str = ""
    rows: tuple[Row, ...] = ()
    left_open: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one of the page's headings; `body` is safe HTML."""

    id: str
    heading: str
    body: str = ""
    rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()
    comments: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherForm:
    """A page that says the same in another form; `language` is empty for the language of this one."""

    address: str
    name: str
    language: str = ""
    direction: str = ""


def entry_values(entry: Entry, edition: Edition) -> dict[str, Any]:
    """What the template `entry.html` needs to show *entry*."""
    if entry.kind == "information":
        sections = _information_sections(entry, edition)
    elif entry.kind == "not-available":
        sections = _absence_sections(entry, edition)
    else:
        sections = _support_sections(entry, edition)
    key_facts = _key_facts(entry, edition) if entry.is_support else ()
    shown = (*sections, _said_section(entry, edition))
    about = _about_section(entry, edition, _facts_left_open(shown))
    return {
        "title": entry.title,
        "summary": entry.summary,
        "kind_words": kind_words(entry, edition),
        "is_absence": entry.kind == "not-available",
        "key_facts": key_facts,
        "sections": (*shown, about),
        "has_easy_read": bool(entry.fact("easy_read.rows")),
        "translations": tuple(_translations(entry, edition)),
        "film": _film(entry),
        "keep_id": entry.full_id,
        "compare": UP + compare_address(entry) if entry.kind == "setting" else "",
        "paper": UP + PAPER,
        "has_script": any("data-due" in row.value for row in about.rows),
        "explain": edition.glossary.explainer(),
        "words_address": UP + WORDS,
        "up": UP,
    }


def _left_open(said: str) -> Markup:
    """A whole sentence that says what is not stated, marked as such."""
    return filled('<span class="not-told">{}</span>', said)


def _is_left_open(value: str) -> bool:
    return 'class="not-told"' in value


def _facts_left_open(sections: Iterable[Section]) -> tuple[str, ...]:
    """The names of the facts that *sections* leave open, each once, in their order."""
    names: dict[str, None] = {}
    for section in sections:
        if section.id in ("more", "said"):
            continue
        if _is_left_open(section.body):
            names[section.heading] = None
        for rows in (section.rows, *(part.rows for part in section.parts)):
            names |= dict.fromkeys(row.label for row in rows if _is_left_open(row.value))
        for part in section.parts:
            names |= dict.fromkeys(part.left_open)
    return tuple(names)


def _key_facts(entry: Entry, edition: Edition) -> tuple[Row, ...]:
    stated = entry.ages
    return (
        Row(_("Ages"), words.age_words(stated) if stated else not_told()),
        Row(_("Cost"), cost_words(entry, edition) or not_told()),
        Row(_("Waiting time"), wait_words(entry, edition) or not_told()),
        Row(_("How to start"), lines(start_words(entry, edition)) or not_told()),
        Row(_("Where"), where_words(entry, edition) or not_told()),
    )


# Services and settings -------------------------------------------------------------------------------------


def _support_sections(entry: Entry, edition: Edition) -> tuple[Section, ...]:
    return (
        _what_it_is(entry, edition),
        _who_it_is_for(entry, edition),
        _how_to_get_it(entry, edition),
        _cost(entry, edition),
        _when(entry, edition),
        _where(entry, edition),
        _contact("contact", _("Contact"), entry.fact("contact"), edition),
        _more_information(entry, edition),
    )


def _what_it_is(entry: Entry, edition: Edition) -> Section:
    description = entry.fact("description")
    body = rich(description) if description else paragraphs([not_told()])
    rows = [
        Row(_("Kind of support"), bullets(_kind_link(one, edition) for one in entry.service_types)),
        Row(_("How much help"), _term_or_not_told("levels", entry.fact("level"), edition)),
        Row(_("What it helps with"), _term_list("outcomes", entry.fact("outcomes"), edition)),
        Row(_("How it suits children with special needs"), _rich_or_not_told(entry.fact("send_suitability"))),
        Row(_("Who runs it"), _provider(entry, edition)),
        Row(_("Who is responsible for it"), entry.fact("accountable_body") or not_told()),
        Row(_("Languages"), _term_list("languages", entry.fact("languages"), edition)),
    ]
    if entry.states("assurances"):
        rows.append(Row(_("What it promises"), _term_list("assurances", entry.fact("assurances"), edition)))
    practice = entry.fact("practice")
    if practice:
        rows.append(Row(_("What works well"), _practice(practice, edition)))
    return Section(
        "what", _("What it is"), _pictures(entry) + body, tuple(rows), tuple(_setting_parts(entry, edition))
    )


def _practice(practice: Facts, edition: Edition) -> Markup:
    said = [sentence(practice["what"])]
    if practice.get("evidence"):
        said.append(sentence(practice["evidence"]))
    says = people_words(practice.get("says"), edition)
    if says:
        said.append(_("Who says so: %(groups)s.", groups=says))
    return paragraphs(said)


def _setting_parts(entry: Entry, edition: Edition) -> Iterator[Part]:
    if entry.kind != "setting":
        return
    fields = edition.rules.schemas["setting"].rule("setting")["schema"]
    left_open = []
    for field in fields:
        if field == "urn":
            continue
        label, text = edition.label("setting", f"setting.{field}"), entry.fact(f"setting.{field}")
        if text:
            yield Part(label, rich(text))
        else:
            left_open.append(label)
    if left_open:
        yield Part(
            _("What we still need to ask"),
            paragraphs([_left_open(_("We have not been told:"))]) + _list(left_open),
            left_open=tuple(left_open),
        )
    for unit in many(entry.fact("units")):
        unit_ages = ages(unit.get("ages"))
        rows = (
            Row(_("Kind of support"), edition.term("service-types", unit["type"])),
            Row(_("Needs"), _term_list("needs", unit.get("needs"), edition)),
            Row(_("Ages"), words.age_words(unit_ages) if unit_ages else not_told()),
            Row(_("How many places"), capacity_words(unit.get("capacity")) or not_told()),
        )
        body = rich(unit["description"]) if unit.get("description") else ""
        yield Part(unit.get("name") or edition.term("service-types", unit["type"]), body, rows)
    report, urn = entry.fact("sen_information_report_url"), entry.fact("setting.urn")
    yield Part(
        _("Its own report on special educational needs"),
        "",
        (
            Row(
                _("SEN information report"),
                web_link(report, _("%(school)s: the report", school=entry.title)) if report else not_told(),
            ),
            Row(_("Number in the national register of schools"), urn or not_told()),
        ),
    )


def _who_it_is_for(entry: Entry, edition: Edition) -> Section:
    stated = entry.ages
    who, criteria, plan = (entry.fact(f"eligibility.{one}") for one in ("who", "criteria", "plan"))
    rows = [
        Row(_("Needs"), _needs(entry.fact("needs"), edition)),
        Row(_("Ages"), words.age_words(stated) if stated else not_told()),
        Row(_("Who can use it"), edition.choice("eligibility.who", who) if who else not_told()),
    ]
    if criteria or who != "open-to-all":
        rows.append(Row(_("The rules"), _list(criteria) if criteria else not_told()))
    plan_words = edition.choice("eligibility.plan", plan) if plan else not_told()
    rows.append(Row(_("Education, health and care (EHC) plan"), plan_words))
    rows.append(Row(_("Which families"), _serves(entry, edition)))
    rows.append(Row(_("In our area or outside it"), edition.choice("area", entry.area)))
    return Section("who", _("Who it is for"), "", tuple(rows))


def _serves(entry: Entry, edition: Edition) -> str:
    where = entry.fact("serves.where")
    if where is None:
        return not_told()
    names = [_authority_name(one, edition) for one in many(entry.fact("serves.authorities"))]
    if where == "named" and names:
        return _("Families in %(areas)s", areas=and_words(names, "or"))
    if where == "this-authority":
        return _("Families in %(areas)s", areas=edition.authority.name)
    return edition.choice("serves.where", where)


def _how_to_get_it(entry: Entry, edition: Edition) -> Section:
    told = entry.fact("how_to_access.steps")
    body = steps(sentence(one) for one in told) if told else ""
    rows = [] if told else [Row(_("What to do, step by step"), not_told())]
    waits, room = wait_words(entry, edition), entry.fact("availability.status")
    rows += [
        Row(_("How to start"), bullets(start_words(entry, edition))),
        Row(_("Who decides"), entry.fact("decision_maker") or not_told()),
        Row(_("How long it takes"), _as_of(waits, entry.fact("waiting_time.as_of")) if waits else not_told()),
        Row(
            _("Is there room now?"),
            _as_of(edition.choice("availability.status", room), entry.fact("availability.as_of"))
            if room
            else not_told(),
        ),
        Row(_("How many places"), capacity_words(entry.fact("capacity")) or not_told()),
    ]
    return Section("how", _("How to get it"), body, tuple(rows))


def _as_of(said: str, day: date | None) -> str:
    if not day:
        return sentence(said)
    return _("%(fact)s This was so on %(day)s.", fact=sentence(said), day=day_words(day))


def _cost(entry: Entry, edition: Edition) -> Section:
    to_family, to_schools = entry.fact("cost.to_family"), entry.fact("cost.to_schools")
    amount, helped = entry.fact("cost.amount"), entry.fact("cost.help")
    rows = [Row(_("Cost to you"), edition.choice("cost.to_family", to_family) if to_family else not_told())]
    if amount or to_family != "free":
        rows.append(Row(_("How much"), amount or not_told()))
    if helped or to_family != "free":
        rows.append(Row(_("Help with the cost"), helped or not_told()))
    if to_schools and to_schools != "not-applicable":
        rows.append(Row(_("Cost to schools"), edition.choice("cost.to_schools", to_schools)))
    return Section("cost", _("What it costs"), "", tuple(rows))


def _when(entry: Entry, edition: Edition) -> Section:
    times = [_times(one, edition) for one in many(entry.fact("when"))]
    rows = [Row(_("Days and times"), bullets(times))]
    if has_sessions(entry) and not edition.is_on_paper:
        put = link(UP + times_address(entry.id), _("Put these times in your calendar"))
        rows.append(Row(_("Calendar"), put))
    return Section("when", _("When"), "", tuple(rows))


def _times(times: Facts, edition: Edition) -> str:
    days, start, end = words.days_words(many(times.get("days"))), times.get("from"), times.get("to")
    hours = ""
    if start and end:
        hours = _("%(start)s to %(end)s", start=words.time_words(start), end=words.time_words(end))
    elif start:
        hours = _("from %(start)s", start=words.time_words(start))
    elif end:
        hours = _("until %(end)s", end=words.time_words(end))
    season = edition.choice("when.season", times["season"]) if times.get("season") else ""
    said = ", ".join(one for one in (days, hours, within(season) if days or hours else season) if one)
    note = times.get("note")
    return filled("{} {}", sentence(said), marked(sentence(note))).strip() if note else said


def _where(entry: Entry, edition: Edition) -> Section:
    delivered, places = many(entry.fact("delivered")), many(entry.fact("places"))
    rows = [Row(_("How you get the help"), bullets(edition.choice("delivered", one) for one in delivered))]
    if not places and (not delivered or "at-a-place" in delivered):
        rows.append(Row(_("Address"), not_told()))
        rows.append(Row(_("Getting in and around"), not_told()))
    return Section("where", _("Where"), "", tuple(rows), tuple(_place(one, edition) for one in places))


def _place(place: Facts, edition: Edition) -> Part:
    location, postcode = place.get("location", "shown"), place.get("postcode")
    access = _list(edition.term("access-features", one) for one in many(place.get("access")))
    getting_in = Row(_("Getting in and around"), access or not_told())
    if location == "hidden":
        kept = Row(_("Address"), _("The address is kept private."))
        return Part(_("The place"), "", (kept, getting_in))
    if location == "area-only":
        area = ", ".join(dict.fromkeys(one for one in (town_of(place), district_of(place)) if one))
        said = (
            _("%(area)s (the rest of the address is kept private)", area=area)
            if area
            else _left_open(_("We have not been told which area. The address is kept private."))
        )
        return Part(_("The place"), "", (Row(_("Address"), said), getting_in))
    told = list(many(place.get("address")))
    if postcode and not any(postcode in one for one in told):
        told.append(postcode)
    rows = [Row(_("Address"), lines(told) if told else not_told())]
    if told and not edition.is_on_paper:
        rows.append(Row(_("How to get there"), _map_link(postcode or ", ".join(told))))
    return Part(place.get("name") or _("The place"), "", (*rows, getting_in))


def _map_link(sought: str) -> Markup:
    """A link that a reader may follow to a map. Nothing of it is loaded before."""
    return web_link(
        f"https://www.openstreetmap.org/search?query={quote(sought)}",
        _("Map and directions on openstreetmap.org, another website"),
    )


def told_rows(contact: Facts | None) -> tuple[Row, ...]:
    """Every way to reach somebody that is stated, phone first."""
    return _contact_parts(contact)[0]


def contact_rows(contact: Facts | None) -> tuple[Row, ...]:
    """Every way to reach somebody, phone first, and last what we have not been told."""
    told, missing = _contact_parts(contact)
    return (*told, Row(_("We have not been told"), sentence(and_words(missing, "or")))) if missing else told


def _contact_parts(contact: Facts | None) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The ways that are stated, and the words for those that are not."""
    told = contact or {}
    channels = (
        ("phone", _("Phone"), _("a phone number")),
        ("text", _("Text message"), _("a number for text messages")),
        ("email", _("Email"), _("an email address")),
        ("website", _("Website"), _("a website")),
        ("address", _("Post"), _("an address for letters")),
        ("role", _("Who to ask for"), _("who to ask for")),
        ("hours", _("When they answer"), _("when they answer")),
    )
    rows, missing = [], []
    for key, label, noun in channels:
        value = told.get(key)
        if not value:
            missing.append(noun)
        elif key in ("phone", "text"):
            rows.append(Row(label, phone_links(str(value))))
        elif key == "email":
            rows.append(Row(label, email_link(str(value))))
        elif key == "website":
            rows.append(Row(label, web_link(str(value))))
        else:
            rows.append(Row(label, lines(many(value))))
    return tuple(rows), tuple(missing)


def _contact(section_id: str, heading: str, contact: Facts | None, edition: Edition) -> Section:
    if contact:
        return Section(section_id, heading, "", contact_rows(contact))
    help_words = (
        _("%(council)s can help you: see “Need help?” at the end of this booklet.", council=edition.council)
        if edition.is_on_paper
        else _("%(council)s can help you: see “Need help?” at the end of this page.", council=edition.council)
    )
    said = filled("{} {}", _left_open(_("We have not been told how to contact them.")), help_words)
    return Section(section_id, heading, paragraphs([said]))


def _more_information(entry: Entry, edition: Edition) -> Section:
    found = [_titled_link(one, edition) for one in many(entry.fact("links"))]
    found += [_document(one, edition) for one in many(entry.fact("documents"))]
    none = _left_open(_("We have not been told of any other pages or documents."))
    body = _list(found) if found else paragraphs([none])
    rows = []
    topics = many(entry.fact("answers"))
    if topics:
        rows.append(Row(_("This page also answers"), _term_list("topics", topics, edition)))
    return Section("more", _("More information"), body, tuple(rows))


def _titled_link(one: Facts, edition: Edition) -> Markup:
    purpose = one.get("purpose")
    said = edition.term("link-purposes", purpose) if purpose else ""
    note = f" ({said})" if said and purpose not in ("more-information", "other") else ""
    return filled("{}{}", _page_link(one["url"], one["title"], edition), note)


def _page_link(url: str, text: str, edition: Edition) -> Markup:
    """A link to a page; within this site to where it is in it, which leads there wherever the site is put."""
    here = edition.published_entries.get(url)
    return link(UP + entry_address(here), text) if here else web_link(url, text)


def _document(one: Facts, edition: Edition) -> Markup:
    notes = [str(one["format"]).upper()] if one.get("format") else []
    if one.get("published"):
        notes.append(_("from %(day)s", day=date_words(one["published"])))
    note = f" ({', '.join(notes)})" if notes else ""
    title = link(f"{UP}media/{one['file']}", one["title"]) if one.get("file") else escape(one["title"])
    if one.get("web_page"):
        page = _page_link(one["web_page"], _("%(title)s as a web page", title=one["title"]), edition)
        both = _("%(web_page)s, or %(file)s", web_page=page, file=filled("{}{}", title, note))
        return Markup(both) if one.get("file") else page
    return title + note


# Information and declared absences -------------------------------------------------------------------------


def _information_sections(entry: Entry, edition: Edition) -> tuple[Section, ...]:
    term = edition.terms("topics").get(entry.topic or "")
    texts: Mapping[str, str] = entry.fact("sections") or {}
    known = _topic_sections(term)
    sections = [
        Section(
            f"section-{words.slug(section_id)}",
            label,
            rich(texts[section_id]) if texts.get(section_id) else paragraphs([not_told()]),
        )
        for section_id, label in known.items()
    ]
    sections += [
        Section(f"section-{words.slug(section_id)}", section_id.replace("_", " ").capitalize(), rich(text))
        for section_id, text in texts.items()
        if section_id not in known
    ]
    rows = tuple(_topic_facts(term, entry.fact("facts") or {}))
    if rows:
        sections.append(Section("facts", _("Numbers and time limits"), "", rows))
    who_for = []
    if entry.states("needs"):
        who_for.append(Row(_("Needs"), _needs(entry.fact("needs"), edition)))
    if entry.ages:
        who_for.append(Row(_("Ages"), words.age_words(entry.ages)))
    if who_for:
        sections.append(Section("who", _("Who it is for"), "", tuple(who_for)))
    sections[0:0] = [Section("pictures", _("Pictures"), pictures)] if (pictures := _pictures(entry)) else []
    sections.append(_contact("contact", _("Who to ask"), entry.fact("contact"), edition))
    sections.append(_more_information(entry, edition))
    return tuple(sections)


def _topic_sections(term: Term | None) -> dict[str, str]:
    return {one["id"]: one["label"] for one in many(term.facts.get("sections") if term else None)}


def _topic_facts(term: Term | None, given: Facts) -> Iterator[Row]:
    for one in many(term.facts.get("facts") if term else None):
        value, law, unit = given.get(one["id"]), one.get("law"), one.get("unit") or ""
        if value is None:
            told: str = not_told()
        elif isinstance(value, str):
            told = sentence(same_language(value, f"{value} {unit}".strip()))
        else:
            told = sentence(f"{value} {unit}".strip())
        if law is None:
            yield Row(one["label"], told)
            continue
        source = one.get("source") or {}
        cite = (
            web_link(source["url"], in_english(source["cite"]))
            if source.get("url")
            else marked(in_english(source["cite"]) if source.get("cite") else _("the law"))
        )
        if str(value) == str(law):
            said = filled("{} {}", marked(told), _("The law says so too: %(cite)s.", cite=cite))
        else:
            the_law = sentence(f"{law} {unit}".strip())
            said = paragraphs([told, _("The law says: %(limit)s See %(cite)s.", limit=the_law, cite=cite)])
        yield Row(one["label"], said)


def _absence_sections(entry: Entry, edition: Edition) -> tuple[Section, ...]:
    absent: Facts = entry.fact("absent") or {}
    rows = []
    if absent.get("service_types"):
        rows.append(
            Row(_("Kind of support"), bullets(_kind_link(one, edition) for one in absent["service_types"]))
        )
    if absent.get("topics"):
        rows.append(Row(_("Topics"), _term_list("topics", absent["topics"], edition)))
    absent_ages = ages(absent.get("ages"))
    rows.append(Row(_("For which ages"), words.age_words(absent_ages) if absent_ages else not_told()))
    rows.append(Row(_("For which needs"), _needs(absent.get("needs"), edition)))
    since, why = entry.fact("since"), entry.fact("why")
    rows.append(Row(_("Since"), date_words(since) if since else not_told()))
    instead = [_instead(one, edition) for one in many(entry.fact("instead"))]
    plan, by = entry.fact("plan.what"), entry.fact("plan.by")
    planned = paragraphs([sentence(plan) if plan else _left_open(_("We have not been told of any plan."))])
    plan_rows = (Row(_("By when"), date_words(by) if by else not_told()),) if plan else ()
    return (
        Section("what", _("What is not available"), "", tuple(rows)),
        Section("why", _("Why"), rich(why) if why else paragraphs([not_told()])),
        Section(
            "instead",
            _("What you can do instead"),
            _list(instead) if instead else paragraphs([not_told()]),
        ),
        _contact("ask", _("Who to ask"), entry.fact("ask"), edition),
        Section("plan", _("What is planned"), planned, plan_rows),
        _more_information(entry, edition),
    )


def _instead(one: Facts, edition: Edition) -> str:
    wanted = one.get("entry")
    if wanted and "/" in wanted:
        authority, _, entry_id = wanted.partition("/")
        if authority != edition.authority.id:
            neighbour = edition.neighbours.get(authority)
            said = f"{one['title']} ({_authority_name(authority, edition)})"
            if neighbour is None or neighbour.prefix is None or entry_id not in neighbour.entries:
                return said
            up = "" if "://" in neighbour.prefix else UP
            return link(f"{up}{neighbour.prefix}{entry_address(entry_id)}", said)
        wanted = entry_id
    if wanted and wanted in edition.entries:
        return link(UP + entry_address(wanted), one["title"])
    return web_link(one["url"], one["title"]) if one.get("url") else marked(one["title"])


# About the page, and its words in other forms --------------------------------------------------------------


MOST_COMMENTS = 3
"""How many comments a page shows; the page "You said, we did" has them all."""

MOST_CHANGES = 3
"""How many of its newest changes a page tells."""

UNSEEN = frozenset(
    (
        "id", "reviewed", "review_by", "owner", "signed_off", "answers", "external_ids", "may_be_public",
        "source",
    )
)  # fmt: skip
"""The fields whose change a family sees nothing of."""


def _said_section(entry: Entry, edition: Edition) -> Section:
    """What was said about this page, newest first, and what came of it."""
    comments = edition.comments_about.get(entry.id, ())
    tell = filled('<p><a href="#useful">{}</a></p>', _("Tell us what you think of this page"))
    if edition.is_on_paper:
        tell = Markup("")
    if not comments:
        body = paragraphs([_("No family has told us about this yet.")]) + tell
    elif len(comments) > MOST_COMMENTS:
        more = link(UP + YOU_SAID, _("Read the other comments about this page, and all that you said"))
        body = paragraphs([more]) + tell
    else:
        body = tell
    shown = tuple(said_values(one, edition, UP) for one in comments[:MOST_COMMENTS])
    return Section("said", _("What you said, and what changed"), body, comments=shown)


def _about_section(entry: Entry, edition: Edition, left_open: Sequence[str]) -> Section:
    """Who wrote the page and how fresh it is; *left_open* are the names of the facts it leaves open."""
    reviewed, review_by, owner = entry.reviewed, entry.fact("review_by"), entry.fact("owner")
    made = [_co_production(one, edition) for one in many(entry.fact("co_production"))]
    rows = [
        Row(_("Who wrote this page with us"), bullets(made)),
        Row(_("Agreed by"), _term_list("people", entry.fact("signed_off"), edition)),
        Row(_("Who keeps this page"), words.team_words(owner) if owner else not_told()),
        Row(_("Last checked"), day_words(reviewed) if reviewed else not_told()),
        Row(_("Next check"), _next_check(review_by, edition) if review_by else not_told()),
    ]
    changed = list(_changes(entry, edition))
    if changed:
        rows.append(Row(_("What changed"), bullets(changed)))
    source = entry.fact("source")
    if source:
        rows.append(Row(_("Where these facts come from"), _source(source)))
    finding = edition.entry_findings.get(entry.id)
    if finding and finding.asked:
        rows.append(Row(_("What this page gives"), _given(finding.given, finding.asked)))
    missing = [*left_open, *(row.label for row in rows if _is_left_open(row.value))]
    if missing:
        told = filled("{}{}", _list(missing), paragraphs([_tell_us(entry, edition, missing)]))
        rows.append(Row(_("What we have not been told"), told))
    else:
        rows.append(Row(_("Is something wrong?"), _tell_us(entry, edition, ())))
    return Section("about", _("About this page"), "", tuple(rows))


def seen_changes(entry: Entry, edition: Edition) -> Iterator[tuple[Change, str]]:
    """The changes that families see something of, and what that is, newest first.

    Those after the day that the page is shown of are left out.
    """
    for one in edition.history.get(entry.path, ()):
        if one.on <= edition.on and (said := _change(one, entry, edition)):
            yield one, said


def _changes(entry: Entry, edition: Edition) -> Iterator[str]:
    """The newest changes of the page, and whether families asked for them."""
    told = seen_changes(entry, edition)
    heard = {comment.id for comment in edition.comments_about.get(entry.id, ())}
    for one, said in islice(told, MOST_CHANGES):
        line = _("%(day)s: %(what)s.", day=day_words(one.on), what=said)
        is_because = not one.is_new and heard & one.comments
        yield filled("{} {}", line, link("#said", _("Families told us."))) if is_because else line


def _change(change: Change, entry: Entry, edition: Edition) -> str:
    """What changed, in words; empty where families see nothing of it."""
    if change.is_new:
        return _("this page is new")
    fields = edition.rules.schemas[entry.kind].rules
    # Fields of earlier releases have no name any more.
    seen = [name for name in change.fields if name in fields and name not in UNSEEN]
    if not seen:
        return _("we checked it") if "reviewed" in change.fields else ""
    return and_words(_("“%(name)s”", name=edition.label(entry.kind, name)) for name in seen)


def _given(given: int, asked: int) -> str:
    if given == asked:
        return _("All %(asked)s facts that the national minimum asks for.", asked=asked)
    return _("%(given)s of the %(asked)s facts that the national minimum asks for.", given=given, asked=asked)


def _next_check(day: date, edition: Edition) -> str:
    """When the page is checked next, and if that is late. A script says the same for the reader's own day.

    It does not where an offer is shown as it was on a day of its own, as demonstrations are.
    """
    is_late = _("It is late. It was due on %(day)s.", day=day_words(day))
    if day < edition.on:
        return is_late
    due = _(
        "Due by %(day)s. It was not late on %(today)s, when this page was made.",
        day=day_words(day),
        today=day_words(edition.on),
    )
    if edition.authority.fact("as_of"):
        return due
    return filled('<span data-due="{}" data-late="{}">{}</span>', day.isoformat(), is_late, due)


def _co_production(one: Facts, edition: Edition) -> str:
    month, changed = one.get("month"), one.get("changed")
    people, how, when = people_words(one.get("with"), edition), one.get("how") or "", month_words(month or "")
    # As one text where all of it is in the language of the page, so that it begins with a capital letter.
    parts: list[str] = []
    if isinstance(how, InEnglish):
        shown = [marked(part) for part in (sentence(how), people, when) if part]
        parts.append(Markup(" ").join(shown))
    elif people or how or when:
        what = ", ".join(filter(None, (within(how) if people else how, when)))
        parts.append(sentence(": ".join(filter(None, (people, what)))))
    if changed:
        parts.append(_("What changed: %(change)s", change=marked(sentence(changed))))
    else:
        parts.append(_("We have not been told what changed."))
    return Markup(" ").join(parts)


def _source(source: Facts) -> Markup:
    name = web_link(source["url"], source["name"]) if source.get("url") else marked(source["name"])
    if source.get("imported"):
        copied = _("Copied from %(source)s on %(day)s.", source=name, day=day_words(source["imported"]))
    else:
        copied = _("Copied from %(source)s.", source=name)
    checked = source.get("says_checked")
    told = (
        _(
            "The source says it was checked on %(day)s. That is not our own check.",
            day=day_words(checked),
        )
        if checked
        else _("The source does not say when it was checked.")
    )
    return filled("{} {}", copied, told)


def _tell_us(entry: Entry, edition: Edition, missing: Sequence[str]) -> str:
    """How to tell us what is wrong, or what is *missing*, in one place for the whole page."""
    ways: list[str] = []
    if not edition.is_on_paper:
        ways = [link(one.address, one.words) for one in tell_ways(entry, edition, missing)]
    phone, email = edition.authority.fact("contact.phone"), edition.authority.fact("contact.email")
    if phone:
        ways.append(Markup(_("call %(number)s", number=phone_links(str(phone)))))
    if edition.is_on_paper and email:
        ways.append(Markup(_("write to %(address)s", address=email_link(str(email)))))
    if not ways:
        return _("Tell %(council)s.", council=edition.council)
    if missing:
        return _("Do you know? Tell us: %(ways)s.", ways=Markup(and_words(ways, "or")))
    return _("Tell us: %(ways)s.", ways=Markup(and_words(ways, "or")))


def _translations(entry: Entry, edition: Edition) -> Iterator[OtherForm]:
    for code in sorted(entry.fact("translations") or {}):
        spoken = language_of(code, edition)
        yield OtherForm(f"{code}/index.html", spoken.own_name, code, spoken.direction)


def _film(entry: Entry) -> Markup | str:
    film = entry.fact("bsl")
    if not film:
        return ""
    minutes = film.get("minutes")
    shown = web_link(
        film["url"],
        ngettext(
            "Watch in British Sign Language (BSL), %(num)s minute",
            "Watch in British Sign Language (BSL), %(num)s minutes",
            minutes,
        )
        if minutes
        else _("Watch in British Sign Language (BSL)"),
    )
    if film.get("transcript"):
        return filled("{} ({})", shown, web_link(film["transcript"], _("the words of the film")))
    return shown


# Small pieces ----------------------------------------------------------------------------------------------


def _pictures(entry: Entry) -> Markup:
    shown = [
        filled(
            '<img class="picture" src="{}media/{}" alt="{}" loading="lazy"{}>',
            UP,
            one["file"],
            one["alt"],
            language_mark(one["alt"]),
        )
        for one in many(entry.fact("media"))
    ]
    return Markup("").join(shown)


def _provider(entry: Entry, edition: Edition) -> str:
    name, kind, website = (entry.fact(f"provider.{one}") for one in ("name", "type", "website"))
    if not name:
        return not_told()
    shown = web_link(website, name) if website else escape(name)
    # "Northmere Council: the council" says nothing more.
    said = edition.term("provider-types", kind) if kind and name != edition.council else ""
    # Not in brackets: some kinds have brackets of their own.
    return filled("{}<br>{}", shown, marked(said)) if said else shown


def _kind_link(type_id: str, edition: Edition) -> Markup:
    return link(UP + listing_address("kind", type_id), edition.term("service-types", type_id))


def _needs(needs: Sequence[str] | None, edition: Edition) -> str:
    return bullets(
        edition.term("needs", one)
        if one == NEED_FOR_ALL
        else link(UP + listing_address("need", one), edition.term("needs", one))
        for one in many(needs)
    )


def _term_list(vocabulary: str, ids: Sequence[str] | None, edition: Edition) -> Markup:
    return bullets(edition.term(vocabulary, one) for one in many(ids))


def _term_or_not_told(vocabulary: str, term_id: str | None, edition: Edition) -> str:
    return edition.term(vocabulary, term_id) if term_id else not_told()


def _rich_or_not_told(markdown: str | None) -> Markup:
    return rich(markdown) if markdown else not_told()


def _list(items: Iterable[str]) -> Markup:
    """A list, even of one; nothing for none."""
    shown = Markup("").join(filled("<li{}>{}</li>", language_mark(one), one) for one in items)
    return filled("<ul>{}</ul>", shown) if shown else Markup("")


def _authority_name(authority_id: str, edition: Edition) -> str:
    if authority_id == edition.authority.id:
        return edition.authority.name
    neighbour = edition.neighbours.get(authority_id)
    return neighbour.name if neighbour else authority_id.replace("-", " ").title()
