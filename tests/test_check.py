"""`livegen check`: what an editor wants to know of a site, and how it is told."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from built import SETTINGS, build, built, livegen, traces
from conftest import NOW, Result, files_of, make_site
from PIL import Image

from livegen import lookalikes, stories
from livegen.errors import Level, Report, Rule
from livegen.fingerprint import digest
from livegen.model import Story
from livegen.sources import default_theme
from livegen.stories import Defaults, Source


def check(root: Path, *argv: str) -> Result:
    return livegen("check", "--root", str(root), "--now", NOW, *argv)


def told(root: Path, *argv: str) -> list[tuple[str, str, int]]:
    """Return rule, file and line of each problem."""
    problems = json.loads(check(root, "--json", *argv).out)["problems"]
    return [(it["rule"], it["path"], it["line"]) for it in problems]


def site(root: Path, files: Mapping[str, str | bytes]) -> Path:
    return make_site(root, {"livegen.toml": SETTINGS, **files})


def story(front: str = "", body: str = "It burns.", date: str = "2026-11-20 10:00") -> str:
    own = f"{front.rstrip()}\n" if front else ""
    return f"---\ntitle: Fire\ndate: {date}\n{own}---\n\n{body}\n"


def picture(root: Path, name: str, size: tuple[int, int] = (1600, 900)) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size).save(root / name)


def read(text: str) -> Story:
    report = Report()
    source = Source(path="content/fire.md", section="", name="fire")
    found = stories.read(source, text.encode(), {}, Defaults(), report).story
    assert found
    assert report.problems == ()
    return found


def rules(text: str) -> list[str]:
    """Return what a story alone is warned of."""
    advice = stories.advice(read(text))
    assert all(it.level is Level.WARNING and it.hint for it in advice)
    return [it.rule.value for it in advice]


# ------------------------------------------------------------------ times


@pytest.mark.parametrize(
    ("date", "time", "expected"),
    [
        ("2026-11-20 10:00", "2026-11-20 09:59", ["early-update"]),
        ("2026-11-20 10:00", "2026-11-20 10:00", []),
        ("2026-11-20 10:00", "2026-11-20", []),
        ("2026-11-20", "2026-11-20 00:01", []),
        ("2026-11-20", "2026-11-19 23:59", ["early-update"]),
    ],
)
def test_an_update_before_its_story_is_told_and_days_count_as_days(
    date: str, time: str, expected: list[str]
) -> None:
    assert rules(story(f"updates: [{{time: {time}, body: x}}]", date=date)) == expected


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("revised: 2026-11-20 09:00", ["time-order"]),
        ("revised: 2026-11-20", []),
        ("corrections: {time: 2026-11-19, text: It was a barn.}", ["time-order"]),
        ("withdrawn: {time: 2026-11-20 09:00, reason: Untrue.}", ["time-order"]),
        ("updates: [{time: 2026-11-21 08:00, revised: 2026-11-21 07:00, body: x}]", ["time-order"]),
        ("updates: [{time: 2026-11-21 08:00, revised: 2026-11-21, body: x}]", []),
    ],
)
def test_a_change_before_what_was_changed_is_told(front: str, expected: list[str]) -> None:
    assert rules(story(front)) == expected


def test_updates_of_one_moment_are_told_and_updates_of_one_day_are_not() -> None:
    same = "updates: [{time: 2026-11-21 08:00, body: x}, {time: 2026-11-21 08:00, body: y}]"

    assert rules(story(same)) == ["same-time"]
    assert rules(story(same.replace(" 08:00", ""))) == []
    assert rules(story(same.replace("body: y", "body: y, draft: true"))) == []


@pytest.mark.parametrize(
    ("front", "now", "is_told"),
    [
        ("status: live", "2026-11-20T15:59:00+00:00", False),
        ("status: live", "2026-11-20T16:01:00+00:00", True),
        ("coverage: {start: 2026-11-20 14:00}", "2026-11-20T17:00:00+00:00", False),
        ("coverage: {start: 2026-11-20 14:00}", "2026-11-20T21:00:00+00:00", True),
        ("coverage: {end: 2026-11-20 12:00}", "2026-11-22T21:00:00+00:00", False),
        ("status: paused", "2026-11-22T21:00:00+00:00", False),
        (
            "status: live\nwithdrawn: {time: 2026-11-20 11:00, reason: Untrue.}",
            "2026-11-22T21:00:00+00:00",
            False,
        ),
    ],
)
def test_live_coverage_is_stale_once_it_has_had_no_news_for_long(
    front: str, now: str, is_told: bool
) -> None:

    found = stories.stale(read(story(front)), datetime.fromisoformat(now), 6 * 3600)

    assert [it.rule for it in found] == [Rule.GONE_STALE] * is_told


def test_how_long_is_too_long_is_a_setting(tmp_path: Path) -> None:
    late = story("status: live\nupdates: [{time: 2026-11-22 05:30, body: x}]")
    root = site(tmp_path, {"content/fire.md": late})
    assert told(root) == [("gone-stale", "content/fire.md", 4)]

    make_site(root, {"livegen.toml": f'{SETTINGS}[live]\nstale_after = "6 h"\n'})
    assert told(root) == [("gone-stale", "content/fire.md", 4)]


# ------------------------------------------------------------------ words and names


def test_a_key_event_without_a_title_is_told_unless_it_was_withdrawn() -> None:
    event = "updates: [{time: 2026-11-21 08:00, key: true, body: x}]"
    gone = event.replace("body", "withdrawn: {time: 2026-11-21 09:00, reason: Untrue.}, body")

    assert rules(story(event)) == ["untitled-key-event"]
    assert rules(story(event.replace("body", "title: Roof falls, body"))) == []
    assert rules(story(gone)) == []


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ("![](a.png)", [(6, 1, 10)]),
        ("Then\n> - and ![ ](a.png) so", [(7, 9, 11)]),
        ("![A mill](a.png) `![](a.png)`\n\n    ![](a.png)", []),
        ('{{< figure src="a.png" alt="" >}}', []),
    ],
)
def test_a_picture_without_words_is_told_at_its_place(
    body: str, places: list[tuple[int, int, int]]
) -> None:
    advice = stories.advice(read(story(body=body)))

    assert [it.rule for it in advice] == [Rule.SILENT_PICTURE] * len(places)
    found = [(it.place.line, it.place.column, it.place.width) for it in advice]
    assert found == places


def test_of_an_update_a_picture_may_decorate_and_the_lead_may_not() -> None:
    silent = 'image: {src: a.png, alt: ""}'

    assert rules(story(silent)) == ["silent-picture"]
    assert rules(story(f"updates: [{{time: 2026-11-21 08:00, body: x, {silent}}}]")) == []


def test_of_a_withdrawn_story_no_picture_is_seen() -> None:
    front = 'withdrawn: {time: 2026-11-21 08:00, reason: Untrue.}\nimage: {src: a.png, alt: ""}'

    assert rules(story(front, "![](a.png)")) == []


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("Noor Hadad", "Noor Haddad"),
        ("Noor Hadadd", "Noor Haddad"),
        ("Noor Haddat", "Noor Haddad"),
        ("noor haddadd", "Noor Haddad"),
        ("flood", "floods"),
        ("Noor Haddad Jr", ""),
        ("Toor Haddad", ""),
        ("election 2025", ""),
        ("Iraq", ""),
        ("rivals", ""),
    ],
)
def test_what_is_a_letter_away_from_a_known_name_is_a_slip(slip: str, meant: str) -> None:
    known = {"Noor Haddad": 3, "floods": 9, "election 2026": 9, "Iran": 9, "rivers": 9}

    assert lookalikes.slips({**known, slip: 1}, ()) == ({slip: meant} if meant else {})


def test_a_name_that_is_known_or_often_written_is_no_slip() -> None:
    assert lookalikes.slips({"Anna Berg": 9, "Anne Berg": 4}, ()) == {}
    assert lookalikes.slips({"Anna Berg": 9, "Anne Berg": 1}, {"Anne Berg"}) == {}
    assert lookalikes.slips({"Anna Berg": 1, "Anne Berg": 1}, ()) == {}
    assert lookalikes.slips({"Anna Berg": 2}, {"Anne Berg"}) == {"Anna Berg": "Anne Berg"}


@pytest.mark.parametrize(
    ("known", "other"),
    [
        ("山口県知事選挙", "山梨県知事選挙"),
        ("서울시장선거", "서울시장선물"),
        ("テニス女子団体", "テニス男子団体"),
    ],
)
def test_where_a_sign_is_a_word_or_a_syllable_one_that_differs_makes_another_name(
    known: str, other: str
) -> None:
    assert lookalikes.slips({known: 9, other: 1}, ()) == {}


def test_a_slip_is_told_where_it_stands(tmp_path: Path) -> None:
    files = {
        "content/authors.toml": '[noor]\nname = "Noor Haddad"\n',
        **{f"content/{n}.md": story("tags: [floods]") for n in range(3)},
        "content/x.md": story(
            "tags: [flods]\nupdates:\n  - {time: 2026-11-21 08:00, authors: Noor Hadad, body: x}"
        ),
    }

    assert told(site(tmp_path, files)) == [
        ("likely-slip", "content/x.md", 4),
        ("likely-slip", "content/x.md", 6),
    ]


# ------------------------------------------------------------------ what was left behind


def test_a_picture_that_nothing_shows_is_told(tmp_path: Path) -> None:
    names = ("shown.png", "linked.png", "of-a-draft.png", "with blanks.png", "unused.png")
    for name in names:
        picture(tmp_path, f"content/{name}")
    files = {
        "content/fire.md": story(body="![x](shown.png) [y](linked.png)"),
        "content/draft.md": story("draft: true\nimage: {src: of-a-draft.png, alt: x}"),
        "content/held.md": story(body="![x](with%20blanks.png)", date="2027-01-01"),
        "content/shown.licence.txt": "CC0\n",
    }

    assert told(site(tmp_path, files)) == [("unused-file", "content/unused.png", 0)]


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("two words.png", "![x](<two words.png>)"),
        ("two words.png", "![x](two%20words.png)"),
        ("roof (1).png", "![x](<roof (1).png>)"),
        ("roof(1).png", "![x](roof\\(1\\).png)"),
        ("a&b.png", "![x](a&amp;b.png)"),
        ("o'neil, left.png", '{{< figure src="o\'neil, left.png" alt="x" >}}'),
        ("raw.png", "<img src=raw.png alt=x>"),
        ("café.png", "![x](caf%C3%A9.png)"),
        ("front_door.png", "![x](front\\_door.png)"),
        ("50%.png", "![x](50%25.png)"),
    ],
)
def test_a_picture_that_a_draft_names_in_any_spelling_is_left_in_peace(
    name: str, body: str, tmp_path: Path
) -> None:
    picture(tmp_path, f"content/{name}")

    assert told(site(tmp_path, {"content/fire.md": story("draft: true", body)})) == []
    assert told(site(tmp_path, {"content/fire.md": story("draft: true")})) == [
        ("unused-file", f"content/{name}", 0)
    ]


EVENT = "updates: [{time: 2026-11-21 08:00, id: roof, key: true, title: Roof falls, body: x}]"


def test_the_page_of_an_update_that_would_vanish_is_told(tmp_path: Path) -> None:
    root = site(tmp_path, {"content/fire.md": story(EVENT)})
    built(root)
    make_site(root, {"content/fire.md": story(EVENT.replace("key: true, ", ""))})

    assert told(root) == [("vanishing-page", "content/fire.md", 4)]
    assert "write key: true, or lead on in static/_redirects: /fire/u/roof/" in check(root).err

    for led in ("/fire/u/roof/ /fire/#roof", "/fire/u/* /fire/"):
        make_site(root, {"static/_redirects": f"{led}\n"})
        assert told(root) == []


def test_a_page_that_goes_with_its_update_is_not_told(tmp_path: Path) -> None:
    root = site(tmp_path, {"content/fire.md": story(EVENT)})
    built(root)
    make_site(root, {"content/fire.md": story()})

    assert told(root) == []


def test_pages_that_a_setting_takes_away_are_told_at_their_updates(tmp_path: Path) -> None:
    root = site(tmp_path, {"content/fire.md": story(EVENT)})
    built(root)
    make_site(root, {"livegen.toml": f'{SETTINGS}[build]\nupdate_pages = "none"\n'})

    assert 'hint: write update_pages = "key" below [build]' in check(root).err


COPY = '<div>\n{% include "_story_text.html" %}\n</div>\n'


def test_a_copy_of_a_default_template_says_which_it_was(tmp_path: Path) -> None:
    name = "templates/parts/text.html"
    root = site(tmp_path, {"content/fire.md": story(), name: COPY})
    now = digest(default_theme()["parts/text.html"])[:8]

    assert told(root) == [("unmarked-copy", name, 0)]
    assert f"{{# default {now} #}}" in check(root).err

    make_site(root, {name: f"{{# default {now} #}}\n{COPY}"})
    assert told(root) == []

    make_site(root, {name: f"{COPY}{{#- default 01234567 -#}}\n"})
    assert told(root) == [("default-changed", name, 4)]
    assert f"write {{# default {now} #}}" in check(root).err


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("404.html", '{% extends "default/404.html" %}'),
        ("_foot.html", "<p>Foot</p>"),
        ("_fonts.html", "\n"),
        ("layouts/photo.html", '{% extends "_story.html" %}'),
        ("404.html", default_theme()["404.html"].decode()),
    ],
)
def test_what_is_no_copy_needs_no_line(name: str, text: str, tmp_path: Path) -> None:
    root = site(tmp_path, {"content/fire.md": story(), f"templates/{name}": text})

    assert told(root) == []


# ------------------------------------------------------------------ links


def test_anchors_of_paths_in_texts_are_looked_for(tmp_path: Path) -> None:
    body = "[a](/fire/#roof) [b](/fire/#barn) [c](/fire/#a-heading) [d](/x.html#y) [e](/x.html#z)"
    files = {
        "content/fire.md": story(EVENT, f"{body}\n\n# A heading"),
        "static/x.html": "<!doctype html><title>x</title><p id=y>y",
    }

    done = check(site(tmp_path, files))

    assert re.findall("nothing on (.*)\n", done.err) == [
        '/fire/ is called "#barn"',
        '/x.html is called "#z"',
    ]


def test_the_anchor_of_an_archived_update_is_found_on_its_story(tmp_path: Path) -> None:
    updates = "".join(
        f"  - {{time: 2026-11-21 08:{n}, id: u{n}, body: x}}\n" for n in range(10, 20)
    )
    files = {
        "livegen.toml": f"{SETTINGS}[build]\npage_size = 2\n",
        "content/fire.md": story(f"updates:\n{updates}", "[old](/fire/#u10) [lost](/fire/#u20)"),
    }

    done = check(make_site(tmp_path, files), "--links")

    assert re.findall("warning: (.*)\n", done.err) == ['nothing on /fire/ is called "#u20"']


def test_a_path_that_a_redirect_takes_as_hosts_read_it_leads_somewhere(tmp_path: Path) -> None:
    led = "[a](/old/7) [b](/blog/2026/11/) [c](/go/far/away) [d](/go) [e](/imprint/) [f](/terms)"
    files = {
        "content/fire.md": story(body=f"{led}\n[g](/old/) [h](/old/7/8) [i](/blog/2026)"),
        "static/_redirects": "/old/:id /fire/\n/blog/:year/:month/ /fire/\n/go/* /fire/\n"
        "/imprint /fire/\n/terms/ /fire/\n",
    }

    done = check(site(tmp_path, files), "--links")

    assert re.findall("warning: the site has no page (.*)\n", done.err) == [
        "/old/",
        "/old/7/8",
        "/blog/2026",
    ]


def test_an_anchor_of_the_old_kind_is_one(tmp_path: Path) -> None:
    foot = '<p><a name="old">x</a> <a href="#old">y</a></p>'
    files = {"content/fire.md": story(), "templates/_foot.html": foot}

    assert told(site(tmp_path, files), "--links") == []


def test_links_of_templates_settings_and_texts_are_followed_if_asked(tmp_path: Path) -> None:
    files = {
        "livegen.toml": f'{SETTINGS}menu = [{{ title = "W", url = "/wrold/" }}]\n',
        "content/fire.md": story(body='[x](https://example.org/gone/ "x") <img src="/gone.png">'),
        "templates/_foot.html": '<p><a href="#nowhere">x</a> <script src="/x.js"></script></p>',
    }
    root = site(tmp_path, files)

    assert told(root) == [("missing-target", "content/fire.md", 6)]
    assert told(root, "--links") == [
        ("broken-link", "content/fire.md", 6),
        ("missing-target", "content/fire.md", 6),
        ("broken-link", "livegen.toml", 4),
        ("broken-link", "templates/_foot.html", 1),
        ("broken-link", "templates/_foot.html", 1),
    ]


def test_links_of_a_site_below_a_path_stay_below_it(tmp_path: Path) -> None:
    files = {
        "livegen.toml": SETTINGS.replace("example.org", "example.org/news"),
        "content/fire.md": story(body="[x](/fire/) [y](https://example.org/fire/)"),
    }

    done = check(make_site(tmp_path, files), "--links")

    message = "a link on /fire/ leads to /fire/, outside of the site's own /news"
    assert re.findall("warning: (.*)\n", done.err) == [message]


def test_what_stands_beside_a_site_on_its_host_is_not_its_own(tmp_path: Path) -> None:
    files = {
        "livegen.toml": SETTINGS.replace("example.org", "example.org/news"),
        "content/fire.md": story(body="[x](https://example.org/) [y](https://example.org/shop/)"),
    }
    root = make_site(tmp_path, files)
    assert told(root, "--links") == []

    make_site(root, {"templates/_foot.html": '<p><a href="/shop/">x</a></p>'})
    assert told(root, "--links") == [("broken-link", "templates/_foot.html", 1)]


def test_a_broken_link_is_told_where_it_stands_as_a_whole(tmp_path: Path) -> None:
    body = "[x](https://example.org/gone/far/)\n\n[y](https://example.org/gone/)"
    root = site(tmp_path, {"content/fire.md": story(body=body)})

    assert told(root, "--links") == [
        ("broken-link", "content/fire.md", 6),
        ("broken-link", "content/fire.md", 8),
    ]


def test_a_link_that_is_no_address_is_told(tmp_path: Path) -> None:
    foot = '<p><a href="http://[::1">x</a></p>'
    files = {"content/fire.md": story(), "templates/_foot.html": foot}

    done = check(site(tmp_path, files), "--external")

    assert re.findall("warning: (.*)\n", done.err) == [
        "a link on /fire/ is no address: http://[::1"
    ]


def test_a_whole_site_has_no_broken_link(tmp_path: Path) -> None:
    picture(tmp_path, "content/w/a.png")
    files = {
        "content/w/fire.md": story(f"image: {{src: a.png, alt: x}}\ntags: [mill]\n{EVENT}"),
        "content/w/ü ß.md": story("aliases: /old/\nauthors: Noor", "[x](fire.md#roof) [o](/old/)"),
        "content/pages/about.md": "---\ntitle: About\n---\n\nUs.\n",
    }

    done = check(site(tmp_path, files), "--links")

    assert (done.status, done.err) == (0, "")


def test_nothing_is_said_of_what_was_built_while_a_build_would_be_refused(tmp_path: Path) -> None:
    picture(tmp_path, "content/a.png")
    files = {
        "content/fire.md": story("statsu: live", "![x](a.png)"),
        "content/w.md": story(body="[f](https://example.org/fire/)"),
    }

    assert told(site(tmp_path, files), "--links") == [("unknown-key", "content/fire.md", 4)]


# ------------------------------------------------------------------ how much a rule matters


def test_a_rule_matters_as_much_as_the_site_says(tmp_path: Path) -> None:
    event = EVENT.replace("title: Roof falls, ", "")
    root = site(tmp_path, {"content/fire.md": story(event)})
    assert (check(root).status, told(root)) == (0, [("untitled-key-event", "content/fire.md", 4)])

    make_site(root, {"livegen.toml": f'{SETTINGS}[check]\nuntitled-key-event = "error"\n'})
    done = check(root)
    assert done.status == 1
    assert "content/fire.md:4:40: error: `roof` is a key event" in done.err
    assert (build(root).status, build(root).err) == (0, "")

    make_site(root, {"livegen.toml": f'{SETTINGS}[check]\nuntitled-key-event = "off"\n'})
    assert (check(root).out, told(root)) == ("nothing is wrong with 1 story\n", [])


def test_an_error_of_a_build_stays_one(tmp_path: Path) -> None:
    late = story("coverage: {start: 2026-11-21, end: 2026-11-20}")
    settings = f'{SETTINGS}[check]\ntime-order = "off"\n'
    root = make_site(tmp_path, {"livegen.toml": settings, "content/fire.md": late})

    assert (check(root).status, told(root)) == (1, [("time-order", "content/fire.md", 4)])


# ------------------------------------------------------------------ annotations


def test_problems_are_annotations_where_github_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    body = "[100%](/gone/,:/)"
    root = site(tmp_path / "paper", {"content/fire, mill.md": story(body=body)})

    done = check(root, "--github")

    assert done.err == ""
    assert done.out == (
        "::warning file=paper/content/fire%2C mill.md,line=6,col=1,endColumn=17,"
        "title=livegen%3A missing-target::the site has no page /gone/,:/%0Ahint: mend the path\n"
    )


def test_annotations_and_json_are_not_printed_into_each_other(tmp_path: Path) -> None:
    done = check(site(tmp_path, {"content/fire.md": story()}), "--github", "--json")

    assert done.status == 2


# ------------------------------------------------------------------ --fix writes ids of stories


@pytest.mark.parametrize(
    ("name", "front", "line"),
    [
        ("fire.md", "", "id: /fire/"),
        ("w/2026-11-20-fire.md", "", "id: /w/fire/"),
        ("w/fire/index.md", "slug: mill", "id: /w/mill/"),
        ("fire.md", "aliases: [/old/b/, /older/]", "id: /old/b/"),
        ("fire.md", "aliases: '/old/a,b/'", 'id: "/old/a,b/"'),
        ("Überschwemmung.md", "", "id: /überschwemmung/"),
    ],
)
def test_fix_writes_the_id_that_a_story_has_by_now(
    name: str, front: str, line: str, tmp_path: Path
) -> None:
    root = site(tmp_path, {f"content/{name}": story(front)})
    before = files_of(built(root).folder)
    text = (root / "content" / name).read_text()

    check(root, "--fix")

    mended = text.replace("---\n", f"---\n{line}\n", 1)
    assert (root / "content" / name).read_text() == mended
    assert files_of(built(root).folder) == before


def test_fix_writes_an_id_within_braces(tmp_path: Path) -> None:
    root = site(tmp_path, {"content/fire.md": "---\n{title: Fire, date: 2026-11-20}\n---\n\nx\n"})

    check(root, "--fix")

    text = "---\n{id: /fire/, title: Fire, date: 2026-11-20}\n---\n\nx\n"
    assert (root / "content/fire.md").read_text() == text


def test_fix_leaves_what_has_an_id_and_files_that_are_named_after_theirs(tmp_path: Path) -> None:
    files = {
        "content/fire/index.md": story("id: fire-of-november"),
        "content/fire/updates/2026-11-21-0800-roof.md": "---\nkey: true\ntitle: x\n---\n\nx\n",
    }
    root = site(tmp_path, files)
    before = traces(root / "content")

    assert check(root, "--fix").out == "nothing is wrong with 1 story\n"
    assert traces(root / "content") == before


def test_fix_writes_no_id_while_it_is_in_doubt_whose_it_is(tmp_path: Path) -> None:
    alias = "aliases: [/old/]"
    files = {
        "content/fire.md": story(),
        "content/2026-11-20-fire.md": story(),
        "content/a.md": story(alias),
        "content/b.md": story(alias),
    }
    root = site(tmp_path, files)
    before = traces(root / "content")

    assert (check(root, "--fix").out, traces(root / "content")) == ("2 errors\n", before)

    (root / "content/fire.md").rename(root / "content/blaze.md")
    (root / "content/b.md").write_text(story(), "utf-8")
    check(root, "--fix")
    ids = {it.name: it.read_text("utf-8").split("\n")[1] for it in root.glob("content/*.md")}
    assert ids == {
        "2026-11-20-fire.md": "id: /fire/",
        "blaze.md": "id: /blaze/",
        "a.md": "id: /old/",
        "b.md": "id: /b/",
    }


def test_without_fix_nobody_is_warned_of_a_missing_id(tmp_path: Path) -> None:
    assert told(site(tmp_path, {"content/fire.md": story()})) == []
