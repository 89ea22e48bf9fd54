"""One entry in the making, from one record of another system: what every importer does with what it reads."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from site_builder.content.model import OLDEST_AGE, Facts
from site_builder.content.richtext import to_html
from site_builder.content.schema import load_schemas
from site_builder.content.vocabulary import Vocabularies
from site_builder.exchange.loss import Path
from site_builder.exchange.markup import ConvertedText, html_to_markdown
from site_builder.exchange.readings import (
    DAYS,
    LONGEST_SUMMARY,
    Block,
    age_in_years,
    calendar_day,
    email_address,
    first_sentence,
    in_pounds,
    odd_position,
    one_line,
    phone_number,
    price,
    says_free,
    shorten,
    slug,
    time_of_day,
    web_address,
)
from site_builder.exchange.source import Meaning, Record, SourceTerms, normal

UNKNOWN_SUPPORT = "other-support"
"""The kind of support of an entry whose source names none that is known here."""

REFERRAL_STEP = "You need someone to refer you."

LONGEST_TITLE = 120
LONGEST_NAME = 200
LONGEST_DESCRIPTION = 50_000
LONGEST_SETTING_FACT = 10_000
LONGEST_STEP = 1_000
LONGEST_AMOUNT = 500

_VOCABULARIES = {
    "service_types": "service-types",
    "needs": "needs",
    "access": "access-features",
    "languages": "languages",
    "purpose": "link-purposes",
    "how_to_access.route": "routes",
}
_PLACE_ORDER = ("name", "address", "postcode", "access", "location")
_CONTACT_ORDER = ("role", "phone", "text", "email", "website", "hours")
_FORMS_OF_ADDRESS = frozenset(("mr", "mrs", "ms", "miss", "mx", "dr", "rev", "reverend", "sir", "lady"))
_HTML = re.compile(r"<\s*/?\s*[a-z!][^<>]*>|&(?:[a-z]+|#\d+|#x[0-9a-f]+);", re.IGNORECASE)
_CHANGES = {
    "HTML": "HTML became Markdown",
    "Markdown": "its Markdown was brought to what an entry may use",
    "plain text": "plain text became Markdown",
}
_MARKDOWN = re.compile(r"\*\*\S[^*\n]*\*\*|\]\((?:https?:|mailto:|tel:)|^#{1,6} \S", re.MULTILINE)
_WORDS_OF_A_SENTENCE = 4
_WEEKS = re.compile(r"([1-9][0-9]{0,2})(?: weeks?)?")
MOST_WEEKS = 520
_BLOCK_TAG = r"<(?P<close>/?)(?P<name>p|br|ul|ol|li|h3|h4|blockquote)\b[^>]*>"
_PIECE = re.compile(rf"{_BLOCK_TAG}|(?P<text>(?:[^<]|<(?!/?(?:p|br|ul|ol|li|h3|h4|blockquote)\b))+)")
_ANY_TAG = re.compile(r"<[^>]*>")
_NOT_LISTED = frozenset(
    ("inactive", "defunct", "archived", "expired", "deleted", "marked for deletion", "pending", "invisible")
)


class CannotBecomeEntry(Exception):
    """A record lacks what an entry must have, or is not for a local offer; the text says which."""


class LeftOutOnPurpose(CannotBecomeEntry):
    """A record that is not for this offer, so that there is nothing for a person to finish."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One time on one day; opening and closing are empty where only the day is known."""

    day: str
    opens: str
    closes: str
    note: str = ""


@dataclass
class Draft:
    """An entry in the making, and the record it is made from."""

    record: Record
    terms: SourceTerms
    vocabularies: Vocabularies
    imported: date
    authority: str
    facts: dict[str, Any] = field(default_factory=dict)
    sections: list[str] = field(default_factory=list)
    made: list[tuple[str, str]] = field(default_factory=list)
    left_out: list[tuple[str, int]] = field(default_factory=list)

    def add(self, key: str, items: Iterable[Any]) -> None:
        """Add *items* to the list fact *key* (dotted for a fact inside a fact), each once."""
        facts, _, inner = key.rpartition(".")
        target = self.facts.setdefault(facts, {}) if facts else self.facts
        already = target.setdefault(inner, [])
        already.extend(one for one in items if one not in already)

    def take_terms(self, path: Path, name_keys: Sequence[str] = ("slug", "name"), parent: str = "") -> None:
        """Put what the terms in the list at *path* mean into the entry.

        A term is a mapping with its names at *name_keys*, or the name itself. The key *parent*, where the
        source has one, holds the id of the broader term: of two terms of a record, it is enough to know one.
        """
        record = self.record
        known: dict[str, str] = {}
        unknown: list[tuple[Path, str]] = []
        for item in record.items(*path):
            names = self.term_names(item, name_keys)
            if names and self.take_meaning(item, field_key(path), names):
                known[record.text(*item, "id")] = record.text(*item, parent) if parent else ""
            elif names:
                unknown.append((item, names[-1]))
        for item, name in unknown:
            own_id, parent_id = record.text(*item, "id"), record.text(*item, parent) if parent else ""
            if own_id and own_id in known.values():
                record.change(item, "a narrower term of the same record says it")
            elif parent_id and parent_id in known:
                record.change(item, "a broader term of the same record is used")
            else:
                record.miss(item, " ".join(name.split()))

    def take_term(self, path: Path, field_of_term: str, name_keys: Sequence[str]) -> None:
        """Put what the one term at *path* means into the entry."""
        names = self.term_names(path, name_keys)
        if names and not self.take_meaning(path, field_of_term, names):
            self.record.miss(path, " ".join(names[-1].split()))

    def term_names(self, item: Path, name_keys: Sequence[str]) -> list[str]:
        """The names of the term at *item*, as a slug too, and last the one to show to people."""
        if isinstance(self.record.at(*item), dict):
            given = [self.record.text(*item, key) for key in name_keys]
        else:
            given = [self.record.text(*item)]
        names = [name for name in given if name]
        return [slug(names[-1]), *names] if names else []

    def take_meaning(self, path: Path, field_of_term: str, names: Sequence[str]) -> bool:
        """Put what a term means into the entry; false where it means nothing here."""
        meaning, broader = self.terms.meaning(field_of_term, names), False
        if meaning is None and "accessib" in field_of_term:
            own = self.vocabularies["access-features"].terms.values()
            said = {normal(name) for name in names}
            found = tuple(one.id for one in own if normal(one.label) in said or one.id in said)
            meaning = Meaning({"access": found}) if found else None
        if meaning is None and ">" in names[-1]:
            meaning, broader = self.terms.meaning(field_of_term, [names[-1].rpartition(">")[0]]), True
        if meaning is None:
            return False
        usable = {key: self._known(key, ids) for key, ids in meaning.facts.items()}
        usable = {key: ids for key, ids in usable.items() if ids}
        if not usable:
            return False
        for key, ids in usable.items():
            if key in ("kind", "area"):
                self.facts.setdefault(key, ids[0])
            elif key == "not_a_setting":
                self.facts["kind"] = "service"
            elif key == "serves":
                self.facts["serves"] = {"where": ids[0]}
            else:
                self.add(key, ids)
        if broader or meaning.broader:
            self.record.change(path, "a broader term of this project is used")
        else:
            self.record.keep(path)
        return True

    def _known(self, key: str, ids: Iterable[str]) -> list[str]:
        if key not in _VOCABULARIES:
            return list(ids)
        return [one for one in ids if one in self.vocabularies[_VOCABULARIES[key]]]

    def take_status(self, path: Path) -> None:
        """Skip what the source no longer lists, and note what has stopped for a time.

        "Active" says that it is listed, not that it has room.
        """
        status = self.record.text(*path).lower()
        if status in _NOT_LISTED:
            raise LeftOutOnPurpose(f'the source no longer lists it: its status is "{status}"')
        if status == "temporarily closed":
            self.facts["availability"] = {"status": "paused"}
            self.record.change(path, "became: it has stopped for now")
        elif status == "active":
            self.record.keep(path, "it is listed")
        elif status:
            self.record.miss(path, status)

    def take_title(self, path: Path) -> None:
        title = self.record.take(path, one_line(LONGEST_TITLE))
        if not title:
            raise CannotBecomeEntry("it has no name")
        self.facts["title"] = title

    def take_provider(self, path: Path, website_keys: Sequence[str]) -> None:
        """Put the organisation at *path* into the entry: its name and first web page at *website_keys*."""
        name = self.record.take((*path, "name"), one_line(LONGEST_NAME))
        if not name:
            raise CannotBecomeEntry("it does not say who runs it")
        provider = {"name": name}
        for key in website_keys:
            text = self.record.text(*path, key)
            if "website" not in provider:
                website = self.take_link((*path, key))
                provider |= {"website": website} if website else {}
            elif text and text in provider["website"]:
                self.record.keep((*path, key), "the same web address again")
            else:
                self.record.lose((*path, key), "an organisation has one web address here")
        self.facts["provider"] = provider

    def take_link(self, path: Path) -> str | None:
        found = self.record.take(path, web_address)
        return found if isinstance(found, str) else None

    def take_rich_text(self, path: Path) -> str:
        """The text at *path* as Markdown: HTML is converted, and pictures in it are left out and counted."""
        text = self.record.text(*path)
        if not text:
            return ""
        if self.terms.is_placeholder(text):
            self.record.lose(path, "placeholder text, not a fact")
            return ""
        form = "HTML" if _HTML.search(text) else "Markdown" if _MARKDOWN.search(text) else "plain text"
        if form == "Markdown":
            converted = html_to_markdown(to_html(text))
        else:
            converted = html_to_markdown(text if form == "HTML" else html.escape(text, quote=False))
        self.left_out += [(what, count) for what, count in _left_out(converted) if count]
        markdown = converted.markdown.strip()
        if not markdown:
            self.record.lose(path, "no words in it")
        elif len(markdown) > LONGEST_DESCRIPTION:
            markdown = shorten(markdown, LONGEST_DESCRIPTION)
            self.record.change(path, f"cut after {LONGEST_DESCRIPTION:,} characters")
        elif markdown == text:
            self.record.keep(path)
        else:
            self.record.change(path, _CHANGES[form])
        return markdown

    def take_description(self, path: Path) -> None:
        """Put the description into the entry, and make the summary of its first sentence."""
        markdown = self.take_rich_text(path)
        if not markdown:
            raise CannotBecomeEntry("there are no words in its description")
        sentence = _opening(markdown, self.facts["title"])
        if not sentence:
            # Signs that make Markdown and no words, such as a line of dashes.
            raise CannotBecomeEntry("there are no words in its description")
        self.facts["summary"] = shorten(sentence, LONGEST_SUMMARY)
        cut = f", cut after {LONGEST_SUMMARY} characters" if len(sentence) > LONGEST_SUMMARY else ""
        self.made.append(("summary", f"made from the first sentence of the description{cut}"))
        self.facts["description"] = markdown

    def take_ages(self, *spans: tuple[Path, Path]) -> None:
        """Put the widest ages of *spans* (youngest and oldest) into the entry.

        -1, 0 to 0, 100 and more stand for no age. Nobody over 25 is in a local offer.
        """
        stated: dict[Path, int] = {}
        for youngest, oldest in spans:
            stated |= self._ages(youngest, oldest)
        chosen = {
            "from": min((stated[low] for low, _ in spans if low in stated), default=None),
            "to": max((stated[high] for _, high in spans if high in stated), default=None),
        }
        if chosen["from"] is not None and chosen["from"] > OLDEST_AGE:
            raise LeftOutOnPurpose(
                f"it is for people aged {chosen['from']} and over, and a local offer ends at {OLDEST_AGE}"
            )
        for path, years in stated.items():
            if years in chosen.values():
                self.record.take(path, age_in_years)
            else:
                self.record.change(path, "the widest ages of all groups are used")
        if stated:
            self.facts["ages"] = {key: years for key, years in chosen.items() if years is not None}

    def _ages(self, youngest: Path, oldest: Path) -> dict[Path, int]:
        """The ages at the two places that are ages; what is none is marked as lost."""
        record = self.record
        found: dict[Path, int] = {}
        for path in (youngest, oldest):
            text = record.text(*path)
            read = age_in_years(text) if text else None
            if read and read.value is not None:
                found[path] = read.value
            elif read:
                record.lose(path, read.how)
        if found.get(oldest) == 0:
            both = found.get(youngest) in (0, None)
            for path in (youngest, oldest) if both else (oldest,):
                found.pop(path, None)
                record.lose(path, "stands for no age: not stated")
        if youngest in found and oldest in found and found[youngest] > found[oldest]:
            for path in (youngest, oldest):
                record.lose(path, "the youngest age is above the oldest")
            return {}
        return found

    def take_prices(self, path: Path, words: Sequence[str]) -> None:
        """Put the prices in the list at *path* into the entry, as the source words them.

        An amount of 0 is free only where the words beside it say so.
        """
        paid, free, other = [], [], []
        for item in self.record.items(*path):
            if self.has_ended((*item, "valid_to")):
                self.record.lose(item, "a price that no longer holds")
                continue
            said = [" ".join(self.record.text(*item, key).split()) for key in words]
            amount = price(self.record.text(*item, "amount"))
            is_free = any(says_free(text) for text in said)
            if amount is not None and amount > 0:
                text = " ".join([in_pounds(amount), *([said[0]] if said[0] else [])])
                paid.append(text + "".join(f" ({one})" for one in said[1:] if one))
                self.record.change((*item, "amount"), "a price in pounds, in words")
            elif is_free:
                free.append(" ".join(one for one in said if one))
                self.record.keep((*item, "amount"))
            elif amount == 0 and not any("free" in text.casefold() for text in said):
                self.record.lose((*item, "amount"), "an amount of 0 does not say that it is free")
                for key in words:
                    self.record.lose((*item, key), "there is no price with it")
            else:
                other.append(" ".join(one for one in said if one))
                why = (
                    "not an amount of money"
                    if amount is None
                    else "the words beside it say for whom it is free"
                )
                self.record.lose((*item, "amount"), why)
            for key in words:
                self.record.keep((*item, key))
        cost = self.facts.setdefault("cost", {})
        if paid:
            cost["to_family"] = "varies" if free or "to_family" in cost else "paid"
        elif free:
            cost["to_family"] = "free"
        spoken = [*paid, *free, *other] if paid or other else []
        if any(spoken):
            cost["amount"] = shorten("; ".join(filter(None, spoken)), LONGEST_AMOUNT)

    def has_ended(self, path: Path) -> bool:
        """Whether the day at *path* is before the import."""
        until = calendar_day(self.record.text(*path)).value
        return until is not None and until < self.imported

    def take_position(self, latitude: Path, longitude: Path) -> None:
        """Say what is wrong with a position; an entry has none of its own in any case."""
        stated = [self.record.text(*path) for path in (latitude, longitude)]
        if all(stated) and (why := odd_position(*stated)):
            for path in (latitude, longitude):
                self.record.lose(path, f"{why}; places are found by their postcode")

    def take_wait(self, path: Path) -> None:
        """How long people wait, where it is a number of weeks or none; other words become a section."""
        record = self.record
        text = " ".join(record.text(*path).casefold().split()).rstrip(".")
        weeks = _WEEKS.fullmatch(text)
        if weeks and int(weeks[1]) <= MOST_WEEKS:
            self.facts["waiting_time"] = {"status": "weeks", "weeks": int(weeks[1])}
            record.keep(path)
        elif text in ("none", "no wait", "no waiting list", "there is no wait", "0 weeks", "0"):
            self.facts["waiting_time"] = {"status": "none"}
            record.keep(path)
        elif words := self.take_rich_text(path):
            self.add_section("How long you may wait", words)

    def take_checked(self, *paths: Path) -> date | None:
        """The day at the first of *paths* that has one: when the source says that it was checked."""
        checked: date | None = None
        for path in paths:
            text = self.record.text(*path)
            day = calendar_day(text)
            if not text:
                continue
            if day.value is None:
                self.record.lose(path, "not a date")
            elif day.value > self.imported:
                self.record.lose(path, "a day after the import")
            elif checked not in (None, day.value):
                self.record.lose(path, "another day than the one that is used")
            else:
                checked = day.value
                why = "the source says it was checked then; not a review of ours"
                if day.how:
                    self.record.change(path, f"{day.how}; {why}")
                else:
                    self.record.keep(path, why)
        return checked

    def set_times(self, slots: Sequence[Slot]) -> None:
        """Put *slots* into the entry, days with the same hours together."""
        hours: dict[tuple[str, str, str], set[str]] = {}
        for slot in slots:
            hours.setdefault((slot.opens, slot.closes, slot.note), set()).add(slot.day)
        when = self.facts.setdefault("when", []) if slots else []
        for (opens, closes, note), days in hours.items():
            block = {"days": sorted(days, key=DAYS.index), "from": opens, "to": closes, "note": note}
            when.append({key: value for key, value in block.items() if value})

    def take_hours(self, item: Path) -> tuple[str, str]:
        """The times at `opens_at` and `closes_at` of *item*, both empty where they are no span of time."""
        record, opens, closes = self.record, (*item, "opens_at"), (*item, "closes_at")
        texts = [record.text(*opens), record.text(*closes)]
        times = [time_of_day(text).value for text in texts]
        if all(times) and times[0] < times[1]:
            return record.take(opens, time_of_day), record.take(closes, time_of_day)
        for path, text, time, other in zip((opens, closes), texts, times, times[::-1], strict=True):
            if text and not time:
                record.lose(path, "not a time of day")
            elif text:
                why = "it closes no later than it opens" if other else "the other end of the hours is missing"
                record.lose(path, why)
        return "", ""

    def says_where(self, path: Path) -> bool:
        """Whether the text at *path* is no part of an address, but says "online" or "nationwide"."""
        text = self.record.text(*path)
        return bool(text) and self.take_meaning(path, field_key(path), [text])

    def take_address(self, path: Path, before: Sequence[str]) -> list[str]:
        """The lines of an address in the text at *path* that *before* does not have already."""
        record = self.record
        text = record.text(*path)
        lines = [line for line in (" ".join(part.split()) for part in re.split(r"[,\n]", text)) if line]
        said = {line.casefold() for line in before}
        new = [shorten(line, LONGEST_NAME) for line in lines if line.casefold() not in said]
        if lines and not new:
            record.keep(path, "another line of the address says it")
        elif new == [record.at(*path)]:
            record.keep(path)
        elif new:
            record.change(path, "the address was tidied")
        return new

    def take_country(self, path: Path) -> list[str]:
        """The country as a line of an address, unless it is this one."""
        if self.record.text(*path).casefold() in ("gb", "uk", "united kingdom", "england", "great britain"):
            self.record.lose(path, "a place is in the United Kingdom unless its address says otherwise")
            return []
        return self.take_address(path, [])

    def take_access(self, path: Path, name_keys: Sequence[str] = ("slug", "name")) -> list[str]:
        """The access features of one place, from the terms at *path*."""
        self.take_terms(path, name_keys)
        access: list[str] = self.facts.pop("access", [])
        return access

    def add_place(self, place: Facts) -> None:
        stated = {key: place[key] for key in _PLACE_ORDER if place.get(key)}
        self.facts.setdefault("places", []).append(stated)

    def take_role(self, title: Path, name: Path) -> str | None:
        """Who answers: the title, or a name that names a role. Names of people are never kept."""
        record = self.record
        role = None
        if record.text(*title).casefold().strip(".") in _FORMS_OF_ADDRESS:
            record.lose(title, "a form of address; names of people are not kept")
        else:
            role = record.take(title, one_line(LONGEST_NAME))
        named = self.role_in(record.text(*name))
        if named and not role:
            record.change(name, "a role in the place of a name")
            return named
        return role if isinstance(role, str) else None

    def role_in(self, text: str) -> str | None:
        """*text* where every word of it names a role or a team, so that none can be a person's name."""
        words = re.findall(r"\w+", text.casefold())
        if words and self.terms.role_words.issuperset(words):
            return shorten(" ".join(text.split()), LONGEST_NAME)
        return None

    def take_phone(self, path: Path) -> str | None:
        found = self.record.take(path, phone_number)
        return found if isinstance(found, str) else None

    def take_email(self, path: Path) -> str | None:
        if self.terms.is_placeholder(self.record.text(*path)):
            self.record.lose(path, "a placeholder that reaches nobody: not stated")
            return None
        found = self.record.take(path, email_address)
        return found if isinstance(found, str) else None

    def set_contact(self, contact: Facts) -> None:
        self.facts["contact"] = {key: contact[key] for key in _CONTACT_ORDER if contact.get(key)}

    def add_setting_fact(self, key: str, text: str) -> bool:
        """Put *text* (Markdown) into a fact of settings, after what is there; false where it is too long."""
        facts = self.facts.setdefault("setting", {})
        name = key.removeprefix("setting.")
        whole = f"{facts[name]}\n\n{text}" if name in facts else text
        if len(whole) > LONGEST_SETTING_FACT:
            return False
        facts[name] = whole
        return True

    def add_section(self, heading: str, text: str) -> None:
        """Put *text* (Markdown) under a heading at the end of the description."""
        self.sections.append(f"### {heading}\n\n{text}")

    def finish(self, scheme: str, source_id: str, source: Facts) -> dict[str, Any]:
        """The facts in the order of the schema, without the id."""
        facts = self.facts
        facts.setdefault("kind", "service")
        if not facts.get("service_types"):
            facts["service_types"] = [UNKNOWN_SUPPORT]
            how = f"{UNKNOWN_SUPPORT}, because the source names no kind that is known here"
            self.made.append(("service_types", how))
        if self.sections:
            whole = "\n\n".join([facts["description"], *self.sections])
            facts["description"] = shorten(whole, LONGEST_DESCRIPTION)
            if whole != facts["description"]:
                self.made.append(("description", f"cut after {LONGEST_DESCRIPTION:,} characters"))
        if not source_id:
            source_id = self._made_number()
            self.made.append(
                ("external_ids", "made of the name and the place, because the source gives no number")
            )
        # First, because an import finds its entry again by the first of them.
        others = [one for one in facts.get("external_ids", ()) if one["scheme"] != scheme]
        facts["external_ids"] = [{"scheme": scheme, "id": source_id}, *others]
        facts["source"] = source
        order = load_schemas()[facts["kind"]].rules
        return {key: facts[key] for key in order if facts.get(key) not in (None, "", [], {})}

    def _made_number(self) -> str:
        """What tells a record without a number from others: its name, who runs it, and where it is."""
        places = [place.get("postcode", "") for place in self.facts.get("places", ())]
        provider = self.facts.get("provider", {}).get("name", "")
        same = provider.casefold() == self.facts["title"].casefold()
        return slug(" ".join([self.facts["title"], "" if same else provider, *places[:1]]), 150) or "no-name"


def field_key(path: Path) -> str:
    """The field that *path* is in, as mapping files name it: without the numbers of items."""
    return ".".join(key for key in path if isinstance(key, str))


def blocks(markdown: str) -> list[Block]:
    """The paragraphs (each of their lines), list items and headings of *markdown* as plain words."""
    found = []
    is_heading, lists = False, 0
    for piece in _PIECE.finditer(to_html(markdown)):
        if piece["name"] in ("h3", "h4"):
            is_heading = not piece["close"]
        elif piece["name"] == "li":
            lists += -1 if piece["close"] else 1
        elif piece["text"] and (words := " ".join(html.unescape(_ANY_TAG.sub("", piece["text"])).split())):
            found.append(Block("heading" if is_heading else "item" if lists else "text", words))
    return found


def _opening(markdown: str, title: str) -> str:
    """The first sentence of *markdown*.

    Headings, the title again and scraps of words are passed over where anything else is there.
    """

    def tells(block: Block) -> bool:
        return block.kind != "heading" and block.words.casefold().rstrip(".: ") != same

    same = title.casefold().rstrip(".: ")
    everything = blocks(markdown)
    telling = [block for block in everything if tells(block)]
    sentences = (n for n, block in enumerate(telling) if len(block.words.split()) >= _WORDS_OF_A_SENTENCE)
    return first_sentence(telling[next(sentences, 0) :] or everything)


def _left_out(converted: ConvertedText) -> Iterator[tuple[str, int]]:
    """What of an HTML text did not come along, and how often it stood there."""
    yield "pictures inside a text", converted.embedded_images
    yield "pictures from other web pages inside a text", converted.linked_images
    yield "scripts and styles inside a text", converted.scripts
    yield "addresses of links that lead nowhere; their words were kept", converted.links
    for name, count in converted.other_tags:
        yield f"<{name}> inside a text; its words were kept", count
