"""A site under stress: text that means harm wherever authors can write, and coverage of each kind.

`files()` are its sources. Nothing in it is an error, and a build takes a few seconds. What machines
get of a field is `said(field)`: its text without the characters that are left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

CONTROLS = "\x00\x01\x08\x0b\x0c\x1f\x7f\x85\x9f\ufeff\ufdef\ufffe\uffff\U0001ffff"
"""What no reader gets to see: a build leaves it out and says so."""

HOSTILE = (
    "]]> </script> </SCRIPT x> <!-- --> <![CDATA[ <script>alert(1)</script> </title></textarea>"
    " &amp; &lt;b&gt; &#60;i&#62; &nbsp &copy= \"q\" 'a' ` \\u0041 \\ <b onclick=x> %7B {{ 7*7 }}"
    " {% raw %} {# #} ${x} javascript:alert(1) 🌊👩‍👩‍👧‍👦🏴󠁧󠁢󠁳󠁣󠁴󠁿 \U0001d11e e\u0301a\u0328\u0301"
    " \u200f\u200eא\u202bעברית\u202c \u202egnp.exe\u202c \u2067مرحبا\u2069 \u061c\u00ad\u00a0\u200b"
    f" one\u2028two\u2029three {CONTROLS}e\x0bnd"
)
"""What ends, opens or escapes something in XML, HTML, JSON, scripts or templates."""

LONG_WORD = "floccinaucinihilipilification" * 40

SETTINGS = {
    "site": {
        "title": "site-title",
        "description": "site-description",
        "footer": "site-footer",
    },
}

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
UPDATES = 70
PAGE_SIZE = 30
STUBS = 60
BEGUN = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)

_LEFT_OUT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff\U0001ffff]"
)
_TO_ESCAPE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufdd0-\ufdef\ufffe\uffff\U0001ffff]")


def typed(field: str) -> str:
    """Return the text of a field as its author typed it, with a name that tells fields apart."""
    return f"{field}: {HOSTILE}"


def said(field: str) -> str:
    """Return the text of a field as it must reach readers."""
    return without_controls(typed(field))


def without_controls(text: str) -> str:
    """Return text without the characters that are left out."""
    return _LEFT_OUT.sub("", text)


def literally(field: str) -> str:
    """Return Markdown that shows the text of a field as it is: in a block of code.

    What ends a line there ends it in the source.
    """
    return f"```\n{typed(field)}\n```\n"


def files() -> dict[str, str | bytes]:
    """Return the sources by their names."""
    picture = (Path(__file__).parent / "golden/everything/content/noor.png").read_bytes()
    return {
        "livegen.toml": _settings(),
        "content/authors.toml": f"[noor]\nname = {_quoted(said('author'))}\n"
        f"role = {_quoted(said('role'))}\n",
        "content/_index.md": written({"title": typed("front"), "summary": typed("front-summary")}),
        "content/world/_index.md": written(
            {"title": typed("section"), "summary": typed("section-summary")}, literally("intro")
        ),
        "content/world/river/index.md": _river(),
        "content/world/river/a.png": picture,
        **_river_updates(),
        "content/world/upcoming.md": written(
            {
                "title": "Votes are counted from eight",
                "date": "2026-11-22 09:00",
                "coverage": {"start": "2026-11-22 20:00", "end": "2026-11-23 02:00"},
                "updates": [{"time": "2026-11-22 10:00", "body": "The halls are being prepared."}],
            }
        ),
        "content/world/paused.md": written(
            {
                "title": "Talks go on tomorrow",
                "date": "2026-11-21 09:00",
                "status": "paused",
                "coverage": {"resumes": "2026-11-23 08:00"},
                "updates": [
                    {"time": "2026-11-21 09:30", "body": "The delegations arrive.", "key": True},
                    {"time": "2026-11-21 18:00", "kind": "breaking", "body": "A first draft."},
                    {"time": "2026-11-21 19:00", "body": "Good night."},
                ],
            }
        ),
        "content/world/ended.md": _ended(),
        "content/world/asia/خبر.md": _arabic(),
        "content/world/taken-back.md": written(
            {
                "title": "A story that was not so",
                "date": "2026-11-19 10:00",
                "withdrawn": {"time": "2026-11-20 10:00", "reason": typed("taken-back")},
                "updates": [{"time": "2026-11-19 11:00", "body": "It was not so."}],
            },
            "The text that goes.",
        ),
        "content/sport/derby.md": _article(),
        "content/sport/held.md": written({"title": "Later", "date": "2026-12-01"}, "Not yet."),
        **{f"content/briefs/{name}.md": text for name, text in _stubs()},
        "content/pages/about.md": written(
            {"title": typed("about"), "summary": typed("about-summary")}, literally("about-text")
        ),
    }


def _settings() -> str:
    return f"""\
[site]
title = {_quoted(said("site-title"))}
url = "https://example.org/news%20room"
description = {_quoted(said("site-description"))}
footer = {_quoted(said("site-footer"))}
language = "en-GB"
timezone = "Europe/London"
hub = "https://hub.example.org/"

[site.publisher]
name = {_quoted(said("publisher"))}
corrections_policy = "/about/"

[build]
page_size = {PAGE_SIZE}
update_pages = "all"
"""


def _river() -> str:
    """Return the live story that has everything, most of it in `updates/`."""
    return written(
        {
            "title": typed("title"),
            "former_titles": [typed("former-title")],
            "date": "2026-11-22 01:00",
            "summary": typed("summary"),
            "authors": ["noor", typed("freelance")],
            "dateline": typed("dateline"),
            "tags": [typed("tag"), "Flood"],
            "image": _picture("lead"),
            "layout": "live",
            "status": "live",
            "key_points": ["It is **high**.", LONG_WORD],
            "banner": {"kind": "breaking", "text": "High water"},
            "corrections": [
                {"time": "2026-11-22 09:00", "text": typed("story-correction")},
                {"time": "2026-11-22 09:00", "text": "A second one of the same minute."},
            ],
            "related": ["/sport/derby/", "../paused.md"],
        },
        literally("story-text") + f"\n{LONG_WORD}\n",
    )


def _river_updates() -> dict[str, str | bytes]:
    """Return the updates by file: every seventh of the same minute as the one before."""
    made: dict[str, str | bytes] = {}
    at = BEGUN
    for number in range(1, UPDATES + 1):
        at += timedelta(minutes=0 if number % 7 == 0 else 8)
        name = f"{at:%Y-%m-%d-%H%M}-n{number:02}"
        made[f"content/world/river/updates/{name}.md"] = written(*_river_update(number))
    return made


def _river_update(number: int) -> tuple[dict[str, object], str]:
    """Return front matter and body: each thing an update may have, at one number or another."""
    if number in (12, 66):  # one in the archive, one on the newest page
        taken = {"time": "2026-11-22 11:00", "reason": typed(f"reason-{number}")}
        return {"title": "Not so", "withdrawn": taken}, "What was not so."
    if number == 65:
        return {"id": "a-megabyte"}, _megabyte()
    front: dict[str, object] = {"id": f"n{number:02}"} if number % 2 else {}
    if number % 3 == 0:
        front["title"] = typed(f"title-{number}") if number % 9 == 0 else f"Headline {number}"
    if number % 5 == 0:
        front["key"] = True
    if number in (5, 68):
        front["corrections"] = {
            "time": "2026-11-22 11:30",
            "text": typed(f"correction-{number}"),
        }
    if number in (7, 69):
        front["revised"] = "2026-11-22 11:45"
    if number in (2, 67):
        front |= {"authors": [typed(f"author-{number}")], "dateline": typed(f"at-{number}")}
    if number in (3, 64):
        front["image"] = _picture(f"picture-{number}")
    if number == 63:
        return front, _RICH
    return front, f"Update {number} says this. And more.\n\n{literally(f'body-{number}')}"


_RICH = """\
See <b>this</b>[^1], [another](/sport/derby/), [that](#n61) and ![a boat](a.png).

https://www.youtube.com/watch?v=dQw4w9WgXcQ

{{< tweet https://x.com/county/status/679352304697503744 text="Route 9 is ]]> open" >}}

{{< quote by="The mayor" >}}
We hold.
{{< /quote >}}

| a | b |
|---|---|
| 1 | 2 |

[^1]: A footnote.
"""


def _megabyte() -> str:
    line = "Water stands in the streets of the old town & nobody is <i>hurt</i>. 🌊 "
    return "The long one begins. It is long.\n\n" + (line * 12 + "\n\n") * (
        1_000_000 // len(line) // 12
    )


def _ended() -> str:
    return written(
        {
            "title": "The eclipse, minute by minute",
            "date": "2026-08-12 12:00",
            "timezone": "Europe/Madrid",
            "language": "es",
            "layout": "live",
            "coverage": {"start": "2026-08-12 18:00", "end": "2026-08-12 22:00"},
            "authors": ["noor"],
            "updates": [
                {"time": "2026-08-12 18:05", "title": "Empieza", "key": True, "body": "Empieza."},
                {"time": "2026-08-12 20:30", "title": "Total", "key": True, "body": "Es de noche."},
                {"time": "2026-08-12 21:40", "body": "Se acabó."},
            ],
            "corrections": {"time": "2026-08-13 09:00", "text": "Duró 100 segundos, no 110."},
        }
    )


def _arabic() -> str:
    return written(
        {
            "title": "الفيضان يصل إلى المدينة القديمة",
            "date": "2026-11-21 07:00",
            "timezone": "Asia/Riyadh",
            "language": "ar",
            "status": "live",
            "summary": "المياه في الشوارع.",
            "updates": [
                {"time": "2026-11-21 07:30", "body": "بدأ المطر."},
                {"time": "2026-11-21 08:15", "title": "أول قارب", "key": True, "body": "وصل."},
                {"time": "2026-11-22T09:00+01:00", "body": "انحسر الماء."},
            ],
        }
    )


def _article() -> str:
    return written(
        {
            "title": "Das Derby fällt aus",
            "date": "2015-12-24",
            "language": "de",
            "timezone": "Europe/Berlin",
            "layout": "article",
            "id": "/old/derby/",
            "updates": [
                {"time": "2015-12-24", "body": "Am selben Tag.[^a]\n\n[^a]: Eine Fußnote."},
                {"time": "2015-12-28", "title": "Neuer Termin", "body": "Im März."},
                {"time": "2015-12-28", "body": "Am selben Tag noch einmal."},
                {"time": "2016-01-02 18:42:30", "body": "Mit Sekunden."},
                {"time": "2016-01-02T18:42:30-05:00", "body": "Mit Zeitunterschied."},
            ],
        },
        "Es regnet.[^1]\n\n[^1]: Seit Tagen.\n",
    )


def _stubs() -> Iterator[tuple[str, str]]:
    """Yield more stories than a feed has entries, each a day older than the one before."""
    for number in range(STUBS):
        day = datetime(2026, 11, 1, 6, 30, tzinfo=UTC) - timedelta(days=number)
        front: dict[str, object] = {
            "title": f"Brief {number}",
            "date": f"{day:%Y-%m-%d %H:%M}",
            "tags": ["Brief"],
        }
        if number == STUBS - 1:
            front["revised"] = "2026-11-20 10:00"  # the oldest is in the feeds all the same
        yield f"brief-{number:02}", written(front, f"Text of brief {number}.")


def _picture(name: str) -> dict[str, str]:
    fields = ("alt", "caption", "credit", "licence")
    return {"src": "a.png"} | {field: typed(f"{name}-{field}") for field in fields}


def written(front: Mapping[str, object], body: str = "") -> str:
    """Return a source: its values as JSON, which is YAML once what YAML minds is escaped."""
    lines = [
        f"{key}: {_escaped(json.dumps(value, ensure_ascii=False))}" for key, value in front.items()
    ]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{body}"


def _quoted(text: str) -> str:
    """Return text as TOML takes it."""
    return _escaped(json.dumps(text, ensure_ascii=False)).replace("\x7f", "\\u007f")


def _escaped(text: str) -> str:
    def escape(found: re.Match[str]) -> str:
        code = ord(found[0])
        return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

    return _TO_ESCAPE.sub(escape, text)
