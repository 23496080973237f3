"""A small paper as one value, the files it is kept in, and what its people do to it.

Edits are functions from a paper and a pick to the paper after the edit. The pick, any number,
says which story, update, key or value is meant, so that a script of edits is a list of pairs.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from posixpath import dirname, relpath
from typing import Any, TypeVar

Fields = Mapping[str, Any]
"""Keys and values of front matter or of a table of settings; None stands for: not written."""

T = TypeVar("T")

SECTIONS = ("", "local", "world", "world/asia")
FIRST = datetime.fromisoformat("2026-11-20 08:00")
MOST = 8
"""Stories that a paper has at most, and updates that are added to one of them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture beside a story; one that is not `shown` is named by no text."""

    look: int
    shown: bool = True


@dataclass(frozen=True, slots=True)
class Link:
    """A link as its author wrote it: `target` is a source, which may be gone by now."""

    kind: str
    target: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Update:
    """An update, `minute` minutes after the first one; `filed` in `updates/` if there can be."""

    id: str
    minute: int
    text: str
    filed: bool = False
    front: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story in one file or, as a `folder`, in several; only a folder has pictures."""

    section: str
    name: str
    title: str
    text: str
    folder: bool = False
    front: Fields = field(default_factory=dict)
    updates: tuple[Update, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    links: tuple[Link, ...] = ()
    comments: tuple[str, ...] = ()
    slips: tuple[str, str] = ("", "")

    @property
    def place(self) -> str:
        """The story's folder or, of one in one file, its path without its ending."""
        return f"content/{self.section}/{self.name}".replace("//", "/")

    @property
    def source(self) -> str:
        return f"{self.place}/index.md" if self.folder else f"{self.place}.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """All sources of a site: `files` are those that are written as they are."""

    stories: tuple[Story, ...]
    settings: Mapping[str, Fields]
    authors: Mapping[str, Fields]
    photo: int = 0
    files: Mapping[str, str] = field(default_factory=dict)
    made: int = 0


# ------------------------------------------------------------------ the files


def files(paper: Paper) -> dict[str, bytes]:
    """Return the files that the paper is kept in."""
    texts = {
        "livegen.toml": _toml(paper.settings),
        "content/authors.toml": _toml(paper.authors),
        **paper.files,
    }
    written = {path: text.encode() for path, text in texts.items()}
    written["content/people/noor.png"] = png(paper.photo)
    for story in paper.stories:
        written |= _files(story)
    return written


def _files(story: Story) -> Iterator[tuple[str, bytes]]:
    filed = [update for update in story.updates if story.folder and update.filed]
    listed = [update for update in story.updates if update not in filed]
    yield story.source, _story(story, listed).encode()
    for update in filed:
        stamp = f"{_time(update.minute):%Y-%m-%d-%H%M}"
        yield f"{story.place}/updates/{stamp}-{update.id}.md", _filed(update).encode()
    for name, picture in story.pictures.items() if story.folder else ():
        yield f"{story.place}/{name}", png(picture.look)
    if story.comments:
        path = f"{story.place}{'/' if story.folder else '.'}comments.toml"
        yield path, comments(story.comments).encode()


def _story(story: Story, listed: Sequence[Update]) -> str:
    front = {"title": story.title, "date": "2026-11-20 07:30", **story.front, **_linked(story)}
    if listed:
        front["updates"] = [_listed(update) for update in listed]
    shown = [f"![A picture]({name})" for name, picture in _shown(story)]
    links = [f"See [this]({_written(story, link)})." for link in _of_kind(story, "text")]
    text = "\n\n".join([story.text, *shown, *links, story.slips[1]])
    return f"---\n{yaml(front)}{story.slips[0]}---\n\n{text}\n"


def _linked(story: Story) -> dict[str, Any]:
    """Return what front matter says of other stories."""
    found: dict[str, Any] = {}
    for link in _of_kind(story, "related"):
        found["related"] = [*found.get("related", []), _written(story, link)]
    for link in _of_kind(story, "translations"):
        found["translations"] = {"es": _written(story, link)}
    for link in _of_kind(story, "continued_in"):
        found["continued_in"] = _written(story, link)
    return found


def _of_kind(story: Story, kind: str) -> list[Link]:
    return [link for link in story.links if link.kind == kind]


def _written(story: Story, link: Link) -> str:
    return relpath(link.target, dirname(story.source)) + link.anchor


def _shown(story: Story) -> list[tuple[str, Picture]]:
    return [pair for pair in story.pictures.items() if story.folder and pair[1].shown]


def _listed(update: Update) -> dict[str, Any]:
    time = f"{_time(update.minute):%Y-%m-%d %H:%M}"
    return {"time": time, "id": update.id, "body": update.text} | dict(update.front)


def _filed(update: Update) -> str:
    """Return an update's own file, which needs no front matter if its name says it all."""
    front = f"---\n{yaml({'id': update.id} | dict(update.front))}---\n\n" if update.front else ""
    return f"{front}{update.text}\n"


def _time(minute: int) -> datetime:
    return FIRST + timedelta(minutes=minute)


def yaml(front: Fields) -> str:
    return "".join(f"{key}: {json.dumps(value)}\n" for key, value in front.items())


def comments(texts: Sequence[str]) -> str:
    return _toml(
        {
            f"reader-{number}": {"name": "Ann", "time": f"2026-11-22 09:0{number}", "text": text}
            for number, text in enumerate(texts)
        }
    )


def _toml(tables: Mapping[str, Fields]) -> str:
    return "\n".join(
        f"[{table}]\n" + "".join(f"{json.dumps(key)} = {_value(value)}\n" for key, value in rows)
        for table, rows in ((table, fields.items()) for table, fields in tables.items())
    )


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value)


def png(look: int) -> bytes:
    """Return a picture, one of seven colours; every third is wider, all others are as large."""
    width, grey = 3 + (look % 3 == 2), 30 * (look % 7)
    head = struct.pack(">IIBBBBB", width, 2, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([grey]) * width) * 2
    # Not compressed, so that another colour is no other size.
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return (
        struct.pack(">I", len(content))
        + kind
        + content
        + struct.pack(">I", zlib.crc32(kind + content))
    )


# ------------------------------------------------------------------ what there is to choose from


WORDS = ("boats", "levee", "water", "rains", "roads", "storm", "river", "mayor")
"""All of a length, so that most edits leave a file's size as it is."""

OF_STORIES: Mapping[str, Sequence[Any]] = {
    "summary": ("It rains.", "It pours."),
    "former_titles": (["An earlier title"],),
    "revised": ("2026-11-22 10:00", "2026-11-22 14:00"),
    "dateline": ("Old Town", "New Town"),
    "authors": (["noor"], ["noor", "Sam Cho"], ["Sam Cho"]),
    "tags": (["Flood"], ["C++"], ["Flood", "Rainy days"]),
    "order": ("oldest", "newest"),
    "layout": ("live", "article"),
    "status": ("live", "paused", "ended"),
    "coverage": (
        {"start": "2026-11-21 08:00", "end": "2026-11-22 13:00"},
        {"start": "2026-11-22 18:00"},
    ),
    "timezone": ("America/New_York", "Asia/Tokyo"),
    "language": ("de", "ar"),
    "key_points": (["The levee **holds**"], ["The levee *broke*", "All are out"]),
    "banner": ({"text": "All are out", "until": "2026-11-22 13:00"}, {"kind": "breaking"}),
    "corrections": ({"time": "2026-11-22 10:30", "text": "Two and not three."},),
    "withdrawn": ({"time": "2026-11-22 11:00", "reason": "Doubts."},),
    "draft": (True,),
    "publish_at": ("2026-11-22 13:00",),
    "expires_at": ("2026-11-22 13:00", "2026-11-21 09:00"),
    "date": ("2026-10-30", "2026-11-22 15:00"),
    "comments": (True, False, "closed"),
    "slug": ("second", "second-boat"),
    "id": ("known-as", "known-as-2"),
    "aliases": (["/old/path/"], ["/older/", "/older/path/"]),
    "extra": ({"magnitude": 4},),
}
OF_UPDATES: Mapping[str, Sequence[Any]] = {
    "title": ("Second boat", "Third boat"),
    "key": (True,),
    "pinned": (True,),
    "kind": ("breaking", "note", "analysis"),
    "authors": (["noor"], ["Sam Cho"]),
    "dateline": ("Old Town",),
    "revised": ("2026-11-22 11:30", "2026-11-22 14:00"),
    "corrections": ({"time": "2026-11-22 10:30", "text": "Two and not three."},),
    "withdrawn": ({"time": "2026-11-22 11:00", "reason": "Doubts."},),
    "draft": (True,),
    "publish_at": ("2026-11-22 13:00",),
}
OF_SETTINGS: Mapping[tuple[str, str], Sequence[Any]] = {
    ("site", "title"): ("The Gazette",),
    ("site", "url"): ("https://example.org/courier",),
    ("site", "language"): ("de",),
    ("site", "timezone"): ("America/Chicago",),
    ("site", "clock"): (12, 24),
    ("site", "description"): ("News as it happens.",),
    ("site", "menu"): ([{"title": "World", "url": "/world/"}],),
    ("site", "footer"): ("Made by *hand*.", "See [all](/corrections/)."),
    ("site", "icon"): ("/favicon.svg",),
    ("build", "html"): ("escape", "trust"),
    ("build", "page_size"): (2, 5),
    ("build", "index_size"): (2, 4),
    ("build", "update_pages"): ("all", "none"),
    ("build", "feed_size"): (2, 50),
    ("build", "outputs"): (["html", "rss", "sitemap"], ["html"]),
    ("comments", "provider"): ("netlify",),
    ("tags", "C++"): ("cpp",),
    ("tags", "Flood"): ("floods",),
}
OF_AUTHORS: Mapping[str, Sequence[Any]] = {
    "name": ("Noor Haddad", "Noor H. Haddad"),
    "role": ("Reporter",),
    "photo": ("people/noor.png",),
    "url": ("https://example.org/noor",),
}
OF_FILES: Mapping[str, Sequence[str]] = {
    "content/_index.md": ("---\ntitle: Front\n---\n\nWelcome.\n",),
    "content/world/_index.md": (
        "---\ntitle: The world\norder: 1\n---\n\nFrom afar.\n",
        "---\ntitle: All the world\norder: oldest\n---\n\nFrom afar.\n",
    ),
    "content/pages/about.md": (
        "---\ntitle: About us\n---\n\nWe are here.\n",
        "---\ntitle: Whence we come\naliases: /about/\nslug: whence\n---\n\nFrom there.\n",
    ),
    "templates/_byline.html": ("<b>{{ byline.name }}</b>\n",),
    "templates/_foot.html": ("<p>Call 555-0100</p>\n", "<p>Call 555-0199</p>\n"),
    "templates/story.html": (
        '{% extends "default/story.html" %}{% block site_footer %}<p>Lost?</p>{% endblock %}\n',
    ),
    "templates/embeds/fact-box.html": ("<aside>{{ body }}</aside>\n", "<div>{{ body }}</div>\n"),
    "templates/assets/site.css": (":root { --accent: #7a1f5c }\n", ":root { --accent: #00665c }\n"),
    "templates/assets/logo.svg": ("<svg/>\n",),
    "static/favicon.svg": ("<svg/>\n", "<svg />\n"),
    "static/.well-known/security.txt": ("Contact: desk\n",),
    "static/_headers": ("/*\n  X-Desk: one\n", "/*\n  X-Desk: two\n"),
    "static/_redirects": ("/gone/ /world/ 301\n",),
}
SLIPS = (
    ("sumary: It rains.\n", ""),
    ("summary: It rains: hard\n", ""),
    ("", "See [this](nowhere.md)."),
    ("", "![A picture](nowhere.png)"),
    ("", "{{< youtub x >}}"),
    ("", "<b onclick=x>Only a warning</b>"),
)


def _pairs(table: Mapping[Any, Sequence[Any]]) -> list[tuple[Any, Any]]:
    """Return every key with each of its values, and with none."""
    return [(key, value) for key, values in table.items() for value in (*values, None)]


def _nth(items: Sequence[T], pick: int) -> T:
    return items[pick % len(items)]


def _with(fields: Fields, key: str, value: object) -> Fields:
    rest = {name: it for name, it in fields.items() if name != key}
    return rest if value is None else rest | {key: value}


def words(pick: int) -> str:
    """Return a text, as long as any other."""
    one, other, third = (_nth(WORDS, number) for number in (pick, pick // 8, 3 * pick))
    return f"The {one} and the {other} near the {third}."


# ------------------------------------------------------------------ edits of stories


def add_a_story(paper: Paper, pick: int) -> Paper:
    """Write a new story, every other one in a folder."""
    if len(paper.stories) >= MOST:
        return paper
    name = f"story-{paper.made}"
    front = {"tags": ["Flood"]} if pick % 3 == 0 else {}
    story = Story(
        section=_nth(SECTIONS, pick),
        name=name,
        title=f"The {_nth(WORDS, pick)}",
        text=words(pick),
        folder=pick % 2 == 0,
        front=front,
    )
    return replace(paper, stories=(*paper.stories, story), made=paper.made + 1)


def edit_a_text(paper: Paper, pick: int) -> Paper:
    """Change a text, but not how long it is."""
    return _put(paper, pick, text=words(pick // MOST))


def lengthen_a_text(paper: Paper, pick: int) -> Paper:
    """Add a paragraph."""
    return _put(paper, pick, text=f"{_one(paper, pick).text}\n\n{words(pick)}")


def edit_a_title(paper: Paper, pick: int) -> Paper:
    """Change a title, but not how long it is."""
    return _put(paper, pick, title=f"The {_nth(WORDS, pick // MOST)}")


def rename_a_story(paper: Paper, pick: int) -> Paper:
    """Give a story another name, and mend the links to it."""
    new = replace(_one(paper, pick), name=f"story-{paper.made}")
    return _moved(replace(paper, made=paper.made + 1), pick, new)


def move_a_story(paper: Paper, pick: int) -> Paper:
    """Put a story into another section, and mend the links to it."""
    story = _one(paper, pick)
    return _moved(paper, pick, replace(story, section=_nth(SECTIONS, pick // MOST)))


def make_a_folder_or_a_file_of_it(paper: Paper, pick: int) -> Paper:
    """Turn a story in one file into a folder, or the other way, and mend the links to it."""
    story = _one(paper, pick)
    return _moved(paper, pick, replace(story, folder=not story.folder))


def rename_what_others_link(paper: Paper, pick: int) -> Paper:
    """Give a story another name, and leave the links to it as they are."""
    new = _put(paper, pick, name=f"story-{paper.made}")
    return replace(new, made=paper.made + 1)


def swap_two_stories(paper: Paper, pick: int) -> Paper:
    """Give each of two stories the other's place; links to the places stay."""
    one, two = _one(paper, pick), _one(paper, pick // MOST)
    if one is two:
        return paper
    swapped = {one.source: _at(one, two), two.source: _at(two, one)}
    return replace(paper, stories=tuple(swapped.get(it.source, it) for it in paper.stories))


def _at(story: Story, other: Story) -> Story:
    """Return the story in the place of another."""
    return replace(story, section=other.section, name=other.name, folder=other.folder)


def delete_a_story(paper: Paper, pick: int) -> Paper:
    """Delete a story, and the links to it."""
    gone = _one(paper, pick).source
    kept = (
        replace(story, links=tuple(link for link in story.links if link.target != gone))
        for story in delete_what_others_link(paper, pick).stories
    )
    return replace(paper, stories=tuple(kept))


def delete_what_others_link(paper: Paper, pick: int) -> Paper:
    """Delete a story, and leave the links to it as they are."""
    if len(paper.stories) == 1:
        return paper
    gone = _one(paper, pick)
    return replace(paper, stories=tuple(story for story in paper.stories if story is not gone))


def set_a_key(paper: Paper, pick: int) -> Paper:
    """Write, change or take out a key of a story."""
    key, value = _nth(_pairs(OF_STORIES), pick // MOST)
    return _put(paper, pick, front=_with(_one(paper, pick).front, key, value))


def link_two_stories(paper: Paper, pick: int) -> Paper:
    """Have one story name another, in its text or in its front matter."""
    target = _one(paper, pick // MOST)
    kind = _nth(("text", "related", "translations", "continued_in"), pick // MOST**2)
    anchor = f"#{target.updates[0].id}" if kind == "text" and target.updates else ""
    return _linking(paper, pick, Link(kind, target.source, anchor))


def unlink_a_story(paper: Paper, pick: int) -> Paper:
    """Take out the first link of a story."""
    return _put(paper, pick, links=_one(paper, pick).links[1:])


def approve_a_comment(paper: Paper, pick: int) -> Paper:
    """Put a comment beside a story, up to three."""
    return _put(paper, pick, comments=(*_one(paper, pick).comments, words(pick))[:3])


def take_comments_out(paper: Paper, pick: int) -> Paper:
    """Change the last comment of a story, or delete its file."""
    *kept, last = _one(paper, pick).comments or ("",)
    return _put(paper, pick, comments=(*kept, words(pick)) if last and pick % 2 else ())


def add_a_picture(paper: Paper, pick: int) -> Paper:
    """Put a picture beside a story, and show it."""
    pictures = _one(paper, pick).pictures
    return _put(paper, pick, pictures={**pictures, f"p{pick % 3}.png": Picture(pick)})


def repaint_a_picture(paper: Paper, pick: int) -> Paper:
    """Change what is in every picture of a story."""
    pictures = _one(paper, pick).pictures
    new = {name: replace(it, look=it.look + 1 + pick) for name, it in pictures.items()}
    return _put(paper, pick, pictures=new)


def unlink_a_picture(paper: Paper, pick: int) -> Paper:
    """Show a story's pictures no more or again; the files stay."""
    pictures = _one(paper, pick).pictures
    return _put(
        paper,
        pick,
        pictures={name: replace(it, shown=not it.shown) for name, it in pictures.items()},
    )


def delete_the_pictures(paper: Paper, pick: int) -> Paper:
    """Delete a story's pictures, and take them out of its text."""
    return _put(paper, pick, pictures={})


def slip(paper: Paper, pick: int) -> Paper:
    """Make a mistake."""
    return _put(paper, pick, slips=_nth(SLIPS, pick // MOST))


def mend(paper: Paper, pick: int) -> Paper:
    """Mend all mistakes, and take out all that stories do to each other."""
    sources = {story.source for story in paper.stories}
    return replace(
        paper,
        stories=tuple(
            replace(
                story,
                slips=("", ""),
                links=tuple(link for link in story.links if link.target in sources),
                front={key: it for key, it in story.front.items() if key not in _OF_OTHERS},
            )
            for story in paper.stories
        ),
    )


_OF_OTHERS = ("aliases", "id", "slug", "comments")
"""Keys by which one story can be in another's way, or in that of the settings."""


def _one(paper: Paper, pick: int) -> Story:
    return _nth(paper.stories, pick)


def _put(paper: Paper, pick: int, **changed: Any) -> Paper:
    old = _one(paper, pick)
    new = replace(old, **changed)
    return replace(paper, stories=tuple(new if it is old else it for it in paper.stories))


def _moved(paper: Paper, pick: int, new: Story) -> Paper:
    """Put `new` in the place of a story, and have the links to the old one lead to it."""
    old = _one(paper, pick)
    moved = (new if story is old else story for story in paper.stories)
    return replace(
        paper,
        stories=tuple(
            replace(
                story,
                links=tuple(
                    replace(it, target=new.source) if it.target == old.source else it
                    for it in story.links
                ),
            )
            for story in moved
        ),
    )


def _linking(paper: Paper, pick: int, link: Link) -> Paper:
    story = _one(paper, pick)
    if link.target == story.source or len(story.links) > 3:
        return paper
    return _put(paper, pick, links=(*story.links, link))


# ------------------------------------------------------------------ edits of updates


def add_an_update(paper: Paper, pick: int) -> Paper:
    """Write an update that is the newest of its story."""
    newest = max((update.minute for update in _one(paper, pick).updates), default=0)
    return _posted(paper, pick, newest + 90)


def insert_an_update(paper: Paper, pick: int) -> Paper:
    """Write an update that is older than others."""
    return _posted(paper, pick, pick // MOST % 600)


def post_ahead_of_time(paper: Paper, pick: int) -> Paper:
    """Write an update for the day after."""
    return _posted(paper, pick, 3 * 24 * 60 + pick % 100)


def _posted(paper: Paper, pick: int, minute: int) -> Paper:
    story = _one(paper, pick)
    if len(story.updates) >= MOST:
        return paper
    new = Update(f"u{paper.made}", minute, words(pick), filed=pick // MOST % 2 == 0)
    posted = _put(paper, pick, updates=(*story.updates, new))
    return replace(posted, made=paper.made + 1)


def edit_an_update(paper: Paper, pick: int) -> Paper:
    """Change the text of an update, but not how long it is."""
    return _put_update(paper, pick, text=words(pick // MOST**2))


def box_an_update(paper: Paper, pick: int) -> Paper:
    """Give the text of an update a box of facts, which templates draw."""
    return _put_update(
        paper, pick, text='{{< fact-box title="Facts" >}}\nThere are none.\n{{< /fact-box >}}'
    )


def reorder_updates(paper: Paper, pick: int) -> Paper:
    """Give an update another time, among the others or after them."""
    return _put_update(paper, pick, minute=pick // MOST % 900)


def file_an_update(paper: Paper, pick: int) -> Paper:
    """Move an update from the list to a file of its own, or back."""
    found = _update(paper, pick)
    return _put_update(paper, pick, filed=not found.filed) if found else paper


def rename_an_update(paper: Paper, pick: int) -> Paper:
    """Give an update another id."""
    return replace(_put_update(paper, pick, id=f"u{paper.made}"), made=paper.made + 1)


def set_a_key_of_an_update(paper: Paper, pick: int) -> Paper:
    """Write, change or take out a key of an update."""
    found = _update(paper, pick)
    key, value = _nth(_pairs(OF_UPDATES), pick // MOST**2)
    return _put_update(paper, pick, front=_with(found.front, key, value)) if found else paper


def delete_an_update(paper: Paper, pick: int) -> Paper:
    """Delete an update."""
    gone = _update(paper, pick)
    updates = _one(paper, pick).updates
    return _put(paper, pick, updates=tuple(it for it in updates if it is not gone))


def _update(paper: Paper, pick: int) -> Update | None:
    updates = _one(paper, pick).updates
    return _nth(updates, pick // MOST) if updates else None


def _put_update(paper: Paper, pick: int, **changed: Any) -> Paper:
    old = _update(paper, pick)
    updates = _one(paper, pick).updates
    return _put(
        paper,
        pick,
        updates=tuple(replace(it, **changed) if it is old else it for it in updates),
    )


# ------------------------------------------------------------------ edits of all the rest


def set_a_setting(paper: Paper, pick: int) -> Paper:
    """Write, change or take out a setting."""
    (table, key), value = _nth(_pairs(OF_SETTINGS), pick)
    rows = _with(paper.settings.get(table, {}), key, value)
    return replace(paper, settings={**paper.settings, table: rows})


def set_a_file(paper: Paper, pick: int) -> Paper:
    """Write, change or delete a section's text, a page, a template, a static file."""
    path, text = _nth(_pairs(OF_FILES), pick)
    return replace(paper, files=_with(paper.files, path, text))


def set_an_author(paper: Paper, pick: int) -> Paper:
    """Write, change or take out a key of an author."""
    key, value = _nth(_pairs(OF_AUTHORS), pick)
    noor = {"name": "Noor"} | dict(_with(paper.authors["noor"], key, value))
    return replace(paper, authors={**paper.authors, "noor": noor})


def repaint_an_author(paper: Paper, pick: int) -> Paper:
    """Change what is in an author's photo."""
    return replace(paper, photo=pick)


Edit = Callable[[Paper, int], Paper]

EDITS_OF_STORIES: tuple[Edit, ...] = (
    edit_a_text,
    edit_a_title,
    add_a_story,
    lengthen_a_text,
    rename_a_story,
    move_a_story,
    make_a_folder_or_a_file_of_it,
    rename_what_others_link,
    swap_two_stories,
    delete_a_story,
    delete_what_others_link,
    set_a_key,
    link_two_stories,
    unlink_a_story,
    approve_a_comment,
    take_comments_out,
    add_a_picture,
    repaint_a_picture,
    unlink_a_picture,
    delete_the_pictures,
)
EDITS_OF_UPDATES: tuple[Edit, ...] = (
    edit_an_update,
    add_an_update,
    insert_an_update,
    post_ahead_of_time,
    box_an_update,
    reorder_updates,
    file_an_update,
    rename_an_update,
    set_a_key_of_an_update,
    delete_an_update,
)
EDITS_OF_THE_REST: tuple[Edit, ...] = (
    set_a_setting,
    set_a_file,
    set_an_author,
    repaint_an_author,
)


# ------------------------------------------------------------------ the first issue


FIRST_ISSUE = Paper(
    settings={
        "site": {"title": "The Courier", "url": "https://example.org"},
        "build": {"page_size": 3, "index_size": 3},
        "comments": {"provider": "netlify"},
    },
    authors={
        "noor": {"name": "Noor Haddad", "role": "Reporter", "photo": "people/noor.png"},
        "sam": {"name": "Sam Okafor"},
    },
    files={
        "content/pages/about.md": "---\ntitle: About us\n---\n\nWe are here.\n",
        "static/favicon.svg": "<svg/>\n",
    },
    stories=(
        Story(
            section="world",
            name="flood",
            title="The flood",
            text=f'{words(1)}\n\n{{{{< fact-box title="Facts" >}}}}\nOne.\n{{{{< /fact-box >}}}}',
            folder=True,
            front={"status": "live", "authors": ["noor"], "tags": ["Flood"]},
            updates=tuple(
                Update(f"boat-{n}", 60 * n, words(n), n % 2 == 0, {"key": True} if n == 3 else {})
                for n in range(8)
            ),
            pictures={"levee.png": Picture(0), "spare.png": Picture(1, shown=False)},
            links=(Link("related", "content/world/mill.md"),),
        ),
        Story(
            section="world",
            name="mill",
            title="The mills",
            text=words(2),
            front={"authors": ["sam"], "tags": ["Flood", "Rainy days"], "comments": True},
            updates=(Update("first", 30, words(3)), Update("later", 300, words(4))),
            links=(Link("text", "content/world/flood/index.md", "#boat-3"),),
            comments=("I saw it.",),
        ),
        Story(
            section="local",
            name="roads",
            title="The roads",
            text=words(5),
            front={"coverage": {"start": "2026-11-21 08:00", "end": "2026-11-22 13:00"}},
            links=(Link("continued_in", "content/world/mill.md"),),
        ),
    ),
)
