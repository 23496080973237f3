"""A site below a path, as GitHub serves a project page, and the workflow that puts it there."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urldefrag, urljoin
from urllib.request import urlopen

import pytest
import yaml
from built import Site
from conftest import NOW, REPOSITORY, copy_site, run
from hosts import Plain, served
from lxml import html

WORKFLOW = REPOSITORY / ".github/workflows/pages.yml"
DOCS = REPOSITORY / "docs/publishing.md"
BASE = "/livegen"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Build the demo for the address of a project page, serve it there, and return it."""
    host, root = tmp_path_factory.mktemp("host"), tmp_path_factory.mktemp("root") / "demo"
    copy_site(REPOSITORY, root)
    with served(host, Plain) as origin:
        settings = with_address((root / "livegen.toml").read_text(), origin + BASE, root)
        (root / "livegen.toml").write_text(settings)
        done = run("build", "--output", str(host / BASE[1:]), "--now", NOW, cwd=root)
        assert done.status == 0, done.err
        yield Site(host / BASE[1:], origin, BASE)


def with_address(settings: str, address: str, folder: Path) -> str:
    """Return settings with the address that the workflow's own command gives them."""
    [command] = [
        step["run"] for step in steps(WORKFLOW.read_text()) if "sed" in step.get("run", "")
    ]
    (folder / "livegen.toml").write_text(settings)
    subprocess.run(["bash", "-ec", command], cwd=folder, env={"ADDRESS": address}, check=True)
    return (folder / "livegen.toml").read_text()


@pytest.mark.slow
def test_every_address_on_a_project_page_leads_somewhere_below_it(page: Site) -> None:
    home, seen = page.origin + BASE, dict[str, str]()
    pending = [(f"{home}/{start}", "") for start in ("", "404.html", "sitemap.xml")]
    while pending:
        address, found_on = pending.pop()
        if address not in seen and address.startswith(page.origin):
            seen[address] = f"{fetch(address)[0]} on {found_on}"
            pending += [(other, address) for other in named(address)]

    assert {address: said for address, said in seen.items() if said[:3] != "200"} == {}
    assert [address for address in seen if not address.startswith(f"{home}/")] == []
    endings = {address.rpartition(".")[2] for address in seen}
    assert {"css", "xml", "svg", "png"} <= endings
    assert f"{home}/world/ramadi/rss.xml" in seen


def fetch(address: str) -> tuple[int, str]:
    try:
        with urlopen(address) as answer:
            return answer.status, answer.read().decode("utf-8", "replace")
    except HTTPError as error:
        error.close()
        return error.code, ""


def named(address: str) -> list[str]:
    """Return what a page, a style sheet, a feed or a sitemap names, in full."""
    _, text = fetch(address)
    if address.endswith(("/", ".html")):
        found = in_page(text)
    elif address.endswith(".css"):
        found = re.findall(r"""url\(["']?(?!data:)([^"')]+)""", text)
    elif address.endswith(".xml"):
        found = re.findall(r"<(?:loc|link|guid)>([^<]+)<|href=\"([^\"]+)\"", text)
        found = ["".join(pair) for pair in found if not "".join(pair).startswith("tag:")]
    else:
        found = []
    return [urldefrag(urljoin(address, other)).url for other in found]


def in_page(text: str) -> list[str]:
    tree = html.document_fromstring(text)
    return [
        str(found) for found in tree.xpath("//@href | //@src | //@poster | //@action | //@cite")
    ]


def test_the_page_for_what_is_not_there_works_from_any_depth(page: Site) -> None:
    _, text = fetch(f"{page.origin}{BASE}/404.html")

    known = ("/livegen/", "#", "http")
    assert [address for address in in_page(text) if not address.startswith(known)] == []


@pytest.mark.slow
def test_no_link_within_a_project_page_is_broken(page: Site) -> None:
    assert list(page.broken_links()) == []


# ------------------------------------------------------------------ the workflow


def steps(text: str) -> list[dict[str, Any]]:
    [job] = yaml.safe_load(text)["jobs"].values()
    return list(job["steps"])


def in_docs() -> str:
    """Return the workflow that the docs give to other sites."""
    [text] = re.findall(
        r'```yaml title="\.github/workflows/pages\.yml"\n(.*?)```', DOCS.read_text(), re.DOTALL
    )
    return str(text)


WORKFLOWS = pytest.mark.parametrize("text", [WORKFLOW.read_text(), in_docs()], ids=["own", "docs"])


@WORKFLOWS
def test_the_workflow_builds_and_publishes_what_was_built(text: str) -> None:
    order = [str(step.get("uses") or step["run"]) for step in steps(text)]
    builds = [at for at, step in enumerate(order) if step.endswith("livegen build")]
    uploads = [at for at, step in enumerate(order) if step.startswith("actions/upload-pages")]

    assert len(builds) == len(uploads) == 1
    assert builds < uploads
    assert steps(text)[uploads[0]]["with"] == {"path": "site"}
    assert order[-1].startswith("actions/deploy-pages@")


@WORKFLOWS
def test_the_workflow_may_do_what_publishing_needs_and_no_more(text: str) -> None:
    workflow = yaml.safe_load(text)

    assert workflow["permissions"] == {"contents": "read", "pages": "write", "id-token": "write"}
    assert workflow["jobs"]["publish"]["environment"]["name"] == "github-pages"
    # YAML 1.1 takes the key `on` for true.
    assert workflow[True].keys() == {"workflow_dispatch", "push"}


@WORKFLOWS
def test_every_action_has_a_version(text: str) -> None:
    used = [step["uses"] for step in steps(text) if "uses" in step]

    assert len(used) == 5 - ("configure-pages" not in text)
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+", name) for name in used)


def test_the_docs_use_the_same_actions() -> None:
    ours = {step["uses"] for step in steps(WORKFLOW.read_text()) if "uses" in step}

    assert {step["uses"] for step in steps(in_docs()) if "uses" in step} < ours


@WORKFLOWS
def test_the_timer_is_there_to_be_switched_on(text: str) -> None:
    switched_on = re.sub(r"^(\s*)# (schedule:|  - cron:)", r"\1\2", text, flags=re.MULTILINE)

    assert yaml.safe_load(switched_on)[True]["schedule"] == [{"cron": "7,37 * * * *"}]


def test_the_workflow_installs_as_netlify_does() -> None:
    commands = [step["run"] for step in steps(WORKFLOW.read_text()) if "run" in step]
    netlify = (REPOSITORY / "netlify.toml").read_text()

    installs = [command for command in commands if "sed" not in command]
    assert f'command = "{" && ".join(installs)}"' in netlify
