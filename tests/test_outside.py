"""What tools that nobody here wrote say of the built sites and of the scripts.

They are the Nu HTML checker, html-validate, feedparser and TypeScript. The sites are this
repository and every folder of `golden/`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import feedparser
import pytest
from conftest import NOW, REPOSITORY, copy_site, make_site, run

pytestmark = pytest.mark.outside

TOOLS = REPOSITORY / "tests/tools"
VNU = TOOLS / "node_modules/vnu-jar/build/dist/vnu.jar"
GOLDEN = REPOSITORY / "tests" / "golden"

PLANTED = {
    "planted/index.html": "<!doctype html><html lang=en><title>A fault</title><p id=a><p id=a>",
    "planted/style.css": "a { colour: red }",
    "planted/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"><icon/></svg>',
}
"""One fault of each kind, which the checker must name for its silence to mean something."""

NEVER_IN_FEEDS = {"script", "iframe", "style", "object", "embed", "form", "input", "link", "meta"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build every site, each into a folder of its own name, and return the folder of them all."""
    work, sites = tmp_path_factory.mktemp("work"), tmp_path_factory.mktemp("sites")
    golden = {path.name: path for path in sorted(GOLDEN.glob("*")) if path.is_dir()}
    for name, root in {"demo": REPOSITORY, **golden}.items():
        copied = copy_site(root, work / name)
        done = run("build", "--output", str(sites / name), "--now", NOW, cwd=copied)
        assert done.status == 0, f"{name}: {done.err}"
    return sites


# ------------------------------------------------------------------ pages


def test_the_nu_checker_finds_nothing_but_what_was_planted(built: Path) -> None:
    planted = make_site(built, PLANTED)

    findings = checked(planted)

    named = {place for place in PLANTED if any(place in finding for finding in findings)}
    assert named == PLANTED.keys()
    assert [finding for finding in findings if "planted/" not in finding] == []


def checked(folder: Path) -> list[str]:
    """Return every finding (errors, warnings, remarks) on pages, styles and drawings below.

    What stands in a fragment stands on its page as well, see below.
    """
    if shutil.which("java") is None:
        pytest.fail("java is missing: `make test` installs it, or apt-get default-jre-headless")
    must_be_there(VNU)
    options = ["--format", "json", "--exit-zero-always", "--stdout", "--skip-non-html"]
    options += ["--also-check-css", "--also-check-svg"]
    kinds = {".html", ".css", ".svg"}
    files = [path for path in folder.rglob("*") if path.suffix in kinds and not is_part(path)]
    done = subprocess.run(
        ["java", "-jar", str(VNU), *options, *files], capture_output=True, check=True
    )
    return [said(finding, folder) for finding in json.loads(done.stdout)["messages"]]


def said(finding: dict[str, object], folder: Path) -> str:
    place = str(finding.get("url", "")).removeprefix(f"{folder.as_uri().replace('//', '')}/")
    return f"{place}:{finding.get('lastLine')}: {finding['type']}: {finding['message']}"


def must_be_there(tool: Path) -> None:
    if not tool.exists():
        name = tool.relative_to(TOOLS / "node_modules").parts[0]
        pytest.fail(f"{name} is missing: `make test` installs it, or npm --prefix tests/tools ci")


def test_html_validate_finds_nothing_but_what_was_planted(built: Path) -> None:
    make_site(built, PLANTED)

    findings = validated(pages_of(built), built)

    assert any("planted/index.html" in finding for finding in findings)
    assert [finding for finding in findings if "planted/" not in finding] == []


def validated(pages: list[Path], folder: Path) -> list[str]:
    """Return every finding on pages below a folder."""
    program = TOOLS / "node_modules/html-validate/bin/html-validate.mjs"
    must_be_there(program)
    options: list[str | Path] = ["--config", TOOLS / "htmlvalidate.mjs", "--formatter", "json"]
    done = subprocess.run(["node", program, *options, *pages], capture_output=True, check=False)
    return [
        f"{Path(page['filePath']).relative_to(folder)}:{it['line']}: {it['message']}"
        for page in json.loads(done.stdout)
        for it in page["messages"]
    ]


def test_every_fragment_stands_on_its_page_as_it_is(built: Path) -> None:
    # So what is found of pages is found of fragments, in their place.
    fragments = [path for path in built.rglob("*.html") if is_fragment(path)]

    assert len(fragments) > 50
    for fragment in fragments:
        page = fragment.parents[2] / "index.html"
        assert fragment.read_text() in page.read_text(), fragment


def test_what_pages_of_others_include_is_right_in_a_page(built: Path, tmp_path: Path) -> None:
    included = [path.read_text("ascii") for path in sorted(built.rglob("latest.html"))]
    page = "<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>Home</title></head>\n"
    for number, fragment in enumerate(included):
        whole = f"{page}<body><main><h1>Home</h1>\n{fragment}</main></body></html>\n"
        make_site(tmp_path, {f"{number}/index.html": whole})

    assert len(included) > 5
    assert checked(tmp_path) == []


def pages_of(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*.html")) if not is_part(path)]


def is_part(path: Path) -> bool:
    return is_fragment(path) or path.name == "latest.html"


def is_fragment(path: Path) -> bool:
    return path.parent.parent.name == "f"


def test_every_link_to_the_site_itself_leads_somewhere(built: Path) -> None:
    broken = [
        f"{page.relative_to(built)}: {link}"
        for site in sites(built)
        for ids in [{path: set(ids_in(path)) for path in pages_of(site)}]
        for page in [*ids, *feed_files(site)]
        for link in links_in(page)
        if leads_nowhere(link, page, site, ids)
    ]

    assert broken == []


def leads_nowhere(link: str, page: Path, site: Path, ids: Mapping[Path, set[str]]) -> bool:
    """True if a link to the site itself has no file, or no element of its fragment's name."""
    home = address_of(site)
    here = home + "/" + page.relative_to(site).as_posix().removesuffix("index.html")
    target, _, fragment = urljoin(here, link).partition("#")
    if not target.startswith(home + "/"):
        return False
    path = site / unquote(target.removeprefix(home + "/"))
    file = path / "index.html" if target.endswith("/") else path
    return not file.is_file() or bool(fragment and unquote(fragment) not in ids.get(file, ()))


def address_of(site: Path) -> str:
    """Return the site's address by its front's canonical link, without the last slash."""
    front = tags(site / "index.html")
    [address] = [at["href"] for tag, at in front if tag == "link" and at.get("rel") == "canonical"]
    return address.removesuffix("/")


def links_in(page: Path) -> Iterator[str]:
    if page.suffix == ".xml":
        yield from addresses(feed_of(page))
        return
    for _, attributes in tags(page):
        yield from (attributes[key] for key in ("href", "src", "cite") if key in attributes)


def ids_in(page: Path) -> Iterator[str]:
    yield from (attributes["id"] for _, attributes in tags(page) if "id" in attributes)


def tags(page: Path) -> list[tuple[str, dict[str, str]]]:
    return Tags(page.read_text()).found


def sites(built: Path) -> Iterator[Path]:
    return (site for site in sorted(built.iterdir()) if site.name != "planted")


# ------------------------------------------------------------------ feeds


def test_the_demo_has_feeds_of_every_kind(built: Path) -> None:
    names = {name for name, _ in feeds(built) if name.startswith("demo/")}

    assert {"demo/atom.xml", "demo/world/rss.xml", "demo/world/ramadi/atom.xml"} <= names


def test_feedparser_has_nothing_to_complain_of(built: Path) -> None:
    complaints = {name: feed.get("bozo_exception") for name, feed in feeds(built) if feed.bozo}

    assert complaints == {}


def test_feeds_are_newest_first(built: Path) -> None:
    for name, feed in feeds(built):
        times = [entry.published_parsed for entry in feed.entries]
        assert times, name
        assert times == sorted(times, reverse=True), name


def test_atom_and_rss_know_entries_by_the_same_ids(built: Path) -> None:
    ids: dict[str, dict[str, list[str]]] = {"atom.xml": {}, "rss.xml": {}}
    for name, feed in feeds(built):
        folder, _, kind = name.rpartition("/")
        ids[kind][folder] = [entry.id for entry in feed.entries]
        assert len(ids[kind][folder]) == len(set(ids[kind][folder])), name

    sites = {folder.partition("/")[0] for folder in ids["rss.xml"]}  # one golden site has no RSS
    atom = {at: known for at, known in ids["atom.xml"].items() if at.partition("/")[0] in sites}
    assert {"demo", "everything"} <= sites
    assert atom == ids["rss.xml"]


def test_every_link_in_a_feed_is_absolute(built: Path) -> None:
    for name, feed in feeds(built):
        for address in addresses(feed):
            parts = urlsplit(address)
            assert parts.scheme in ("http", "https", "mailto"), f"{name}: {address}"
            assert parts.netloc or parts.scheme == "mailto", f"{name}: {address}"


def test_nothing_that_acts_is_in_a_feed(built: Path) -> None:
    for name, feed in feeds(built):
        for tag, attributes in markup(feed):
            assert tag not in NEVER_IN_FEEDS, f"{name}: <{tag}>"
            acting = {key for key in attributes if key.startswith("on") or key == "style"}
            assert not acting, f"{name}: <{tag} {' '.join(acting)}>"


def feeds(built: Path) -> Iterator[tuple[str, feedparser.FeedParserDict]]:
    """Yield each feed by its name."""
    for path in feed_files(built):
        yield path.relative_to(built).as_posix(), feed_of(path)


def feed_files(folder: Path) -> list[Path]:
    return sorted([*folder.rglob("atom.xml"), *folder.rglob("rss.xml")])


def feed_of(path: Path) -> feedparser.FeedParserDict:
    """Return a feed as it was written: neither cleaned nor resolved."""
    return feedparser.parse(path.read_bytes(), sanitize_html=False, resolve_relative_uris=False)


def addresses(feed: feedparser.FeedParserDict) -> Iterator[str]:
    """Yield the address of every link, picture and source."""
    for part in (feed.feed, *feed.entries):
        yield part.link
        yield from (link.href for link in part.links)
    for _, attributes in markup(feed):
        yield from (attributes[key] for key in ("href", "src", "cite") if key in attributes)


def markup(feed: feedparser.FeedParserDict) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield tag and attributes of everything in the entries' texts."""
    for entry in feed.entries:
        for text in (*(content.value for content in entry.get("content", ())), entry.summary):
            yield from Tags(text).found


class Tags(HTMLParser):
    """`found` is every opening tag of a text with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {key: value or "" for key, value in attrs}))


# ------------------------------------------------------------------ scripts


def test_typescript_finds_nothing_in_any_script() -> None:
    scripts = [*REPOSITORY.glob("templates/**/*.js"), *REPOSITORY.glob("livegen/**/*.js")]
    ours = TOOLS / "tsconfig.json"

    assert compiled(ours) == []
    assert {str(path) for path in scripts} <= set(compiled(ours, "--listFilesOnly"))
    assert scripts


def test_typescript_is_strict_about_scripts(tmp_path: Path) -> None:
    planted = "/** @param {string | null} it */\nexport const sized = (it) => it.length;\n"
    extending = json.dumps({"extends": str(TOOLS / "tsconfig.json"), "include": ["*.js"]})
    make_site(tmp_path, {"planted.js": planted, "tsconfig.json": extending})

    [finding] = compiled(tmp_path / "tsconfig.json")

    assert "planted.js(2,30)" in finding
    assert "'it' is possibly 'null'" in finding


def compiled(settings: Path, *options: str) -> list[str]:
    """Return what the compiler says of the scripts that `settings` names."""
    program = TOOLS / "node_modules/typescript/bin/tsc"
    must_be_there(program)
    command: list[str | Path] = ["node", program, "--project", settings, *options]
    done = subprocess.run(command, capture_output=True, check=False)
    return done.stdout.decode().splitlines()
