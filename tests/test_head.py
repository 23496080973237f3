"""What stands in the head of a page for engines and shared links, and what microformats say."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from built import SETTINGS, Page, Site, built
from conftest import make_site

from livegen import words

STORY = """
    ---
    title: The river rises
    summary: The river is over its banks.
    date: 2026-11-21 08:00
    timezone: America/Chicago
    authors: [Noor Haddad, Sam Cho]
    tags: [flood, Lindholm]
    language: en-GB
    translations: {de: world/fluss}
    image: {src: levee.svg, alt: A "levee"}
    status: live
    updates:
      - id: plain
        time: 2026-11-21 09:00
        authors: Sam Cho
        body: The levee holds.
      - id: titled
        time: 2026-11-21
        title: The bridge is closed
        revised: 2026-11-21 15:00
        key: true
        pinned: true
        body: It is.
    ---
    The river has risen.
"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="3"/>'
SITE = {
    "content/world/river/index.md": STORY,
    "content/world/river/levee.svg": PICTURE,
    "content/world/fluss.md": """
        ---
        title: Der Fluss steigt
        language: de
        date: 2026-11-21
        translations: {en-GB: world/river}
        ---
    """,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return made(tmp_path_factory.mktemp("site"), SITE)


def made(root: Path, files: Mapping[str, str]) -> Site:
    return built(make_site(root, {"livegen.toml": SETTINGS, **files}))


def said(page: Page, beginning: str) -> dict[str, list[str]]:
    """Return what the metadata that begin so say, by name."""
    found: dict[str, list[str]] = {}
    for meta in page.tree.xpath("//meta[@property or @name]"):
        name = meta.get("property") or meta.get("name")
        if name.startswith(beginning):
            found.setdefault(name, []).append(meta.get("content"))
    return found


# ------------------------------------------------------------------ shared links


def test_a_shared_story_says_what_it_is_for_open_graph(site: Site) -> None:
    assert said(site.page("world/river/"), "og:") == {
        "og:title": ["The river rises"],
        "og:type": ["article"],
        "og:url": ["https://example.org/world/river/"],
        "og:site_name": ["The Courier"],
        "og:locale": ["en_GB"],
        "og:locale:alternate": ["de_DE"],
        "og:description": ["The river is over its banks."],
        "og:image": ["https://example.org/world/river/levee.svg"],
        "og:image:width": ["4"],
        "og:image:height": ["3"],
        "og:image:alt": ['A "levee"'],
    }


def test_a_shared_story_says_when_it_was_published_by_whom_and_what_about(site: Site) -> None:
    home = "https://example.org/authors/"

    assert said(site.page("world/river/"), "article:") == {
        "article:published_time": ["2026-11-21T08:00:00-06:00"],
        "article:modified_time": ["2026-11-21T15:00:00-06:00"],
        "article:section": ["World"],
        "article:author": [f"{home}noor-haddad/", f"{home}sam-cho/"],
        "article:tag": ["flood", "Lindholm"],
    }


def test_a_date_alone_is_a_moment_in_metadata(site: Site) -> None:
    page = site.page("world/fluss/")

    assert said(page, "article:published") == {
        "article:published_time": ["2026-11-21T12:00:00+00:00"]
    }
    assert page.one("//time[contains(@class, 'dt-published')]/@datetime") == "2026-11-21"


def test_a_card_has_a_large_picture_where_there_is_one(site: Site) -> None:
    large, small = (said(site.page(path), "twitter:") for path in ("world/river/", "world/"))

    assert large == {
        "twitter:card": ["summary_large_image"],
        "twitter:title": ["The river rises"],
        "twitter:description": ["The river is over its banks."],
        "twitter:image": ["https://example.org/world/river/levee.svg"],
        "twitter:image:alt": ['A "levee"'],
    }
    assert small == {"twitter:card": ["summary"], "twitter:title": ["World"]}


def test_a_list_is_no_article(site: Site) -> None:
    assert said(site.page("world/"), "article:") == {}
    assert said(site.page("world/"), "og:type") == {"og:type": ["website"]}


def test_an_update_of_its_own_has_times_of_its_own(site: Site) -> None:
    page = site.page("world/river/u/titled/")

    assert said(page, "article:") == {
        "article:published_time": ["2026-11-21T12:00:00-06:00"],
        "article:modified_time": ["2026-11-21T15:00:00-06:00"],
        "article:section": ["World"],
        "article:author": [
            "https://example.org/authors/noor-haddad/",
            "https://example.org/authors/sam-cho/",
        ],
    }
    assert said(page, "og:title") == {"og:title": ["The bridge is closed – The river rises"]}
    assert page.one("//link[@rel='canonical']/@href").endswith("/world/river/u/titled/")


def test_both_languages_of_a_story_name_both(site: Site) -> None:
    for path in ("world/river/", "world/fluss/"):
        links = site.page(path).tree.xpath("//link[@rel='alternate'][@hreflang]")
        assert {link.get("hreflang"): link.get("href") for link in links} == {
            "en-GB": "https://example.org/world/river/",
            "de": "https://example.org/world/fluss/",
        }


@pytest.mark.parametrize(
    ("language", "locale"),
    [
        ("en-GB", "en_GB"),
        ("de", "de_DE"),
        ("zh-Hant", "zh_TW"),
        ("sr-Latn-rs", "sr_RS"),
        ("es-419", "es_ES"),
        ("qaa", ""),
        ("x-own", ""),
    ],
)
def test_a_language_has_a_territory_for_open_graph(language: str, locale: str) -> None:
    assert words.locale_of(language) == locale


# ------------------------------------------------------------------ microformats


def roots(element: Any) -> list[tuple[str, Any]]:
    """Return the microformats right below an element, in order: their kind and root."""
    found: list[tuple[str, Any]] = []
    for child in element:
        kinds = [name for name in (child.get("class") or "").split() if name[:2] == "h-"]
        found += [(kinds[0], child)] if kinds else roots(child)
    return found


def properties(root: Any) -> list[str]:
    """Return the properties of a microformat, of which those that hold one are not looked into."""
    found = []
    for child in root:
        names = (child.get("class") or "").split()
        found += [name for name in names if name[:2] in ("p-", "u-", "e-") or name[:3] == "dt-"]
        if not any(name[:2] == "h-" for name in names):
            found += properties(child)
    return found


def test_a_story_holds_a_feed_of_updates(site: Site) -> None:
    main = site.page("world/river/").one("//main")

    ((kind, story),) = roots(main)
    assert kind == "h-entry"
    assert sorted({*properties(story)}) == [
        "dt-published",
        "dt-updated",
        "e-content",
        "p-author",
        "p-category",
        "p-name",
        "p-summary",
        "u-photo",
        "u-uid",
        "u-url",
    ]
    assert properties(story).count("p-name") == properties(story).count("dt-published") == 1
    assert [kind for kind, _ in roots(story)] == ["h-card", "h-card", "h-cite", "h-feed"]
    feed = roots(story)[-1][1]
    assert properties(feed) == ["p-name"]
    (_, titled), (_, plain) = roots(feed)
    assert properties(titled) == [
        "u-url",
        "u-uid",
        "dt-published",
        "p-name",
        "e-content",
        "dt-updated",
    ]
    assert properties(plain) == ["u-url", "u-uid", "dt-published", "p-author", "e-content"]


def test_the_address_of_a_story_is_its_whole_one_and_seen_by_nobody(site: Site) -> None:
    address = site.page("world/river/").one("//data[@class='u-url u-uid']")

    assert (address.get("value"), address.get("hidden")) == ("https://example.org/world/river/", "")


def test_a_list_is_a_feed_of_stories(site: Site) -> None:
    for path in ("", "world/", "tags/flood/"):
        page = site.page(path)
        feed = page.one("//main")
        assert feed.get("class") == "h-feed"
        assert properties(feed) == ["p-name"]
        assert {kind for kind, _ in roots(feed)} == {"h-entry"}
        for _, teaser in roots(feed):
            assert {"p-name", "u-url"} <= {*properties(teaser)}
            assert {"dt-published", "dt-updated"} & {*properties(teaser)}


def test_a_story_in_a_list_changed_when_its_newest_update_came(tmp_path: Path) -> None:
    update = "updates: [{time: 2026-11-22 09:00, body: U}]"
    text = f"---\ntitle: The river rises\ndate: 2026-11-21\n{update}\n---\n"
    page = made(tmp_path, {"content/world/river.md": text}).page("world/")

    changed = page.one("//time[contains(@class, 'dt-updated')]")

    assert changed.get("datetime") == "2026-11-22T09:00:00+00:00"


def test_the_page_of_an_update_is_an_entry(site: Site) -> None:
    ((kind, update),) = roots(site.page("world/river/u/titled/").one("//main"))

    assert kind == "h-entry"
    assert "p-name" in properties(update)
