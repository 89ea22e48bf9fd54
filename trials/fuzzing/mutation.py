"""Damage a file: its facts as `benchmarks.damage` does, or its text, as people and attackers do."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from benchmarks.damage import damaged
from site_builder.content.document import dump_document, parse_document

Chance = random.Random
Damage = Callable[[bytes, Chance, Sequence[bytes]], bytes]
"""From a sound file, to a damaged one; what is put into it may come from the others."""

LONGEST = 20_000
"""No file grows beyond this by chance: time goes into variety, and size has cases of its own."""

TRICKS: Sequence[bytes] = (
    *(
        b"*a",
        b"&a ",
        b"!!python/object/apply:os.system [ls]",
        b"!!binary ",
        b"!a ",
        b"<<: ",
        b"? ",
        b"- ",
        b"- - - ",
    ),
    *(
        b"[",
        b"]",
        b"{",
        b"}",
        b"[" * 60,
        b"{a: " * 30,
        b"'",
        b'"',
        b'"\\x00"',
        b'"\\ud800"',
        b'"\\u0085"',
        b'"\\',
    ),
    *(
        b"|",
        b">",
        b"|\n",
        b">-\n  ",
        b"|9\n",
        b"---\n",
        b"...\n",
        b"%YAML 1.1\n",
        b"%TAG ! x:\n",
        b"#",
        b" #",
        b": ",
    ),
    *(
        b"\t",
        b"\r",
        b"\r\n",
        b"\n\n",
        b"\0",
        b"\x1b[31m",
        b"\x7f",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\xef\xbb\xbf",
    ),
    *(
        b"\xff\xfe",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\x80",
        b"\xe9",
        b"\xef\xbf\xbe",
        b"\xf0\x9f\x98\x80",
    ),
    *(b"\xe2\x80\xae", b"e\xcc\x81", b"\xe0\xb9\x81" * 40, b"\xc2\xa0", b"\xe2\x80\x8b", b"\xef\xbc\x87"),
    *(
        b"yes",
        b"no",
        b"on",
        b"off",
        b"null",
        b"~",
        b"true",
        b".inf",
        b"-.INF",
        b".nan",
        b"NaN",
        b"Infinity",
        b"1e999",
    ),
    *(b"0x1F", b"0o17", b"0b11", b"1_000", b"190:20:30", b"12:30:45", b"-0", b"9" * 400, b"9" * 5_000, b"-1"),
    *(b"9999-12-31", b"0001-01-01", b"9999-99-99", b"2026-02-30", b"2026-10-01T00:00:00Z", b"0000-00-00"),
    *(
        b"<<<<<<< HEAD\n",
        b"=======\n",
        b">>>>>>> main\n",
        b"x" * 3_000,
        b"<script>",
        b"&#0;",
        b"[a](javascript:x)",
    ),
    *(
        b"../../etc/passwd",
        b"https://[::1",
        b"http://a:99999999/",
        b"//",
        b"mailto:",
        b"%00",
        b"{{ 7*7 }}",
        b"=1+1",
    ),
    *(b"\\", b"\\N", b"\\u", b",", b";", b"|", b'""', b'","', b"\x0b", b"\x1c"),
)
"""What is put anywhere into a text."""


def damaged_text(sound: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    """*sound* with one to four changes of its bytes."""
    content = sound
    for _ in range(chance.choice((1, 1, 2, 3, 4))):
        content = chance.choice(_CHANGES)(content, chance, others)[:LONGEST]
    return content


def _put_in(content: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(TRICKS) + content[at:]


def _put_for_value(content: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    """Something odd in the place of what stands behind a colon or a comma."""
    starts = [at for at, byte in enumerate(content) if byte in b":,-"]
    if not starts:
        return _put_in(content, chance, others)
    at = chance.choice(starts) + 1
    end = content.find(b"\n", at)
    return content[:at] + b" " + chance.choice(TRICKS) + content[end if end >= 0 else len(content) :]


def _flip(content: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    if not content:
        return chance.randbytes(3)
    at = chance.randrange(len(content))
    return content[:at] + bytes((chance.randrange(256),)) + content[at + 1 :]


def _take_out(content: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + content[at + chance.choice((1, 1, 2, 10, 200)) :]


def _cut_off(content: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    return content[: chance.randint(0, len(content))]


def _move_lines(content: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    lines = content.splitlines(keepends=True)
    if len(lines) < 2:
        return content + content
    one = lines.pop(chance.randrange(len(lines)))
    lines.insert(
        chance.randint(0, len(lines)), one if chance.random() < 0.5 else one * chance.choice((2, 2, 30))
    )
    return b"".join(lines)


def _indent(content: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    lines = content.splitlines(keepends=True) or [b""]
    at = chance.randrange(len(lines))
    lines[at] = (
        chance.choice((b" ", b"  ", b"\t", b"    ")) + lines[at]
        if chance.random() < 0.6
        else lines[at].lstrip()
    )
    return b"".join(lines)


def _put_from_elsewhere(content: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    start = chance.randint(0, len(other))
    at = chance.randint(0, len(content))
    return content[:at] + other[start : start + chance.choice((5, 30, 300))] + content[at:]


def _repeat(content: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
    start = chance.randint(0, len(content))
    piece = content[start : start + chance.choice((1, 2, 8, 60))]
    return content[:start] + piece * chance.choice((2, 20, 500)) + content[start:]


_CHANGES: Sequence[Damage] = (
    *(_put_in, _put_in, _put_for_value, _put_for_value, _flip, _take_out, _cut_off, _move_lines, _indent),
    *(_put_from_elsewhere, _repeat),
)


def damaged_facts(read: Callable[[bytes], Any], write: Callable[[Any], bytes]) -> Damage:
    """A damage of the facts in a file, by what reads and writes them; without facts, of its text."""

    def damage(sound: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
        facts, donor = read(sound), read(chance.choice(others))
        if not isinstance(facts, dict) or not facts:
            return damaged_text(sound, chance, others)
        donors = (donor,) if isinstance(donor, dict) and donor else (facts,)
        return write(damaged(facts, chance, donors))[:LONGEST]

    return damage


def read_yaml(content: bytes) -> Any:
    document, _ = parse_document(content, "sound.yaml")
    return document.data if document else None


def write_yaml(facts: Any) -> bytes:
    """*facts* in the house style where it can hold them; else as JSON, which is YAML too."""
    written = json.dumps(_texts_as_keys(facts), default=str, ensure_ascii=False)
    try:
        text = dump_document(json.loads(written))
    except (TypeError, AttributeError):
        text = written
    return text.encode("utf-8", errors="replace")


def read_json(content: bytes) -> Any:
    try:
        found = json.loads(content)
    except ValueError:
        return None
    return {"": found} if isinstance(found, list) else found


def write_json(facts: Any) -> bytes:
    bare = facts[""] if isinstance(facts, Mapping) and set(facts) == {""} else facts
    return json.dumps(_texts_as_keys(bare), default=str, ensure_ascii=False, indent=1).encode(
        "utf-8", "replace"
    )


def read_table(content: bytes) -> Any:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8", errors="replace"), newline="")))
    return {"rows": rows}


def write_table(facts: Any) -> bytes:
    text = io.StringIO()
    rows = facts.get("rows") if isinstance(facts, Mapping) else facts
    writer = csv.writer(text)
    for row in rows if isinstance(rows, list | tuple) else ():
        writer.writerow([str(cell) for cell in row] if isinstance(row, list | tuple) else [str(row)])
    return text.getvalue().encode("utf-8", errors="replace")


def _texts_as_keys(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _texts_as_keys(one) for key, one in value.items()}
    return [_texts_as_keys(one) for one in value] if isinstance(value, list | tuple) else value


def mutator(facts: Damage) -> Damage:
    """A damage of the facts or of the text, and sometimes of both, as chance has it."""

    def mutate(sound: bytes, chance: Chance, others: Sequence[bytes]) -> bytes:
        way = chance.random()
        if way < 0.5:
            return damaged_text(sound, chance, others)
        content = facts(sound, chance, others)
        return damaged_text(content, chance, others) if way < 0.6 else content

    return mutate


YAML = mutator(damaged_facts(read_yaml, write_yaml))
JSON = mutator(damaged_facts(read_json, write_json))
TABLE = mutator(damaged_facts(read_table, write_table))
