"""What the pages of a story say: banner, key events, pin, withdrawals, pages, permalinks, `rev`."""

from __future__ import annotations

import re
from pathlib import Path

import feedparser
import pytest
from built import SETTINGS, Page, Site, build, built
from conftest import files_of, make_site

HEAD = "---\ntitle: The river\ndate: 2026-11-20 08:00\n"


def story(root: Path, front: str = "", body: str = "It rose.", settings: str = "") -> Site:
    """Build a site of one story, /world/river/."""
    text = f"{HEAD}{front}---\n\n{body}\n"
    return built(
        make_site(
            root,
            {"livegen.toml": SETTINGS + settings, "content/world/river/index.md": text},
        )
    )


def updates(*entries: str) -> str:
    """Return the front matter of updates, each written as a flow mapping without its braces."""
    return "updates:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


FIRST = "time: 2026-11-21 09:00, id: first, title: First boat, body: Ashore."
SECOND = "time: 2026-11-22 10:00, id: second, title: Second boat, body: Ashore too."


def river(site: Site) -> Page:
    """Return the story's page."""
    return site.page("world/river/")


def banner(site: Site) -> tuple[str, str] | None:
    """Return kind and words of the story's banner."""
    found = river(site).tree.xpath('//*[contains(@class, "banner") and @id="banner"]')
    if not found:
        return None
    (kind,) = re.findall(r"banner-(\w+)", found[0].get("class"))
    return kind, " ".join(found[0].text_content().split())


# ------------------------------------------------------------------ the banner


@pytest.mark.parametrize(
    ("front", "kind", "words"),
    [
        ("status: upcoming\n", "upcoming", "Coverage has yet to begin"),
        ("coverage: {start: 2026-11-23 09:00}\n", "upcoming", "Coverage begins November 23, 2026"),
        ("status: live\n", "live", "Updates will appear here as they come"),
        ("status: live\n" + updates(FIRST, SECOND), "live", "Second boat"),
        (
            "status: live\n" + updates(FIRST, SECOND + ", kind: breaking"),
            "breaking",
            "Second boat",
        ),
        ("status: live\n" + updates(FIRST + ", kind: breaking", SECOND), "live", "Second boat"),
        ("status: paused\n", "paused", "Coverage is paused"),
        (
            "status: paused\ncoverage: {resumes: 2026-11-23 08:00}\n",
            "paused",
            "Coverage resumes November 23, 2026, 8:00",
        ),
        ("status: ended\n", "ended", "Live coverage has ended"),
        (
            "coverage: {start: 2026-11-20 09:00, end: 2026-11-21 18:00}\n",
            "ended",
            "Live coverage ended November 21, 2026, 6:00",
        ),
        (
            "status: ended\nkey_points: The river fell.\n" + updates(SECOND),
            "ended",
            "Read the summary",
        ),
        (updates(SECOND), "updated", "Second boat"),
        (updates(SECOND.replace("title: Second boat, ", "")), "updated", "Ashore too."),
        (updates(SECOND + ", kind: breaking"), "breaking", "Second boat"),
        (
            "corrections: {time: 2026-11-22 11:00, text: The Elbe}\n" + updates(SECOND),
            "corrected",
            "The Elbe",
        ),
        (
            updates(SECOND + ", corrections: {time: 2026-11-22 11:00, text: Twelve people}"),
            "corrected",
            "Twelve people",
        ),
        (
            "corrections: {time: 2026-11-21 11:00, text: The Elbe}\n" + updates(SECOND),
            "updated",
            "Second boat",
        ),
        ("banner: {text: The *bridge* is closed}\n", "updated", "The bridge is closed"),
        (
            "status: live\nbanner: {kind: breaking, text: All clear}\n" + updates(SECOND),
            "breaking",
            "All clear",
        ),
        (
            "status: live\nbanner: {kind: breaking}\n" + updates(SECOND),
            "breaking",
            "Second boat",
        ),
        (
            "status: live\nbanner: {text: All clear, until: 2026-11-22 11:00}\n" + updates(SECOND),
            "live",
            "Second boat",
        ),
        (
            "banner: {text: All clear, until: 2026-11-22 13:00}\n" + updates(SECOND),
            "updated",
            "All clear",
        ),
    ],
)
def test_the_banner_tells_the_state_and_the_newest(
    front: str, kind: str, words: str, tmp_path: Path
) -> None:
    shown = banner(story(tmp_path, front))

    assert shown is not None
    assert shown[0] == kind
    assert words in shown[1].replace("\u202f", " ")


@pytest.mark.parametrize(
    "front",
    [
        "",
        updates(SECOND.replace("2026-11-22", "2026-11-19")),
        "revised: 2026-11-22 11:00\n" + updates(SECOND),
        "banner: {text: All clear, until: 2026-11-22 11:00}\n" + updates(SECOND),
        "withdrawn: {time: 2026-11-22 11:00, reason: False}\n" + updates(SECOND),
    ],
)
def test_an_article_without_news_has_no_banner(front: str, tmp_path: Path) -> None:
    assert banner(story(tmp_path, front)) is None


def test_the_banner_leads_to_the_update_wherever_it_stands(tmp_path: Path) -> None:
    page = river(story(tmp_path, "status: live\n" + updates(FIRST, SECOND)))

    assert page.one('//*[@id="banner"]//a/@href') == "/world/river/#second"


def test_the_banner_passes_over_a_withdrawn_update(tmp_path: Path) -> None:
    gone = SECOND + ", withdrawn: {time: 2026-11-22 11:00, reason: False}"

    shown = banner(story(tmp_path, "status: live\n" + updates(FIRST, gone)))

    assert shown is not None
    assert "First boat" in shown[1]


# ------------------------------------------------------------------ key events and the pin


def test_key_events_stand_newest_first_in_live_and_oldest_first_in_articles(
    tmp_path: Path,
) -> None:
    front = updates(FIRST + ", key: true", SECOND + ", key: true")

    for status, order in (("status: live\n", ["second", "first"]), ("", ["first", "second"])):
        page = river(story(tmp_path, status + front))
        links = page.tree.xpath('//nav[contains(@class, "key-events")]//a/@href')
        assert links == [f"/world/river/#{anchor}" for anchor in order]


def test_key_events_of_one_day_are_told_by_the_clock_and_of_more_by_the_day(
    tmp_path: Path,
) -> None:
    def times(*said: str) -> list[str]:
        page = river(
            story(tmp_path, "status: live\n" + updates(*(f"{it}, key: true" for it in said)))
        )
        return [found.text_content() for found in page.tree.xpath("//nav[@id='key-events']//time")]

    third = "id: third, time: 2026-11-21 09:00, title: Before"

    assert all("2026" not in time for time in times(third, FIRST))
    assert all("2026" in time for time in times(FIRST, SECOND))


def test_a_key_event_without_title_is_listed_by_its_first_sentence(tmp_path: Path) -> None:
    front = updates("time: 2026-11-22 10:00, key: true, body: It *rises*. Then it falls.")

    page = river(story(tmp_path, front))

    assert page.one('//*[@class="key-event-title"]').text_content() == "It rises."


def test_a_withdrawn_update_is_no_key_event(tmp_path: Path) -> None:
    gone = FIRST + ", key: true, withdrawn: {time: 2026-11-22 11:00, reason: False}"

    assert river(story(tmp_path, updates(gone))).tree.xpath("//nav[@id='key-events']") == []


def test_of_several_pinned_updates_the_newest_is_on_top_and_has_no_id_there(
    tmp_path: Path,
) -> None:
    front = "status: live\n" + updates(FIRST + ", pinned: true", SECOND + ", pinned: true")
    text = f"{HEAD}{front}---\n"
    root = make_site(tmp_path, {"livegen.toml": SETTINGS, "content/world/river/index.md": text})

    page = river(built(root))

    copy = page.one('//*[@id="pinned"]//article')
    assert copy.get("id") is None
    assert "Second boat" in copy.text_content()
    assert page.ids["second"] == page.ids["first"] == 1
    assert copy.get("data-rev") == page.one('//article[@id="second"]/@data-rev')


@pytest.mark.parametrize(("body", "folded"), [("Short.", 0), ("A long text. " * 50, 1)])
def test_a_long_pinned_update_is_folded_and_opens_without_a_script(
    body: str, folded: int, tmp_path: Path
) -> None:
    pinned = f"time: 2026-11-22 10:00, id: second, pinned: true, body: {body}"

    page = river(story(tmp_path, "status: live\n" + updates(pinned)))

    assert len(page.tree.xpath('//*[@id="pinned"]//label/input[@type="checkbox"]')) == folded


def test_ids_within_a_pinned_update_differ_from_those_of_the_original(tmp_path: Path) -> None:
    body = 'body: "## Why\\n\\nSo.[^a]\\n\\n[^a]: Note."'
    pinned = f"time: 2026-11-22 10:00, id: second, pinned: true, {body}"

    page = river(story(tmp_path, "status: live\n" + updates(pinned)))

    assert max(page.ids.values()) == 1
    for fragment in page.tree.xpath('//a[starts-with(@href, "#")]/@href'):
        assert fragment[1:] in page.ids


# ------------------------------------------------------------------ what is taken back


def everywhere(site: Site, word: str) -> list[str]:
    """Return the files that have the word in them."""
    return [path for path, content in files_of(site.folder).items() if word.encode() in content]


def test_the_words_of_a_withdrawn_update_are_in_no_file(tmp_path: Path) -> None:
    gone = (
        "time: 2026-11-22 10:00, id: second, title: Secret title, body: Secret body., key: true, "
        "kind: breaking, pinned: true, extra: {note: Secret note}, "
        "withdrawn: {time: 2026-11-22 11:00, reason: It was false.}"
    )

    site = story(
        tmp_path,
        "status: live\n" + updates(FIRST, gone),
        settings='[build]\nupdate_pages = "all"\n',
    )

    assert everywhere(site, "Secret") == []
    for path in ("world/river/", "world/river/u/second/", "corrections/"):
        assert "It was false." in site.page(path).text
    assert "It was false." in site.text("world/river/atom.xml")
    assert site.page("world/river/").ids["second"] == 1


def test_the_words_of_a_withdrawn_story_are_in_no_file_and_its_notice_is(tmp_path: Path) -> None:
    front = (
        "summary: Secret summary\nformer_titles: Secret headline\nkey_points: Secret point\n"
        "tags: water\nauthors: Noor\nbanner: {text: Secret banner}\nextra: {a: Secret}\n"
        "withdrawn: {time: 2026-11-22 11:00, reason: It was false.}\nstatus: live\n"
        + updates(
            *(f"time: 2026-11-21 0{n}:00, title: Secret {n}, body: Secret." for n in range(7))
        )
    )

    site = story(tmp_path, front, "Secret body", '[build]\nupdate_pages = "all"\npage_size = 2\n')

    assert everywhere(site, "Secret") == []
    assert "It was false." in river(site).text
    assert "It was false." in site.text("atom.xml")
    assert "It was false." in site.text("tags/water/rss.xml")
    record = site.page("corrections/").tree.xpath('//article[@class="record-entry"]')
    assert len(record) == 1
    assert list(site.broken_links()) == []


def test_readers_of_a_withdrawn_storys_feed_lose_its_updates(tmp_path: Path) -> None:
    before = feedparser.parse(story(tmp_path, updates(FIRST)).text("world/river/atom.xml"))
    gone = "withdrawn: {time: 2026-11-22 11:00, reason: It was false.}\n"

    after = feedparser.parse(story(tmp_path, gone + updates(FIRST)).text("world/river/atom.xml"))

    assert [entry.id for entry in after.entries] == [entry.id for entry in before.entries]
    assert "Ashore" not in str(after.entries)
    assert after.entries[0].updated > before.entries[0].updated


# ------------------------------------------------------------------ pages of a long story

MANY = [f"time: 2026-11-21 0{n}:00, id: mile-{n}, body: 'Mile {n}.', key: true" for n in range(9)]
SMALL = '[build]\npage_size = 2\nupdate_pages = "all"\n'


def ways(page: Page) -> dict[str, str]:
    """Return where the first pager of a page leads, by its words."""
    links = page.tree.xpath('(//nav[@class="pager"])[1]//a')
    return {link.text: link.get("href").removeprefix("/world/river/") for link in links}


def test_pagers_lead_through_the_whole_coverage(tmp_path: Path) -> None:
    site = story(tmp_path, "status: live\n" + updates(*MANY), settings=SMALL)

    assert ways(river(site)) == {"Older": "p/3/", "Oldest": "p/1/"}
    assert ways(site.page("world/river/p/3/")) == {
        "Newest": "",
        "Newer": "",
        "Older": "p/2/",
        "Oldest": "p/1/",
    }
    assert ways(site.page("world/river/p/1/")) == {"Newest": "", "Newer": "p/2/"}
    assert list(site.broken_links()) == []


def test_an_ended_coverage_can_be_read_from_its_start(tmp_path: Path) -> None:
    site = story(tmp_path, "status: ended\n" + updates(*MANY), settings=SMALL)

    seen: list[str] = []
    path = river(site).one('//a[text()="From the start"]/@href')
    while path.startswith("/world/river/start/"):
        page = site.page(path)
        seen += page.tree.xpath('//article[contains(@class, "update")]/@id')
        path = f"/world/river/{ways(page).get('Newer', '')}"
    assert seen == [f"mile-{n}" for n in range(9)]
    assert page.one('//link[@rel="canonical"]/@href') == "https://example.org/world/river/"
    assert list(site.broken_links()) == []


def test_before_its_end_the_start_is_the_oldest_archive_page(tmp_path: Path) -> None:
    site = story(tmp_path, "status: live\n" + updates(*MANY), settings=SMALL)

    assert river(site).one('//a[text()="From the start"]/@href') == "/world/river/p/1/"
    assert not site.has("world/river/start")


def test_an_archive_page_shows_no_banner_state_key_events_or_totals(tmp_path: Path) -> None:
    site = story(tmp_path, "status: live\nkey_points: One.\n" + updates(*MANY), settings=SMALL)

    for path in ("world/river/p/1/", "world/river/u/mile-1/"):
        page = site.page(path)
        for anchor in ("banner", "key-events", "summary", "pinned", "corrections"):
            assert page.ids[anchor] == 0, (path, anchor)
        assert "9 updates" not in page.text
        assert page.ids["updates"] == 1


def test_the_front_is_cut_into_pages_counted_from_the_oldest(tmp_path: Path) -> None:
    stories = {
        f"content/world/s{n}.md": f"---\ntitle: Story {n}\ndate: 2026-11-0{n}\n---\n"
        for n in range(1, 8)
    }
    settings = f"{SETTINGS}[build]\nindex_size = 2\n"
    site = built(make_site(tmp_path, {"livegen.toml": settings, **stories}))
    oldest = site.text("page/1/index.html")

    titles = {
        path: site.page(path).tree.xpath("//h3/a/text()")
        for path in ("/", "page/1/", "page/2/", "world/page/2/")
    }
    more = "---\ntitle: Story 8\ndate: 2026-11-08\n---\n"
    site = built(make_site(tmp_path, {"content/world/s8.md": more}))

    assert titles == {
        "/": ["Story 7", "Story 6", "Story 5"],
        "page/1/": ["Story 2", "Story 1"],
        "page/2/": ["Story 4", "Story 3"],
        "world/page/2/": ["Story 4", "Story 3"],
    }
    assert site.text("page/1/index.html") == oldest
    assert list(site.broken_links()) == []


# ------------------------------------------------------------------ what every page shows


ABOUT = {"content/pages/about.md": "---\ntitle: Über uns\nlanguage: de\n---\n"}


def test_the_footer_is_in_the_language_of_its_page_and_leads_to_one_place(tmp_path: Path) -> None:
    footer = "footer = 'Ask \"us\" [here](content/pages/about.md)'\n"
    make_site(tmp_path, ABOUT)
    site = story(tmp_path, settings=footer)

    shown = {page.path: page.source.partition('id="footer"')[2] for page in site.pages()}
    here = '<a href="/about/">here</a>'

    assert len(shown) > 4
    assert all(here in footer for footer in shown.values())
    assert {path for path, footer in shown.items() if "„us“" in footer} == {"about/index.html"}


def test_the_menu_marks_the_section_that_a_page_is_in(tmp_path: Path) -> None:
    menu = 'menu = [{ title = "World", url = "/world/" }, { title = "Us", url = "/about/" }]\n'
    make_site(tmp_path, ABOUT)
    site = story(tmp_path, settings=menu)
    marked = {
        page.path: page.tree.xpath('//nav[@id="menu"]//a[@aria-current]/text()')
        for page in site.pages()
    }

    assert marked["world/river/index.html"] == marked["world/index.html"] == ["World"]
    assert marked["about/index.html"] == ["Us"]
    assert marked["index.html"] == marked["404.html"] == []


def test_what_is_wrong_in_the_footer_is_said_once(tmp_path: Path) -> None:
    settings = f"{SETTINGS}footer = '[Us](nowhere.md)'\n"
    done = build(
        make_site(tmp_path, {"livegen.toml": settings, "content/world/river.md": f"{HEAD}---\n"})
    )

    assert done.status == 1
    assert done.err.count('there is no "nowhere.md"') == 1


# ------------------------------------------------------------------ permalinks and rev


def revs(site: Site) -> dict[str, set[str]]:
    """Return the `rev` of every update, on whatever pages it stands."""
    found: dict[str, set[str]] = {}
    for page in site.pages():
        for update in page.tree.xpath('//article[contains(@class, "update") and @id]'):
            found.setdefault(update.get("id"), set()).add(update.get("data-rev"))
    return found


def test_a_permalink_is_one_and_the_same_on_pages_and_in_feeds(tmp_path: Path) -> None:
    site = story(tmp_path, "status: ended\n" + updates(*MANY), settings=SMALL)

    found: dict[str, set[str]] = {}
    for page in site.pages():
        for update in page.tree.xpath('//article[contains(@class, "update") and @id]'):
            (link,) = update.xpath('.//a[@rel="bookmark"]/@href')
            found.setdefault(update.get("id"), set()).add(f"https://example.org{link}")
    feed = feedparser.parse(site.text("world/river/atom.xml"))
    rss = feedparser.parse(site.text("world/river/rss.xml"))

    assert {len(links) for links in found.values()} == {1}
    assert {min(links) for links in found.values()} == {entry.link for entry in feed.entries}
    assert [entry.link for entry in rss.entries] == [entry.link for entry in feed.entries]


def test_a_rev_is_the_same_wherever_the_update_stands(tmp_path: Path) -> None:
    site = story(tmp_path, "status: ended\n" + updates(*MANY), settings=SMALL)

    assert {len(found) for found in revs(site).values()} == {1}
    assert all(re.fullmatch("[0-9a-f]{8,}", min(found)) for found in revs(site).values())


@pytest.mark.parametrize(
    "change",
    [
        {"front": "summary: Another.\n"},
        {"front": "tags: water\n"},
        {"front": "status: ended\nlayout: article\n"},
        {"body": "Another text."},
        {"settings": "[build]\npage_size = 2\n"},
        {"settings": '[build]\nupdate_pages = "all"\n'},
        {"more": "time: 2026-11-22 11:00, id: third, body: More."},
    ],
)
def test_a_rev_stays_when_something_else_changes(change: dict[str, str], tmp_path: Path) -> None:
    entries = [FIRST, SECOND, *MANY[:3]]
    before = revs(story(tmp_path, updates(*entries)))

    more = [change["more"]] if "more" in change else []
    after = revs(
        story(
            tmp_path,
            change.get("front", "") + updates(*entries, *more),
            change.get("body", "It rose."),
            change.get("settings", ""),
        )
    )

    assert before.items() <= after.items()


@pytest.mark.parametrize(
    "edited",
    [
        SECOND.replace("Ashore too.", "Ashore again."),
        SECOND.replace("Second boat", "The second boat"),
        SECOND.replace("10:00", "10:01"),
        SECOND + ", kind: breaking",
        SECOND + ", key: true",
        SECOND + ", authors: Noor Haddad",
        SECOND + ", revised: 2026-11-22 11:00",
        SECOND + ", corrections: {time: 2026-11-22 11:00, text: Twelve people}",
        SECOND + ", withdrawn: {time: 2026-11-22 11:00, reason: False}",
    ],
)
def test_a_rev_changes_with_what_the_update_shows_and_no_other_does(
    edited: str, tmp_path: Path
) -> None:
    before = revs(story(tmp_path, updates(FIRST, SECOND)))
    after = revs(story(tmp_path, updates(FIRST, edited)))

    assert after["second"] != before["second"]
    assert after["first"] == before["first"]


# ------------------------------------------------------------------ days


def test_updates_with_a_clock_time_on_several_days_are_told_apart_in_an_article_too(
    tmp_path: Path,
) -> None:
    days = river(story(tmp_path, updates(FIRST, SECOND))).tree.xpath('//h3[@class="day"]/time')

    assert [day.get("datetime") for day in days] == ["2026-11-21", "2026-11-22"]


@pytest.mark.parametrize(
    ("front", "when"), [("", "Update, November 21, 2026"), ("status: ended\n", "November 21, 2026")]
)
def test_what_came_after_the_text_of_an_article_says_so(
    front: str, when: str, tmp_path: Path
) -> None:
    page = river(story(tmp_path, front + updates("time: 2026-11-21, id: first, body: Ashore.")))

    assert page.one('//article[@id="first"]//h3').text_content() == when


def test_dates_alone_need_no_other_in_an_article(tmp_path: Path) -> None:
    front = updates("time: 2026-11-21, body: A", "time: 2026-11-22, body: B")

    page = river(story(tmp_path, front))

    assert page.tree.xpath('//h3[@class="day"]') == []
    assert page.tree.xpath('//h3[@class="update-time"]//time/@datetime') == [
        "2026-11-21",
        "2026-11-22",
    ]
