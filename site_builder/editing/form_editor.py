"""Make the configuration of a form editor in the browser from the schemas: for Sveltia CMS, or for Decap CMS.

A field that no form can show (a mapping with free names, such as invented postcodes) is left out of the form;
both editors keep in a file what they do not show.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from site_builder.content.model import Facts
from site_builder.content.records import KINDS
from site_builder.content.schema import Schemas
from site_builder.content.vocabulary import Term, Vocabularies
from site_builder.content.web import origin_of
from site_builder.editing.form_fields import ENTRIES, FieldMaker, Program, Rule

Config = dict[str, Any]

FORGES = {
    "github": "https://github.com",
    "gitlab": "https://gitlab.com",
    "gitea": "https://gitea.com",
}
"""Where each service is, unless the council has one of its own."""

_API = {"github": "https://api.github.com", "gitlab": "{}/api/v4", "gitea": "{}/api/v1"}

WITH_REVIEW = ("github", "gitlab")
"""The services for which both editors have draft, review and publish."""

NOT_IN_A_FORM = ("audit",)
"""Kinds of record that no form is made for.

The names of an audit's results, such as 1.1.1, hold full stops. Sveltia takes them for steps of a path, and
would write something else than it read.
"""

_SLUG = "^[a-z0-9]+(-[a-z0-9]+)*$"
_SLUG_WORDS = "Small letters, digits and single hyphens, such as riverside-short-breaks"

_ENTRIES = {
    "service": ("Services", "service", "Something that a family can use."),
    "setting": ("Nurseries, schools and colleges", "nursery, school or college", "Places to learn."),
    "not-available": (
        "What is not available",
        "thing that is not available",
        "Something that is not available here, said plainly, and what to do instead.",
    ),
}


@dataclass(frozen=True, slots=True)
class _Files:
    """The form for one kind of record: what its list is called, and how its files are named."""

    label: str
    one: str
    about: str
    summary: str
    slug: str
    hint: str = ""
    pattern: str = ""


_RECORDS = {
    "comment": _Files(
        "Comments and answers",
        "comment",
        "What families said, and what you did. Leave out names and all that tells who is meant.",
        "{{id}}: {{said | truncate(70)}}",
        "{{id}}",
    ),
    "consultation": _Files(
        "Whom you asked",
        "record of whom you asked",
        "Everyone whom regulation 54 names. One record for each year.",
        "{{filename}}",
        "{{year}}",
        "The year, such as 2026.",
        "^[0-9]{4}$",
    ),
    "comments-report": _Files(
        "Reports of comments",
        "report of comments",
        "The yearly report that regulation 56 asks for.",
        "{{filename}}",
        "{{year}}",
        "The year of the report, such as 2026.",
        "^[0-9]{4}$",
    ),
    "action": _Files(
        "Actions",
        "action",
        "What you will do, and because of which comments.",
        "{{what}}",
        "{{what}}",
        "The name of the file, in small letters with hyphens.",
        _SLUG,
    ),
    "commitment": _Files(
        "Promises about gaps",
        "promise about a gap",
        "What you will do about something that is missing, and by when.",
        "{{what}}",
        "{{requirement}}",
        "The name of the file, in small letters with hyphens.",
        _SLUG,
    ),
    "review": _Files(
        "Reviews",
        "review",
        "Reviews of the whole local offer.",
        "{{held}}",
        "{{held}}",
    ),
}

_EXAMPLE = "northmere"


def config_text(program: Program, schemas: Schemas, vocabularies: Vocabularies) -> str:
    """The configuration for the editor that the schema gives as an example, as JSON."""
    editor = schemas["authority"].rules["editor"]["meta"]["example"]
    config = editor_config(program, {"id": _EXAMPLE, "editor": editor}, schemas, vocabularies)
    return json.dumps(config, indent=2, ensure_ascii=False) + "\n"


def editor_config(program: Program, authority: Facts, schemas: Schemas, vocabularies: Vocabularies) -> Config:
    """What *program* has to know to show forms for all files of *authority* and to save them where they are.

    Args:
        authority: the facts of `authority.yaml`, with an `editor`.
    """
    forms = _Forms(program, authority, schemas, vocabularies)
    is_reviewed = authority["editor"]["backend"] in WITH_REVIEW
    media = f"offer_content/{authority['id']}/media"
    config: Config = {
        "backend": _backend(program, authority["editor"]),
        "publish_mode": "editorial_workflow" if is_reviewed else "simple",
        "media_folder": media,
        "public_folder": "/media",
        "slug": {"encoding": "ascii", "clean_accents": True, "sanitize_replacement": "-"},
    }
    if "published_at" in authority:
        config |= {"site_url": authority["published_at"], "display_url": authority["published_at"]}
    if program == "sveltia":
        config["slug"]["maxlength"] = 80
        config |= {
            "app_title": f"{authority.get('name', authority['id'])} local offer",
            "output": {"omit_empty_optional_fields": True, "yaml": {"quote": "none"}},
        }
    return config | {"collections": list(forms.collections())}


def allowed_hosts(editor: Facts) -> tuple[str, ...]:
    """The origins that the editor's page has to reach: the service that keeps the files, and nothing else."""
    addresses = [_api(editor)]
    if editor["backend"] != "github":
        # Signing in without a server asks the service itself for the key, beside its API.
        addresses.append(_home(editor))
    return tuple(sorted({origin_of(one) for one in addresses} - {""}))


def _home(editor: Facts) -> str:
    own = editor.get("base_url") if editor["backend"] != "github" else None
    return str(own or FORGES[editor["backend"]]).rstrip("/")


def _api(editor: Facts) -> str:
    return _API[editor["backend"]].format(_home(editor))


def _backend(program: Program, editor: Facts) -> Config:
    name = editor["backend"]
    backend: Config = {"name": name, "repo": editor["repository"]}
    if "branch" in editor:
        backend["branch"] = editor["branch"]
    if name == "github":
        # GitHub lets no page sign in by itself: base_url is the council's own small service for that.
        if "base_url" in editor:
            backend["base_url"] = str(editor["base_url"]).rstrip("/")
        elif program == "sveltia":
            backend["auth_methods"] = ["token"]
        return backend
    if "base_url" in editor:
        backend |= {"base_url": _home(editor), "api_root": _api(editor)}
    if "app_id" in editor:
        backend["app_id"] = editor["app_id"]
        if name == "gitlab":
            backend["auth_type"] = "pkce"
    elif program == "sveltia":
        backend["auth_methods"] = ["token"]
    return backend


@dataclass(frozen=True, slots=True)
class _Forms:
    """Makes the forms for the files of one authority."""

    program: Program
    authority: Facts
    schemas: Schemas
    vocabularies: Vocabularies

    def collections(self) -> Iterator[Config]:
        for kind in ("service", "setting", "not-available"):
            yield self._entries(kind)
        for kind in _RECORDS:
            yield self._records(kind)
        yield self._own_page()
        for heading in self.vocabularies["topics"].headings:
            for topic in self.vocabularies["topics"].terms.values():
                if topic.facts.get("heading") == heading:
                    yield self._information(topic)
        yield self._everything()

    def _folder(self, name: str) -> str:
        return f"offer_content/{self.authority['id']}/{name}"

    def _entries(self, kind: str) -> Config:
        label, one, about = _ENTRIES[kind]
        return {
            "name": kind,
            "label": label,
            "label_singular": one,
            "description": about,
            "filter": {"field": "kind", "value": kind},
            **self._entry_files(),
            "fields": self._entry_fields(kind, {"kind": kind}),
        }

    def _information(self, topic: Term) -> Config:
        about = f"Information. {topic.facts['hint']}" if "hint" in topic.facts else "Information."
        return {
            "name": f"information-{topic.id}",
            "label": topic.label,
            "label_singular": "page",
            "description": about,
            "filter": {"field": "topic", "value": topic.id},
            **self._entry_files(),
            "fields": self._entry_fields("information", {"kind": "information", "topic": topic.id}, topic),
        }

    def _entry_files(self) -> Config:
        return {
            "folder": self._folder("entries"),
            "extension": "yaml",
            "format": "yaml",
            "create": True,
            "identifier_field": "title",
            "summary": "{{title}}",
            "sortable_fields": ["title", "reviewed"],
            "preview_path": "support/{{slug}}/index.html",
            "slug": self._slug("{{title}}", _SLUG_WORDS + ".", _SLUG),
        }

    def _slug(self, template: str, hint: str, pattern: str) -> str | Config:
        if self.program == "decap":
            return "{{id}}" if template == "{{title}}" else template
        if not hint:
            return {"template": template, "editable": False}
        # Never later: it is the page's address.
        return {"template": template, "editable": ["create"], "hint": hint, "pattern": [pattern, hint]}

    def _records(self, kind: str) -> Config:
        files = _RECORDS[kind]
        return {
            "name": kind,
            "label": files.label,
            "label_singular": files.one,
            "description": files.about,
            "folder": self._folder(KINDS[kind].folder),
            "extension": "yaml",
            "format": "yaml",
            "create": True,
            "identifier_field": next(iter(self._rules(kind))),
            "summary": files.summary,
            "sortable_fields": [],
            "slug": self._slug(files.slug, files.hint, files.pattern),
            "fields": list(self._fields(self._rules(kind), {})),
        }

    def _own_page(self) -> Config:
        return {
            "name": "authority",
            "label": "Your council",
            "description": "Who you are, how to reach you, and how your site looks.",
            "files": [
                {
                    "name": "authority",
                    "label": "Your council",
                    "file": f"offer_content/{self.authority['id']}/authority.yaml",
                    "format": "yaml",
                    "fields": list(self._fields(self._rules("authority"), {"id": self.authority["id"]})),
                }
            ],
        }

    def _everything(self) -> Config:
        """All entries as one list that is never shown: what a field that names entries chooses from."""
        title = self._rules("service")["title"]
        return {
            "name": ENTRIES,
            "label": "All pages",
            "hide": True,
            "folder": self._folder("entries"),
            "extension": "yaml",
            "format": "yaml",
            "create": False,
            "delete": False,
            "identifier_field": "title",
            "fields": list(self._fields({"id": self._rules("service")["id"], "title": title}, {"id": None})),
        }

    def _rules(self, kind: str) -> Rule:
        return self.schemas[kind].rules

    def _entry_fields(
        self, kind: str, settled: dict[str, str | None], topic: Term | None = None
    ) -> list[Config]:
        if self.program == "sveltia":
            # Written from the name of the file when the form is saved: see `start.js`.
            settled = {"id": None, **settled}
        return list(self._fields(self._rules(kind), settled, topic))

    def _fields(
        self, rules: Rule, settled: dict[str, str | None], topic: Term | None = None
    ) -> Iterator[Config]:
        languages = tuple(one for one in self.authority.get("languages", ()) if one != "en")
        return FieldMaker(self.program, self.vocabularies, languages, topic).fields(rules, settled)
