"""Make up an offer of invented entries whose text is as hard to search as a real directory's.

    python -m benchmarks.made_up_offer FOLDER --entries 3000

The first N entries are the same however many more are made, and have the same bytes each time.
`benchmarks.compare_text` sets their text beside a real directory's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from benchmarks.invented_english import Writer
from site_builder.content.document import dump_document
from site_builder.content.vocabulary import Vocabularies, load_vocabularies
from site_builder.project import Project

AUTHORITY = "brackenmere"
AS_OF = date(2026, 11, 1)
SEED = "made up"

SECTORS = {
    f"ZZ{district} {sector}": [
        round(54.8 + district * 0.031 + sector * 0.007, 3),
        round(-1.9 + sector * 0.043, 3),
    ]
    for district in range(1, 9)
    for sector in range(1, 8)
}
NAME_ENDS = [
    "Centre",
    "Group",
    "Club",
    "Service",
    "Project",
    "Trust",
    "Team",
    "Network",
    "School",
    "Nursery",
    "Hub",
    "Support",
    "Sessions",
    "Academy",
    "Clinic",
    "Playgroup",
    "Association",
    "Scheme",
    "Society",
    "Café",
]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday")


def make_project(folder: Path, entries: int, *, seed: str = SEED) -> Project:
    """Write the authority and *entries* invented entries below *folder*, which may be missing."""
    project = Project(folder)
    project.entries_folder(AUTHORITY).mkdir(parents=True, exist_ok=True)
    project.authority_file(AUTHORITY).write_text(dump_document(authority_facts()), encoding="utf-8")
    for facts in entries_facts(entries, load_vocabularies(), seed=seed):
        project.entry_file(AUTHORITY, facts["id"]).write_text(dump_document(facts), encoding="utf-8")
    return project


def authority_facts() -> dict[str, Any]:
    """The invented authority that all the entries are of."""
    return {
        "id": AUTHORITY,
        "name": "Brackenmere",
        "official_name": "Brackenmere Council",
        "gss_code": "E06999977",
        "dfe_code": "9977",
        "region": "North East",
        "demonstration": "invented",
        "as_of": AS_OF,
        "published_at": "https://brackenmere.example.org/",
        "contact": {
            "role": "Local offer officer",
            "phone": "01632 960177",
            "email": "offer@brackenmere.example.org",
        },
        "postcode_sectors": SECTORS,
    }


def entries_facts(count: int, vocabularies: Vocabularies, *, seed: str = SEED) -> Iterator[dict[str, Any]]:
    """The facts of the first *count* entries: in a hundred, 88 services, 8 settings, 2 guides, 2 absences."""
    maker = _Maker(Writer(seed), vocabularies)
    for number in range(count):
        yield maker.entry(number)


class _Maker:
    """Makes entries one after another; each depends on those before it, for words are used again."""

    def __init__(self, writer: Writer, vocabularies: Vocabularies) -> None:
        self._writer, self._chance = writer, writer.chance
        self._ids: set[str] = set()
        self._terms = {
            name: [*vocabularies[name].terms]
            for name in (
                "service-types",
                "needs",
                "topics",
                "routes",
                "outcomes",
                "levels",
                "access-features",
            )
        }
        for terms in self._terms.values():
            self._chance.shuffle(terms)
        self._sections = {
            term.id: [section["id"] for section in term.facts.get("sections", ())]
            for term in vocabularies["topics"].terms.values()
        }
        self._schools = [
            one
            for one in self._terms["service-types"]
            if vocabularies["service-types"].terms[one].facts.get("heading") == "education"
        ]
        self._towns = [writer.new_name() for _ in range(60)]
        self._streets = [writer.new_name() for _ in range(400)]

    def entry(self, number: int) -> dict[str, Any]:
        self._writer.start_entry()
        title = self._title()
        kind = {13: "not-available", 37: "information"}.get(
            number % 50, "setting" if number % 12 == 5 else "service"
        )
        facts: dict[str, Any] = {
            "id": self._id(title),
            "kind": kind,
            "title": title,
            "summary": self._summary(),
        }
        if kind == "not-available":
            facts |= self._absence()
        elif kind == "information":
            facts |= self._guide()
        else:
            facts |= self._support(kind)
        reviewed = AS_OF - timedelta(days=self._chance.randint(1, 500))
        return facts | {"reviewed": reviewed}

    def _title(self) -> str:
        """Five words and 34 characters, as real titles have on average; a few are one word or ten."""
        writer, chance = self._writer, self._chance
        words = [writer.name_word() for _ in range(chance.choice((0, 1, 1, 1, 2)))]
        words += [writer.title_word() for _ in range(chance.choice((1, 1, 2, 2)))]
        if chance.random() < 0.6:
            words.append(chance.choice(NAME_ENDS))
        if chance.random() < 0.25:
            words += ["for", writer.title_word(), "and", writer.title_word()]
        if chance.random() < 0.25:
            words += ["-", chance.choice(self._towns)]
        return " ".join(words)[:120].strip(" -")

    def _id(self, title: str) -> str:
        """Mostly the title in hyphens; one in five has others, as where a title was changed later."""
        words = re.findall(r"[a-z0-9]+", title.lower())
        if self._chance.random() < 0.2:
            words = [*words[:3], self._chance.choice(self._towns).lower()]
        first = one = "-".join(words)[:70].strip("-")
        number = 2
        while one in self._ids:
            one, number = f"{first}-{number}", number + 1
        self._ids.add(one)
        return one

    def _summary(self) -> str:
        sentence = self._writer.paragraph(self._chance.choice((6, 9, 12, 14)))
        return sentence if len(sentence) <= 300 else sentence[:290].rsplit(" ", 1)[0] + " ..."

    def _text(self, mean: float) -> str:
        """Paragraphs, with a list in some; half as long as *mean* words, or three times, is not rare."""
        left = int(min(1200, self._chance.lognormvariate(0, 0.8) * mean / 1.377))
        paragraphs = []
        while left > 8:
            words = min(left, self._chance.randint(20, 70))
            paragraphs.append(self._writer.paragraph(words))
            left -= words
            if left > 30 and self._chance.random() < 0.2:
                items = self._chance.randint(3, 6)
                paragraphs.append(self._writer.items(items))
                left -= 5 * items
        return "\n\n".join(paragraphs) or self._writer.sentence()

    def _some(self, name: str, most: int) -> list[str]:
        """Up to *most* terms of a vocabulary, a few of them far more often than others."""
        terms = self._terms[name]
        count = self._chance.randint(1, most)
        return list(dict.fromkeys(terms[int(len(terms) * self._chance.random() ** 2)] for _ in range(count)))

    def _maybe(self, share: float, facts: Mapping[str, Any]) -> dict[str, Any]:
        """*facts* in that share of entries: the others do not say."""
        return dict(facts) if self._chance.random() < share else {}

    def _needs(self) -> list[str]:
        return (
            ["all"]
            if self._chance.random() < 0.25
            else sorted(set(self._some("needs", 4)) - {"all"}) or ["all"]
        )

    def _ages(self) -> dict[str, int]:
        youngest = self._chance.choice((0, 0, 0, 2, 3, 4, 5, 5, 8, 10, 11, 13, 14, 16, 18))
        return {"from": youngest, "to": min(25, youngest + self._chance.choice((4, 7, 8, 11, 14, 18, 25)))}

    def _phone(self) -> str:
        return f"01632 960{self._chance.randint(0, 999):03}"

    def _day(self, within: int) -> date:
        return AS_OF - timedelta(days=self._chance.randint(1, within))

    def _support(self, kind: str) -> dict[str, Any]:
        writer, chance = self._writer, self._chance
        sentences = [writer.sentence() for _ in range(chance.randint(1, 3))]
        provider = f"{writer.name_word()} {writer.title_word()} {chance.choice(NAME_ENDS)}"
        site = re.sub("[^a-z0-9]+", "-", provider.lower()).strip("-")
        cost = chance.choice(("free", "free", "free", "paid", "varies", "means-tested"))
        types = self._some("service-types", 3)
        if kind == "setting":
            types = [chance.choice(self._schools)]
        return {
            "description": self._text(100),
            "service_types": types,
            **self._maybe(0.7, {"level": chance.choice(self._terms["levels"])}),
            "provider": {"name": provider, "website": f"https://{site}.example.org/"},
            "area": "out" if chance.random() < 0.07 else "in",
            **self._maybe(0.8, {"needs": self._needs()}),
            **self._maybe(0.85, {"ages": self._ages()}),
            **self._maybe(0.5, {"outcomes": self._some("outcomes", 3)}),
            **self._maybe(
                0.7,
                {
                    "eligibility": chance.choice(
                        (
                            {"who": "open-to-all", "plan": "not-needed"},
                            {"who": "criteria", "criteria": sentences[:1], "plan": "unknown"},
                            {"who": "criteria", "criteria": sentences[:2], "plan": "needed"},
                        )
                    )
                },
            ),
            **self._maybe(
                0.75,
                {
                    "how_to_access": {
                        "route": self._some("routes", 2),
                        "steps": [writer.sentence() for _ in range(chance.randint(1, 3))],
                    }
                },
            ),
            **self._maybe(
                0.5,
                {
                    "waiting_time": chance.choice(
                        (
                            {"status": "none", "as_of": self._day(300)},
                            {"status": "weeks", "weeks": chance.randint(1, 60), "as_of": self._day(300)},
                        )
                    )
                },
            ),
            **self._maybe(
                0.6,
                {
                    "availability": {
                        "status": chance.choice(
                            ("open", "open", "open", "limited", "waiting-list", "full", "paused")
                        ),
                        "as_of": self._day(200),
                    }
                },
            ),
            **self._maybe(
                0.75,
                {
                    "cost": {"to_family": cost}
                    | ({} if cost == "free" else {"amount": f"£{chance.randint(1, 60)}"})
                },
            ),
            **self._maybe(
                0.5,
                {
                    "when": [
                        {
                            "days": [day for day in WEEKDAYS if chance.random() < 0.4] or ["monday"],
                            "from": f"{chance.randint(9, 16):02}:{chance.choice(('00', '30'))}",
                            "to": f"{chance.randint(17, 20)}:00",
                        }
                    ]
                },
            ),
            "delivered": [chance.choice(("at-a-place", "at-a-place", "at-home", "at-school", "online"))],
            **self._maybe(0.75, {"places": [self._place()]}),
            "contact": {
                "role": f"{writer.title_word()} team",
                "phone": self._phone(),
                "email": f"hello@{site}.example.org",
                "website": f"https://{site}.example.org/{writer.name_word().lower()}",
            },
        }

    def _place(self) -> dict[str, Any]:
        chance = self._chance
        street = f"{chance.choice(self._streets)} {chance.choice(('Road', 'Street', 'Lane'))}"
        inward = "".join(chance.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
        return {
            **self._maybe(0.4, {"name": f"{self._writer.name_word()} {self._writer.title_word()}"}),
            "address": [f"{chance.randint(1, 180)} {street}", chance.choice(self._towns)],
            "postcode": chance.choice([*SECTORS]) + inward,
            **self._maybe(0.5, {"access": self._some("access-features", 4)}),
        }

    def _guide(self) -> dict[str, Any]:
        topic = self._chance.choice([one for one, sections in self._sections.items() if sections])
        return {
            "topic": topic,
            "sections": {section: self._text(40) for section in self._sections[topic][:4]},
        }

    def _absence(self) -> dict[str, Any]:
        return {
            "absent": {
                "service_types": self._some("service-types", 1),
                "needs": self._needs(),
                "ages": self._ages(),
            },
            "since": self._day(600),
            "why": self._text(30),
            "instead": [{"title": self._title(), "url": "https://brackenmere.example.org/instead"}],
            "ask": {"role": "Local offer officer", "phone": self._phone()},
        }


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--entries", default=3000, show_default=True, help="How many.")
def main(folder: Path, entries: int) -> None:
    """Make up an offer of invented entries in FOLDER."""
    make_project(folder, entries)
    click.echo(
        f"{entries:,} entries are in {folder.as_posix()}; build them: local-offer build --project {folder}"
    )


if __name__ == "__main__":
    main()
