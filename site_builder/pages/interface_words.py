"""Find every text of the interface, and bring the catalogues of other languages up to date: `make words`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

from site_builder.content.checks import load_rules
from site_builder.content.document import read_trusted
from site_builder.content.schema import ENTRY_KINDS
from site_builder.content.vocabulary import WORDS
from site_builder.editing.family_form import form_texts
from site_builder.errors import SiteBuilderError
from site_builder.pages.growing_up import load_route
from site_builder.pages.guide import load_guide
from site_builder.pages.language import catalogue_folder, catalogue_path, read_catalogue, strings_of
from site_builder.shipped import shipped

MARKED = {"_": None, "gettext": None, "ngettext": (1, 2), "plural_forms": (1, 2)}
"""The functions whose arguments are texts of the interface: one text, or one for one thing and for many."""

HINTS_FOR_READERS = ("needs", "phases")
"""The vocabularies whose hints stand on pages; those of the others are for people who write entries."""

ONLY_IN_ENGLISH = frozenset(
    {
        "accessibility-tests.html",
        "accessibility.html",
        "accessibility_page.py",
        "front-about.html",
        "front.html",
        "you-said.html",
        "you_said.py",
    }
)
"""The files of pages that are made in English only, whatever their texts go through."""

_NOTE = "Translators:"
"""What begins a comment, above a text, that translators should read."""

# As the templates are rendered, or a text would not be found again.
_TEMPLATE_OPTIONS = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}

_PLACEHOLDER = re.compile(r"%\([a-z_]+\)[sd]|%%|\{[a-z_]+\}")
_WIDTH = 110

Text = tuple[str, str | tuple[str, str], Sequence[str]]
"""The file a text is in, the text or its two forms, and what its translators should know."""


def find_words() -> Catalog:
    """Every text of the interface, in the order of files: program, templates, and rules."""
    found = Catalog(charset="utf-8")
    for file, text, notes in (
        *_texts_of_program(),
        *_texts_of_templates(),
        *_texts_of_guides(),
        *_texts_of_forms(),
        *_texts_of_rules(),
    ):
        found.add(text, locations=[(file, 0)], auto_comments=notes)
    return found


def _texts_of_program() -> Iterator[Text]:
    folder = Path(__file__).resolve().parent
    for path in sorted(folder.glob("*.py")):
        yield from _extracted("python", path, f"site_builder/pages/{path.name}", {})


def _texts_of_templates() -> Iterator[Text]:
    theme = shipped("themes", "local_offer")
    for path in sorted(theme.rglob("*.html")):
        name = f"themes/local_offer/{path.relative_to(theme).as_posix()}"
        yield from _extracted("jinja2.ext:babel_extract", path, name, _TEMPLATE_OPTIONS)


def _texts_of_guides() -> Iterator[Text]:
    """What the guided start and the route to adulthood say."""
    yield from (("schema/guides/guided-start.yaml", text, ()) for text in load_guide().texts)
    yield from (("schema/guides/growing-up.yaml", text, ()) for text in load_route().texts)


def _texts_of_forms() -> Iterator[Text]:
    """What the forms ask that need no account."""
    yield from ((f"schema/forms/{form_id}.yaml", text, ()) for form_id, text in form_texts())


def _extracted(method: str, path: Path, name: str, options: Mapping[str, str]) -> Iterator[Text]:
    if path.name in ONLY_IN_ENGLISH:
        return
    found = extract_from_file(
        method, path, keywords=MARKED, comment_tags=(_NOTE,), options=dict(options), strip_comment_tags=True
    )
    for _, text, notes, _ in found:
        yield name, text if isinstance(text, str) else (text[0], text[1]), notes


def _texts_of_rules() -> Iterator[Text]:
    """What the vocabularies, the schemas of entries and the national minimum say to readers."""
    rules = load_rules()
    for name in sorted(rules.vocabularies.by_name):
        path = shipped("schema", "vocabularies", f"{name}.yaml")
        terms = read_trusted(path)
        shown = WORDS if name in HINTS_FOR_READERS else [one for one in WORDS if one != "hint"]
        for key in ("headings", "terms", "groups"):
            yield from _values(terms.get(key, ()), shown, f"schema/vocabularies/{path.name}")
    for kind in ENTRY_KINDS:
        yield from _labels(rules.schemas[kind].rules, f"schema/entry/{kind}.yaml")
        minimum = read_trusted(shipped("schema", "minimum", f"{kind}.yaml"))
        yield from _values(minimum, ("label",), f"schema/minimum/{kind}.yaml")
    yield from _labels(rules.schemas["comment"].rules, "schema/record/comment.yaml")


def _values(data: Any, names: Sequence[str], file: str) -> Iterator[Text]:
    """The texts under *names* in *data*, however deep."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            if name in names and isinstance(value, str):
                yield file, value, ()
            else:
                yield from _values(value, names, file)
    elif isinstance(data, list | tuple):
        for one in data:
            yield from _values(one, names, file)


def _labels(rules: Mapping[str, Any], file: str) -> Iterator[Text]:
    """The labels of fields, and the words for their choices."""
    for name, rule in rules.items():
        if name == "meta":
            texts = [rule["label"]] if "label" in rule else []
            yield from ((file, text, ()) for text in (*texts, *rule.get("choices", {}).values()))
        elif isinstance(rule, Mapping):
            yield from _labels(rule, file)


# Catalogues -------------------------------------------------------------------------------------------------


def find_faults(catalogue: Catalog, words: Catalog) -> list[str]:
    """What keeps *catalogue* from saying all of *words*: each fault in a line, in the order of texts."""
    known = {message.id: message for message in catalogue if message.id}
    faults = [
        f"not in the catalogue: {_shown(message)}"
        for message in words
        if message.id and message.id not in known
    ]
    for message in known.values():
        if words.get(message.id) is None:
            faults.append(f"said nowhere any more: {_shown(message)}")
            continue
        faults += [f"{fault}: {_shown(message)}" for fault in _faults_of(message, catalogue.num_plurals)]
    return faults


def _faults_of(message: Message, forms: int) -> Iterator[str]:
    strings = strings_of(message)
    ids = [message.id] if isinstance(message.id, str) else list(message.id)
    if not all(strings):
        yield "not translated"
        return
    if message.fuzzy:
        yield "only guessed"
    if len(strings) != (1 if len(ids) == 1 else forms):
        yield f"{len(strings)} forms, and there should be {forms}"
    wanted = set(_PLACEHOLDER.findall(ids[-1]))
    # A form for one may say its number in words, or, as in English, not at all.
    left_out = {"%(num)s"} | (wanted - set(_PLACEHOLDER.findall(ids[0])))
    for string in strings:
        given = set(_PLACEHOLDER.findall(string))
        if given != wanted and not (len(ids) > 1 and given == wanted - left_out):
            yield f"the values differ ({', '.join(sorted(given ^ wanted))})"
            return


def _shown(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def bring_up_to_date(path: Path, words: Catalog) -> list[str]:
    """Put all of *words* into the catalogue at *path* and take out all else; what is left to do."""
    if path.is_file():
        catalogue = read_catalogue(path)
    else:
        catalogue = Catalog(
            locale=path.stem.replace("-", "_"),
            project="local-offer",
            version="1",
            msgid_bugs_address="developers@local-offer.example.org",
            charset="utf-8",
            fuzzy=False,
        )
        catalogue.header_comment = "# The words of the interface.\n# Checked by:"
    words.creation_date = catalogue.creation_date
    catalogue.update(words, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=_WIDTH, include_lineno=False, ignore_obsolete=True)
    return find_faults(read_catalogue(path), words)


def main(languages: Sequence[str]) -> int:
    """Bring the catalogues of *languages*, or all there are, up to date; 1 if something is left to do."""
    paths = [catalogue_path(one) for one in languages] or sorted(catalogue_folder().glob("*.po"))
    words, left = find_words(), 0
    for path in paths:
        faults = bring_up_to_date(path, words)
        left += len(faults)
        sys.stdout.writelines(f"{path.name}: {fault}\n" for fault in faults)
        sys.stdout.write(f"{path.name}: {len(list(words)) - 1} texts, {len(faults)} left to do\n")
    return 1 if left else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SiteBuilderError as fault:
        sys.exit(str(fault))
