"""What search engines read of a page (JSON-LD): what it says, and when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from built import SETTINGS, Page, Site, built
from conftest import make_site

STORY = """
    ---
    title: The river rises
    summary: The river is over its banks.
    date: 2026-11-21 08:00
    timezone: America/Chicago
    authors: Noor Haddad
    tags: [flood, Lindholm]
    status: live
    image:
      src: levee.svg
      alt: A levee
      caption: The levee at noon.
      credit: Sam Cho
      licence: CC BY 4.0
    updates:
      - id: first
        time: 2026-11-21 09:00
        body: The levee holds. So far.
      - id: second
        time: 2026-11-21 10:00
        title: The bridge is closed
        authors: Sam Cho
        revised: 2026-11-21 10:30
        corrections: {time: 2026-11-21 10:20, text: It is the east bridge.}
        body: |
          The bridge is *closed*.

          * north
          * south
    ---
    The river has risen.
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
SITE = {
    "livegen.toml": SETTINGS,
    "content/world/river/index.md": STORY,
    "content/world/river/levee.svg": PICTURE,
}


def made(root: Path, files: dict[str, str], *argv: str) -> Site:
    return built(make_site(root, {"livegen.toml": SETTINGS, **files}), *argv)


def one_story(root: Path, front: str, body: str = "", settings: str = "") -> Site:
    """Build a site of one story, `world/river`, with these lines of front matter."""
    text = f"---\ntitle: The river rises\n{front}\n---\n{body}\n"
    return made(root, {"livegen.toml": SETTINGS + settings, "content/world/river.md": text})


def blocks(page: Page) -> list[Any]:
    """Return what a page says in JSON-LD."""
    return [
        json.loads(it) for it in page.tree.xpath("//script[@type='application/ld+json']/text()")
    ]


def told(site: Site, path: str = "world/river/") -> Any:
    """Return what the page of a story says of the story."""
    return blocks(site.page(path))[0]


def way(page: Page) -> list[tuple[str, str]]:
    """Return the names and addresses of a page's breadcrumbs."""
    (crumbs,) = (it for it in blocks(page) if it["@type"] == "BreadcrumbList")
    items = crumbs["itemListElement"]
    assert [item["position"] for item in items] == [*range(1, len(items) + 1)]
    return [(item["name"], item["item"]) for item in items]


def things(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every thing in what is told, however deep."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from things(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from things(inner)


# ------------------------------------------------------------------ the story


def test_live_coverage_says_who_wrote_what_when_and_for_whom(tmp_path: Path) -> None:
    url = "https://example.org/world/river/"
    noor = {
        "@type": "Person",
        "name": "Noor Haddad",
        "url": "https://example.org/authors/noor-haddad/",
    }
    story = told(made(tmp_path, SITE))

    del story["liveBlogUpdate"]
    assert story == {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "@id": url,
        "url": url,
        "mainEntityOfPage": url,
        "headline": "The river rises",
        "description": "The river is over its banks.",
        "image": {
            "@type": "ImageObject",
            "url": f"{url}levee.svg",
            "width": "4",
            "height": "3",
            "caption": "The levee at noon.",
            "creditText": "Sam Cho",
            "license": "https://creativecommons.org/licenses/by/4.0/",
        },
        "author": [noor],
        "publisher": {
            "@type": "NewsMediaOrganization",
            "@id": "https://example.org/#publisher",
            "name": "The Courier",
            "url": "https://example.org/",
            "correctionsPolicy": "https://example.org/corrections/",
        },
        "datePublished": "2026-11-21T08:00:00-06:00",
        "dateModified": "2026-11-21T10:30:00-06:00",
        "inLanguage": "en",
        "articleSection": "World",
        "keywords": ["flood", "Lindholm"],
        "isAccessibleForFree": True,
        "coverageStartTime": "2026-11-21T08:00:00-06:00",
    }


def test_an_update_has_a_headline_words_times_and_an_author_of_its_own(tmp_path: Path) -> None:
    url = "https://example.org/world/river/#second"

    assert told(made(tmp_path, SITE))["liveBlogUpdate"][0] == {
        "@type": "BlogPosting",
        "@id": url,
        "url": url,
        "headline": "The bridge is closed",
        "author": [
            {"@type": "Person", "name": "Sam Cho", "url": "https://example.org/authors/sam-cho/"}
        ],
        "datePublished": "2026-11-21T10:00:00-06:00",
        "dateModified": "2026-11-21T10:30:00-06:00",
        "articleBody": "The bridge is closed. north south",
        "correction": [
            {
                "@type": "CorrectionComment",
                "text": "It is the east bridge.",
                "datePublished": "2026-11-21T10:20:00-06:00",
            }
        ],
    }


def test_an_update_without_authors_is_by_those_of_the_story(tmp_path: Path) -> None:
    story = told(made(tmp_path, SITE))

    assert story["liveBlogUpdate"][1]["author"] == story["author"]


@pytest.mark.parametrize(
    ("update", "headline"),
    [
        ("title: Closed, body: The bridge is.", "Closed"),
        ("body: The bridge is closed. More soon.", "The bridge is closed."),
        ("title: The river rises, body: Now.", "Now."),
        ("body: The river rises", "November 21, 2026, 9:00 AM UTC"),
        ('body: ""', "November 21, 2026, 9:00 AM UTC"),
    ],
)
def test_the_headline_of_an_update_is_never_that_of_the_story(
    update: str, headline: str, tmp_path: Path
) -> None:
    front = f"date: 2026-11-21\nstatus: live\nupdates: [{{time: 2026-11-21 09:00, {update}}}]"

    (only,) = told(one_story(tmp_path, front))["liveBlogUpdate"]

    assert only["headline"] == headline


@pytest.mark.parametrize(
    ("front", "kind"),
    [
        ("", "NewsArticle"),
        ("layout: article\nstatus: live", "LiveBlogPosting"),
        ("layout: live", "LiveBlogPosting"),
        ("coverage: {start: 2026-12-01}", "LiveBlogPosting"),
    ],
)
def test_a_story_is_live_coverage_by_its_layout_or_its_state(
    front: str, kind: str, tmp_path: Path
) -> None:
    assert told(one_story(tmp_path, f"date: 2026-11-21\n{front}"))["@type"] == kind


def test_an_article_names_its_place_and_all_its_corrections_and_no_update(tmp_path: Path) -> None:
    front = (
        "date: 2026-11-20\ndateline: Lindholm\n"
        "corrections: {time: 2026-11-22, text: Two.}\n"
        "updates: [{time: 2026-11-21, body: U, corrections: {time: 2026-11-21, text: One.}}]"
    )
    story = told(one_story(tmp_path, front))

    assert story["dateline"] == "Lindholm"
    assert [note["text"] for note in story["correction"]] == ["One.", "Two."]
    assert "liveBlogUpdate" not in story


def test_a_story_without_a_summary_is_described_by_its_first_words(tmp_path: Path) -> None:
    site = one_story(tmp_path, "date: 2026-11-21", "The *river* " + "has risen " * 30)
    description = told(site)["description"]

    assert description.startswith("The river has risen")
    assert len(description) <= 200
    assert site.page("world/river/").one("//meta[@name='description']/@content") == description


def test_a_story_without_authors_is_by_its_publisher(tmp_path: Path) -> None:
    settings = (
        '[site.publisher]\nname = "Courier Press"\nlogo = "/press.svg"\n'
        'corrections_policy = "https://press.example/ethics"\n'
    )
    story = told(one_story(tmp_path, "date: 2026-11-21", settings=settings))
    press = {
        "@type": "NewsMediaOrganization",
        "@id": "https://example.org/#publisher",
        "name": "Courier Press",
        "url": "https://example.org/",
    }

    assert story["author"] == [press]
    assert story["publisher"] == {
        **press,
        "logo": {"@type": "ImageObject", "url": "https://example.org/press.svg"},
        "correctionsPolicy": "https://press.example/ethics",
        "publishingPrinciples": "https://press.example/ethics",
    }


# ------------------------------------------------------------------ times


def test_every_time_has_an_offset_and_what_comes_first_comes_first(tmp_path: Path) -> None:
    front = (
        "date: 2026-11-21 15:00\ntimezone: America/Chicago\nstatus: live\n"
        "updates: [{time: 2026-11-21, body: U}, {time: 2026-11-21 07:00, body: W},"
        " {time: 2026-11-22, revised: 2026-11-22, body: V}]"
    )
    story = told(one_story(tmp_path, front, "T", "[build]\nupdate_pages = 'all'\n"))

    start = at(story["coverageStartTime"])
    for thing in things(story):
        for name in ("datePublished", "dateModified", "coverageStartTime"):
            assert at(thing.get(name, story["datePublished"])).utcoffset() is not None
        if "dateModified" in thing:
            assert start <= at(thing["datePublished"]) <= at(thing["dateModified"])
    updates = story["liveBlogUpdate"]
    assert [it["datePublished"] for it in updates] == [
        "2026-11-22T12:00:00-06:00",
        "2026-11-21T15:00:00-06:00",
        "2026-11-21T07:00:00-06:00",
    ]
    assert story["coverageStartTime"] == "2026-11-21T07:00:00-06:00"


def at(written: str) -> datetime:
    return datetime.fromisoformat(written)


def test_when_it_was_first_published_stays_whatever_is_edited(tmp_path: Path) -> None:
    first = told(made(tmp_path, SITE))
    edited = STORY.replace("holds", "broke").replace(
        "- id: second", "- {id: third, time: 2026-11-22, body: News.}\n      - id: second"
    )
    then = told(made(tmp_path, {**SITE, "content/world/river/index.md": edited}))

    assert then["datePublished"] == first["datePublished"]
    assert then["coverageStartTime"] == first["coverageStartTime"]
    assert then["dateModified"] > first["dateModified"]
    published = {it["@id"]: it["datePublished"] for it in then["liveBlogUpdate"]}
    assert published.items() > {(it["@id"], it["datePublished"]) for it in first["liveBlogUpdate"]}


@pytest.mark.parametrize(
    ("front", "span"),
    [
        ("status: live", ("2026-11-20T08:00:00+00:00", None)),
        ("status: paused", ("2026-11-20T08:00:00+00:00", None)),
        ("status: ended", ("2026-11-20T08:00:00+00:00", "2026-11-21T09:00:00+00:00")),
        (
            "coverage: {start: 2026-11-20 09:00, end: 2026-11-25}",
            ("2026-11-20T09:00:00+00:00", "2026-11-25T12:00:00+00:00"),
        ),
        # An update that is there before the coverage begins is part of it.
        ("coverage: {start: 2026-12-01}", ("2026-11-21T09:00:00+00:00", None)),
    ],
)
def test_coverage_ends_as_written_or_once_it_has_ended(
    front: str, span: tuple[str, str | None], tmp_path: Path
) -> None:
    updates = "updates: [{time: 2026-11-21 09:00, body: U}]"
    story = told(one_story(tmp_path, f"date: 2026-11-20 08:00\n{front}\n{updates}"))

    assert (story["coverageStartTime"], story.get("coverageEndTime")) == span


# ------------------------------------------------------------------ updates


def many(count: int, body: str = "News.") -> str:
    updates = "".join(
        f"  - {{id: u{n:03}, time: 2026-11-21 08:{n:02}, body: {json.dumps(body)}}}\n"
        for n in range(count)
    )
    return f"date: 2026-11-20\nstatus: live\nupdates:\n{updates}"


def test_the_newest_thirty_updates_are_told_newest_first(tmp_path: Path) -> None:
    updates = told(one_story(tmp_path, many(40)))["liveBlogUpdate"]

    names = [it["@id"].rpartition("#")[2] for it in updates]
    assert names == [f"u{n:03}" for n in reversed(range(10, 40))]


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_every_update_that_is_told_is_an_anchor_on_its_page(order: str, tmp_path: Path) -> None:
    site = one_story(tmp_path, f"{many(11)}order: {order}", settings="[build]\npage_size = 4\n")
    page = site.page("world/river/")

    updates = told(site)["liveBlogUpdate"]

    assert len(updates) == 7
    for update in updates:
        address, _, name = update["url"].partition("#")
        assert address == page.one("//link[@rel='canonical']/@href")
        shown = page.one(f"//article[@class='update'][@id='{name}']")
        assert update["url"].endswith(shown.xpath("string(.//a[@rel='bookmark']/@href)"))


def test_the_text_of_an_update_is_the_text_on_the_page(tmp_path: Path) -> None:
    body = 'A *b*c[^1] `<d>` & "e"\n\n* one\n* two\n\n[^1]: A note.\n'
    site = one_story(tmp_path, many(1, body))

    (update,) = told(site)["liveBlogUpdate"]

    assert update["articleBody"] == "A bc <d> & “e” one two A note."
    shown = site.page("world/river/").one(
        "//article[@class='update']//*[@class='update-body e-content']"
    )
    assert shown.xpath("string(p[1])") == "A bc1 <d> & “e”"


def test_a_long_text_is_cut_at_a_word(tmp_path: Path) -> None:
    (update,) = told(one_story(tmp_path, many(1, "levee " * 300)))["liveBlogUpdate"]

    assert len(update["articleBody"]) <= 1000
    assert update["articleBody"].endswith("levee…")


def test_an_update_that_was_withdrawn_is_not_told(tmp_path: Path) -> None:
    front = (
        "date: 2026-11-20\nstatus: live\nupdates:\n"
        "  - {time: 2026-11-21, body: Secret., withdrawn: {time: 2026-11-22, reason: Wrong.}}"
    )
    site = one_story(tmp_path, front)

    assert "liveBlogUpdate" not in told(site)
    assert "Secret" not in site.text("world/river/index.html")


def test_a_story_never_becomes_larger_than_a_hundred_kilobytes(tmp_path: Path) -> None:
    site = one_story(tmp_path, many(30, "&" * 1000))
    (block, _) = site.page("world/river/").tree.xpath(
        "//script[@type='application/ld+json']/text()"
    )

    assert 90_000 < len(block.encode()) <= 100_000
    told_of = json.loads(block)["liveBlogUpdate"]
    assert told_of[0]["url"].endswith("#u029")
    assert len(told_of) < 30


@pytest.mark.parametrize("status", ["status: live", "layout: article"])
def test_of_long_corrections_the_newest_are_told_and_updates_keep_their_place(
    status: str, tmp_path: Path
) -> None:
    notes = "".join(
        f"  - {{time: 2026-11-21 09:{n:02}, text: {json.dumps(f'{n} ' + '水' * 3000)}}}\n"
        for n in range(30)
    )
    listed = notes.replace("  - ", "      - ")
    update = f"  - time: 2026-11-21 08:00\n    body: News.\n    corrections:\n{listed}"
    front = f"date: 2026-11-20\n{status}\ncorrections:\n{notes}updates:\n{update}"
    site = one_story(tmp_path, front)
    (block, _) = site.page("world/river/").tree.xpath(
        "//script[@type='application/ld+json']/text()"
    )

    assert len(block.encode()) <= 100_000
    story = json.loads(block)
    texts = [it["text"] for it in story["correction"]]
    assert texts[-1].startswith("29 水")
    assert max(map(len, texts)) <= 1000
    assert len(story.get("liveBlogUpdate", [])) == (status == "status: live")


def test_hostile_words_end_no_script(tmp_path: Path) -> None:
    title = "</script><script>alert(1)</script><!-- ]]> \u2028 &quot;"
    text = f"---\ntitle: {json.dumps(title)}\ntags: [{json.dumps(title)}]\n"
    text += "date: 2026-11-21\nstatus: live\n"
    text += "updates:\n  - time: 2026-11-21 09:00\n    body: '`</script><!--` `<script>`'\n---\n"
    site = made(tmp_path, {"content/world/river.md": text})
    page = site.page("world/river/")

    story = told(site)

    assert story["headline"] == title
    assert story["liveBlogUpdate"][0]["articleBody"] == "</script><!-- <script>"
    for block in page.tree.xpath("//script[@type='application/ld+json']/text()"):
        assert not {"<", "&"} & {*block}


def test_a_withdrawn_story_says_no_more_than_its_page(tmp_path: Path) -> None:
    gone = STORY.replace(
        "status: live", "status: live\n    withdrawn: {time: 2026-11-22, reason: No.}"
    )
    story = told(made(tmp_path, {**SITE, "content/world/river/index.md": gone}))

    assert story["creativeWorkStatus"] == "Withdrawn"
    assert story["headline"] == "The river rises"
    assert {"description", "image", "liveBlogUpdate", "coverageStartTime"}.isdisjoint(story)
    assert story["dateModified"] == "2026-11-22T12:00:00-06:00"


def test_a_withdrawn_story_goes_on_telling_its_corrections(tmp_path: Path) -> None:
    gone = STORY.replace("live\n", "live\n    withdrawn: {time: 2026-11-22, reason: No.}\n", 1)
    story = told(made(tmp_path, {**SITE, "content/world/river/index.md": gone}))

    assert [note["text"] for note in story["correction"]] == ["It is the east bridge."]


@pytest.mark.parametrize(
    ("written", "licence"),
    [
        ("CC BY-SA 2.0", "https://creativecommons.org/licenses/by-sa/2.0/"),
        ("cc-by-nc-nd-4.0", "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
        ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("https://example.org/terms", "https://example.org/terms"),
        # Of which version it is, nobody said.
        ("CC BY", {"@type": "CreativeWork", "name": "CC BY"}),
        ("All rights reserved", {"@type": "CreativeWork", "name": "All rights reserved"}),
    ],
)
def test_a_licence_is_an_address_where_its_name_says_which(
    written: str, licence: object, tmp_path: Path
) -> None:
    text = STORY.replace("CC BY 4.0", written)

    story = told(made(tmp_path, {**SITE, "content/world/river/index.md": text}))

    assert story["image"]["license"] == licence


# ------------------------------------------------------------------ other pages


def test_the_page_of_an_update_is_part_of_its_story(tmp_path: Path) -> None:
    settings = SETTINGS + '[build]\nupdate_pages = "all"\n'
    page = made(tmp_path, {**SITE, "livegen.toml": settings}).page("world/river/u/first/")
    url, whole = "https://example.org/world/river/u/first/", "https://example.org/world/river/"

    update = blocks(page)[0]

    assert update["@type"] == "BlogPosting"
    assert update["@id"] == update["url"] == update["mainEntityOfPage"] == url
    assert update["headline"] == "The levee holds."
    assert update["articleBody"] == "The levee holds. So far."
    assert [author["name"] for author in update["author"]] == ["Noor Haddad"]
    assert update["isPartOf"] == {
        "@type": "LiveBlogPosting",
        "@id": whole,
        "url": whole,
        "headline": "The river rises",
    }
    assert way(page) == [
        ("The Courier", "https://example.org/"),
        ("World", "https://example.org/world/"),
        ("The river rises", whole),
        ("The levee holds.", url),
    ]


def test_the_page_of_a_withdrawn_update_says_only_that(tmp_path: Path) -> None:
    front = (
        "date: 2026-11-20\nupdates:\n  - {id: u, time: 2026-11-21, key: true, title: Secret,"
        " body: Secret., withdrawn: {time: 2026-11-22, reason: Wrong.}}"
    )
    page = one_story(tmp_path, front).page("world/river/u/u/")
    update = blocks(page)[0]

    assert (update["@type"], update["creativeWorkStatus"]) == ("NewsArticle", "Withdrawn")
    assert update["headline"] == "This update was withdrawn"
    assert "Secret" not in page.source


def test_every_page_below_the_front_says_the_way_there_and_the_front_who_it_is(
    tmp_path: Path,
) -> None:
    files = {"content/pages/about.md": "---\ntitle: About us\n---\n"}
    files |= {
        f"content/world/s{n}.md": f"---\ntitle: S{n}\ndate: 2026-11-0{n + 1}\n---\n"
        for n in range(4)
    }
    files["content/world/river.md"] = f"---\ntitle: The river rises\ntags: flood\n{many(5)}---\n"
    settings = SETTINGS + "[build]\npage_size = 2\nindex_size = 2\n"
    site = made(tmp_path, {"livegen.toml": settings, **files})
    front, home = ("The Courier", "https://example.org/"), "https://example.org/"
    world = ("World", f"{home}world/")
    river = ("The river rises", f"{home}world/river/")

    assert [it["@type"] for it in blocks(site.page(""))] == ["WebSite"]
    assert blocks(site.page(""))[0]["publisher"]["name"] == "The Courier"
    assert {path: way(site.page(path)) for path in PAGES} == {
        "page/1/": [front, ("Page 1", f"{home}page/1/")],
        "world/": [front, world],
        "world/page/1/": [front, world, ("Page 1", f"{home}world/page/1/")],
        "tags/flood/": [front, ("flood", f"{home}tags/flood/")],
        "about/": [front, ("About us", f"{home}about/")],
        "corrections/": [front, ("Corrections", f"{home}corrections/")],
        "world/river/": [front, world, river],
        "world/river/p/1/": [front, world, river, ("Part 1", f"{home}world/river/p/1/")],
    }
    assert all(len(blocks(site.page(path))) == 1 for path in PAGES if path != "world/river/")
    assert blocks(site.page("404.html")) == []


def test_a_page_from_the_start_is_where_its_story_is(tmp_path: Path) -> None:
    site = one_story(tmp_path, many(3).replace("status: live", "status: ended"))

    assert way(site.page("world/river/start/1/")) == way(site.page("world/river/"))


PAGES = (
    "page/1/",
    "world/",
    "world/page/1/",
    "tags/flood/",
    "about/",
    "corrections/",
    "world/river/",
    "world/river/p/1/",
)


def test_a_story_at_the_root_is_one_step_from_the_front(tmp_path: Path) -> None:
    text = "---\ntitle: The river rises\ndate: 2026-11-21\n---\n"
    page = made(tmp_path, {"content/river.md": text}).page("river/")

    assert [name for name, _ in way(page)] == ["The Courier", "The river rises"]
    assert "articleSection" not in blocks(page)[0]


def test_a_site_below_a_path_keeps_it_in_every_address(tmp_path: Path) -> None:
    settings = SETTINGS.replace("https://example.org", "https://example.org/news")
    site = made(tmp_path, {**SITE, "livegen.toml": settings})

    for thing in things(blocks(site.page("world/river/"))):
        for name in ("@id", "url", "item", "mainEntityOfPage", "correctionsPolicy"):
            assert thing.get(name, "https://example.org/news/").startswith(
                "https://example.org/news/"
            )


def test_nothing_is_told_where_it_is_not_asked_for(tmp_path: Path) -> None:
    settings = SETTINGS + '[build]\noutputs = ["html", "sitemap"]\nupdate_pages = "all"\n'

    site = made(tmp_path, {**SITE, "livegen.toml": settings})

    assert not any(blocks(page) for page in site.pages())
