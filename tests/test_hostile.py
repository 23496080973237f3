"""Whatever people write, it is text, it is there once, and it stays inside the site."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import feedparser
import pytest
from built import SETTINGS, Site, build, built
from conftest import files_of, make_site, run
from lxml import etree, html

FOREIGN = (
    "//script[not(starts-with(@src, '/assets/') or @id = 'live-settings'"
    " or (@type = 'application/ld+json' and not(@src)))]"
)
"""A script that is none of the theme's own; what search engines are told is none that runs."""


ATTACKS = {
    "script": "<script>alert(1)</script>",
    "quote": "\"'><b onmouseover=alert(1) style=x>",
    "end": "</script></title></style></textarea>-->]]><!--",
    "jinja": "{{ 7*7 }}{% raw %}{# #}",
    "entity": "&lt;b&gt; &amp; &#60;i&#62;",
    "scheme": "javascript:alert(1)",
}

NAMES = {
    "arabic": "فيضان المدينة القديمة",
    "chinese": "老城區淹水",
    "devanagari": "पुराने शहर में पानी",
    "thai": "น้ำท่วมเมืองเก่า",
    "hebrew": "מים בעיר העתיקה",
    "greek": "Νερά στην παλιά πόλη",
    "korean": "옛 도시의 물",
    "russian": "Вода в старом городе",
    "turkish": "İstanbul’da ışık",
    "emoji": "🌊 flood 👩‍👩‍👧‍👦 today",
    "rtl mark": "Flood \u200f(\u202bin the town\u202c)",
}


def yaml(text: str) -> str:
    """Return the text as YAML takes any text: in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def site_full_of(text: str) -> dict[str, str | bytes]:
    """Return a site in which every text that an author can write is `text`, with a mark of its own.

    The marks (`zq1`, `zq2` …) tell where it ended up.
    """
    count = iter(range(1, 1000))

    def said() -> str:
        return yaml(f"zq{next(count)}q {text}")

    png = (Path(__file__).parent / "golden/everything/content/noor.png").read_bytes()
    picture = (
        f"{{src: a.png, alt: {said()}, caption: {said()}, credit: {said()}, licence: {said()}}}"
    )
    correction = f"{{time: 2026-11-21 12:00, text: {said()}}}"
    front = f"""\
---
title: {said()}
former_titles: [{said()}]
date: 2026-11-20
summary: {said()}
authors: [{said()}, noor]
dateline: {said()}
tags: [water]
image: {picture}
layout: live
status: live
key_points: [{said()}]
corrections: {correction}
banner: {{text: {said()}}}
extra: {{note: {said()}}}
updates:
  - time: 2026-11-21 09:00
    id: first
    title: {said()}
    body: {said()}
    authors: {said()}
    dateline: {said()}
    image: {picture}
    key: true
    pinned: true
    corrections: {correction}
  - time: 2026-11-21 10:00
    id: second
    body: {said()}
  - time: 2026-11-21 11:00
    id: third
    withdrawn: {{time: 2026-11-21 12:00, reason: {said()}}}
---

{text}
"""
    return {
        "livegen.toml": f"""\
[site]
title = {said()}
url = "https://example.org"
description = {said()}
footer = {said()}
menu = [{{ title = {said()}, url = "/world/" }}]

[build]
update_pages = "all"
""",
        "content/authors.toml": f"[noor]\nname = {said()}\nrole = {said()}\n",
        "content/_index.md": f"---\ntitle: {said()}\nsummary: {said()}\n---\n",
        "content/world/_index.md": f"---\ntitle: {said()}\nsummary: {said()}\n---\n\n{text}\n",
        "content/pages/about.md": f"---\ntitle: {said()}\nsummary: {said()}\n---\n\n{text}\n",
        "content/world/river/index.md": front,
        "content/world/river/a.png": png,
        "content/world/gone.md": (
            f"---\ntitle: {said()}\ndate: 2026-11-19\n"
            f"withdrawn: {{time: 2026-11-21 12:00, reason: {said()}}}\n---\n"
        ),
    }


def elements(site: Site) -> dict[str, list[tuple[str, tuple[str, ...]]]]:
    """Return every element of every page with the names of its attributes, in order."""
    return {
        page.path: [
            (str(element.tag), tuple(element.attrib)) for element in page.tree.iter(etree.Element)
        ]
        for page in site.pages()
    }


# ------------------------------------------------------------------ markup in texts


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return the site with a harmless word in every text."""
    return built(make_site(tmp_path_factory.mktemp("harmless"), site_full_of("harmless")))


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_in_a_text_makes_no_element_and_no_attribute(
    attack: str, harmless: Site, tmp_path: Path
) -> None:
    site = built(make_site(tmp_path, site_full_of(f"harmless {ATTACKS[attack]}")))

    assert names_of(elements(site)) <= names_of(elements(harmless)) | ALLOWED
    for page in site.pages():
        assert page.tree.xpath(f"{FOREIGN} | //*[@onmouseover] | //*[@style]") == []
        hrefs = [str(link).strip().lower() for link in page.links()]
        assert not any(link.startswith(("javascript:", "data:", "vbscript:")) for link in hrefs)


ALLOWED = {("b", ()), ("i", ())}
"""What the allow-list of raw HTML lets through in Markdown."""


def names_of(
    pages: dict[str, list[tuple[str, tuple[str, ...]]]],
) -> set[tuple[str, tuple[str, ...]]]:
    """Return what kinds of elements there are at all."""
    return {element for found in pages.values() for element in found}


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_text_is_lost_and_none_is_doubled(attack: str, harmless: Site, tmp_path: Path) -> None:
    site = built(make_site(tmp_path, site_full_of(ATTACKS[attack])))

    shared = [page for page in harmless.pages() if not page.path.startswith("authors/zq")]
    assert len(shared) == 12
    for page in shared:
        assert marks(site.page(page.path).source) == marks(page.source), page.path


def marks(text: str) -> Counter[str]:
    """Return how often each mark is in a text."""
    return Counter(re.findall(r"zq\d+q", text))


@pytest.mark.parametrize("attack", ["script", "quote", "end", "jinja", "entity"])
def test_a_plain_text_is_shown_as_it_was_written(attack: str, tmp_path: Path) -> None:
    text = ATTACKS[attack]
    site = built(make_site(tmp_path, site_full_of(text)))

    page = site.page("world/river/")

    assert page.one("//h1").text_content().endswith(f"q {text}")
    assert page.one('//*[contains(@class, "standfirst")]').text_content().endswith(f"q {text}")
    assert page.one('//meta[@name="description"]/@content').endswith(f"q {text}")
    assert page.one('//figure[contains(@class, "lead-picture")]/img/@alt').endswith(f"q {text}")
    assert page.one("//head/title").text_content().count(text) == 2  # the site's name has it too
    assert page.one('//article[@id="first"]//h3').text_content().endswith(f"q {text}")
    assert "49" not in page.one("//h1").text_content()


@pytest.mark.parametrize("attack", ATTACKS)
def test_every_feed_is_well_formed_and_says_the_text_once(attack: str, tmp_path: Path) -> None:
    text = ATTACKS[attack]
    site = built(make_site(tmp_path, site_full_of(text)))

    feeds = sorted(site.folder.rglob("*.xml"))
    assert len(feeds) > 10
    for path in feeds:
        etree.parse(path)
        if path.name not in ("atom.xml", "rss.xml"):
            continue
        feed = feedparser.parse(path.read_bytes(), sanitize_html=False)
        assert not feed.bozo
        for entry in feed.entries:
            for said in (entry.get("summary_detail", {}), *entry.get("content", [])):
                if said and said["type"] != "text/plain":
                    tree = html.fragment_fromstring(said["value"], create_parent=True)
                    assert tree.xpath("//script|//style|//*[@onmouseover]|//*[@style]") == []
    titles = [entry.title for entry in feedparser.parse(site.text("atom.xml")).entries]
    if attack in ("jinja", "scheme"):
        assert all(title.count(text) == 1 for title in titles)


def test_jinja_in_markdown_is_text(tmp_path: Path) -> None:
    text = "{{ 7*7 }} {% raw %} {# note #} {{ view.site }} {{< nothing"
    make_site(tmp_path, {"livegen.toml": SETTINGS})
    make_site(
        tmp_path,
        {"content/a.md": f"---\ntitle: A\ndate: 2026-11-20\n---\n\n`{text}` {text[:40]}\n"},
    )

    page = built(tmp_path).page("a/")

    assert page.one('//*[@id="story-text"]').text_content().split() == f"{text} {text[:40]}".split()


@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_any_script_makes_an_address_a_page_and_a_feed(
    script: str, tmp_path: Path
) -> None:
    name = NAMES[script]
    text = (
        f"---\ntitle: {yaml(name)}\ndate: 2026-11-20\ntags: [{yaml(name)}]\nauthors: {yaml(name)}\n"
        f"updates:\n  - {{time: 2026-11-21, id: first, body: {yaml(name)}}}\n---\n\n{name}\n"
    )
    site = built(make_site(tmp_path, {"livegen.toml": SETTINGS, f"content/{name}/{name}.md": text}))

    assert list(site.broken_links()) == []
    (story,) = [page for page in site.pages() if page.tree.xpath('//*[@id="story-text"]')]
    assert " ".join(story.one("//h1").text_content().split()) == " ".join(name.split())
    assert feedparser.parse(site.text("atom.xml")).entries[0].title == name
    assert story.one('//link[@rel="canonical"]/@href').isascii()
    for path in files_of(site.folder):
        assert ".." not in path.split("/")
        assert re.search(r"[\x00-\x1f\u200e\u200f\u202a-\u202e]", path) is None


def test_control_characters_are_left_out_with_a_warning_wherever_they_stand(
    tmp_path: Path,
) -> None:
    files = site_full_of("bell\x07 and null \\x08".replace("\\x08", "\x08"))
    files["content/a.md"] = '---\ntitle: "Bell\\a"\ndate: 2026-11-20\n---\n\nRaw\x01.\n'
    del files["livegen.toml"], files["content/authors.toml"]
    make_site(tmp_path, {"livegen.toml": SETTINGS, **files})

    done = build(tmp_path)

    assert done.status == 0, done.err
    assert "a control character (U+0007) is left out" in done.err
    for path, content in files_of(tmp_path / "site").items():
        if not path.endswith((".png", ".woff2")):
            assert re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", content) is None, path


def test_control_characters_in_settings_are_refused_or_left_out(tmp_path: Path) -> None:
    settings = '[site]\nurl = "https://example.org"\ntitle = "Bell\\u0007"\n'
    make_site(
        tmp_path,
        {"livegen.toml": settings, "content/a.md": "---\ntitle: A\ndate: 2026-11-20\n---\n"},
    )

    done = build(tmp_path)

    assert "Traceback" not in done.err
    for path, content in files_of(tmp_path / "site").items():
        assert b"\x07" not in content, path


@pytest.mark.slow
def test_a_megabyte_in_one_update_is_built(tmp_path: Path) -> None:
    body = "      It *rises* and [rises](#first) and rises.\n\n" * 20_000
    updates = f"updates:\n  - time: 2026-11-21\n    id: first\n    body: |\n{body}"
    make_site(tmp_path, {"livegen.toml": SETTINGS, **a_story(updates)})

    site = built(tmp_path)

    assert site.text("world/a/index.html").count("<em>rises</em>") == 20_000
    assert feedparser.parse(site.text("world/a/atom.xml")).bozo == 0


# ------------------------------------------------------------------ paths


def refused(root: Path, files: dict[str, str | bytes]) -> str:
    """Build a site that must be refused, with nothing written, and return what is said."""
    make_site(root, {"livegen.toml": SETTINGS, **files})
    done = build(root)
    assert done.status == 1
    assert not (root / "site").exists()
    return done.err


def a_story(front: str = "", body: str = "") -> dict[str, str | bytes]:
    """Return a site of one story."""
    return {"content/world/a.md": f"---\ntitle: A\ndate: 2026-11-20\n{front}---\n\n{body}\n"}


@pytest.mark.parametrize(
    "front",
    [
        "image: {src: ../../../../../../etc/passwd, alt: x}\n",
        "image: {src: /etc/passwd, alt: x}\n",
        "image: {src: ../../livegen.toml, alt: x}\n",
        "slug: ../x\n",
        "slug: ..\n",
        "slug: .\n",
        "slug: a/b\n",
        "slug: a\\b\n",
        "slug: '%2e%2e'\n",
        "section: ../../x\n",
        "aliases: ../../x\n",
        "aliases: //evil.example\n",
        "aliases: /\\evil.example\n",
        "aliases: 'https://evil.example/x'\n",
        "aliases: 'javascript:alert(1)'\n",
        'aliases: "/x /y 301\\n/* https://evil.example 301"\n',
        "layout: ../base\n",
        "layout: ../../../etc/passwd\n",
        "updates: [{time: 2026-11-21, id: ../x, body: x}]\n",
        "related: ../../../etc/passwd\n",
        "language: ../../x\n",
        "timezone: ../../etc/localtime\n",
        "timezone: localtime\n",
    ],
)
def test_no_front_matter_leads_out_of_the_site(front: str, tmp_path: Path) -> None:
    said = refused(tmp_path / "root", a_story(front))

    assert said.startswith("content/world/a.md:")
    assert "root:x:" not in said


@pytest.mark.parametrize(
    "body",
    [
        "[x](../../../../../../etc/passwd)",
        "![x](../../../../../../etc/passwd)",
        "![x](..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd)",
        "[x](../../livegen.toml)",
        "[x](../authors.toml)",
        '{{< figure src="../../../../../../etc/passwd" alt="x" >}}',
        '{{< video src="../../../../../../etc/passwd" title="x" >}}',
        '{{< video src="file:///etc/passwd" title="x" >}}',
        "{{< ../../base >}}",
    ],
)
def test_no_text_leads_out_of_the_site(body: str, tmp_path: Path) -> None:
    said = refused(tmp_path / "root", a_story(body=body))

    assert said.startswith("content/world/a.md:6:")


@pytest.mark.parametrize(
    "body",
    [
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](java\tscript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](data:image/svg+xml,<svg/onload=alert(1)>)",
        "<javascript:alert(1)>",
        '<a href="javascript:alert(1)">x</a>',
        '<svg onload="alert(1)"><a xlink:href="javascript:alert(1)">x</a></svg>',
        '<iframe src="https://evil.example"></iframe>',
        '<p style="position:fixed" onclick="x()" id="updates" class="banner">x</p>',
        '<form action="https://evil.example"><input name="x"></form>',
        '<meta http-equiv="refresh" content="0;url=https://evil.example">',
        '<base href="https://evil.example/">',
        '{{< quote by="x" source="javascript:alert(1)" >}}x{{< /quote >}}',
    ],
)
def test_no_address_of_another_scheme_and_no_script_is_published(body: str, tmp_path: Path) -> None:
    make_site(tmp_path, {"livegen.toml": SETTINGS, **a_story(body=body)})
    done = build(tmp_path)
    if done.status:
        return
    site = Site(tmp_path / "site")

    page = site.page("world/a/")

    assert not any(_SCRIPT.match(link) for link in page.links())
    assert (
        page.tree.xpath(f"{FOREIGN}|//iframe|//form|//base|//svg|//*[@style]|//*[@onclick]") == []
    )
    assert page.tree.xpath("//meta[@http-equiv]") == []
    assert page.ids["updates"] == 0


_SCRIPT = re.compile(r"\s*(java|vb)script:|\s*data:", re.IGNORECASE)


@pytest.mark.parametrize(
    "settings",
    [
        'logo = "javascript:alert(1)"\n',
        'icon = "data:text/html,x"\n',
        'menu = [{ title = "x", url = "javascript:alert(1)" }]\n',
        'footer = "[x](javascript:alert(1))"\n',
    ],
)
def test_no_setting_publishes_a_script(settings: str, tmp_path: Path) -> None:
    make_site(tmp_path, {"livegen.toml": SETTINGS + settings, **a_story()})
    if build(tmp_path).status:
        return

    for page in Site(tmp_path / "site").pages():
        assert not any(_SCRIPT.match(link) for link in page.links())


@pytest.mark.parametrize(
    "author", ['photo = "../../../etc/passwd"', 'photo = "javascript:x"', 'url = "javascript:x"']
)
def test_no_author_leads_out_of_the_site(author: str, tmp_path: Path) -> None:
    files = a_story("authors: noor\n") | {
        "content/authors.toml": f'[noor]\nname = "Noor"\n{author}\n'
    }
    make_site(tmp_path / "root", {"livegen.toml": SETTINGS, **files})

    done = build(tmp_path / "root")

    if done.status == 0:
        for page in Site(tmp_path / "root/site").pages():
            assert not any(link.startswith("javascript:") for link in page.links())
    assert b"root:x:" not in b"".join(files_of(tmp_path / "root").values())


@pytest.mark.parametrize(
    "link",
    ["content/world/b.md", "content/world/b.png", "content/linked", "static/b", "templates/b.html"],
)
def test_a_link_out_of_the_site_is_refused(link: str, tmp_path: Path) -> None:
    secret = make_site(tmp_path / "elsewhere", {"secret.md": "---\ntitle: Secret\n---\n"})
    root = make_site(tmp_path / "root", {"livegen.toml": SETTINGS, **a_story()})
    (root / link).parent.mkdir(parents=True, exist_ok=True)
    (root / link).symlink_to(secret if link.endswith("linked") else secret / "secret.md")

    done = build(root)

    assert done.status == 1
    assert f"{link}: error: the link leads out of the site's folder" in done.err
    assert not (root / "site").exists()


def test_a_link_that_leads_back_to_itself_ends(tmp_path: Path) -> None:
    root = make_site(tmp_path, {"livegen.toml": SETTINGS, **a_story()})
    (root / "content/world/loop").symlink_to("..")

    assert "the link leads back to a folder that it lies in" in build(root).err


def test_an_output_folder_that_is_a_link_is_not_a_way_to_delete_elsewhere(tmp_path: Path) -> None:
    elsewhere = make_site(tmp_path / "elsewhere", {"mine.txt": "mine\n"})
    root = make_site(tmp_path / "root", {"livegen.toml": SETTINGS, **a_story()})
    make_site(
        root,
        {
            "site/.livegen-files": "# livegen 1: x\n../../elsewhere/mine.txt\n"
            "x/../../../elsewhere/mine.txt\n"
        },
    )

    build(root)

    assert files_of(elsewhere) == {"mine.txt": b"mine\n"}


# ------------------------------------------------------------------ bombs


def bombs() -> Iterator[tuple[str, str]]:
    """Yield sources that are small and would be large, or deep."""
    names = "abcdefghi"
    pairs = pairwise(names)
    lines = "".join(f"  {n}: &{n} [{', '.join([f'*{p}'] * 9)}]\n" for p, n in pairs)
    yield "alias", f"extra:\n  a: &a [x, x]\n{lines}"
    yield "brackets", f"tags: {'[' * 20_000}\n"
    yield "braces", f"extra: {'{a: ' * 5_000}\n"
    yield "indentation", "".join(f"{' ' * n}a:\n" for n in range(1_000))
    yield "merge", f"extra:\n  a: &a {{x: 1}}\n  b: {{<<: [{', '.join(['*a'] * 5_000)}]}}\n"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "front"), list(bombs()), ids=[name for name, _ in bombs()])
def test_a_bomb_in_front_matter_is_refused_at_once(name: str, front: str, tmp_path: Path) -> None:
    make_site(tmp_path, {"livegen.toml": SETTINGS, **a_story(front)})
    start = time.monotonic()

    done = run("build", cwd=tmp_path)

    assert time.monotonic() - start < 60  # at once is a second; what goes off takes for ever
    assert done.status == 1
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "body",
    [
        "[" * 5_000,
        "![" * 5_000 + "](" * 5_000,
        "> " * 2_000 + "x",
        "*a_ " * 5_000,
        "`" * 9_999,
        "- " * 1_000,
        "<" * 5_000,
        "{{< " * 2_000,
        "|a" * 3_000 + "\n" + "|-" * 3_000,
        "[^a]" * 3_000 + "\n\n[^a]: x",
        "\n".join(f"[a{n}]: /x" for n in range(3_000)),
    ],
    ids=range(11),
)
def test_a_bomb_in_the_text_ends_soon_and_without_a_traceback(body: str, tmp_path: Path) -> None:
    make_site(tmp_path, {"livegen.toml": SETTINGS, **a_story(body=body)})
    start = time.monotonic()

    done = build(tmp_path)

    assert time.monotonic() - start < 5
    assert done.status in (0, 1)


def test_a_picture_that_is_a_bomb_is_measured_and_not_unpacked(tmp_path: Path) -> None:
    import struct
    import zlib

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content))
            + kind
            + content
            + struct.pack(">I", zlib.crc32(kind + content))
        )

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes(60_001))
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    make_site(
        tmp_path,
        {"livegen.toml": SETTINGS, "content/world/bomb.png": png, **a_story(body="![x](bomb.png)")},
    )
    start = time.monotonic()

    done = build(tmp_path)

    assert time.monotonic() - start < 2
    assert "Traceback" not in done.err
