"""Say everything an entry says, and all it leaves out, under the same headings in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from site_builder.content.days import day_words
from site_builder.content.model import Entry, Facts, ages, fact
from site_builder.content.vocabulary import NEED_FOR_ALL, Term
from site_builder.pages import words
from site_builder.pages.brief import (
    cost_words,
    district_of,
    kind_words,
    start_words,
    town_of,
    wait_words,
    where_words,
)
from site_builder.pages.compare import compare_address
from site_builder.pages.edition import Edition, entry_address, listing_address, many
from site_builder.pages.templates import (
    NOT_TOLD,
    Markup,
    bullets,
    email_link,
    escape,
    lines,
    link,
    paragraphs,
    phone_links,
    rich,
    steps,
    web_link,
)
from site_builder.pages.words import and_words, clause, date_words, month_words, sentence, within

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


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one of the page's headings; `body` is safe HTML."""

    id: str
    heading: str
    body: str = ""
    rows: tuple[Row, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """An entry's words in another language; `is_older` if the English has been checked again since."""

    language: str
    name: str
    english_name: str
    direction: str
    title: str
    summary: str
    body: str
    parts: tuple[Part, ...]
    made_from: str
    is_older: bool


def entry_values(entry: Entry, edition: Edition) -> dict[str, Any]:
    """What the template `entry.html` needs to show *entry*."""
    if entry.kind == "information":
        sections = _information_sections(entry, edition)
    elif entry.kind == "not-available":
        sections = _absence_sections(entry, edition)
    else:
        sections = _support_sections(entry, edition)
    return {
        "title": entry.title,
        "summary": entry.summary,
        "kind_words": kind_words(entry, edition),
        "is_absence": entry.kind == "not-available",
        "key_facts": _key_facts(entry, edition) if entry.is_support else (),
        "sections": (*sections, _about_section(entry, edition)),
        "easy_read": _easy_read(entry),
        "easy_read_checked": _people(fact(entry.facts, "easy_read.checked_by"), edition),
        "easy_read_is_older": _is_older(fact(entry.facts, "easy_read.of"), entry),
        "translations": tuple(_translations(entry, edition)),
        "film": _film(entry),
        "keep_id": f"{entry.authority}/{entry.id}",
        "compare": UP + compare_address(entry) if entry.kind == "setting" else "",
        "up": UP,
    }


def _key_facts(entry: Entry, edition: Edition) -> tuple[Row, ...]:
    stated = entry.ages
    return (
        Row("Ages", words.age_words(stated) if stated else NOT_TOLD),
        Row("Cost", cost_words(entry, edition) or NOT_TOLD),
        Row("Waiting time", wait_words(entry, edition) or NOT_TOLD),
        Row("How to start", lines(start_words(entry, edition)) or NOT_TOLD),
        Row("Where", where_words(entry, edition) or NOT_TOLD),
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
        _contact("contact", "Contact", entry.fact("contact"), edition),
        _more_information(entry, edition),
    )


def _what_it_is(entry: Entry, edition: Edition) -> Section:
    description = entry.fact("description")
    body = rich(description) if description else paragraphs([NOT_TOLD])
    rows = [
        Row("Kind of support", bullets(_kind_link(one, edition) for one in entry.service_types)),
        Row("How much help", _term_or_not_told("levels", entry.fact("level"), edition)),
        Row("What it helps with", _term_list("outcomes", entry.fact("outcomes"), edition)),
        Row("How it suits children with special needs", _rich_or_not_told(entry.fact("send_suitability"))),
        Row("Who runs it", _provider(entry, edition)),
        Row("Who is responsible for it", entry.fact("accountable_body") or NOT_TOLD),
        Row("Languages", _term_list("languages", entry.fact("languages"), edition)),
    ]
    if entry.states("assurances"):
        rows.append(Row("What it promises", _term_list("assurances", entry.fact("assurances"), edition)))
    practice = entry.fact("practice")
    if practice:
        rows.append(Row("What works well", _practice(practice, edition)))
    return Section(
        "what", "What it is", _pictures(entry) + body, tuple(rows), tuple(_setting_parts(entry, edition))
    )


def _practice(practice: Facts, edition: Edition) -> Markup:
    said = [sentence(practice["what"])]
    if practice.get("evidence"):
        said.append(sentence(practice["evidence"]))
    says = _people(practice.get("says"), edition)
    if says:
        said.append(f"Who says so: {says}.")
    return paragraphs(said)


def _setting_parts(entry: Entry, edition: Edition) -> Iterator[Part]:
    if entry.kind != "setting":
        return
    fields = edition.rules.schemas["setting"].rule("setting")["schema"]
    not_told = []
    for field in fields:
        if field == "urn":
            continue
        label, text = edition.label("setting", f"setting.{field}"), entry.fact(f"setting.{field}")
        if text:
            yield Part(label, rich(text))
        else:
            not_told.append(label)
    if not_told:
        yield Part(
            "What we still need to ask", paragraphs([Markup("{}:").format(NOT_TOLD)]) + _list(not_told), ()
        )
    for unit in many(entry.fact("units")):
        unit_ages = ages(unit.get("ages"))
        rows = (
            Row("Kind of support", edition.term("service-types", unit["type"])),
            Row("Needs", _term_list("needs", unit.get("needs"), edition)),
            Row("Ages", words.age_words(unit_ages) if unit_ages else NOT_TOLD),
            Row("How many places", _capacity(unit.get("capacity")) or NOT_TOLD),
        )
        body = rich(unit["description"]) if unit.get("description") else ""
        yield Part(unit.get("name") or edition.term("service-types", unit["type"]), body, rows)
    report, urn = entry.fact("sen_information_report_url"), entry.fact("setting.urn")
    yield Part(
        "Its own report on special educational needs",
        "",
        (
            Row(
                "SEN information report",
                web_link(report, f"{entry.title}: the report") if report else NOT_TOLD,
            ),
            Row("Number in the national register of schools", urn or NOT_TOLD),
        ),
    )


def _who_it_is_for(entry: Entry, edition: Edition) -> Section:
    stated = entry.ages
    who, criteria, plan = (entry.fact(f"eligibility.{one}") for one in ("who", "criteria", "plan"))
    rows = [
        Row("Needs", _needs(entry.fact("needs"), edition)),
        Row("Ages", words.age_words(stated) if stated else NOT_TOLD),
        Row("Who can use it", edition.choice("eligibility.who", who) if who else NOT_TOLD),
    ]
    if criteria or who != "open-to-all":
        rows.append(Row("The rules", _list(criteria) if criteria else NOT_TOLD))
    plan_words = edition.choice("eligibility.plan", plan) if plan else NOT_TOLD
    rows.append(Row("Education, health and care (EHC) plan", plan_words))
    rows.append(Row("Which families", _serves(entry, edition)))
    rows.append(Row("In our area or outside it", edition.choice("area", entry.area)))
    return Section("who", "Who it is for", "", tuple(rows))


def _serves(entry: Entry, edition: Edition) -> str:
    where = entry.fact("serves.where")
    if where is None:
        return NOT_TOLD
    names = [_authority_name(one, edition) for one in many(entry.fact("serves.authorities"))]
    if where == "named" and names:
        return f"Families in {and_words(names, 'or')}"
    if where == "this-authority":
        return f"Families in {edition.authority.name}"
    return edition.choice("serves.where", where)


def _how_to_get_it(entry: Entry, edition: Edition) -> Section:
    told = entry.fact("how_to_access.steps")
    body = steps(sentence(one) for one in told) if told else ""
    rows = [] if told else [Row("What to do, step by step", NOT_TOLD)]
    waits, room = wait_words(entry, edition), entry.fact("availability.status")
    rows += [
        Row("How to start", bullets(start_words(entry, edition))),
        Row("Who decides", entry.fact("decision_maker") or NOT_TOLD),
        Row("How long it takes", _as_of(waits, entry.fact("waiting_time.as_of")) if waits else NOT_TOLD),
        Row(
            "Is there room now?",
            _as_of(edition.choice("availability.status", room), entry.fact("availability.as_of"))
            if room
            else NOT_TOLD,
        ),
        Row("How many places", _capacity(entry.fact("capacity")) or NOT_TOLD),
    ]
    return Section("how", "How to get it", body, tuple(rows))


def _as_of(said: str, day: date | None) -> str:
    return f"{sentence(said)} This was so on {day_words(day)}." if day else sentence(said)


def _capacity(capacity: Facts | None) -> str | None:
    if not capacity or capacity.get("places") is None:
        return None
    return (
        f"{capacity['places']:,} {capacity.get('unit') or ('place' if capacity['places'] == 1 else 'places')}"
    )


def _cost(entry: Entry, edition: Edition) -> Section:
    to_family, to_schools = entry.fact("cost.to_family"), entry.fact("cost.to_schools")
    amount, helped = entry.fact("cost.amount"), entry.fact("cost.help")
    rows = [Row("Cost to you", edition.choice("cost.to_family", to_family) if to_family else NOT_TOLD)]
    if amount or to_family != "free":
        rows.append(Row("How much", amount or NOT_TOLD))
    if helped or to_family != "free":
        rows.append(Row("Help with the cost", helped or NOT_TOLD))
    if to_schools and to_schools != "not-applicable":
        rows.append(Row("Cost to schools", edition.choice("cost.to_schools", to_schools)))
    return Section("cost", "What it costs", "", tuple(rows))


def _when(entry: Entry, edition: Edition) -> Section:
    times = [_times(one, edition) for one in many(entry.fact("when"))]
    return Section("when", "When", "", (Row("Days and times", bullets(times)),))


def _times(times: Facts, edition: Edition) -> str:
    days, start, end = words.days_words(many(times.get("days"))), times.get("from"), times.get("to")
    hours = ""
    if start and end:
        hours = f"{words.time_words(start)} to {words.time_words(end)}"
    elif start or end:
        hours = f"from {words.time_words(start)}" if start else f"until {words.time_words(end or '')}"
    season = edition.choice("when.season", times["season"]) if times.get("season") else ""
    said = ", ".join(one for one in (days, hours, within(season) if days or hours else season) if one)
    note = times.get("note")
    return f"{sentence(said)} {sentence(note)}".strip() if note else said


def _where(entry: Entry, edition: Edition) -> Section:
    delivered, places = many(entry.fact("delivered")), many(entry.fact("places"))
    rows = [Row("How you get the help", bullets(edition.choice("delivered", one) for one in delivered))]
    if not places and (not delivered or "at-a-place" in delivered):
        rows.append(Row("Address", NOT_TOLD))
        rows.append(Row("Getting in and around", NOT_TOLD))
    return Section("where", "Where", "", tuple(rows), tuple(_place(one, edition) for one in places))


def _place(place: Facts, edition: Edition) -> Part:
    location, postcode = place.get("location", "shown"), place.get("postcode")
    access = _list(edition.term("access-features", one) for one in many(place.get("access")))
    address: str
    name = place.get("name") if location == "shown" else None
    if location == "hidden":
        address = "The address is kept private."
    elif location == "area-only":
        area = ", ".join(dict.fromkeys(one for one in (town_of(place), district_of(place)) if one))
        address = Markup("{} (the rest of the address is kept private)").format(area or NOT_TOLD)
    else:
        told = [str(one) for one in many(place.get("address"))]
        if postcode and not any(postcode in one for one in told):
            told.append(postcode)
        address = lines(told) if told else NOT_TOLD
    return Part(
        name or "The place", "", (Row("Address", address), Row("Getting in and around", access or NOT_TOLD))
    )


_CHANNELS = (
    ("phone", "Phone", "a phone number"),
    ("text", "Text message", "a number for text messages"),
    ("email", "Email", "an email address"),
    ("website", "Website", "a website"),
    ("address", "Post", "an address for letters"),
    ("role", "Who to ask for", "who to ask for"),
    ("hours", "When they answer", "when they answer"),
)


def contact_rows(contact: Facts | None) -> tuple[Row, ...]:
    """Every way to reach somebody, phone first, and last what we have not been told."""
    told = contact or {}
    rows, missing = [], []
    for key, label, noun in _CHANNELS:
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
            rows.append(Row(label, lines(str(one) for one in many(value))))
    if missing:
        rows.append(Row(words.NOT_TOLD, sentence(and_words(missing, "or"))))
    return tuple(rows)


def _contact(section_id: str, heading: str, contact: Facts | None, edition: Edition) -> Section:
    if contact:
        return Section(section_id, heading, "", contact_rows(contact))
    said = Markup("{} how to contact them. {} can help you: see “Need help?” at the end of this page.")
    return Section(section_id, heading, paragraphs([said.format(NOT_TOLD, edition.council)]))


def _more_information(entry: Entry, edition: Edition) -> Section:
    found = [_titled_link(one, edition) for one in many(entry.fact("links"))]
    found += [_document(one) for one in many(entry.fact("documents"))]
    body = (
        _list(found)
        if found
        else paragraphs([Markup("{} of any other pages or documents.").format(NOT_TOLD)])
    )
    rows = []
    topics = many(entry.fact("answers"))
    if topics:
        rows.append(Row("This page also answers", _term_list("topics", topics, edition)))
    return Section("more", "More information", body, tuple(rows))


def _titled_link(one: Facts, edition: Edition) -> Markup:
    purpose = one.get("purpose")
    said = edition.term("link-purposes", purpose) if purpose else ""
    note = f" ({said})" if said and purpose not in ("more-information", "other") else ""
    return Markup("{}{}").format(web_link(one["url"], one["title"]), note)


def _document(one: Facts) -> Markup:
    notes = [str(one["format"]).upper()] if one.get("format") else []
    if one.get("published"):
        notes.append(f"from {date_words(one['published'])}")
    note = f" ({', '.join(notes)})" if notes else ""
    title = link(f"{UP}media/{one['file']}", one["title"]) if one.get("file") else escape(one["title"])
    if one.get("web_page"):
        page = web_link(one["web_page"], f"{one['title']} as a web page")
        return Markup("{}, or {}{}").format(page, title, note) if one.get("file") else page
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
            rich(texts[section_id]) if texts.get(section_id) else paragraphs([NOT_TOLD]),
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
        sections.append(Section("facts", "Numbers and time limits", "", rows))
    who_for = []
    if entry.states("needs"):
        who_for.append(Row("Needs", _needs(entry.fact("needs"), edition)))
    if entry.ages:
        who_for.append(Row("Ages", words.age_words(entry.ages)))
    if who_for:
        sections.append(Section("who", "Who it is for", "", tuple(who_for)))
    sections[0:0] = [Section("pictures", "Pictures", pictures)] if (pictures := _pictures(entry)) else []
    sections.append(_contact("contact", "Who to ask", entry.fact("contact"), edition))
    sections.append(_more_information(entry, edition))
    return tuple(sections)


def _topic_sections(term: Term | None) -> dict[str, str]:
    return {one["id"]: one["label"] for one in many(term.facts.get("sections") if term else None)}


def _topic_facts(term: Term | None, given: Facts) -> Iterator[Row]:
    for one in many(term.facts.get("facts") if term else None):
        value, law, unit = given.get(one["id"]), one.get("law"), one.get("unit") or ""
        told = sentence(f"{value} {unit}".strip()) if value is not None else NOT_TOLD
        if law is None:
            yield Row(one["label"], told)
            continue
        source = one.get("source") or {}
        cite = web_link(source["url"], source["cite"]) if source.get("url") else source.get("cite", "the law")
        if str(value) == str(law):
            said = Markup("{} The law says so too: {}.").format(told, cite)
        else:
            the_law = sentence(f"{law} {unit}".strip())
            said = paragraphs([told, Markup("The law says: {} See {}.").format(the_law, cite)])
        yield Row(one["label"], said)


def _absence_sections(entry: Entry, edition: Edition) -> tuple[Section, ...]:
    absent: Facts = entry.fact("absent") or {}
    rows = []
    if absent.get("service_types"):
        rows.append(
            Row("Kind of support", bullets(_kind_link(one, edition) for one in absent["service_types"]))
        )
    if absent.get("topics"):
        rows.append(Row("Topics", _term_list("topics", absent["topics"], edition)))
    absent_ages = ages(absent.get("ages"))
    rows.append(Row("For which ages", words.age_words(absent_ages) if absent_ages else NOT_TOLD))
    rows.append(Row("For which needs", _needs(absent.get("needs"), edition)))
    since, why = entry.fact("since"), entry.fact("why")
    rows.append(Row("Since", date_words(since) if since else NOT_TOLD))
    instead = [_instead(one, edition) for one in many(entry.fact("instead"))]
    plan, by = entry.fact("plan.what"), entry.fact("plan.by")
    planned = (
        paragraphs([sentence(plan)]) if plan else paragraphs([Markup("{} of any plan.").format(NOT_TOLD)])
    )
    plan_rows = (Row("By when", date_words(by) if by else NOT_TOLD),) if plan else ()
    return (
        Section("what", "What is not available", "", tuple(rows)),
        Section("why", "Why", rich(why) if why else paragraphs([NOT_TOLD])),
        Section("instead", "What you can do instead", _list(instead) if instead else paragraphs([NOT_TOLD])),
        _contact("ask", "Who to ask", entry.fact("ask"), edition),
        Section("plan", "What is planned", planned, plan_rows),
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
    return web_link(one["url"], one["title"]) if one.get("url") else str(one["title"])


# About the page, and its words in other forms --------------------------------------------------------------


def _about_section(entry: Entry, edition: Edition) -> Section:
    reviewed, review_by, owner = entry.reviewed, entry.fact("review_by"), entry.fact("owner")
    made = [_co_production(one, edition) for one in many(entry.fact("co_production"))]
    rows = [
        Row("Last checked", day_words(reviewed) if reviewed else NOT_TOLD),
        Row("Next check", _next_check(review_by, edition.on) if review_by else NOT_TOLD),
        Row("Who keeps this page", words.team_words(owner) if owner else NOT_TOLD),
        Row("Made together with", bullets(made)),
        Row("Agreed by", _term_list("people", entry.fact("signed_off"), edition)),
    ]
    source = entry.fact("source")
    if source:
        rows.append(Row("Where these facts come from", _source(source)))
    finding = edition.entry_findings.get(entry.id)
    if finding and finding.asked:
        if finding.missing:
            said = f"{finding.given} of the {finding.asked} facts that the national minimum asks for."
            said += f" {words.NOT_TOLD}: {and_words(within(clause(one.label)) for one in finding.missing)}."
        else:
            said = f"All {finding.asked} facts that the national minimum asks for."
        rows.append(Row("What this page gives", said))
    rows.append(Row("Is something wrong or missing?", _put_it_right(entry, edition)))
    return Section("about", "About this page", "", tuple(rows))


def _next_check(day: date, on: date) -> str:
    if day < on:
        return f"It is late. It was due on {day_words(day)}."
    return f"Due by {day_words(day)}"


def _co_production(one: Facts, edition: Edition) -> str:
    who, how, month, changed = (
        _people(one.get("with"), edition),
        one.get("how"),
        one.get("month"),
        one.get("changed"),
    )
    said = ", ".join(part for part in (who, within(how or ""), month_words(month) if month else "") if part)
    parts = [sentence(said)] if said else []
    parts.append(f"What changed: {sentence(changed)}" if changed else f"{words.NOT_TOLD} what changed.")
    return " ".join(parts)


def _source(source: Facts) -> Markup:
    name = web_link(source["url"], source["name"]) if source.get("url") else escape(source["name"])
    copied = f" on {day_words(source['imported'])}" if source.get("imported") else ""
    checked = source.get("says_checked")
    told = (
        f"The source says it was checked on {day_words(checked)}. That is not our own check."
        if checked
        else "The source does not say when it was checked."
    )
    return Markup("Copied from {}{}. {}").format(name, copied, told)


def _put_it_right(entry: Entry, edition: Edition) -> str:
    form, email = edition.authority.fact("forms.correction"), edition.authority.fact("contact.email")
    phone = edition.authority.fact("contact.phone")
    ways = []
    if form:
        ways.append(web_link(str(form), "use our form"))
    if email:
        ways.append(email_link(str(email), f"Local offer: {entry.title} ({entry.id})", "send us an email"))
    if phone:
        ways.append(Markup("call {}").format(phone_links(str(phone))))
    if not ways:
        return f"Tell {edition.council}."
    said = Markup(", ").join(ways[:-1]) + Markup(" or ") + ways[-1] if len(ways) > 1 else ways[0]
    return Markup("Tell us: {}.").format(said)


def _is_older(made_from: date | None, entry: Entry) -> bool:
    return bool(made_from and entry.reviewed and made_from < entry.reviewed)


def _easy_read(entry: Entry) -> tuple[dict[str, str], ...]:
    return tuple(
        {
            "picture": f"{UP}media/{one['picture']}" if one.get("picture") else "",
            "alt": one.get("alt") or "",
            "text": one["text"],
        }
        for one in many(entry.fact("easy_read.rows"))
    )


def _translations(entry: Entry, edition: Edition) -> Iterator[Translation]:
    told: Mapping[str, Facts] = entry.fact("translations") or {}
    for code in sorted(told):
        facts = told[code]
        term = edition.terms("languages").get(code)
        description, sections = facts.get("description"), facts.get("sections") or {}
        yield Translation(
            language=code,
            name=str(term.facts.get("own_name", term.label)) if term else code,
            english_name=term.label if term else code,
            direction="rtl" if term and term.facts.get("direction") == "right-to-left" else "ltr",
            title=facts.get("title") or "",
            summary=facts.get("summary") or "",
            body=rich(description) if description else "",
            parts=tuple(Part("", rich(text)) for text in sections.values()),
            made_from=date_words(facts["of"]) if facts.get("of") else "",
            is_older=_is_older(facts.get("of"), entry),
        )


def _film(entry: Entry) -> Markup | str:
    film = entry.fact("bsl")
    if not film:
        return ""
    length = f", {words.count_words(film['minutes'], 'minute')}" if film.get("minutes") else ""
    shown = web_link(film["url"], f"Watch in British Sign Language (BSL){length}")
    if film.get("transcript"):
        return Markup("{} ({})").format(shown, web_link(film["transcript"], "the words of the film"))
    return shown


# Small pieces ----------------------------------------------------------------------------------------------


def _pictures(entry: Entry) -> Markup:
    shown = [
        Markup('<img class="picture" src="{}media/{}" alt="{}" loading="lazy">').format(
            UP, one["file"], one["alt"]
        )
        for one in many(entry.fact("media"))
    ]
    return Markup("").join(shown)


def _provider(entry: Entry, edition: Edition) -> str:
    name, kind, website = (entry.fact(f"provider.{one}") for one in ("name", "type", "website"))
    if not name:
        return NOT_TOLD
    shown = web_link(website, name) if website else escape(name)
    said = edition.term("provider-types", kind) if kind else ""
    return Markup("{} ({})").format(shown, within(said)) if said else shown


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
    return edition.term(vocabulary, term_id) if term_id else NOT_TOLD


def _rich_or_not_told(markdown: str | None) -> Markup:
    return rich(markdown) if markdown else NOT_TOLD


def _list(items: Iterable[str]) -> Markup:
    """A list, even of one; nothing for none."""
    shown = Markup("").join(Markup("<li>{}</li>").format(one) for one in items)
    return Markup("<ul>{}</ul>").format(shown) if shown else Markup("")


def _people(ids: Sequence[str] | None, edition: Edition) -> str:
    names = [edition.term("people", one) for one in many(ids)]
    return and_words([*names[:1], *map(within, names[1:])])


def _authority_name(authority_id: str, edition: Edition) -> str:
    if authority_id == edition.authority.id:
        return edition.authority.name
    neighbour = edition.neighbours.get(authority_id)
    return neighbour.name if neighbour else authority_id.replace("-", " ").title()
