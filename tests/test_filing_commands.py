"""Filing by command: new, post, start, pause, end; what is said, what is written, what stays."""

from __future__ import annotations

import errno
import os
import pty
import re
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from built import SETTINGS, Site, built, livegen
from conftest import clean_environment, files_of, make_site, run

from livegen import filing, mending
from livegen.cli import texts

pytestmark = pytest.mark.slow

ZONED = f'{SETTINGS}timezone = "America/New_York"\n'
FLOOD = """
    ---
    title: Flood
    date: 2025-11-20 09:00
    status: live
    ---
    The river rises.
    """
FIRE = """
    ---
    title: Fire at the mill
    date: 2025-11-20 10:00
    ---
    It burns.
    """
INDENTED = "---\n  title: Flood\n  date: 2025-11-20 09:00\n  status: live\n---\nIt rains.\n"
ID = re.compile(r"\d{4}-\d{2}-\d{2}-\d{6}-[0-9a-z]{4}")


@pytest.fixture(autouse=True)
def _nobody_in_particular(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.delenv("GIT_CONFIG_COUNT", raising=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a site with a live story in a folder and an article in one file."""
    files = {
        "livegen.toml": ZONED,
        "content/world/flood/index.md": FLOOD,
        "content/world/fire.md": FIRE,
    }
    return make_site(tmp_path / "site-of-mine", files)


def updates_of(site: Path, story: str = "world/flood") -> dict[str, str]:
    """Return the files in the story's `updates/`."""
    folder = site / "content" / story / "updates"
    return {name: text.decode() for name, text in files_of(folder).items()}


def at(site: Path, *argv: str) -> str:
    """Run a command that must go well, and return what it said."""
    name, *rest = argv
    done = livegen(name, "--root", str(site), *rest)
    assert (done.status, done.err) == (0, "")
    return done.out


def refused(site: Path, *argv: str) -> str:
    """Run a command that is used wrongly and changes nothing, and return what it said."""
    before = files_of(site / "content")
    done = livegen(argv[0], "--root", str(site), *argv[1:])
    assert (done.status, done.out) == (2, "")
    assert files_of(site / "content") == before
    return " ".join(done.err.split())


# ------------------------------------------------------------------ new site


def test_a_new_site_builds_at_once_and_takes_a_post(tmp_path: Path) -> None:
    made = run("new", "site", "the-courier", cwd=tmp_path, TZ="Europe/Vienna")
    site = tmp_path / "the-courier"
    built_ = run("build", cwd=site)
    checked = run("check", cwd=site)
    posted = run("post", "-m", "Something has happened.", cwd=site)

    assert (made.status, made.err) == (0, "")
    assert made.out == (
        "The Courier is ready. What comes next:\n\n"
        "  cd the-courier\n  livegen serve\n"
        "  livegen post -m 'Something has happened.'\n  livegen build\n"
    )
    assert set(files_of(site)) >= {
        ".gitignore",
        "content/news/welcome.md",
        "livegen.toml",
        "netlify.toml",
        "requirements.txt",
    }
    assert 'timezone = "Europe/Vienna"' in (site / "livegen.toml").read_text()
    for done in (built_, checked):
        assert done.status == 0
        assert done.err.count("warning") == 1
        assert "the site has no address" in done.err
    assert posted.status == 0, posted.err
    assert "Something has happened." in (site / "content/news/welcome.md").read_text()


def test_with_its_address_a_new_site_has_no_problem(tmp_path: Path) -> None:
    livegen("new", "site", str(tmp_path / "courier"))
    settings = tmp_path / "courier/livegen.toml"
    settings.write_text(settings.read_text().replace("# url", "url"))

    assert at(tmp_path / "courier", "check") == "nothing is wrong with 1 story\n"


@pytest.mark.parametrize("there", [".git/HEAD", ""])
def test_an_empty_folder_becomes_a_site(there: str, tmp_path: Path) -> None:
    folder = tmp_path / "courier"
    folder.mkdir()
    if there:
        make_site(folder, {there: "ref: refs/heads/main\n"})

    done = livegen("new", "site", str(folder))

    assert done.status == 0
    assert (folder / "livegen.toml").is_file()
    assert (folder / ".git").exists() == bool(there)
    assert [path.name for path in tmp_path.iterdir()] == ["courier"]


@pytest.mark.parametrize("there", ["courier/notes.txt", "courier"])
def test_a_folder_that_holds_something_is_refused(there: str, tmp_path: Path) -> None:
    make_site(tmp_path, {there: "mine\n"})

    done = livegen("new", "site", str(tmp_path / "courier"))

    assert done.status == 2
    assert "it holds notes.txt" in done.err or "is a file" in done.err
    assert files_of(tmp_path) == {there: b"mine\n"}


# ------------------------------------------------------------------ new story


def test_a_new_story_is_a_file_with_a_headline_in_words(site: Path) -> None:
    said = livegen("new", "story", "--root", str(site), "world/asia/levee-breach")

    assert said.out == (
        "content/world/asia/levee-breach.md\nhttps://example.org/world/asia/levee-breach/\n"
    )
    text = (site / "content/world/asia/levee-breach.md").read_text()
    assert text.startswith("---\ntitle: Levee breach\ndate: 20")
    assert re.search(r"^date: .*T.*-0[45]:00$", text, re.MULTILINE)
    at(site, "build")
    assert Site(site / "site").has("world/asia/levee-breach")


def test_new_live_coverage_is_upcoming_until_it_starts(site: Path) -> None:
    livegen("new", "story", "--root", str(site), "world/vote", "--live", "--title", "The: vote")
    upcoming = at(site, "list")
    at(site, "start", "world/vote")
    at(site, "post", "world/vote", "-m", "Polls are open.")

    assert re.search(r"^upcoming .* /world/vote/  The: vote$", upcoming, re.MULTILINE)
    assert re.search(r"^live .* 1  /world/vote/  The: vote$", at(site, "list"), re.MULTILINE)
    assert len(updates_of(site, "world/vote")) == 1


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("world/flood", "there is a story world/flood already: content/world/flood/index.md"),
        ("content/world/fire.md", "there is a story world/fire already: content/world/fire.md"),
        ("world/fire/deep", "world/fire is a story (content/world/fire.md)"),
        ("world/flood/boat", "world/flood is a story (content/world/flood/index.md)"),
        ("World/Big Flood", "write world/big-flood"),
        ("../../etc/passwd", "write etc/passwd"),
        ("world/index", "would be the page of a section"),
        ("pages/about", "plain pages"),
        ("world/mill", "content/world/a.md has the address /world/mill/ already"),
        ("about", "content/pages/about.md has the address /about/ already"),
        ("asia", "asia is a section (content/asia/_index.md)"),
        ("a/updates/b", "holds the updates of a story"),
        ("!/?", "is no address"),
        ("", "is no address"),
        ("world", "world is a section (content/world/"),
        ("about/us", "content/pages/about.md has the address /about/ already"),
        ("imprint", "content/pages/legal.md has the address /imprint/ already"),
        ("world/mill/p/1", "content/world/a.md has the address /world/mill/ already"),
        ("world/2025-11-22-mill", "content/world/a.md has the address /world/mill/ already"),
        ("old/mill", "content/world/a.md has the address /old/mill/ already"),
        ("lists", "/lists/ is the list of a section (content/world/b.md)"),
        ("game", "static/game/index.html has the address /game/ already"),
        ("notes/a", "content/notes is a file"),
        ("corrections", "the site itself uses addresses with /corrections/"),
        ("corrections/a", "the site itself uses addresses with /corrections/"),
        ("tags", "the site itself uses addresses with /tags/"),
        ("authors/max", "the site itself uses addresses with /authors/"),
        ("assets/a", "the site itself uses addresses with /assets/"),
        ("page", "the site itself uses addresses with /page/"),
        ("asia/page/1", "the site itself uses addresses with /page/"),
        (f"world/{'a' * 300}", "a name of 300 bytes is too long for a file: 240 are possible"),
    ],
)
@pytest.mark.parametrize("live", [(), ("--live",)])
def test_an_address_that_cannot_be_is_refused(
    address: str, why: str, live: tuple[str, ...], site: Path
) -> None:
    make_site(
        site,
        {
            "content/world/a.md": FIRE.replace(
                "date", "slug: mill\n    aliases: /old/mill/\n    date", 1
            ),
            "content/world/b.md": FIRE.replace("date", "section: lists\n    date", 1),
            "content/pages/legal.md": "---\ntitle: Imprint\nslug: imprint\n---\n",
            "content/notes": "a file",
            "static/game/index.html": "<p>",
            "content/pages/about.md": FIRE.replace("date: 2025-11-20 10:00\n", "\n"),
            "content/asia/_index.md": "Text",
        },
    )
    before = files_of(site)

    done = livegen("new", "story", "--root", str(site), address, *live)

    assert done.status == 2
    assert why in done.err
    assert files_of(site) == before


def test_every_address_of_a_built_site_is_refused(site: Path) -> None:
    make_site(
        site,
        {
            "livegen.toml": f"{ZONED}[build]\nindex_size = 1\npage_size = 1\n",
            "content/world/fire.md": FIRE.replace(
                "date", "tags: mill\n    authors: Max\n    date", 1
            ),
            "content/world/asia/quake.md": FIRE,
            "content/pages/about.md": "---\ntitle: About\n---\nWe.\n",
        },
    )
    for number in range(4):
        at(site, "post", "flood", "-m", f"{number}", "--key", "--time", "2025-11-20 12:00")
    at(site, "end", "flood", "--time", "2025-11-20 13:00")
    folder = built(site).folder
    pages = [path.parent.relative_to(folder).as_posix() for path in folder.rglob("index.html")]

    for address in sorted(set(pages) - {"."}):
        assert livegen("new", "story", "--root", str(site), address).status == 2, address

    assert {"world/page/1", "tags/mill", "authors/max", "corrections", "world/flood/p/1"} <= {
        *pages
    }


def test_a_place_beside_what_is_there_is_free(site: Path) -> None:
    make_site(site, {"content/world/levee/levee.jpg": b"jpg"})

    for place in ("world/levee", "world/flooded", "asia", "europe/flood", "pages-of-history"):
        assert livegen("new", "story", "--root", str(site), place, "--live").status == 0, place

    assert livegen("check", "--root", str(site)).status == 0


# ------------------------------------------------------------------ post: which story


@pytest.mark.parametrize(
    "name",
    [
        "world/flood",
        "/world/flood/",
        "flood",
        "content/world/flood",
        "content/world/flood/index.md",
        "https://example.org/world/flood/",
        "http://localhost:8000/world/flood/#updates",
    ],
)
def test_a_story_goes_by_its_path_its_file_and_its_address(name: str, site: Path) -> None:
    at(site, "post", name, "-m", "Out.")

    assert len(updates_of(site)) == 1


@pytest.mark.parametrize("name", ["fire.md", "./fire.md", "fire", "../../content/world/fire.md"])
def test_a_file_is_named_from_where_one_stands(name: str, site: Path) -> None:
    done = run("post", name, "-m", "Out.", cwd=site / "content/world")

    assert done.status == 0, done.err
    assert "Out." in (site / "content/world/fire.md").read_text()


def test_a_story_goes_by_the_slug_and_section_it_writes(site: Path) -> None:
    make_site(site, {"content/world/a.md": FIRE.replace("date", "slug: mill\n    date", 1)})

    at(site, "post", "world/mill", "-m", "Out.")

    assert "Out." in (site / "content/world/a.md").read_text()


def test_a_front_matter_that_is_indented_stays_so(site: Path) -> None:
    make_site(site, {"content/world/fire.md": INDENTED.replace("  status: live\n", "")})

    at(site, "start", "fire", "--time", "2025-11-20 11:00")
    for text in ("Out.", "Back."):
        at(site, "post", "fire", "-m", text, "--time", "2025-11-20 12:00")

    assert re.sub("id: .*", "id: x", (site / "content/world/fire.md").read_text()) == (
        "---\n  title: Flood\n  date: 2025-11-20 09:00\n  status: live\n  coverage:\n"
        "    start: 2025-11-20T11:00:00-05:00\n  updates:\n"
        "    - time: 2025-11-20T12:00:00-05:00\n      id: x\n      body: |\n        Out.\n"
        "    - time: 2025-11-20T12:00:00-05:00\n      id: x\n      body: |\n        Back.\n"
        "---\nIt rains.\n"
    )


def test_a_slug_counts_however_it_is_written(site: Path) -> None:
    make_site(site, {"content/world/a.md": INDENTED.replace("status: live", "slug: mill")})

    at(site, "post", "world/mill", "-m", "Out.")

    assert "Out." in (site / "content/world/a.md").read_text()
    assert livegen("new", "story", "--root", str(site), "world/mill").status == 2


@pytest.mark.parametrize("argv", [["Something has happened."], ["flood", "Something."]])
def test_a_text_in_place_of_a_name_is_told_how_to_be_given(argv: list[str], site: Path) -> None:
    assert "for a text write -m" in refused(site, "post", *argv)


def test_a_folder_that_is_no_site_is_said_to_be_none(tmp_path: Path) -> None:
    assert "there is no site in" in refused(tmp_path, "post", "-m", "Out.")


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("world/flod", 'there is no story "world/flod"; did you mean world/flood?'),
        ("../../etc", 'there is no story "../../etc"'),
        ("/etc/passwd", 'there is no story "/etc/passwd"'),
        ("", 'there is no story ""'),
        ("The boat is out. " * 30, "there is no story"),
    ],
)
def test_a_story_that_is_not_there_is_wrong_usage(name: str, why: str, site: Path) -> None:
    assert why in refused(site, "post", name, "-m", "Out.")


def test_a_slug_that_two_stories_have_is_not_enough(site: Path) -> None:
    make_site(site, {"content/local/fire.md": FIRE})

    assert "/local/fire/ or /world/fire/" in refused(site, "post", "fire", "-m", "Out.")


def test_the_one_story_that_is_live_need_not_be_named(site: Path) -> None:
    at(site, "post", "-m", "Out.")

    assert len(updates_of(site)) == 1


def test_of_several_live_stories_one_must_be_named(site: Path) -> None:
    make_site(site, {"content/world/vote.md": FLOOD})

    assert "2 stories are live" in refused(site, "post", "-m", "Out.")


@pytest.mark.parametrize(
    "live",
    [
        FLOOD.replace("    ", "").replace("\n", "\r\n").strip(),
        "\ufeff" + FLOOD.replace("    ", "").strip(),
        FLOOD.replace("    ", "").replace("\n", "\r").strip(),
        FLOOD.replace("status: live", "coverage: {start: 2025-11-20}").replace("    ", "").strip(),
        FLOOD.replace("    ", "").strip() + "\nstatus: ended\n---\n",
        FLOOD.replace("status: live", "'status': live").replace("    ", "").strip(),
        INDENTED,
        INDENTED.replace("status", r'"st\x61tus"'),
        "---\n{title: Flood, date: 2025-11-20, status: live}\n---\n",
        "---\ntitle: Flood\ndate: 2025-11-20\nextra: {a: 1,\nstatus: ended\n}\nstatus: live\n---\n",
    ],
)
def test_a_live_story_is_known_however_it_is_written(live: str, site: Path) -> None:
    make_site(site, {"content/world/flood/index.md": live.encode()})

    at(site, "post", "-m", "Out.")

    assert len(updates_of(site)) == 1


@pytest.mark.parametrize("state", ["status: ended", "status: live\n    draft: true"])
def test_where_no_story_is_live_one_must_be_named(state: str, site: Path) -> None:
    make_site(site, {"content/world/flood/index.md": FLOOD.replace("status: live", state)})

    assert "no story is live" in refused(site, "post", "-m", "Out.")


# ------------------------------------------------------------------ post: what is written


def test_an_update_is_a_file_named_by_its_time_with_an_offset(site: Path) -> None:
    said = at(site, "post", "flood", "-m", "The boat\n\nis out.", "--time", "2025-11-22 18:42")

    [(name, text)] = updates_of(site).items()
    known_as = name.removesuffix(".md")
    assert re.fullmatch(r"2025-11-22-184200-[0-9a-z]{4}\.md", name)
    assert text == "---\ntime: 2025-11-22T18:42:00-05:00\n---\n\nThe boat\n\nis out.\n"
    assert said == f"{known_as}\nhttps://example.org/world/flood/#{known_as}\n"
    assert known_as in built(site).page("world/flood/").ids


def test_all_that_is_said_of_an_update_is_in_its_file(site: Path) -> None:
    said = ["--title", "Second: boat", "--key", "--pin", "--kind", "breaking"]
    at(site, "post", "flood", "-m", "Out.", *said, "--author", "Noor Haddad", "--author", "Max, B.")

    [text] = updates_of(site).values()
    assert text.partition("\n")[2].partition("\n")[2] == (
        "title: 'Second: boat'\nauthors:\n  - Noor Haddad\n  - Max, B.\n"
        "kind: breaking\nkey: true\npinned: true\n---\n\nOut.\n"
    )


def test_an_update_of_an_article_is_in_its_list(site: Path) -> None:
    before = (site / "content/world/fire.md").read_text()

    at(site, "post", "fire", "-m", "Out.", "--time", "2025-11-22 18:42:03")

    after = (site / "content/world/fire.md").read_text()
    begin, _, rest = after.partition("updates:\n")
    assert begin + rest.partition("Out.\n")[2] == before
    assert "  - time: 2025-11-22T18:42:03-05:00\n    id: 2025-11-22-184203-" in rest
    assert "Out." in built(site).page("world/fire/").text


@pytest.mark.parametrize("story", ["flood", "fire"])
def test_an_update_that_lies_ahead_is_held(story: str, site: Path) -> None:
    said = at(site, "post", story, "-m", "Soon.", "--title", "Soon", "--time", "2999-01-01 09:00")

    assert "held until 2999-01-01 09:00 EST: Soon" in said


@pytest.mark.parametrize(
    ("time", "why"),
    [
        ("18:42", "is not a time"),
        ("2025-11-02 01:30", "happens twice in America/New_York"),
        ("2025-03-09 02:30", "never happens in America/New_York"),
    ],
)
def test_a_time_that_is_none_is_wrong_usage(time: str, why: str, site: Path) -> None:
    assert why in refused(site, "post", "flood", "-m", "Out.", "--time", time)


def test_a_local_time_is_the_storys(site: Path) -> None:
    zoned = FLOOD.replace("status", "timezone: Asia/Kathmandu\n    status")
    make_site(site, {"content/world/flood/index.md": zoned})

    at(site, "post", "flood", "-m", "Out.", "--time", "2025-11-22 18:42")

    [text] = updates_of(site).values()
    assert text.startswith("---\ntime: 2025-11-22T18:42:00+05:45\n")


SLIPS = {
    "settings": {"livegen.toml": "[site]\ntimezone = 'Asia/Kathmandu'\n[sites]\n"},
    "zone": {"livegen.toml": "[site]\ntimezon = 'Asia/Kathmandu'\n"},
    "story": {
        "content/world/flood/index.md": FLOOD.replace(
            "title", "timezone: America/Chicago\n    titel"
        )
    },
}


@pytest.mark.parametrize("slip", SLIPS)
def test_with_errors_around_its_zone_a_local_time_needs_an_offset(slip: str, site: Path) -> None:
    make_site(site, SLIPS[slip])

    for time in ("2025-11-22 05:00", "2025-11-22"):
        local = livegen("post", "--root", str(site), "world/flood", "-m", "Out.", "--time", time)
        assert local.status == 2
        assert "write its offset, too: 2025-11-22T" in " ".join(local.err.split())
    assert updates_of(site) == {}
    for given in (["--time", "2025-11-22T05:00+05:45"], []):
        done = livegen("post", "--root", str(site), "world/flood", "-m", "Out.", *given)
        assert done.status == 0
    first, now = sorted(updates_of(site).values())
    assert first.startswith("---\ntime: 2025-11-21T23:15:00+00:00\n")
    assert re.match(r"---\ntime: .*\+00:00\n", now)


@pytest.mark.parametrize("command", [["start"], ["pause", "--resumes", "2999-01-01"]])
def test_a_state_needs_a_zone_for_a_local_time_too(command: list[str], site: Path) -> None:
    make_site(site, SLIPS["settings"])
    before = files_of(site)
    time = ["--time", "2025-11-22 05:00"] if len(command) == 1 else []

    done = livegen(*command, "--root", str(site), "world/flood", *time)

    assert done.status == 2
    assert "write its offset, too" in " ".join(done.err.split())
    assert files_of(site) == before


def test_a_zone_of_the_storys_own_is_trusted_whatever_the_settings_are(site: Path) -> None:
    zoned = FLOOD.replace("status", "timezone: Asia/Kathmandu\n    status")
    make_site(site, {**SLIPS["settings"], "content/world/flood/index.md": zoned})

    livegen("post", "--root", str(site), "flood", "-m", "Out.", "--time", "2025-11-22 18:42")

    [text] = updates_of(site).values()
    assert text.startswith("---\ntime: 2025-11-22T18:42:00+05:45\n")


@pytest.mark.parametrize("story", ["flood", "fire"])
@pytest.mark.parametrize("day", ["2025-11-19", "2025-11-20"])
def test_a_day_may_be_that_of_the_story_or_before(day: str, story: str, site: Path) -> None:
    for name, text in {"flood/index": FLOOD, "fire": FIRE}.items():
        later = text.replace("09:00", "20:00").replace("10:00", "20:00")
        make_site(site, {f"content/world/{name}.md": later})

    said = at(site, "post", story, "-m", "Out.", "--time", day)

    assert said.startswith(f"{day}-")
    assert livegen("check", "--root", str(site)).status == 0


def test_of_a_list_beside_a_story_nobody_says_that_the_story_should_move(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise filing.NoRoom("something else in the story would change")

    monkeypatch.setattr(filing, "proved", never)

    done = livegen("post", "--root", str(site), "flood", "-m", "Out.")

    assert done.status == 1
    assert "write it by hand, as a file in content/world/flood/updates/" in done.err
    assert "move" not in done.err


# ------------------------------------------------------------------ post: the text


def test_the_text_comes_from_a_file_or_from_standard_input(site: Path) -> None:
    make_site(site, {"notes.md": b"\xef\xbb\xbfFrom\r\na file.\r\n"})
    from_file = run("post", "world/flood", "notes.md", cwd=site)
    alone = run("post", "notes.md", cwd=site)

    assert (from_file.status, alone.status) == (0, 0), from_file.err + alone.err
    assert [text.partition("---\n\n")[2] for text in updates_of(site).values()] == [
        "From\na file.\n"
    ] * 2
    assert (site / "notes.md").exists()


@pytest.mark.parametrize("argv", [["flood", "-"], ["flood"], ["-"], []])
def test_what_is_piped_in_is_filed(argv: list[str], site: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "livegen", "post", *argv],
        cwd=site,
        env=clean_environment(),
        input=b"Piped.\n",
        check=True,
    )

    [text] = updates_of(site).values()
    assert text.endswith("---\n\nPiped.\n")


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_without_a_text_nothing_is_filed(text: str, site: Path) -> None:
    assert "nothing was filed" in refused(site, "post", "flood", "-m", text)
    assert files_of(site / ".livegen") == {}


def test_a_title_alone_is_enough(site: Path) -> None:
    at(site, "post", "flood", "-m", "", "--title", "Out")

    assert len(updates_of(site)) == 1


@pytest.mark.parametrize("argv", [["flood", "notes.md"], ["flood", "-"], ["-"]])
def test_two_texts_are_wrong_usage(argv: list[str], site: Path) -> None:
    assert "not by both" in refused(site, "post", *argv, "-m", "Out.")


@pytest.mark.parametrize("story", ["flood", "fire"])
def test_a_text_with_an_error_is_kept_and_not_filed(story: str, site: Path) -> None:
    before = files_of(site / "content")

    done = run("post", story, "-m", "\n\nLook:\n{{< youtbe x >}}\n", cwd=site)

    [(name, text)] = files_of(site / ".livegen/unfiled").items()
    assert done.status == 1
    assert done.out == ""
    assert done.err == (
        f".livegen/unfiled/{name}:4:1: error: no embed is called `youtbe`\n"
        "    4 | {{< youtbe x >}}\n"
        "      | ^^^^^^^^^^^^^^^^\n"
        "   hint: did you mean `youtube`?\n"
        f"livegen: error: nothing was filed; the text is in .livegen/unfiled/{name}\n"
    )
    assert text == b"\n\nLook:\n{{< youtbe x >}}\n"
    assert files_of(site / "content") == before


def test_a_picture_that_is_there_and_an_embed_of_the_site_are_no_errors(site: Path) -> None:
    make_site(
        site,
        {
            "content/world/flood/levee.jpg": b"jpg",
            "templates/embeds/score.html": "{{ arguments.home }}",
        },
    )

    at(site, "post", "flood", "-m", '![Levee](levee.jpg)\n\n{{< score home="2" >}}')
    done = livegen("post", "--root", str(site), "flood", "-m", "![Levee](levy.jpg)")

    assert done.status == 1
    assert 'there is no "levy.jpg"' in done.err
    assert len(updates_of(site)) == 1


def test_a_file_that_is_not_utf8_is_an_error_with_its_place(site: Path) -> None:
    make_site(site, {"notes.md": b"Caf\xe9\n"})

    done = run("post", "flood", "notes.md", cwd=site)

    assert done.status == 1
    assert done.err.startswith("notes.md:1:4: error: the file is not UTF-8")


@pytest.mark.parametrize("option", [b"-m", b"--title", b"--author"])
def test_an_option_that_is_not_utf8_is_wrong_usage(option: bytes, site: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "livegen", "post", "flood", "-m", "Out.", option, b"Caf\xe9"],
        cwd=site,
        env=clean_environment(),
        capture_output=True,
        check=False,
    )

    assert done.returncode == 2
    assert b"the text is not UTF-8" in done.stderr
    assert updates_of(site) == {}


def edited(site: Path, script: str, *argv: str, typed: bytes = b"") -> tuple[int, str]:
    """Run a command at a terminal, `script` being the editor; return its status and its words."""
    editor = site.parent / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o755)
    ours, theirs = pty.openpty()
    os.write(ours, typed)
    done = subprocess.run(
        [sys.executable, "-m", "livegen", *argv],
        cwd=site,
        env=clean_environment() | {"VISUAL": str(editor), "GIT_CONFIG_GLOBAL": os.devnull},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    return done.returncode, done.stdout.decode()


def test_at_a_terminal_an_editor_opens(site: Path) -> None:
    script = 'grep -q "An update of: Flood" "$1" && sed -i "1i Typed." "$1"'

    status, said = edited(site, script, "post", "flood")

    assert status == 0, said
    [text] = updates_of(site).values()
    assert text.endswith("---\n\nTyped.\n")
    assert files_of(site / ".livegen") == {}


def test_an_editor_that_is_closed_without_a_text_files_nothing(site: Path) -> None:
    status, said = edited(site, "true", "post", "flood", "--title", "Out")

    assert status == 2
    assert "nothing was filed" in said
    assert updates_of(site) == {}


def test_what_was_typed_outlives_an_editor_that_fails(site: Path) -> None:
    status, said = edited(site, 'echo Typed. > "$1"; exit 1', "post", "flood")

    assert status == 3
    [(name, text)] = files_of(site / ".livegen/unfiled").items()
    assert name in "".join(said.split())
    assert text == b"Typed.\n"


def piped(site: Path, *argv: str, text: bytes = b"Piped.\n") -> tuple[int, str, str]:
    """Run `post` with a text on standard input; return its status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "livegen", "post", *argv],
        cwd=site,
        env=clean_environment(),
        input=text,
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.mark.parametrize(
    ("argv", "status"),
    [
        (["slip"], 1),
        (["nowhere"], 2),
        (["flood", "--time", "soon"], 2),
        (["flood", "--author", "?"], 2),
    ],
)
def test_a_text_that_is_piped_in_is_kept_whatever_else_is_wrong(
    argv: list[str], status: int, site: Path
) -> None:
    make_site(site, {"content/world/slip.md": FIRE.replace("date", "dat", 1)})

    ended, _, said = piped(site, *argv)

    [(name, text)] = files_of(site / ".livegen/unfiled").items()
    assert (ended, text) == (status, b"Piped.\n")
    assert f"nothing was filed; the text is in .livegen/unfiled/{name}" in said


def test_bytes_that_are_no_text_are_kept_as_they_came(site: Path) -> None:
    status, _, said = piped(site, "flood", text=b"Caf\xe9\n")

    [(name, text)] = files_of(site / ".livegen/unfiled").items()
    assert (status, text) == (1, b"Caf\xe9\n")
    assert f".livegen/unfiled/{name}:1:4: error: the file is not UTF-8" in said


def test_a_text_that_no_disk_takes_is_said(site: Path) -> None:
    make_site(site, {".livegen": "no folder", "content/world/flood/updates": "no folder"})

    status, out, err = piped(site, "flood")

    assert (status, out) == (3, "Piped.\n\n")
    assert "nothing was filed, nor could the text be kept; it is this:" in err


def test_a_text_that_cannot_be_kept_is_filed_all_the_same(site: Path) -> None:
    make_site(site, {".livegen": "no folder"})

    assert piped(site, "flood")[0] == 0
    assert len(updates_of(site)) == 1


@pytest.mark.parametrize("story", ["flood", "fire"])
def test_a_disk_that_is_full_is_said_with_the_file_and_what_to_do(
    story: str, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    before = files_of(site)
    monkeypatch.setattr(Path, "write_bytes", full)

    done = livegen("post", "--root", str(site), story, "-m", "Out.")

    assert done.status == 3
    assert re.search(
        rf"^livegen: error: {site}/content/world/{story}\S+md: No space left on device\n"
        r"   hint: make room on the disk",
        done.err,
        re.MULTILINE,
    )
    assert "Out.\n" in done.out
    assert files_of(site) == before


def test_a_command_that_is_stopped_ends_as_shells_have_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop() -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(texts, "of_input", stop)

    done = livegen("post", "--root", str(site), "flood", "-")

    assert (done.status, done.out, done.err) == (130, "", "\nlivegen: stopped\n")


def test_a_warning_shows_the_line_that_it_is_about(site: Path) -> None:
    for story in ("flood", "fire"):
        done = livegen("post", "--root", str(site), story, "-m", "Now\na <script>x</script>")

        assert done.status == 0
        assert re.search(r"warning: .*\n +\d+ \| +a <script>x</script>\n +\| +\^", done.err)


# ------------------------------------------------------------------ post: what is around it


def test_a_pin_names_the_pins_that_stay(site: Path) -> None:
    first = at(site, "post", "flood", "-m", "One.", "--pin").split("\n")[0]
    said = at(site, "post", "flood", "-m", "Two.", "--pin")
    plain = at(site, "post", "flood", "-m", "Three.")

    assert said.endswith(
        f"{first} stays pinned, too; the newest pinned update is the one on top: "
        f"take `pinned: true` out of content/world/flood/updates/{first}.md\n"
    )
    assert "pinned" not in plain


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("upcoming", "the coverage has not begun yet: `livegen start world/flood` begins it"),
        ("paused", "the coverage is paused: `livegen start world/flood` takes it up again"),
        ("ended", "the coverage is ended: `livegen start world/flood` takes it up again"),
    ],
)
def test_a_post_says_where_the_coverage_stands_unless_it_is_live(
    state: str, said: str, site: Path
) -> None:
    live = at(site, "post", "flood", "-m", "Out.")
    make_site(
        site, {"content/world/flood/index.md": FLOOD.replace("status: live", f"status: {state}")}
    )

    assert at(site, "post", "flood", "-m", "Out.").split("\n")[2:] == [said, ""]
    assert len(live.split("\n")) == 3


# ------------------------------------------------------------------ post: who wrote it


def author_of(site: Path, *argv: str) -> str:
    """Post, and return the line that names the author."""
    at(site, "post", "flood", "-m", "Out.", *argv)
    *_, text = (text for _, text in sorted(updates_of(site).items()))
    for name in updates_of(site):
        (site / "content/world/flood/updates" / name).unlink()
    return "".join(re.findall(r"^authors: .*$", text, re.MULTILINE))


def test_the_author_is_the_one_given_else_of_the_settings_else_of_git(site: Path) -> None:
    unknown = author_of(site)
    subprocess.run(["git", "init", "-q", str(site)], check=True)
    subprocess.run(["git", "-C", str(site), "config", "user.name", "Max Baum"], check=True)
    by_git = author_of(site)
    make_site(site, {"livegen.toml": f'{ZONED}[post]\nauthor = "noor haddad"\n'})
    make_site(site, {"content/authors.toml": '[noor]\nname = "Noor Haddad"\n'})
    by_settings = author_of(site)
    given = author_of(site, "--author", "Ada")

    assert [unknown, by_git, by_settings, given] == [
        "",
        "authors: Max Baum",
        "authors: noor",
        "authors: Ada",
    ]


def test_the_only_author_of_a_story_goes_without_saying(site: Path) -> None:
    signed = FLOOD.replace("status", "authors: Noor Haddad\n    status")
    make_site(
        site,
        {
            "livegen.toml": f'{ZONED}[post]\nauthor = "Noor Haddad"\n',
            "content/world/flood/index.md": signed,
        },
    )

    assert author_of(site) == ""
    assert author_of(site, "--author", "Noor Haddad") == "authors: Noor Haddad"


def test_an_author_without_a_letter_is_wrong_usage(site: Path) -> None:
    assert "--author" in refused(site, "post", "flood", "-m", "Out.", "--author", "?!")


# ------------------------------------------------------------------ post: errors around it


def test_an_error_elsewhere_in_a_folder_does_not_stop_a_post(site: Path) -> None:
    make_site(site, {"content/world/flood/index.md": FLOOD.replace("status", "stats")})

    done = livegen("post", "--root", str(site), "world/flood", "-m", "Out.")

    assert done.status == 0
    assert "warning: a story has no key `stats`" in done.err
    assert "https://example.org/world/flood/#" in done.out
    assert len(updates_of(site)) == 1


def test_an_error_in_the_file_itself_stops_a_post(site: Path) -> None:
    make_site(site, {"content/world/fire.md": FIRE.replace("date", "dat", 1)})
    before = files_of(site / "content")

    done = livegen("post", "--root", str(site), "fire", "-m", "Out.")

    assert done.status == 1
    assert "error: a story has no key `dat`" in done.err
    assert files_of(site / "content") == before
    assert list(files_of(site / ".livegen/unfiled").values()) == [b"Out."]


def test_a_list_that_nothing_can_be_put_into_is_an_error_and_keeps_the_text(site: Path) -> None:
    one = "updates:\n      time: 2025-11-21\n      body: One.\n    date"
    make_site(site, {"content/world/fire.md": FIRE.replace("date", one, 1)})
    before = files_of(site / "content")

    done = livegen("post", "--root", str(site), "fire", "-m", "Out.")

    assert done.status == 1
    assert "move the story to content/world/fire/index.md" in done.err
    assert list(files_of(site / ".livegen/unfiled").values()) == [b"Out."]
    assert files_of(site / "content") == before


def test_a_folder_that_a_link_leads_out_of_the_site_is_left_alone(site: Path) -> None:
    (site.parent / "elsewhere").mkdir()
    (site / "content/world/flood/updates").symlink_to(site.parent / "elsewhere")

    key_event = "status: live\n    updates: [{time: 2025-11-21, key: true}]"
    make_site(site, {"content/world/flood/index.md": FLOOD.replace("status: live", key_event)})

    assert "outside" in refused(site, "post", "flood", "-m", "Out.")
    assert "outside" in livegen("end", "--root", str(site), "flood", "--summary").err
    assert list((site.parent / "elsewhere").iterdir()) == []


def test_what_was_typed_outlives_a_disk_that_refuses(site: Path) -> None:
    make_site(site, {"content/world/flood/updates": "a file where a folder should be\n"})

    done = livegen("post", "--root", str(site), "flood", "-m", "Out.")

    assert done.status == 3
    [(name, text)] = files_of(site / ".livegen/unfiled").items()
    assert f"nothing was filed; the text is in {site}/.livegen/unfiled/{name}" in done.err
    assert text == b"Out."


def test_a_file_keeps_its_mode_and_a_link_stays_one(site: Path) -> None:
    fire = site / "content/world/fire.md"
    (site / "shared").mkdir()
    fire.rename(site / "shared/fire.md")
    fire.symlink_to("../../shared/fire.md")
    (site / "shared/fire.md").chmod(0o640)

    at(site, "post", "fire", "-m", "Out.")

    assert fire.is_symlink()
    assert (site / "shared/fire.md").stat().st_mode & 0o777 == 0o640
    assert "Out." in fire.read_text()


def test_a_new_update_may_be_read_by_whoever_may_read_the_site(site: Path) -> None:
    at(site, "post", "flood", "-m", "Out.")

    [name] = updates_of(site)
    mode = (site / "content/world/flood/updates" / name).stat().st_mode & 0o777
    assert mode == (site / "livegen.toml").stat().st_mode & 0o777


def test_a_name_that_is_taken_is_left_to_whoever_has_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter("aaaa0000bbbb00001111")
    monkeypatch.setattr(secrets, "choice", lambda _: next(drawn))

    for text in ("One.", "Two."):
        at(site, "post", "flood", "-m", text, "--time", "2025-11-22 18:42")

    assert {name: text.split()[-1] for name, text in updates_of(site).items()} == {
        "2025-11-22-184200-0000.md": "One.",
        "2025-11-22-184200-1111.md": "Two.",
    }


@pytest.mark.slow
@pytest.mark.parametrize("story", ["flood", "fire"])
def test_posts_at_the_same_moment_all_live(story: str, site: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "livegen", "post", story, "-m", f"Number {number}."],
            cwd=site,
            env=clean_environment(),
            stdout=subprocess.PIPE,
        )
        for number in range(6)
    ]
    said = {process.communicate()[0].decode().split("\n")[0] for process in started}

    at(site, "build")
    page = Site(site / "site").page(f"world/{story}/")
    assert all(f"Number {number}." in page.text for number in range(6))
    assert len(said) == 6
    assert said <= set(page.ids)


# ------------------------------------------------------------------ start, pause, end


def state_of(site: Path, story: str = "world/fire") -> str:
    found = re.search(rf"^(\w+) .* /{story}/ ", at(site, "list"), re.MULTILINE)
    assert found
    return found[1]


def test_coverage_starts_pauses_goes_on_and_ends(site: Path) -> None:
    said = [
        at(site, *argv, "fire").split("\n")
        for argv in (["start"], ["start"], ["pause"], ["start"], ["end"], ["end"])
    ]
    address = "https://example.org/world/fire/"

    assert [lines[0] for lines in said] == [
        f"live: {address}",
        f"already live: {address}",
        f"paused: {address}",
        f"live: {address}",
        f"ended: {address}",
        f"already ended: {address}",
    ]
    assert said[0][1].startswith("it was laid out as article and is now as live")
    assert said[3][1:] == [""]
    assert state_of(site) == "ended"


def test_a_moment_may_be_told(site: Path) -> None:
    at(site, "start", "fire", "--time", "2025-11-20 11:00")
    at(site, "pause", "fire", "--resumes", "2025-11-20 13:00", "--time", "2025-11-20 12:00")
    at(site, "end", "fire", "--time", "2025-11-20 14:00")

    assert (
        "date: 2025-11-20 10:00\nstatus: ended\ncoverage:\n"
        "  start: 2025-11-20T11:00:00-05:00\n  end: 2025-11-20T14:00:00-05:00\n---\n"
    ) in (site / "content/world/fire.md").read_text()


@pytest.mark.parametrize(
    ("argv", "why"),
    [
        (["pause", "fire"], "this story has no coverage yet"),
        (["end", "fire"], "this story has no coverage yet"),
        (["start", "fire", "--time", "2999-01-01"], "it lies ahead"),
        (["end", "flood", "--time", "2025-11-01 09:00"], "the coverage began only at"),
        (["start", "nowhere"], "there is no story"),
        (["pause", "flood", "--resumes", "soon"], "--resumes"),
        (["pause", "flood", "--resumes", "2020-01-01 10:00"], "goes on after that"),
        (["pause", "flood", "--resumes", "2020-01-01"], "goes on after that"),
    ],
)
def test_what_cannot_be_is_wrong_usage(argv: list[str], why: str, site: Path) -> None:
    assert why in refused(site, *argv)


@pytest.mark.parametrize("day", ["2025-11-19", "2025-11-20"])
def test_a_day_may_be_that_of_the_story_when_coverage_begins(day: str, site: Path) -> None:
    make_site(site, {"content/world/fire.md": FIRE.replace("10:00", "20:00")})

    at(site, "start", "fire", "--time", day)

    assert f"coverage:\n  start: {day}\n" in (site / "content/world/fire.md").read_text()
    assert livegen("check", "--root", str(site)).status == 0


def test_coverage_may_go_on_on_the_same_day(site: Path) -> None:
    today = ["--time", "2025-11-20 20:00", "--resumes", "2025-11-20"]

    assert at(site, "pause", "flood", *today).startswith("paused: ")


@pytest.mark.parametrize("argv", [["start", "fire"], ["post", "fire", "-m", "Out."]])
def test_a_story_that_breaks_between_two_readings_ends_in_its_problems(
    argv: list[str], site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = mending.turn

    def broken_first(folder: Path) -> object:
        make_site(site, {"content/world/fire.md": FIRE.replace("date", "dat", 1)})
        return turn(folder)

    monkeypatch.setattr(mending, "turn", broken_first)

    done = livegen(argv[0], "--root", str(site), *argv[1:])

    assert done.status == 1
    assert "error: a story has no key `dat`" in done.err
    assert "    3 | dat: 2025-11-20 10:00\n" in done.err


def test_a_folder_takes_an_update_although_its_story_breaks_meanwhile(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = texts.read

    def broken_first(typed: texts.Typed) -> str:
        make_site(site, {"content/world/flood/index.md": FLOOD.replace("date", "dat", 1)})
        return read(typed)

    monkeypatch.setattr(texts, "read", broken_first)

    at(site, "post", "flood", "-m", "Out.", "--time", "2025-11-22 18:42")

    [text] = updates_of(site).values()
    assert text.startswith("---\ntime: 2025-11-22T23:42:00+00:00\n")


@pytest.mark.parametrize("command", ["start", "pause", "end"])
def test_a_story_in_error_keeps_its_state(command: str, site: Path) -> None:
    make_site(site, {"content/world/fire.md": FIRE.replace("date", "dat", 1)})
    before = files_of(site)

    done = livegen(command, "--root", str(site), "fire")

    assert done.status == 1
    assert "error: a story has no key `dat`" in done.err
    assert files_of(site) == before


def with_key_events(site: Path) -> Path:
    for time, more in (
        ("2025-11-20 10:00", ["--title", "Boats [two]"]),
        ("2025-11-20 11:00", []),
        ("2999-11-20 11:00", ["--title", "Held"]),
    ):
        at(site, "post", "flood", "-m", "It rains. Much.", "--key", "--time", time, *more)
    at(site, "post", "flood", "-m", "No key.", "--time", "2025-11-20 12:00")
    return site


def test_a_closing_summary_names_and_links_the_key_events_that_are_out(site: Path) -> None:
    with_key_events(site)

    *_, address = at(site, "end", "flood", "--summary", "--time", "2025-11-20 15:00").split()

    page = built(site).page("world/flood/")
    update = page.tree.get_element_by_id(address.partition("#")[2])
    assert " ".join(update.text_content().split()).endswith(
        "Coverage has ended: the key events 10:00 AM EST Boats [two] 11:00 AM EST It rains."
    )
    links = update.xpath(".//li/a/@href")
    assert len(links) == 2
    assert all(link.partition("#")[2] in page.ids for link in links)


def test_where_nobody_can_be_asked_a_summary_waits_to_be_told(site: Path) -> None:
    with_key_events(site)

    first = at(site, "end", "flood")
    second = at(site, "end", "flood", "--no-summary")
    number = len(updates_of(site))
    at(site, "end", "flood", "--summary")

    assert "2 key events: `livegen end flood --summary` files them" in first
    assert second == "already ended: https://example.org/world/flood/\n"
    assert number == 4
    assert len(updates_of(site)) == 5


def test_a_closing_summary_is_filed_once(site: Path) -> None:
    with_key_events(site)
    at(site, "end", "flood", "--summary")
    before = files_of(site / "content")

    said = at(site, "end", "flood", "--summary")

    assert said.endswith("the closing summary is already filed\n")
    assert files_of(site / "content") == before


def test_coverage_that_is_taken_up_again_has_another_summary(site: Path) -> None:
    with_key_events(site)
    at(site, "end", "flood", "--summary", "--time", "2025-11-20 15:00")
    at(site, "start", "flood")

    at(site, "end", "flood", "--summary")

    assert len(updates_of(site)) == 6


def test_a_closing_summary_stands_above_an_update_of_the_same_second(site: Path) -> None:
    with_key_events(site)
    at(site, "post", "flood", "-m", "Over.", "--time", "2025-11-20 15:00")

    filed = at(site, "end", "flood", "--summary", "--time", "2025-11-20 15:00").split("\n")[1]

    assert filed.startswith("2025-11-20-150001-")


def test_one_key_event_is_one(site: Path) -> None:
    at(site, "post", "flood", "-m", "It rains.", "--key")

    assert "1 key event: `livegen end flood --summary` files it as" in at(site, "end", "flood")


@pytest.mark.parametrize(("typed", "number"), [(b"\n", 5), (b"y\n", 5), (b"n\n", 4)])
def test_at_a_terminal_a_summary_is_offered(typed: bytes, number: int, site: Path) -> None:
    with_key_events(site)

    status, said = edited(site, "false", "end", "flood", typed=typed)

    assert status == 0
    assert "File the 2 key events as a closing summary? [Y/n]" in said
    assert len(updates_of(site)) == number


def test_without_key_events_no_summary_is_offered_and_one_asked_for_is_refused_aloud(
    site: Path,
) -> None:
    ended = "ended: https://example.org/world/flood/\n"
    nothing = "there is no key event: no summary was filed\n"

    assert at(site, "end", "flood") == ended
    assert at(site, "end", "flood", "--summary") == f"already {ended}{nothing}"
    assert updates_of(site) == {}


def test_an_article_has_its_summary_in_its_list(site: Path) -> None:
    at(site, "start", "fire", "--time", "2025-11-20 10:00")
    at(site, "post", "fire", "-m", "Roof fell.", "--key", "--time", "2025-11-20 11:00")

    at(site, "end", "fire", "--summary")

    assert "Coverage has ended: the key events" in (site / "content/world/fire.md").read_text()
    assert livegen("check", "--root", str(site)).status == 0


# ------------------------------------------------------------------ check --fix, and the others


@pytest.mark.parametrize("posting", [True, False])
def test_what_others_change_while_a_file_is_mended_stays(
    posting: bool, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = FIRE.replace(
        "date", "updates:\n    - time: 2025-11-20 11:00\n      body: One.\n    date", 1
    )
    make_site(site, {"content/world/fire.md": listed})
    others = iter([True])
    turn = mending.turn

    def after_others(folder: Path) -> object:
        if next(others, False):
            if posting:
                at(site, "post", "fire", "-m", "Out.")
            else:
                make_site(
                    site, {"content/world/fire.md": listed.replace("title", "# a\n    title")}
                )
        return turn(folder)

    monkeypatch.setattr(mending, "turn", after_others)

    done = livegen("check", "--root", str(site), "--fix")

    text = (site / "content/world/fire.md").read_text()
    assert done.status == 0
    assert "mended content/world/fire.md\n" in done.out
    assert "- id: 2025-11-20-11-00\n  time: 2025-11-20 11:00\n  body: One.\n" in text
    assert ("Out." if posting else "# a\n") in text
