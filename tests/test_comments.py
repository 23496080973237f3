"""How readers comment: the form that a page holds, and a real Isso server in a real browser."""

from __future__ import annotations

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from built import Page, Site, build, built
from conftest import REPOSITORY, make_site
from hosts import WithHeaders, served
from playwright.sync_api import Browser, Dialog, expect
from playwright.sync_api import Page as Tab
from test_outside import checked

from livegen import comments as comments_file
from livegen import settings, times
from livegen.errors import Report, Rule

outside = pytest.mark.outside

ISSO = REPOSITORY / "tests/tools/.isso/bin/isso"

NETLIFY = '[comments]\nprovider = "netlify"\ndefault = true\n'
FIRE = '---\ntitle: "<Fire> & flood"\ndate: 2026-11-20\n'
ON_ISSO = (
    '[comments]\nprovider = "isso"\nurl = "https://talk.example.org:8443/isso/"\ndefault = true\n'
)


def site(root: Path, comments: str, keys: str = "", url: str = "https://example.org") -> Site:
    """Build a site of one story, with `keys` in its front matter."""
    files = {
        "livegen.toml": f'[site]\ntitle = "The Courier"\nurl = "{url}"\n{comments}',
        "content/world/fire.md": f"{FIRE}{keys}---\n\nIt burns.\n",
        "static/favicon.ico": "",
    }
    return built(make_site(root, files))


def story(root: Path, comments: str, keys: str = "", url: str = "https://example.org") -> Page:
    return site(root, comments, keys, url).page("world/fire/")


# ------------------------------------------------------------------ whether


@pytest.mark.parametrize(
    ("comments", "keys"),
    [
        ("", ""),
        ("", "comments: true\n"),
        ('[comments]\nprovider = "netlify"\n', ""),
        (NETLIFY, "comments: false\n"),
        (NETLIFY, "withdrawn: {time: 2026-11-21, reason: It was false}\n"),
    ],
)
def test_a_story_has_no_comments_unless_it_is_open_to_them(
    comments: str, keys: str, tmp_path: Path
) -> None:
    page = story(tmp_path, comments, keys)

    assert "comments" not in page.ids
    assert not page.tree.xpath("//form | //script[contains(@src, 'comments')]")


def test_a_story_may_take_comments_where_others_do_not(tmp_path: Path) -> None:
    page = story(tmp_path, '[comments]\nprovider = "netlify"\n', "comments: true\n")

    assert page.one('//section[@id="comments"]//form').get("name") == "comments"


@pytest.mark.parametrize("comments", [NETLIFY, ON_ISSO])
def test_closed_comments_say_so_and_have_neither_form_nor_script(
    comments: str, tmp_path: Path
) -> None:
    page = story(tmp_path, comments, "comments: closed\n")

    assert page.one('//section[@id="comments"]/p').text == "Comments are closed."
    assert not page.tree.xpath(
        "//form | //script[contains(@src, 'comments')] | //*[@id='comments']//button"
    )


@pytest.mark.parametrize("comments", [NETLIFY, ON_ISSO])
def test_only_the_newest_page_of_a_story_has_comments(comments: str, tmp_path: Path) -> None:
    updates = "updates:\n" + "".join(
        f"  - {{time: 2026-11-20 1{hour}:00, body: Smoke}}\n" for hour in range(3)
    )
    pages = site(tmp_path, comments + "[build]\npage_size = 1\n", updates).pages()

    assert [page.path for page in pages if "comments" in page.ids] == ["world/fire/index.html"]


# ------------------------------------------------------------------ what was approved


APPROVED = """
[second]
name = "Ann  Lee"
time = "2026-11-21 18:42"
text = "Mine <b>too</b>, *look*."

[first-1]
name = "Zoë <i>Haddad</i>"
time = 2026-11-21T18:41:00+01:00
text = '''
I saw
smoke.

Then fire.
'''
"""


@pytest.mark.parametrize(
    ("source", "beside"),
    [
        ("content/world/fire.md", "content/world/fire.comments.toml"),
        ("content/world/fire/index.md", "content/world/fire/comments.toml"),
    ],
)
def test_approved_comments_stand_on_the_page_oldest_first_and_as_text(
    source: str, beside: str, tmp_path: Path
) -> None:
    page = with_approved(tmp_path, NETLIFY, "timezone: Europe/Berlin\n", source, beside)
    shown = page.tree.xpath('//ol[@class="comments-list"]/li/article[@class="comment"]')

    assert [comment.get("id") for comment in shown] == ["comment_first-1", "comment_second"]
    assert [comment.find("p/strong").text for comment in shown] == ["Zoë <i>Haddad</i>", "Ann Lee"]
    assert [p.text for p in shown[0].xpath("p[not(a)]")] == ["I saw smoke.", "Then fire."]
    assert [p.text for p in shown[1].xpath("p[not(a)]")] == ["Mine <b>too</b>, *look*."]
    assert [
        time.get("datetime") for time in page.tree.xpath('//article[@class="comment"]//time')
    ] == [
        "2026-11-21T18:41:00+01:00",
        "2026-11-21T18:42:00+01:00",
    ]


def with_approved(root: Path, comments: str, keys: str, source: str, beside: str) -> Page:
    make_site(root, {beside: APPROVED, source: f"{FIRE}{keys}---\n"})
    written = f'[site]\ntitle = "The Courier"\nurl = "https://example.org"\n{comments}'
    return built(make_site(root, {"livegen.toml": written})).page("world/fire/")


@pytest.mark.parametrize("comments", [NETLIFY, ON_ISSO])
def test_approved_comments_stay_when_comments_are_closed(comments: str, tmp_path: Path) -> None:
    keys, source = "comments: closed\n", "content/world/fire.md"
    page = with_approved(tmp_path, comments, keys, source, source[:-2] + "comments.toml")

    assert len(page.tree.xpath('//article[@class="comment"]')) == 2
    assert not page.tree.xpath("//form | //script[contains(@src, 'comments')]")


def test_the_file_of_comments_is_not_published(tmp_path: Path) -> None:
    source = "content/world/fire.md"
    with_approved(tmp_path, NETLIFY, "", source, source[:-2] + "comments.toml")

    assert not list((tmp_path / "site").rglob("*comments.toml"))


GOOD = 'name = "Noor"\ntime = 2026-11-21\ntext = "Smoke."\n'


@pytest.mark.parametrize(
    ("text", "rule", "at", "hint"),
    [
        ('name = "Noor"', Rule.WRONG_SHAPE, (1, 1), "write an id of your own above it: [noor-1]"),
        (f'["é 1"]\n{GOOD}', Rule.NOT_AN_ID, (1, 2), "write [1]"),
        (f"[a]\n{GOOD}mail = 1", Rule.UNKNOWN_KEY, (5, 1), "known are name, time, text"),
        (f"[a]\n{GOOD}nme = 1", Rule.UNKNOWN_KEY, (5, 1), "did you mean `name`?"),
        (
            '[a]\nname = "N"\ntime = 2026-11-21',
            Rule.MISSING_KEY,
            (1, 2),
            'write text = "I saw it from the bridge."',
        ),
        (
            '[a]\nname = " "\ntime = 2026-11-21\ntext = "x"',
            Rule.MISSING_KEY,
            (2, 8),
            'write name = "Noor Haddad"',
        ),
        (
            '[a]\nname = "N"\ntime = "noon"\ntext = "x"',
            Rule.NOT_A_TIME,
            (3, 8),
            times.example("noon", "Europe/Berlin"),
        ),
        (
            '[a]\nname = "N"\ntime = 2026-10-25T02:30:00\ntext = "x"',
            Rule.AMBIGUOUS_TIME,
            (3, 8),
            "write 2026-10-25T02:30+02:00, which is CEST, or 2026-10-25T02:30+01:00, which is CET",
        ),
        ("[a", Rule.TOML, (1, 3), "write [a]"),
    ],
)
def test_what_is_wrong_in_the_file_of_comments_is_named_and_left_out(
    text: str, rule: Rule, at: tuple[int, int], hint: str
) -> None:
    report = Report()
    read = comments_file.read(text.encode(), "c.toml", "Europe/Berlin", report)

    [problem] = report.problems
    assert (problem.rule, (problem.place.line, problem.place.column)) == (rule, at)
    assert problem.hint == hint
    # What is whole stays: a key too many is an error, but takes nothing away.
    assert len(read) == (rule is Rule.UNKNOWN_KEY)


def test_an_error_in_the_file_of_comments_stops_the_build(tmp_path: Path) -> None:
    source = "content/world/fire.md"
    make_site(tmp_path, {source: f"{FIRE}---\n", source[:-2] + "comments.toml": "[a]\n"})
    make_site(tmp_path, {"livegen.toml": NETLIFY})

    done = build(tmp_path)
    assert done.status == 1
    assert "content/world/fire.comments.toml:1:2: error: a comment needs `name`" in done.err


# ------------------------------------------------------------------ netlify


def test_the_form_is_one_that_netlify_finds_and_that_works_without_a_script(
    tmp_path: Path,
) -> None:
    page = story(tmp_path, NETLIFY)
    form = page.one("//form")

    assert dict(form.attrib) == {
        "class": "comment-form",
        "name": "comments",
        "method": "post",
        "action": "/world/fire/#comment-sent",
        "data-netlify": "true",
        "data-netlify-honeypot": "bot-field",
    }
    assert {field.name: field.value for field in form.xpath(".//input | .//textarea")} == {
        "form-name": "comments",
        "story": "/world/fire/",
        "bot-field": None,
        "name": None,
        "email": None,
        "text": "",
    }
    assert form.xpath(".//button/@type") == ["submit"]
    assert not page.tree.xpath("//script[contains(@src, 'comments')]")


def test_the_form_asks_for_a_name_and_a_text(tmp_path: Path) -> None:
    form = story(tmp_path, NETLIFY).one("//form")

    assert form.xpath(".//*[@required]/@name") == ["name", "text"]


def test_every_field_that_is_to_be_seen_has_a_label(tmp_path: Path) -> None:
    form = story(tmp_path, NETLIFY).one("//form")
    seen = form.xpath(".//*[self::input or self::textarea][not(ancestor::*[@hidden])]")

    assert [field.get("name") for field in seen] == ["name", "email", "text"]
    assert [field.get("id") for field in seen] == form.xpath(".//label/@for")


def test_the_trap_for_robots_is_hidden_from_everyone_else(tmp_path: Path) -> None:
    form = story(tmp_path, NETLIFY).one("//form")

    assert form.xpath('.//*[@name="bot-field"]/ancestor::p/@hidden') == [""]


def test_the_form_leads_to_thanks_on_the_page_itself(tmp_path: Path) -> None:
    page = story(tmp_path, NETLIFY, url="https://example.org/news")
    path, _, fragment = page.one("//form").get("action").partition("#")

    assert path == "/news/world/fire/"
    assert page.one(f'//*[@id="{fragment}"]').text_content().startswith("Thank you.")


# ------------------------------------------------------------------ isso


def test_a_page_names_the_isso_server_and_loads_nothing_of_it(tmp_path: Path) -> None:
    page = story(tmp_path, ON_ISSO)

    naming = page.tree.xpath('//@*[contains(., "talk.example.org")]')
    assert naming == ["https://talk.example.org:8443/isso"]
    assert page.tree.xpath("//@data-server") == naming
    assert "They are loaded from talk.example.org:8443." in page.text


def test_without_a_script_the_page_says_what_is_missing(tmp_path: Path) -> None:
    page = story(tmp_path, ON_ISSO)

    assert "only with JavaScript" in page.one("//noscript").text_content()
    assert page.tree.xpath("//button/ancestor::p/@hidden") == [""]


def test_the_policy_lets_the_isso_server_in_and_no_other(tmp_path: Path) -> None:
    written = site(tmp_path, ON_ISSO).text("_headers")
    [policy] = set(re.findall("Content-Security-Policy: (.*)", written))
    open_to = [rule.split()[0] for rule in policy.split("; ") if "talk.example" in rule]

    assert open_to == ["script-src", "connect-src"]
    assert "https://talk.example.org:8443;" in policy


def test_an_address_without_the_provider_lets_nothing_in(tmp_path: Path) -> None:
    written = site(tmp_path, NETLIFY + 'url = "https://talk.example.org"\n').text("_headers")

    assert "talk.example" not in written


@pytest.mark.parametrize("comments", [NETLIFY, ON_ISSO])
def test_comments_are_kept_by_the_first_path_of_the_story(comments: str, tmp_path: Path) -> None:
    page = story(
        tmp_path, comments, "aliases: [/2026/smoke/, /smoke/]\n", "https://example.org/news"
    )

    kept_by = page.tree.xpath('//@data-isso-id | //input[@name="story"]/@value')
    assert kept_by == ["/news/2026/smoke/"]


# ------------------------------------------------------------------ docs/comments.md


DOCS = (REPOSITORY / "docs/comments.md").read_text("utf-8")


def in_docs(file: str) -> list[str]:
    """Return the examples of a file in the docs."""
    found = re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', DOCS, re.DOTALL)
    return [text for title, text in found if title.endswith(file)]


def test_the_file_of_comments_in_the_docs_is_right() -> None:
    report = Report()
    [example] = in_docs("comments.toml")
    read = comments_file.read(example.encode(), "c.toml", "UTC", report)

    assert report.problems == ()
    assert [comment.name for comment in read] == ["Noor Haddad", "Ann"]


def test_the_docs_name_every_key_of_a_comment() -> None:
    named = set(re.findall(r"^\| `(\w+)` \|", DOCS, re.MULTILINE))

    assert named == comments_file._EXAMPLES.keys()


def test_the_settings_in_the_docs_are_right() -> None:
    examples = in_docs("livegen.toml")

    assert len(examples) == 2
    for example in examples:
        report = Report()
        assert settings.read(example.encode(), "livegen.toml", report).comments
        assert report.problems == ()


@outside
def test_isso_knows_the_settings_for_it_in_the_docs() -> None:
    known = configured(next(ISSO.parent.parent.rglob("isso/isso.cfg")).read_text())
    [example] = in_docs("isso.cfg")

    assert configured(example) <= known


def configured(text: str) -> set[tuple[str, str]]:
    parser = ConfigParser(interpolation=None)
    parser.read_string(text)
    return {(section, key) for section in parser.sections() for key in parser[section]}


# ------------------------------------------------------------------ a real server, a real browser


@outside
@pytest.mark.parametrize("comments", [NETLIFY, ON_ISSO])
def test_the_nu_checker_finds_nothing_in_comments(comments: str, tmp_path: Path) -> None:
    findings = checked(site(tmp_path, comments).folder)

    assert [finding for finding in findings if not finding.startswith("assets/theme.")] == []


@dataclass(frozen=True, slots=True)
class Newsroom:
    """A published story at `url`, and an Isso server at `server` that logs to `log`."""

    url: str
    server: str
    log: Path


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    if not ISSO.exists():
        pytest.fail("Isso is missing: `make test` installs it")
    root, work = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("isso")
    server = f"http://127.0.0.1:{free_port()}"
    with served(root / "site", WithHeaders) as home:
        chosen = f'[comments]\nprovider = "isso"\nurl = "{server}"\ndefault = true\n'
        site(root, chosen, "timezone: Europe/London\n", home)
        with isso(work, server, home) as log:
            yield Newsroom(f"{home}/world/fire/", server, log)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def isso(work: Path, server: str, home: str) -> Iterator[Path]:
    """Run Isso with a moderation queue for the site at `home`; yield its log."""
    written = f"""
        [general]
        dbpath = {work}/comments.db
        host = {home}
        notify = stdout
        [moderation]
        enabled = true
        [guard]
        enabled = false
        [server]
        listen = {server}
    """
    make_site(work, {"isso.cfg": written})
    log = work / "log"
    with log.open("wb") as output:
        running = subprocess.Popen(
            [ISSO, "-c", work / "isso.cfg", "run"], stdout=output, stderr=subprocess.STDOUT
        )
        try:
            wait_for(f"{server}/config", log)
            yield log
        finally:
            running.terminate()
            running.wait(10)


def wait_for(url: str, log: Path) -> None:
    for _ in range(100):
        try:
            urlopen(url).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"Isso does not answer: {log.read_text()}")


@pytest.fixture
def tab(browser: Browser) -> Iterator[Tab]:
    """Open a tab of a new reader, in which the browser must find nothing to complain of."""
    opened = browser.new_context().new_page()
    complaints: list[str] = []
    opened.on("console", lambda message: complaints.append(message.text))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    assert complaints == []
    opened.context.close()


def show_comments(tab: Tab) -> None:
    tab.get_by_role("button", name="Show comments").click()
    tab.locator(".isso-postbox").wait_for()


def write(tab: Tab, name: str, text: str) -> None:
    tab.locator(".isso-textarea").fill(text)
    tab.get_by_label("Name").fill(name)
    tab.get_by_role("button", name="Submit").click()


@outside
def test_nothing_of_the_server_is_loaded_before_the_reader_asks(
    newsroom: Newsroom, tab: Tab
) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))

    tab.goto(newsroom.url, wait_until="networkidle")
    assert asked
    assert not [url for url in asked if url.startswith(newsroom.server)]

    show_comments(tab)
    assert f"{newsroom.server}/js/embed.min.js" in asked
    assert not [url for url in asked if not url.startswith((newsroom.server, newsroom.url[:-12]))]


@outside
def test_a_comment_is_held_until_it_is_approved_and_its_markup_stays_text(
    newsroom: Newsroom, tab: Tab, browser: Browser
) -> None:
    tab.goto(newsroom.url)
    show_comments(tab)
    write(tab, "Noor <b>", "I saw <script>alert(1)</script> *smoke*.")
    expect(tab.locator(".isso-note")).to_have_text("Comment in queue for moderation.")

    held = browser.new_context().new_page()
    held.goto(newsroom.url)
    show_comments(held)
    expect(held.locator(".isso-thread-heading")).to_have_text("No Comments Yet")
    assert held.locator(".isso-comment").count() == 1  # the empty one of the preview

    approve(newsroom, browser)
    held.reload()
    show_comments(held)
    shown = held.locator("#isso-1")
    expect(shown.locator(".isso-text")).to_have_text("I saw <script>alert(1)</script> smoke.")
    expect(shown.locator(".isso-author")).to_have_text("Noor <b>")
    held.context.close()


def approve(newsroom: Newsroom, browser: Browser) -> None:
    """Follow the link of the mail to the moderator, and say yes."""
    [link] = re.findall("Activate comment: (.*)", newsroom.log.read_text())
    desk = browser.new_page()
    desk.on("dialog", Dialog.accept)
    with desk.expect_response(lambda answer: answer.request.method == "POST"):
        desk.goto(link, wait_until="commit")
    desk.close()


@outside
def test_the_mail_to_the_moderator_leads_to_the_story(newsroom: Newsroom, tab: Tab) -> None:
    tab.goto(newsroom.url)
    show_comments(tab)
    write(tab, "Ann", "More smoke.")
    tab.get_by_text("Comment in queue for moderation.").wait_for()

    assert f"Link to comment: {newsroom.url}#isso-" in newsroom.log.read_text()
    assert ": <Fire> & flood" in newsroom.log.read_text()


@outside
def test_a_keyboard_gets_from_the_button_to_the_first_field(newsroom: Newsroom, tab: Tab) -> None:
    tab.goto(newsroom.url)
    tab.get_by_role("button", name="Show comments").focus()
    tab.keyboard.press("Enter")
    tab.locator(".isso-postbox").wait_for()

    assert tab.evaluate("document.activeElement.id") == "isso-thread"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "isso-textarea"


@outside
def test_a_link_to_a_comment_leads_to_the_button(newsroom: Newsroom, tab: Tab) -> None:
    tab.goto(f"{newsroom.url}#isso-1")

    expect(tab.get_by_role("button", name="Show comments")).to_be_focused()


@outside
def test_a_server_that_does_not_answer_is_named_and_may_be_asked_again(
    newsroom: Newsroom, browser: Browser
) -> None:
    tab = browser.new_page()
    tab.route(f"{newsroom.server}/**", lambda route: route.abort())
    tab.goto(newsroom.url)
    tab.get_by_role("button", name="Show comments").click()
    expect(tab.get_by_role("alert")).to_contain_text("cannot be reached just now")

    tab.unroute_all()
    show_comments(tab)
    expect(tab.get_by_role("alert")).to_be_hidden()
    tab.close()


@outside
def test_the_form_thanks_once_it_has_been_sent(tmp_path: Path, tab: Tab) -> None:
    with served(tmp_path / "site", WithHeaders) as home:
        site(tmp_path, NETLIFY, url=home)
        tab.goto(f"{home}/world/fire/")
        thanks = tab.get_by_text("Thank you.")
        expect(thanks).to_be_hidden()
        # What the host does with a form ends with this page; its fragment is the browser's.
        tab.route("**", lambda route: route.continue_(method="GET"))
        tab.get_by_label("Name").fill("Noor")
        tab.get_by_label("Comment", exact=True).fill("Smoke.")
        tab.get_by_role("button", name="Send").click()
        expect(thanks).to_be_visible()
