"""What an offer's links and its site show: the checks of kinds `link` and `site`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from site_builder.content.days import day_words
from site_builder.content.model import Entry, Facts, Offer
from site_builder.content.person_tests import PersonTest, person_tests
from site_builder.content.readability import long_sentences, reading_age, words
from site_builder.content.results import LinkResult, addresses_in
from site_builder.content.richtext import to_text
from site_builder.content.statement import make_statement
from site_builder.standard.case import STATUSES, Case, Evidence, Reason, Status
from site_builder.standard.standard import Check


@dataclass(frozen=True, slots=True)
class _Point:
    """One thing that was looked at: how it stands, and why."""

    status: Status
    reason: Reason


def _point(status: Status, code: str, message: str) -> _Point:
    return _Point(status, Reason(code, message))


def _worst(points: Sequence[_Point]) -> Status:
    """As for parts that must all be met: what was not checked decides only where all the rest is met."""
    checked = [one.status for one in points if one.status != "not-checked"]
    if not checked:
        return "not-checked"
    worst = max(checked, key=STATUSES.index)
    return "not-checked" if worst == "met" and len(checked) < len(points) else worst


def _evidence(points: Sequence[_Point], entries: Iterable[Entry] = ()) -> Evidence:
    return Evidence(_worst(points), _ids(entries), tuple(one.reason for one in points))


def _ids(entries: Iterable[Entry]) -> tuple[str, ...]:
    return tuple(sorted({entry.id for entry in entries}))


def _listed(names: Sequence[str], most: int = 8) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


def _titles(entries: Sequence[Entry]) -> str:
    return _listed([f"“{entry.title}”" for entry in entries])


# Links


@dataclass(frozen=True, slots=True)
class _Link:
    """A link with the purpose that is asked for; `entry` is None where the authority's own file gives it."""

    facts: Facts
    entry: Entry | None

    @property
    def title(self) -> str:
        return str(self.facts["title"])

    @property
    def url(self) -> str:
        return str(self.facts["url"])

    @property
    def reviewed(self) -> date | None:
        return self.facts.get("reviewed")

    @property
    def published(self) -> date | None:
        """The day of the document that the link leads to, where the entry lists it with this web page."""
        documents = self.entry.facts.get("documents", ()) if self.entry else ()
        days = [
            one["published"] for one in documents if one.get("web_page") == self.url and "published" in one
        ]
        return max(days, default=None)


def find_link(check: Check, case: Case) -> Evidence:
    """A link with the purpose asked for; where several have it, the best of them decides."""
    purpose = check.settings["purpose"]
    links = _links_for(purpose, case.offer)
    if not links:
        label = case.rules.vocabularies["link-purposes"].label(purpose)
        return Evidence("missing", (), (Reason("no-link-given", f"No link is given to: {label}."),))
    judged = [(link, _judge_link(link, check, case)) for link in links]
    judged.sort(key=lambda one: STATUSES.index(_worst(one[1])))
    best = _worst(judged[0][1])
    untested = [(link, points) for link, points in judged if _worst(points) == "not-checked"]
    # A link that was not tested may be the one that is enough.
    status: Status = "not-checked" if best != "met" and untested else best
    counted = [one for one in judged if _worst(one[1]) == status]
    points = [point for _, points in counted for point in points]
    next_year = _next_year(links, check, case)
    if next_year is not None:
        points.append(next_year)
        status = _worst([_Point(status, next_year.reason), next_year])
    entries = [link.entry for link, _ in counted if link.entry is not None]
    return Evidence(status, _ids(entries), tuple(dict.fromkeys(one.reason for one in points)))


def _links_for(purpose: str, offer: Offer) -> list[_Link]:
    places: list[tuple[Facts, Entry | None]] = [(offer.authority.facts, None)]
    places += [(entry.facts, entry) for entry in offer.entries]
    return [
        _Link(one, entry)
        for facts, entry in places
        for one in facts.get("links", ())
        if one.get("purpose") == purpose
    ]


def _judge_link(link: _Link, check: Check, case: Case) -> list[_Point]:
    settings = check.settings
    points = []
    if settings.get("must_resolve"):
        points.append(_resolves(link, case))
    else:
        points.append(_point("met", "link-given", f"There is a link: “{link.title}”."))
    if settings.get("contact_required"):
        points.append(_has_contact(link))
    if "max_document_age_days" in settings:
        points.append(_is_young(link, settings["max_document_age_days"], case.on))
    if settings.get("for_current_academic_year"):
        points.append(_is_of_this_year(link, settings["academic_year_starts"], case.on))
    return points


def _resolves(link: _Link, case: Case) -> _Point:
    """Whether the page was there when it was tested; a test is as good as a review is, and no longer.

    An old test that found the page makes the link out of date; one that did not says nothing of today.
    """
    found = case.offer.results
    result = found.links.of(link.url) if found.links else None
    if result is None or result.on > case.on:
        message = f"Nobody has tested this link; run local-offer links: “{link.title}”."
        return _point("not-checked", "link-not-tested", message)
    day = day_words(result.on)
    if result.status == "not-tested":
        message = f"“{link.title}” could not be tested on {day}. {result.note}"
        return _point("not-checked", "link-not-tested", message.strip())
    days = case.requirement.freshness_days
    is_fresh = (case.on - result.on).days <= days
    if result.status in ("works", "redirected"):
        if not is_fresh:
            return _point(
                "out-of-date",
                "link-test-too-old",
                f"“{link.title}” worked on {day}. That is more than {days} days ago.",
            )
        moved = f" It now leads to {result.leads_to}." if result.status == "redirected" else ""
        message = f"“{link.title}” worked when it was tested on {day}.{moved} {result.note}"
        return _point("met", "link-works", message.strip())
    if not is_fresh:
        message = (
            f"“{link.title}” was last tested on {day}, more than {days} days ago; run local-offer links."
        )
        return _point("not-checked", "link-test-too-old", message)
    if result.status == "refused":
        message = f"The site of “{link.title}” let no program look on {day}. A person has to try the link."
        return _point("not-checked", "link-refused", message)
    if result.status == "gone":
        message = f"“{link.title}” is published, but the page was not there when it was tested on {day}."
        return _point("partly-met", "link-gone", message)
    message = f"“{link.title}” is published, but gave no page when it was tested on {day}. {result.note}"
    return _point("partly-met", "link-no-answer", message.strip())


def _has_contact(link: _Link) -> _Point:
    if link.entry is None:
        message = f"“{link.title}” has no contact beside it. Give the link in an entry that has one."
        return _point("partly-met", "no-contact", message)
    ways = [f"contact.{way}" for way in ("phone", "email", "text", "address")]
    if any(link.entry.states(way) for way in ways):
        return _point("met", "contact-given", f"“{link.entry.title}” gives a contact with the link.")
    message = f"“{link.entry.title}” gives the link, but no phone number, email or address."
    return _point("partly-met", "no-contact", message)


def _is_young(link: _Link, days: int, on: date) -> _Point:
    published = link.published
    if published is None or published > on:
        message = (
            f"We have not been told when the document behind “{link.title}” was published. "
            "List it among the documents of an entry, with that day and this address as its web page."
        )
        return _point("not-checked", "document-undated", message)
    message = f"The document behind “{link.title}” is of {day_words(published)}."
    if (on - published).days <= days:
        return _point("met", "document-age", message)
    return _point("out-of-date", "document-too-old", f"{message} It should be at most {days} days old.")


_YEARS = re.compile(r"\b(20\d\d) ?(?:/|-|–|to|and) ?(?:[A-Z][a-z]+ )?(20\d\d|\d\d)\b")


def _years_named(title: str) -> set[int]:
    """The academic years that *title* names, each by the calendar year in which it begins."""
    found = {(int(first), int(second)) for first, second in _YEARS.findall(title)}
    return {first for first, second in found if second in (first + 1, (first + 1) % 100)}


def _year_of(on: date, starts: str) -> int:
    """The calendar year in which the academic year of *on* began; it begins on a day such as `08-01`."""
    return on.year if f"{on:%m-%d}" >= starts else on.year - 1


def _year_words(year: int) -> str:
    return f"{year} to {year + 1}"


def _is_of_this_year(link: _Link, starts: str, on: date) -> _Point:
    """By the years in the title; where it names none, by whether somebody checked it in this school year."""
    year = _year_of(on, starts)
    named = _years_named(link.title)
    if named:
        if year in named:
            return _point("met", "this-school-year", f"“{link.title}” names this school year.")
        said = ", ".join(_year_words(one) for one in sorted(named))
        message = f"“{link.title}” is for {said}, and this school year is {_year_words(year)}."
        return _point("out-of-date", "other-school-year", message)
    if link.reviewed is None or link.reviewed > on:
        message = (
            f"“{link.title}” does not name a school year, and we have not been told when it was last "
            f"checked. This school year is {_year_words(year)}."
        )
        return _point("not-checked", "school-year-not-told", message)
    day = day_words(link.reviewed)
    if _year_of(link.reviewed, starts) == year:
        return _point(
            "met", "checked-this-school-year", f"“{link.title}” was checked on {day}, in this school year."
        )
    message = f"“{link.title}” was last checked on {day}, before this school year began."
    return _point("out-of-date", "checked-before-school-year", message)


def _next_year(links: Sequence[_Link], check: Check, case: Case) -> _Point | None:
    """After the day on which next year's is due: whether a link names next year. None before that day."""
    settings = check.settings
    if "next_year_due_by" not in settings:
        return None
    starts = settings["academic_year_starts"]
    coming = _year_of(case.on, starts) + 1
    is_due = settings["next_year_due_by"] < f"{case.on:%m-%d}" < starts
    if not is_due:
        return None
    by_link = [_years_named(link.title) for link in links]
    if any(coming in years for years in by_link):
        return _point("met", "next-school-year", f"A link names the next school year, {_year_words(coming)}.")
    if all(by_link):
        message = f"No link names the next school year, {_year_words(coming)}, which is due by now."
        return _point("partly-met", "next-school-year-missing", message)
    message = f"The links do not name a school year, so nobody can tell which is for {_year_words(coming)}."
    return _point("not-checked", "school-year-not-told", message)


# The site


def find_site(check: Check, case: Case) -> Evidence:
    """One test of the site, by the name of the test."""
    test = check.settings["test"]
    if test not in SITE_TESTS:
        return Evidence("not-checked", (), (Reason("not-tested", f"No test is called “{test}”."),))
    return SITE_TESTS[test](check, case)


def _nothing_published() -> Evidence:
    """An offer without entries has no faults, and that shows nothing."""
    return _evidence([_point("not-checked", "nothing-published", "No entry is published yet.")])


def _published_address(check: Check, case: Case) -> Evidence:
    address = case.offer.authority.fact("published_at")
    if address:
        return _evidence([_point("met", "address-given", f"It is published at {address}.")])
    message = "We have not been told the web address of this local offer."
    return _evidence([_point("missing", "no-address", message)])


def _dead_links(check: Check, case: Case) -> Evidence:
    here = {address for _, address in addresses_in(case.offer.authority.facts)}
    for entry in case.offer.entries:
        found = case.remembered.about(entry.digest, "addresses", partial(addresses_in, entry.facts))
        here.update(address for _, address in found)
    if not here and not case.offer.entries:
        return _nothing_published()
    if not here:
        return _evidence([_point("met", "no-links", "This local offer gives no links.")])
    results = case.offer.results.links
    if results is None or results.on > case.on:
        message = "Nobody has tested the links of this local offer; run local-offer links."
        return _evidence([_point("not-checked", "links-not-tested", message)])
    tested = [one for one in results.links if one.address in here]
    dead = [one for one in tested if one.status in ("gone", "no-answer")]
    refused = [one for one in tested if one.status == "refused"]
    notes = {one.address: one.note for one in tested}
    asked = {one.address for one in tested if one.status != "not-tested"}
    untested = {address: notes.get(address, "") for address in sorted(here - asked)}
    day = day_words(results.on)
    limit = check.settings.get("checked_within_days", case.requirement.freshness_days)
    points = []
    if (case.on - results.on).days > limit:
        points.append(
            _point(
                "not-checked" if dead or untested else "out-of-date",
                "link-test-too-old",
                f"The links were last tested on {day}, more than {limit} days ago; run local-offer links.",
            )
        )
    elif dead:
        number = "1 link does" if len(dead) == 1 else f"{len(dead)} links do"
        where = _listed(_addresses(dead))
        points.append(
            _point("partly-met", "dead-links", f"When tested on {day}, {number} not work: {where}.")
        )
    elif count := len(here) - len(untested) - len(refused):
        working = "1 link works" if count == 1 else f"{count} links work"
        points.append(_point("met", "links-work", f"When tested on {day}, {working}."))
    if refused and not dead and (not points or points[0].status == "met"):
        number = "1 link leads" if len(refused) == 1 else f"{len(refused)} links lead"
        where = _listed(_addresses(refused))
        message = f"{number} to sites that let no program look. A person has to try: {where}."
        points.append(_point("met" if points else "not-checked", "links-refused", message))
    for why in sorted(set(untested.values())):
        addresses = [address for address, note in untested.items() if note == why]
        number = "1 link was" if len(addresses) == 1 else f"{len(addresses)} links were"
        message = f"{number} not tested: {_listed(addresses)}. {why}"
        points.append(_point("not-checked", "links-not-tested", message.strip()))
    return _evidence(points)


def _addresses(results: Iterable[LinkResult]) -> list[str]:
    return [one.address for one in results]


_BROWSED_BY: Mapping[str, tuple[str, str]] = {
    "age-phase": ("ages", "age"),
    "broad-need": ("needs", "need"),
}


def _browse_pages(check: Check, case: Case) -> Evidence:
    """The builder always makes these pages; they lead somewhere once entries say what they are for."""
    usable = case.shelves.support
    points = []
    for way in check.settings.get("by", tuple(_BROWSED_BY)):
        name, word = _BROWSED_BY.get(way, ("", way))
        on_pages = [entry for entry in usable if name and entry.states(name)]
        if on_pages:
            number = "1 entry" if len(on_pages) == 1 else f"{len(on_pages)} entries"
            points.append(_point("met", "can-browse", f"You can browse {number} by {word}."))
        else:
            points.append(_point("missing", "cannot-browse", f"No entry can be found by {word}."))
    return _evidence(points)


def _statement(check: Check, case: Case) -> Evidence:
    """Met only where the statement has every part that is asked for, and was reviewed recently enough.

    The builder makes the page. What it says is the council's: of a council that has said nothing of its own
    there is no statement.
    """
    statement = make_statement(case.offer, case.on)
    parts = {one.id: one for one in statement.parts}
    asked = check.settings.get("require", tuple(parts))
    points = []
    if not statement.is_prepared:
        message = "The council has not written its accessibility statement. Begin it in authority.yaml."
        points.append(_point("missing", "no-statement", message))
    for name in asked:
        if name not in parts:
            message = f"This build cannot look for “{name}” in a statement."
            points.append(_point("not-checked", "not-tested", message))
        elif not parts[name].is_there:
            message = f"The statement lacks {parts[name].words}. In authority.yaml, {parts[name].remedy}."
            points.append(_point("partly-met", "statement-part", message))
    if statement.reviewed:
        day, days = day_words(statement.reviewed), case.requirement.freshness_days
        if (case.on - statement.reviewed).days > days:
            message = f"The statement was last reviewed on {day}. That is more than {days} days ago."
            points.append(_point("out-of-date", "statement-too-old", message))
        elif not points:
            message = f"The statement has every part that is asked for, and was last reviewed on {day}."
            points.append(_point("met", "statement-whole", message))
    return _evidence(points)


def _wcag(check: Check, case: Case) -> Evidence:
    """Met only with no automatic fault and a whole record that a person tested, both recent enough."""
    settings = check.settings
    automatic = _automatic(settings.get("automated_violations", 0), case)
    by_hand = _by_hand(settings.get("manual_test_within_days", case.requirement.freshness_days), case)
    if by_hand is None:
        if automatic.status == "not-checked":
            message = "No person has checked this site with a record of what was found."
            return _evidence([automatic, _point("not-checked", "no-person-checked", message)])
        return _evidence([automatic, _point("partly-met", "no-person-checked", "No person has checked.")])
    return _evidence([automatic, by_hand])


def _automatic(allowed: int, case: Case) -> _Point:
    audit = case.offer.results.audit
    if audit is None or audit.on > case.on:
        message = "Nobody has run the automatic checks; run local-offer audit."
        return _point("not-checked", "audit-not-run", message)
    day = day_words(audit.on)
    days = case.requirement.freshness_days
    if (case.on - audit.on).days > days:
        has_faults = len(audit.violations) > allowed
        message = f"The automatic checks were last run on {day}, more than {days} days ago."
        return _point("not-checked" if has_faults else "out-of-date", "audit-too-old", message)
    pages = "1 page" if len(audit.pages) == 1 else f"{len(audit.pages)} pages"
    if len(audit.violations) > allowed:
        number = "1 fault" if len(audit.violations) == 1 else f"{len(audit.violations)} faults"
        message = f"Automatic checks of {pages} on {day} found {number}: {_listed(audit.rules_broken)}."
        return _point("partly-met", "audit-faults", message)
    return _point("met", "audit-no-faults", f"Automatic checks of {pages} on {day} found no faults.")


def _by_hand(days: int, case: Case) -> _Point | None:
    """What the tests by people show that count; None where nobody has tested anything."""
    tests = person_tests(case.offer.records.audits, case.on)
    newest = (*tests.begun, tests.finished)[0]
    if newest is None:
        return None
    if tests.failed:
        failed = _listed([one.criterion.number for one in tests.failed], 12)
        return _point("partly-met", "test-failed", f"{_who_tested(newest)}. These did not pass: {failed}.")
    test = tests.finished
    if test is None:
        every, left_open = len(newest.judgements), [one.criterion.number for one in newest.left_open]
        message = f"{_who_tested(newest)}, {every - len(left_open)} of {every} criteria."
        if left_open:
            message += f" Not tested: {_listed(left_open, 12)}."
        return _point("partly-met", "test-in-part", message)
    who = _who_tested(test)
    if (case.on - test.on).days > days:
        return _point(
            "out-of-date", "test-too-old", f"{who}, and found no faults. That is more than {days} days ago."
        )
    return _point("met", "person-found-no-faults", f"{who}, and found no faults.")


def _who_tested(test: PersonTest) -> str:
    return f"{test.who or 'Somebody'} tested it on {day_words(test.on)}"


_WEB_FORMATS = ("html", "htm", "web page", "webpage")


def _documents(check: Check, case: Case) -> Evidence:
    """Every document is a web page, has one beside it, or is older than the rule."""
    exempt_before = check.settings.get("exempt_before")
    documents = [(entry, one) for entry in case.offer.entries for one in entry.facts.get("documents", ())]
    if not case.offer.entries:
        return _nothing_published()
    if not documents:
        return _evidence([_point("met", "no-documents", "No entry lists a document.")])
    exempt, good, short = [], [], []
    for entry, document in documents:
        published = document.get("published")
        if document.get("web_page") or str(document.get("format", "")).lower().strip(".") in _WEB_FORMATS:
            good.append((entry, document))
        elif exempt_before and published and published < exempt_before:
            exempt.append((entry, document))
        else:
            short.append((entry, document))
    number = "1 document is" if len(good) == 1 else f"{len(good)} documents are"
    points = []
    if good:
        message = f"Of {len(documents)}, {number} on a web page too."
        points.append(_point("met", "documents-on-pages", message))
    if exempt and exempt_before:
        day = day_words(exempt_before)
        message = f"Published before {day}, so the rule is not for: {_named(exempt)}."
        points.append(_point("met", "documents-exempt", message))
    if short:
        status: Status = "partly-met" if len(short) < len(documents) else "missing"
        message = f"Without a web page that says the same: {_named(short)}."
        points.append(_point(status, "documents-without-page", message))
    return _evidence(points, [entry for entry, _ in [*good, *exempt]])


def _named(documents: Sequence[tuple[Entry, Facts]]) -> str:
    return _listed([f"“{document['title']}” ({entry.title})" for entry, document in documents])


# Plain English

# What may not stand before them is looked at after the first letter, which is much quicker.
_INITIALS = re.compile(r"[A-Z](?<![\w/@.-][A-Z])[A-Z]{1,5}(?:s\b)?(?![\w@-])")
# Better known by their letters than by their words; GOV.UK's style guide does not explain them either.
_KNOWN_INITIALS = frozenset({"BBC", "DVD", "GP", "ID", "NHS", "OK", "PDF", "PIN", "TV", "UK", "USB"})
_SMALL_WORDS = frozenset({"a", "and", "for", "in", "of", "on", "or", "the", "to", "with"})


def _plain_english(check: Check, case: Case) -> Evidence:
    """Every entry is easy to read, in short sentences, and explains its initials."""
    settings = check.settings
    read = case.offer.entries
    if not read:
        return _nothing_published()
    hard, long, unexplained = [], [], []
    plain = []
    most_words = settings.get("max_sentence_words")
    for entry in read:
        age, sentences, initials = case.remembered.about(
            entry.digest, f"plain-words {most_words}", partial(_measure, entry, most_words)
        )
        is_hard = age is not None and "max_reading_age" in settings and age > settings["max_reading_age"]
        initials = initials if settings.get("acronyms_explained") else ()
        hard += [f"“{entry.title}” ({age:.0f})"] if is_hard else []
        long += [f"“{entry.title}” ({sentences})"] if sentences else []
        unexplained += [f"“{entry.title}” ({', '.join(initials)})"] if initials else []
        plain += [entry] if not (is_hard or sentences or initials) else []
    entries = "1 entry" if len(read) == 1 else f"{len(read)} entries"
    share = (
        f"Of {entries}, {len(plain)} {'is' if len(plain) == 1 else 'are'} in plain English by our measure."
    )
    if len(plain) == len(read):
        return _evidence([_point("met", "plain-english", share)], plain)
    points = [_point("partly-met", "plain-english", share)]
    if hard:
        limit = settings["max_reading_age"]
        message = f"The reading age should be at most {limit}. It is more in: {_listed(hard)}."
        points.append(_point("partly-met", "hard-to-read", message))
    if long:
        message = f"Sentences should have at most {most_words} words. Some have more in: {_listed(long)}."
        points.append(_point("partly-met", "long-sentences", message))
    if unexplained:
        message = f"Initials should be explained. Some are not in: {_listed(unexplained)}."
        points.append(_point("partly-met", "initials-unexplained", message))
    return _evidence(points, plain)


def _measure(entry: Entry, most_words: int | None) -> tuple[float | None, int, tuple[str, ...]]:
    """Its reading age, how many sentences have more than *most_words*, and initials left unexplained."""
    text = _text_of(entry)
    long = long_sentences(text, most_words) if most_words else []
    return reading_age(text), len(long), unexplained_initials(text)


def _text_of(entry: Entry) -> str:
    facts = entry.facts
    texts = [entry.summary, facts.get("description", ""), facts.get("why", "")]
    texts += facts.get("sections", {}).values()
    return "\n".join(filter(None, (to_text(str(one)) for one in texts if one)))


def unexplained_initials(text: str) -> tuple[str, ...]:
    """Words in capitals that *text* explains neither in brackets nor by words with these first letters."""
    found: dict[str, None] = {}
    for line in text.splitlines() if _INITIALS.search(text) else ():
        in_line = _INITIALS.findall(line)
        # In a line of capitals they are shouted words, not initials.
        if in_line and not _is_shouted(line):
            found.update(dict.fromkeys(one.rstrip("s") for one in in_line))
    asked = [one for one in found if one not in _KNOWN_INITIALS]
    spelt = [one.lower() for one in words(text)] if asked else []
    return tuple(
        one for one in asked if not _is_bracketed(one, text) and not _is_spelt_out(one.lower(), spelt)
    )


def _is_shouted(line: str) -> bool:
    of_line = words(line)
    return len(of_line) > 2 and all(one.isupper() for one in of_line if one.isalpha())


def _is_bracketed(initials: str, text: str) -> bool:
    return re.search(rf"\({initials}s?\)|\b{initials}s? \(", text) is not None


def _is_spelt_out(initials: str, spelt: Sequence[str]) -> bool:
    """Whether words in a row begin with *initials*; small words between them may have a letter or none."""
    # How many letters the words up to here can stand for: each word is looked at once.
    told: set[int] = set()
    for word in spelt:
        if not told and word[0] != initials[0]:
            continue
        ahead = {count + 1 for count in (0, *told) if word[0] == initials[count]}
        if len(initials) in ahead:
            return True
        told = ahead | told if word in _SMALL_WORDS else ahead
    return False


# Other formats

_ROUTE_TOPIC, _ROUTE_SECTION = "alternative-formats", "how_to_ask"


def _other_formats(check: Check, case: Case) -> Evidence:
    """Each main page has an Easy Read version, and sign language and other languages or a way to ask."""
    settings = check.settings
    route = [
        page
        for page in case.shelves.by_topic.get(_ROUTE_TOPIC, ())
        if page.states(f"sections.{_ROUTE_SECTION}")
    ]
    asked: list[tuple[str, str, bool]] = []
    if settings.get("easy_read_version"):
        asked.append(("easy_read", "an Easy Read version", False))
    if settings.get("bsl_video_or_request_route"):
        asked.append(("bsl", "British Sign Language", True))
    if settings.get("translation_or_request_route"):
        asked.append(("translations", "another language", True))
    topics = case.rules.vocabularies["topics"]
    points = []
    counted: list[Entry] = []
    by_topic = {topic: case.shelves.by_topic.get(topic, ()) for topic in settings.get("topics", ())}
    for topic, pages in by_topic.items():
        label = topics.label(topic)
        if not pages:
            points.append(_point("missing", "nothing-published", f"There is no page on: {label}."))
            continue
        lacks = [
            words_for
            for name, words_for, may_ask in asked
            if not any(page.states(name) for page in pages) and not (may_ask and route)
        ]
        if lacks:
            points.append(
                _point("partly-met", "formats-missing", f"“{label}” does not have: {', '.join(lacks)}.")
            )
        else:
            points.append(
                _point("met", "formats-given", f"“{label}” has the other formats, or says how to ask.")
            )
            counted += pages
    if route:
        points.append(_point("met", "can-ask", f"{_titles(route)} says how to ask for other formats."))
    status = _worst(points)
    if status == "missing" and any(by_topic.values()):
        status = "partly-met"
    return Evidence(status, _ids([*counted, *route]), tuple(one.reason for one in points))


SITE_TESTS: Mapping[str, Callable[[Check, Case], Evidence]] = {
    "published-url-present": _published_address,
    "dead-links-zero": _dead_links,
    "browse-pages": _browse_pages,
    "accessibility-statement": _statement,
    "wcag22-aa": _wcag,
    "documents-accessible": _documents,
    "plain-english": _plain_english,
    "other-formats": _other_formats,
}
"""Every test of a site, by the name that a standard uses."""
