"""What the views of one source lean on, and how its values become what templates show.

Law: a desk serves one source. What it learns of others it asks for by name, and what it was told
is kept: as long as the answers stay the same, so does what was made of them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar, TypeVarTuple
from urllib.parse import unquote

from markupsafe import Markup

from livegen import images, markdown, urls, words
from livegen.embeds import Embed
from livegen.errors import NOWHERE, Place, Report, Rule, ThemeFailure, closest
from livegen.fingerprint import fingerprint
from livegen.markdown import Missing, Surroundings, Target
from livegen.model import Author, Correction, Picture, Section, Text
from livegen.render import Theme
from livegen.settings import Settings
from livegen.stories import section_title
from livegen.times import Moment
from livegen.urls import Address
from livegen.views.cards import Card
from livegen.views.memo import Memo, Name
from livegen.views.shapes import (
    BylineView,
    CorrectionView,
    Link,
    PictureView,
    SiteView,
    Time,
)
from livegen.words import Words

CONTENT = "content/"

_Made = TypeVar("_Made")
_Of = TypeVarTuple("_Of")


class NotYet(Exception):  # noqa: N818 nothing is wrong
    """Another story is asked about before all have been read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """What every view may lean on besides its own source.

    `cards` go by source and `pages` (plain pages) map source to path; `files` are the sources
    below `content/` that are no text, which `read` gives the bytes of and `digest` their digest.
    `waiting` maps the sources of stories that are not out (drafts, held ones) to their paths, and
    `unread` those of stories whose own errors stop the build. In a `preview`
    drafts and held items are among the stories, and are labelled. Until all stories are `read_in`,
    whoever asks about one is told `NotYet`.
    """

    settings: Settings
    address: Address
    theme: Theme
    authors: Mapping[str, Author]
    sections: Mapping[str, Section]
    pages: Mapping[str, str]
    files: frozenset[str]
    read: Callable[[str], bytes]
    digest: Callable[[str], str]
    now: datetime
    cards: Mapping[str, Card] = field(default_factory=dict)
    waiting: Mapping[str, str] = field(default_factory=dict)
    unread: Mapping[str, str] = field(default_factory=dict)
    read_in: bool = True
    preview: bool = False
    site_views: dict[tuple[str, str], tuple[SiteView, Desk]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    """What the pages of a language and of an entry of the menu show of the site, and the desk that
    drew it: filled by `views.site`, which draws it once."""
    _known: dict[str, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

    def answer(self, question: str) -> str:
        """Return the digest of what there is to know of a subject: `author:maria`.

        Kinds of subjects are `source` (a file), `update` (`content/fire.md#boat`), `path`,
        `author`, `section`, `sections` (all of them) and `stories` (any). Raises `NotYet`.
        """
        if question not in self._known:
            kind, _, subject = question.partition(":")
            self._known[question] = fingerprint(_ANSWERS[kind](self, subject), 32)
        return str(self._known[question])

    def story(self, source: str) -> Card | None:
        """Return the card of the story in a source, if it is out."""
        if not self.read_in:
            raise NotYet(source)
        return self.cards.get(source)

    def card(self, path: str) -> Card | None:
        """Return the card of the story at a site path, with or without its slashes."""
        if not self.read_in:
            raise NotYet(path)
        if "" not in self._known:
            self._known[""] = {card.path: card for card in self.cards.values()}
        by_path: Mapping[str, Card] = self._known[""]
        return by_path.get(f"/{path.strip('/')}/")

    def named(self, path: str, folder: str) -> Card | None:
        """Return the card of the story at a path, as `story_at` finds it from a folder."""
        file = posixpath.normpath(posixpath.join(folder, path.strip("/")))
        found = filter(None, map(self.story, _texts_at(file)))
        return next(found, None) or self.card(path.removesuffix("index.md").removesuffix(".md"))

    @property
    def has_stories(self) -> bool:
        """True if any story is out; whoever asks before all have been read is one that is."""
        return not self.read_in or bool(self.cards)

    def waits(self, path: str, file: str) -> bool:
        """True if a site path or a file names a story that is not out."""
        wanted = f"/{path.strip('/')}/"
        absent = {**self.waiting, **self.unread}
        return wanted in absent.values() or any(name in absent for name in _texts_at(file))

    def author(self, name: str) -> Author:
        """Return the author with this id or name; one that `authors.toml` has not is made up
        of the name alone."""
        # Beside the answers, of which none is about a "name".
        if (kept_as := f"name:{name}") not in self._known:
            known = self.authors.get(name) or next(
                (author for author in self.authors.values() if author.name == name), None
            )
            self._known[kept_as] = known or Author(id=urls.slug(name), name=name)
        found: Author = self._known[kept_as]
        return found

    def section(self, name: str) -> Section:
        """Return a section; one without an `_index.md` is made by its stories."""
        return self.sections.get(name) or Section(name=name, title=section_title(name))

    def tag_slug(self, tag: str) -> str:
        """Return a tag's slug: the one in the settings, else the computed one."""
        return dict(self.settings.tags).get(tag) or urls.slug(tag)

    def page(self, source: str) -> str:
        """Return the path of a plain page, a section or a story in error, or `""`."""
        sections = {section.source: name for name, section in self.sections.items()}
        if source and source in sections:
            return urls.section(sections[source])
        return self.pages.get(source) or self.unread.get(source, "")


def _of_source(room: Newsroom, source: str) -> object:
    if source in room.files:
        return room.digest(source)
    if path := room.page(source):
        return path
    card = room.story(source)
    return card.plain if card else source in room.waiting


def _of_update(room: Newsroom, subject: str) -> object:
    source, _, name = subject.partition("#")
    card = room.story(source)
    return (card.anchors.get(name), name in card.waiting) if card else None


def _of_path(room: Newsroom, path: str) -> object:
    card = room.card(path)
    return card.plain if card else room.waits(path, "")


def _of_sections(room: Newsroom, _: str) -> object:
    return tuple((it.name, it.title, it.rank) for it in room.sections.values())


_ANSWERS: Mapping[str, Callable[[Newsroom, str], object]] = {
    "source": _of_source,
    "update": _of_update,
    "path": _of_path,
    "author": lambda room, name: replace(room.author(name), place=NOWHERE),
    "section": lambda room, name: room.section(name).title,
    "sections": _of_sections,
    "stories": lambda room, _: room.has_stories,
}


@dataclass(slots=True, kw_only=True)
class Desk:
    """Draws the values of one source. `folder` is where its links and pictures start.

    `anchors` are the updates of the story it serves, and `waiting` those of them that are not out.
    `files` gathers the files beside it that must be published: output path -> source. `pointed`
    gathers the `/paths` that its text names, for `check` to look for, `asked` each question to
    the newsroom with the digest of its answer, and `here` what its text asks about updates beside
    it. With a `memo` of the last drawing, only what has changed since is drawn.
    """

    room: Newsroom
    report: Report
    source: str
    folder: str
    language: str
    anchors: Mapping[str, str] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    pointed: list[tuple[str, Place]] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)
    here: dict[str, Target | Missing] = field(default_factory=dict)
    memo: Memo | None = None

    def once(self, name: Name, draw: Callable[[Desk, *_Of], _Made], *of: *_Of) -> _Made:
        """Return `draw(desk, *of)`, which a memo keeps under its `name`.

        It leans on nothing but `of`, what it asks the newsroom and what lies in `here`; of its
        desk, only what stays the same for all drawings.
        """
        if self.memo is None:
            return draw(self, *of)
        return self.memo.recall(self, name, draw, of)

    def ask(self, kind: str, subject: str) -> None:
        """Note that what is made depends on what the newsroom knows of a subject."""
        question = f"{kind}:{subject}"
        if question not in self.asked:
            self.asked[question] = self.room.answer(question)

    def has_file(self, source: str) -> bool:
        """True if there is a file of this name that is no text."""
        self.ask("source", source)
        return source in self.room.files

    @property
    def has_stories(self) -> bool:
        """True if any story is out."""
        self.ask("stories", "")
        return self.room.has_stories

    @property
    def words(self) -> Words:
        """The words of the source's language."""
        return self.room.theme.words(self.language, self.room.settings.site.clock)

    def foreign(self, language: str) -> tuple[str, str]:
        """Return a language and its direction, or `""` and `""` if it is the source's own."""
        if language == self.language:
            return "", ""
        return language, words.of(language, 0).direction

    def html(self, text: Text, prefix: str, top_heading: int) -> Markup:
        """Return Markdown as safe HTML; ids in it begin with `prefix`."""
        around = self._surroundings(prefix, top_heading)
        return Markup(markdown.html(text, around, self.report))  # noqa: S704 it is safe by then

    def inline(self, text: Text) -> Markup:
        """Return one paragraph's Markdown as safe HTML without the paragraph."""
        around = self._surroundings("", 2)
        return Markup(markdown.inline(text, around, self.report))  # noqa: S704 likewise

    def time(self, moment: Moment) -> Time:
        """Return a moment for `<time>`."""
        words = self.words
        return Time(
            iso=moment.iso,
            text=words.short(moment),
            full=words.full(moment),
            day=words.day(moment),
        )

    def picture(self, picture: Picture | None) -> PictureView | None:
        """Return a picture with its box, or report that it is not there."""
        if picture is None or not picture.src:
            return None
        target = self.resolve(picture.src.replace("#", "%23"))  # a file's name, no address
        if isinstance(target, Missing):
            self._missing_file(
                self._source(picture.src),
                picture.place,
                "the story's folder",
            )
            return None
        self._check_shown(target, picture.src, picture.place)
        return PictureView(
            url=target.url,
            alt=picture.alt,
            width=target.width,
            height=target.height,
            caption=picture.caption,
            credit=picture.credit,
            credit_url=self.link(picture.credit_url),
            licence=picture.licence,
            absolute=self.room.address.origin + target.url,
        )

    def bylines(self, names: tuple[str, ...]) -> tuple[BylineView, ...]:
        """Return the authors with these ids or names."""
        return tuple(self.byline(name) for name in names)

    def byline(self, name: str) -> BylineView:
        """Return the byline of the author with this id or name."""
        return self.byline_of(self.author(name))

    def author(self, name: str) -> Author:
        """Return the author with this id or name."""
        self.ask("author", name)
        return self.room.author(name)

    def byline_of(self, author: Author) -> BylineView:
        """Return one author's byline."""
        return BylineView(
            id=author.id,
            name=author.name,
            url=self.href(urls.author(author.id)),
            role=author.role,
            photo=self._photo(author),
        )

    def correction(self, note: Correction) -> CorrectionView:
        """Return a correction."""
        return CorrectionView(time=self.time(note.time), text=note.text)

    def href(self, path: str) -> str:
        """Return a site path as it stands in HTML."""
        return self.room.address.href(path)

    def link(self, url: str) -> str:
        """Return an address of the settings or of front matter: site paths get the base."""
        local = url.startswith("/") and not url.startswith("//")
        return self.room.address.written(url) if local else url

    def section(self, name: str) -> Link | None:
        """Return the link to a section, or None at the root."""
        if not name:
            return None
        self.ask("section", name)
        return Link(title=self.room.section(name).title, url=self.href(urls.section(name)))

    def resolve(self, written: str) -> Target | Missing:
        """Return where a relative link or picture leads, written as in an address."""
        address, mark, fragment = written.partition("#")
        path, anchor = unquote(address.partition("?")[0]), unquote(fragment)
        if not path:
            self.here[anchor] = self.found_here(anchor)
            return self.here[anchor]
        source = self._source(path)
        if self.has_file(source):
            return self._file(source)
        link = f"link to it: [what it is]({path})"
        other = self.room.page(source)
        card = None if other else self.room.story(source)
        if card is not None and anchor:
            self.ask("update", f"{source}#{anchor}")
            return self._anchor(path, card.anchors, card.waiting, anchor)
        page = card.path if card is not None else other
        if page:
            return Target(self.href(page + (mark + anchor if anchor else "")), instead=link)
        if source in self.room.waiting:
            return Target("", instead=link)
        return Missing(self._meant(unquote(written), source))

    def found_here(self, id: str) -> Target | Missing:
        """Return where an update of its own story stands."""
        return self._anchor("", self.anchors, self.waiting, id)

    def _source(self, written: str) -> str:
        """Return the source that a path beside this one means, whether or not it is there."""
        return posixpath.normpath(posixpath.join(self.folder, written))

    def beside(self, folder: str) -> Desk:
        """Return this desk for what lies in another folder."""
        return replace(self, folder=folder)

    def story_at(self, path: str, key: str, place: Place) -> Card | None:
        """Return the card of the story that `key` names by path or file, or report that there
        is none. A story that waits for its time is passed over."""
        file = self._source(path.strip("/"))
        for source in _texts_at(file):
            self.ask("source", source)
            if card := self.room.story(source):
                return card
        path_alone = path.removesuffix("index.md").removesuffix(".md")
        self.ask("path", path_alone)
        card = self.room.card(path_alone)
        if card is None and not self.room.waits(path, file):
            others = [card.path for card in self.room.cards.values() if card.source != self.source]
            self.report.error(
                Rule.MISSING_TARGET,
                place,
                f"`{key}` names a story that is not there: {path}",
                f"did you mean {meant}?"
                if (meant := closest(path, others))
                else "write its path, such as world/flood",
            )
        return card

    def _photo(self, author: Author) -> str:
        if not author.photo or author.photo.startswith(("/", "https://", "http://")):
            return self.link(author.photo)
        source = posixpath.normpath(CONTENT + author.photo)
        if self.has_file(source):
            photo = self._file(source)
            self._check_shown(photo, author.photo, author.place)
            return photo.url
        self._missing_file(source, author.place, "content/")
        return ""

    def _anchor(
        self, path: str, anchors: Mapping[str, str], waiting: tuple[str, ...], id: str
    ) -> Target | Missing:
        link = f"link to it: [what it is]({path}#{id})"
        if id in anchors:
            return Target(self.href(urls.anchor(anchors[id], id)), instead=link)
        if id in waiting:
            return Target("", instead=link)
        meant = closest(id, anchors)
        return Missing(f"{path}#{meant}" if meant else "", only_id=True)

    def _meant(self, written: str, source: str) -> str:
        # The file that a link means, as it should have been written, or "".
        room = self.room
        known = {*room.cards, *room.pages, *room.files, *room.waiting}
        whole = self._source(written)
        found = next(filter(known.__contains__, (whole, f"{source}.md", f"{source}/index.md")), "")
        if not found:
            home = posixpath.normpath(self.folder) + "/"
            if not source.startswith(home):
                home = posixpath.dirname(source) + "/"
            near = {name.removeprefix(home): name for name in known if name.startswith(home)}
            folded = {name.casefold(): name for name in near}
            wanted = source.removeprefix(home)
            slip = folded.get(wanted.casefold()) or closest(wanted, near)
            found = near.get(slip, "")
        return _encoded(posixpath.relpath(found, self.folder)) if found else ""

    def _file(self, source: str) -> Target:
        path = "/" + source.removeprefix(CONTENT)
        self.files[urls.file_of(path)] = source
        try:
            size = images.measure(source, self.room.read(source))
        except images.BrokenPicture as error:
            self.report.error(Rule.BROKEN_PICTURE, Place(source), str(error), error.hint)
            return Target(self.href(path))
        if size is None:
            return Target(self.href(path), instead=images.instead(source))
        return Target(self.href(path), size.width, size.height)

    def _check_shown(self, target: Target, written: str, place: Place) -> None:
        if target.instead:
            message = f'"{written}" is not a picture that browsers show'
            self.report.error(Rule.BROKEN_PICTURE, place, message, target.instead)

    def _missing_file(self, source: str, place: Place, home: str) -> None:
        alike = [file for file in self.room.files if _ending(file) == _ending(source)]
        meant = closest(source, alike)
        self.report.error(
            Rule.MISSING_TARGET,
            place,
            f"there is no file {source}",
            f"did you mean {meant}?" if meant else f"paths start at {home}",
        )

    def _surroundings(self, prefix: str, top_heading: int) -> Surroundings:
        return Surroundings(
            policy=self.room.settings.build.html,
            prefix=prefix,
            top_heading=top_heading,
            language=self.language,
            resolve=self.resolve,
            draw=self._draw,
            own_embeds=self.room.theme.own_embeds,
            base=self.room.address.href(""),
            # Where there is a prefix, no id can be another's; and an update has one.
            taken=urls.PAGE_IDS if prefix else urls.PAGE_IDS.union(self.anchors),
            pointed=lambda path, place: self.pointed.append((path, place)),
        )

    def _draw(self, embed: Embed, body: Markup) -> str:
        try:
            return self.room.theme.embed(
                embed.name, embed.arguments, body, self.language, self.source
            )
        except ThemeFailure as failure:
            self.report.extend((failure.problem,))
            return ""


def _ending(file: str) -> str:
    return posixpath.splitext(file)[1].lower()


def _encoded(path: str) -> str:
    # Only what would end an address is: the path is for people to read and to copy.
    return "".join(f"%{ord(char):02X}" if char in " #?%" else char for char in path)


def _texts_at(file: str) -> tuple[str, ...]:
    """Return the sources that may be meant where an ending or a bundle's file is left out."""
    return (file, f"{file}.md", f"{file}/index.md")
