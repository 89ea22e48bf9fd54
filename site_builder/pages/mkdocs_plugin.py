"""The plugin by which MkDocs builds local offers: `mkdocs build` and `mkdocs serve` work by themselves."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import Any, Literal, cast
from urllib.parse import urlsplit
from wsgiref.types import StartResponse, WSGIEnvironment

from mkdocs.config import config_options
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext
from watchdog.observers.polling import PollingObserverVFS

from site_builder.content.days import judged_day
from site_builder.content.file_names import stays_in
from site_builder.content.invisible import shown, without_refused
from site_builder.content.richtext import clean_page
from site_builder.errors import SiteBuilderError
from site_builder.pages.earlier import Earlier
from site_builder.pages.edition import HOME, Edition, entry_address, up_from
from site_builder.pages.editor_page import asks_for_editor, has_editor
from site_builder.pages.preview import Preview
from site_builder.pages.processes import processes_for
from site_builder.pages.progress import Tell, say_nothing
from site_builder.pages.publication import Publication, publish
from site_builder.pages.shell import (
    Crumb,
    MenuLink,
    Page,
    Shell,
    SiteFrame,
    frame_of,
    frame_with_holes,
    preview_frame,
)
from site_builder.pages.sites import with_more_pages
from site_builder.pages.stylesheet import STYLESHEET, material_stylesheet
from site_builder.pages.templates import compiled_templates, filled, render
from site_builder.pages.write import Site, Written, write_sites
from site_builder.project import Project, open_project
from site_builder.reports.faults import faults_text

log = get_plugin_logger(__name__)

THEME = "local_offer"

LOOK_EVERY_SECONDS = 0.2
"""How often a preview looks for changed files: a person who has saved one is waiting."""

STILL_FOR_SECONDS = 0.02
"""How long no change may come in before a preview is made: one look finds all changes until then."""

SHELL_FOLDER = ".shell"
"""Where, for MkDocs, the pages stand that only make the shells. They are never written."""

_SCHEME = "local-offer-entry:"
_LINK_TO_FILE = re.compile(r"\]\(\.\./entries/([a-z0-9-]+)\.yaml\)")
_LINK_TO_ENTRY = re.compile(rf'href="{_SCHEME}([a-z0-9-]+)"')
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
_HEADING_1 = re.compile(r"<h1[\s>]")


class LocalOfferConfig(Config):
    """What mkdocs.yml may say to the plugin."""

    authority = config_options.Optional(config_options.Type(str))


class LocalOfferPlugin(BasePlugin[LocalOfferConfig]):
    """Gives MkDocs the shells and the hand-written pages to render, and writes everything else itself."""

    publication: Publication | None = None
    """Set by a build that has read the content already."""
    earlier: Earlier | None = None
    """Set by a build that knows the site whose place the new one takes."""
    tell: Tell = staticmethod(say_nothing)
    written = Written(0, {})
    _is_preview = False
    _is_on_demand = False
    _preview: Preview | None = None

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        self._is_preview = command == "serve"
        # MkDocs keeps a plugin for as long as the program runs.
        self._is_on_demand, self._preview = False, None

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read, check and judge all content, before MkDocs cleans its output."""
        if config.theme.name != THEME:
            raise PluginError(f"the theme is {config.theme.name}; in mkdocs.yml write theme: name: {THEME}")
        try:
            publication = self.publication or self._publish(config)
        except SiteBuilderError as fault:
            raise PluginError(str(fault)) from fault
        for edition in publication.editions:
            if asks_for_editor(edition) and not has_editor(edition):
                log.warning(
                    f"{edition.authority.path} asks for a form editor, which is not part of this "
                    "installation of local-offer, so the site has none; in a checkout, run: npm ci"
                )
        self.publication = None  # `mkdocs serve` keeps the plugin, and has to read changed files again
        config.use_directory_urls = False
        # MkDocs' own site map would hold the day of the build and none of our pages.
        config.theme.static_templates.discard("sitemap.xml")
        self._editions: tuple[Edition, ...] = publication.editions
        self._faulty = {one.path for one in publication.diagnostics if one.is_error}
        self._sites = {site.prefix: site for site in publication.sites(config.site_name)}
        self._site_of_source: dict[str, Site] = {}
        self._frames: dict[str, SiteFrame] = {}
        self._shells: dict[str, Shell] = {}
        return config

    def _publish(self, config: MkDocsConfig) -> Publication:
        project = _project_of(config)
        day = judged_day(None, os.environ, datetime.now(UTC))
        publication = publish(project, authority=self.config.authority, day=day)
        for one in publication.diagnostics:
            (log.error if one.is_error else log.warning)(faults_text([one], 1).rstrip())
        if publication.is_stopped:
            raise PluginError(f"errors in the content: {publication.errors}; nothing was built")
        if publication.notice:
            log.info(publication.notice)
        return publication

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Keep hand-written pages, media and the theme's files: never entries, never Material's scripts."""
        stylesheet = material_stylesheet()
        kept = [
            file for site in self._sites.values() for file in self._files_of(site, files, stylesheet, config)
        ]
        return Files(kept)

    def _files_of(self, site: Site, files: Files, stylesheet: str, config: MkDocsConfig) -> Iterator[File]:
        # Told outright: MkDocs would leave out a name that begins with a dot.
        shell = File.generated(
            config,
            f"{SHELL_FOLDER}/{site.authority or 'front'}-{site.language.id}.md",
            content="",
            inclusion=InclusionLevel.NOT_IN_NAV,
        )
        self._site_of_source[shell.src_uri] = site
        yield shell
        if not site.language.is_english:
            return
        yield File.generated(config, site.prefix + STYLESHEET, content=stylesheet)
        for address, path in site.copied.items():
            yield File.generated(config, site.prefix + address, abs_src_path=str(path))
        content = Path(config.docs_dir).resolve()
        for file in files:
            if file.src_dir != config.docs_dir:
                if file.src_uri.startswith("assets/"):
                    yield File.generated(
                        config, site.prefix + file.src_uri, abs_src_path=str(file.abs_src_path)
                    )
            elif site.authority and (inside := _inside(file.src_uri, site.authority)):
                if not stays_in(Path(str(file.abs_src_path)), content):
                    log.warning(shown(f"{file.src_uri} is a link to a file elsewhere, so it was left out"))
                    continue
                if f"{content.name}/{file.src_uri}" in self._faulty:
                    log.warning(shown(f"{file.src_uri} has errors, so it was left out"))
                    continue
                if file.is_documentation_page():
                    _check_encoding(file)
                file.dest_uri = site.prefix + _address_of(inside, file)
                self._site_of_source[file.src_uri] = site
                yield file

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Let a hand-written page link to an entry's file, as a text editor and a repository's website do.

        MkDocs asks of every address inside the site that it is one of its files, but lets other schemes pass.
        """
        # Another template would show the page without all that surrounds it.
        page.meta.pop("template", None)
        return _LINK_TO_FILE.sub(rf"]({_SCHEME}\1)", markdown)

    def on_page_content(self, html: str, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:
        """Lead to entries, and leave out all that could run or fetch something."""
        linked = _LINK_TO_ENTRY.sub(lambda found: self._entry_link(found[1], page), html)
        safe, left_out = clean_page(linked)
        if left_out:
            named = ", ".join(f"<{one}>" for one in left_out)
            log.warning(shown(f"{page.file.src_uri}: no page can have {named}, so it was left out"))
        return safe

    def _entry_link(self, entry: str, page: MkDocsPage) -> str:
        site = self._site(page)
        edition = next(one for one in self._editions if one.authority.id == site.authority)
        if entry not in edition.entries:
            log.warning(f"{page.file.src_uri} links to the entry {entry}, which is not there")
        home = up_from(page.file.dest_uri.removeprefix(site.prefix))
        return f'href="{home}{entry_address(entry)}"'

    def on_env(self, env: Any, *, config: MkDocsConfig, files: Files) -> Any:
        """Know the titles of the hand-written pages, for the links at every page's foot."""
        env.bytecode_cache = compiled_templates("mkdocs")
        for prefix, site in self._sites.items():
            own = [
                MenuLink(file.src_uri, file.dest_uri.removeprefix(prefix), _title_of(file.page))
                for file in files.documentation_pages()
                if file.page and self._site_of_source[file.src_uri] is site and not _is_shell(file)
            ]
            frame = preview_frame(site.frame) if self._is_preview else site.frame
            self._frames[prefix] = with_more_pages(frame, sorted(own, key=lambda one: (one.label, one.id)))
        return env

    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        site = self._site(page)
        frame = self._frames[site.prefix]
        if _is_shell(page.file):
            values = frame_with_holes(frame)
        else:
            values = frame_of(_hand_written(page, site, frame), frame)
        spoken = site.language.translations
        cast(dict[str, Any], context).update(frame=values, gettext=spoken.gettext, ngettext=spoken.ngettext)
        return context

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """The page for wrong addresses is shown at any depth, so its links start from the site's root."""
        site = self._sites[""]
        address = site.published_at or config.site_url or "/"
        home = urlsplit(address).path or "/"
        page = Page(
            address="404.html",
            title=f"Page not found – {site.frame.name}",
            description="This page is not here.",
            content=render("not_found.html", {"home": home, "has_menu": bool(site.frame.menu)}),
        )
        cast(dict[str, Any], context)["frame"] = frame_of(page, self._frames[""], home)
        return context

    def on_post_page(self, output: str, *, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Take the shells; MkDocs writes nothing for a page without text."""
        if not _is_shell(page.file):
            return output
        self._shells[self._site(page).prefix] = Shell(output)
        return ""

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        output = Path(config.site_dir)
        sites = [(site, self._shells[prefix]) for prefix, site in self._sites.items()]
        if self._is_on_demand:
            self._preview = Preview(sites, output)
            return
        entries = sum(len(edition.offer.entries) for edition in self._editions)
        self.written = write_sites(
            sites,
            output,
            self.earlier or Earlier(output),
            # A server has other threads, with which no process can be forked.
            processes=1 if self._is_preview else processes_for(entries),
            tell=self.tell,
        )

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[..., None]
    ) -> LiveReloadServer:
        """From here on, make each page when it is asked for: nobody waits for all of a large offer."""
        self._is_on_demand = True
        # A page must not be written while MkDocs cleans its folder for the next build.
        in_turn = Lock()
        answer, root = server.serve_request, server.mount_path.rstrip("/")

        def build() -> None:
            with in_turn:
                builder()

        def make_and_answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            with in_turn:
                if self._preview is not None:
                    asked = str(environ["PATH_INFO"]).encode("latin-1").decode("utf-8", "ignore")
                    self._preview.make(asked.removeprefix(root))
            return answer(environ, start_response)

        server.builder = build
        server.set_app(make_and_answer)
        _look_often(server, [one for one in (config.docs_dir, config.config_file_path) if one], in_turn)
        return server

    def _site(self, page: MkDocsPage) -> Site:
        return self._site_of_source[page.file.src_uri]


def _look_often(server: LiveReloadServer, watched: Sequence[str], in_turn: Lock) -> None:
    """Have *server* look at what it has *watched* so far, and will, more often than MkDocs would.

    It does not look while somebody else has his turn: that would only hold up a build.
    """

    def names_in(folder: str | None) -> Iterator[os.DirEntry[str]]:
        with in_turn:
            return os.scandir(folder)

    for path in watched:
        server.unwatch(path)
    # MkDocs only says of it that it is the usual one of its kind.
    server.observer = PollingObserverVFS(  # type: ignore[assignment]
        os.stat, names_in, polling_interval=LOOK_EVERY_SECONDS
    )
    server.build_delay = STILL_FOR_SECONDS
    for path in watched:
        server.watch(path)


def _project_of(config: MkDocsConfig) -> Project:
    content = Path(config.docs_dir)
    if content.name != "offer_content":
        raise PluginError("in mkdocs.yml write docs_dir: offer_content")
    return open_project(content.parent)


def _check_encoding(file: File) -> None:
    try:
        _ = file.content_string
    except UnicodeDecodeError as fault:
        raise PluginError(
            f"offer_content/{file.src_uri} is not saved as UTF-8; save it again with that encoding"
        ) from fault


def _is_shell(file: File) -> bool:
    return file.src_uri.startswith(f"{SHELL_FOLDER}/")


def _inside(source: str, authority: str) -> str | None:
    """The place of a file in its authority's folder, if it is for readers: a page of its own, or media."""
    inside = source.removeprefix(f"{authority}/")
    return inside if inside != source and inside.startswith(("pages/", "media/")) else None


def _address_of(inside: str, file: File) -> str:
    if not file.is_documentation_page():
        return inside
    path = PurePosixPath(inside)
    return str(path.with_suffix(".html") if path.stem == "index" else path.with_suffix("") / HOME)


def _title_of(page: MkDocsPage) -> str:
    return " ".join(without_refused(str(page.title)).split())


def _hand_written(page: MkDocsPage, site: Site, frame: SiteFrame) -> Page:
    title, content = _title_of(page), page.content or ""
    if not _HEADING_1.search(content):
        content = str(filled("<h1>{}</h1>\n", title)) + content
    return Page(
        address=page.file.dest_uri.removeprefix(site.prefix),
        title=f"{title} – {frame.name}",
        description=without_refused(str(page.meta.get("description") or f"{title}: {frame.name}")),
        content=_TABLE.sub(_in_scroller, content),
        crumbs=(Crumb("Home", HOME),),
    )


def _in_scroller(table: re.Match[str]) -> str:
    """A wide table scrolls by itself, and a keyboard can reach it."""
    return f'<div class="scroller" role="region" aria-label="Table" tabindex="0">{table[0]}</div>'
