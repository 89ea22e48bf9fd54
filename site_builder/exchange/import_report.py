"""The report of an import: what became of the source's values, and what was done to the offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from site_builder.exchange.duplicates import Duplicates
from site_builder.exchange.importing import Imported
from site_builder.exchange.loss import as_json, as_text
from site_builder.exchange.updating import Conflict, Named
from site_builder.exchange.writing import Written

MOST_GROUPS = 50


def report_text(imported: Imported, written: Written, *, dry_run: bool = False) -> str:
    """The whole report in plain words. Nothing in it repeats personal data."""
    return "\n".join([as_text(imported.losses), written_as_text(written, dry_run=dry_run)])


def written_as_text(written: Written, *, dry_run: bool = False) -> str:
    """What was written and what was not, in plain words; of a dry run, what would be."""
    update = written.update
    lines = ["Nothing was written; this is what an import would do."] if dry_run else []
    lines += [
        f"{len(update.new):,} new {'entry' if len(update.new) == 1 else 'entries'}, "
        f"{len(update.changed):,} changed, {len(update.unchanged):,} as they were."
    ]
    if written.is_agreed_to and update.new:
        lines.append(
            "What is new is a draft, because people agree to every entry of this offer: "
            "it is on the site when somebody writes who agrees, under signed_off."
        )
    if written.authority_file:
        lines.append(f"{written.authority_file} was made of what is known; please complete it.")
    lines += [f"  {one.path}: {', '.join(one.fields)}" for one in update.changed]
    lines += _conflict_lines(update.conflicts)
    if update.own_words:
        lines.append(
            f"Your own words stand in {_many(len(update.own_words), 'field')}; "
            "the source says the same there as last time."
        )
    for title, some in (
        ("No longer in the source; kept, so look if they are still right", update.gone),
        ("In the source, but no entry any more; kept, so look if they are still right", update.not_listed),
        ("Not seen, because the source was not read to its end; kept", update.not_seen),
        ("Taken out of the offer by you, so left out", update.deleted),
        ("Cannot be read, so left as they are; see: local-offer check", update.unreadable),
    ):
        lines += _named_lines(title, some)
    if written.drafts:
        lines.append(f"Drafts for you to finish, which no build reads ({len(written.drafts):,}):")
        lines += [f"  {path}" for path in written.drafts]
    if written.own_drafts:
        lines.append(f"Drafts that you have changed, kept as they are ({len(written.own_drafts):,}):")
        lines += [f"  {path}" for path in written.own_drafts]
    lines += _duplicate_lines(written.duplicates)
    return "\n".join(lines) + "\n"


def report_json(imported: Imported, written: Written) -> dict[str, Any]:
    """The whole report as data: that of the loss, and under `update` what was done to the offer."""
    update = written.update
    return {
        **as_json(imported.losses),
        "source_read_whole": imported.is_whole,
        "records_read_in_part": sorted(imported.shallow),
        "update": {
            "new": [one.path for one in update.new],
            "changed": [{"path": one.path, "fields": list(one.fields)} for one in update.changed],
            "unchanged": len(update.unchanged),
            "conflicts": [
                {
                    "path": one.path,
                    "field": one.field,
                    "here": one.ours,
                    "source": one.theirs,
                    "why": one.why or "both changed it",
                }
                for one in update.conflicts
            ],
            "own_words": [{"path": path, "field": name} for path, name in update.own_words],
            "gone_from_source": _named_json(update.gone),
            "no_entry_any_more": _named_json(update.not_listed),
            "not_seen": _named_json(update.not_seen),
            "taken_out_by_people": _named_json(update.deleted),
            "unreadable": _named_json(update.unreadable),
        },
        "drafts": list(written.drafts),
        "drafts_changed_by_people": list(written.own_drafts),
        "duplicates": [
            {
                "shared": list(group.shared),
                "entries": [
                    {"entry": one.entry, "title": one.title, "source": one.source} for one in group.entries
                ],
            }
            for group in written.duplicates
        ],
    }


def _conflict_lines(conflicts: tuple[Conflict, ...]) -> list[str]:
    if not conflicts:
        return []
    lines = [f"Conflicts ({len(conflicts):,}): you and the source both changed these; yours were kept"]
    for one in conflicts:
        if one.why:
            lines.append(f"  {one.path}: {one.field} was not taken, because {one.why}")
        else:
            ours, theirs = _said(one.ours), _said(one.theirs)
            lines.append(f"  {one.path}: {one.field}: here {ours}, the source says {theirs}")
    return lines


def _said(text: str) -> str:
    return f'"{text}"' if text else "nothing"


def _named_lines(title: str, some: tuple[Named, ...]) -> list[str]:
    if not some:
        return []
    return [f"{title} ({len(some):,}):", *(f"  {one.path}{_why(one)}" for one in some)]


def _why(one: Named) -> str:
    return f": {one.why}" if one.why else ""


def _named_json(some: Iterable[Named]) -> list[dict[str, str]]:
    return [
        {"path": one.path, "source_id": one.source_id} | ({"why": one.why} if one.why else {}) for one in some
    ]


def _duplicate_lines(groups: tuple[Duplicates, ...]) -> list[str]:
    if not groups:
        return []
    lines = [f"May be the same thing twice ({len(groups):,}); look at them, nothing was joined:"]
    for group in groups[:MOST_GROUPS]:
        named = ", ".join(f"{one.entry} ({one.source or 'written here'})" for one in group.entries)
        lines.append(f"  same {' and '.join(group.shared)}: {named}")
    if len(groups) > MOST_GROUPS:
        lines.append(f"  and {len(groups) - MOST_GROUPS:,} more, all of them in the report as JSON")
    return lines


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
