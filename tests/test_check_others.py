"""`livegen check --external` against hosts of this machine alone."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from built import SETTINGS, livegen
from conftest import NOW, Result, make_site

from livegen import asking
from livegen.asking import Answer, Kept

NOBODY = "http://127.0.0.1:1/x"
ME = "livegen/0 (test)"


@dataclass
class Host:
    """A host that says what its paths ask for, and notes how it was asked."""

    address: str = ""
    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0

    def __call__(self, path: str) -> str:
        return self.address + path


@pytest.fixture
def host() -> Iterator[Host]:
    found = Host()
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            with lock:
                found.asked.append((self.command, self.path))
                found.agents.add(self.headers["User-Agent"])
                found.at_once += 1
                found.most_at_once = max(found.most_at_once, found.at_once)
            time.sleep(0.002)  # whoever asks more at once is seen to
            if (self.command, self.path) == ("HEAD", "/hangs-up"):
                self.close_connection = True
                with lock:
                    found.at_once -= 1
                return
            status, target = answer_to(self.command, self.path)
            self.send_response(status)
            if target:
                self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()
            with lock:
                found.at_once -= 1

        do_HEAD = do_GET = answer  # noqa: N815 the library's names

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        yield found
        server.shutdown()
        thread.join()


def answer_to(command: str, path: str) -> tuple[int, str]:
    """Return the status, and where else to: `/404`, `/301/to/200`, `/circle`."""
    first, _, rest = path.strip("/").partition("/to/")
    if first in SPECIAL:
        return SPECIAL[first][command == "GET"]
    return int(first.partition("-")[0]), f"/{rest}" if rest else ""


SPECIAL = {
    "circle": [(301, "/circle")] * 2,
    "file": [(302, "file:///etc/passwd")] * 2,
    "elsewhere": [(302, NOBODY)] * 2,
    "no-head": [(405, ""), (206, "")],
    "hangs-up": [(206, "")] * 2,
    "empty": [(405, ""), (416, "")],
}
"""What is said to `HEAD` and to `GET`."""


def said(*addresses: str, kept: Kept | None = None, now: float = 0.0) -> dict[str, Answer]:
    return dict(asking.ask(addresses, {} if kept is None else kept, ME, now).answers)


def test_a_host_is_asked_for_the_head_and_then_for_the_beginning(host: Host) -> None:
    assert said(host("/200"), host("/no-head")) == {
        host("/200"): Answer(),
        host("/no-head"): Answer(),
    }
    assert host.asked == [("HEAD", "/200"), ("HEAD", "/no-head"), ("GET", "/no-head")]
    assert host.agents == {ME}


def test_a_host_that_hangs_up_on_the_head_is_asked_for_the_beginning(host: Host) -> None:
    assert said(host("/hangs-up")) == {host("/hangs-up"): Answer()}
    assert host.asked == [("HEAD", "/hangs-up"), ("GET", "/hangs-up")]


def test_a_page_without_a_beginning_is_there(host: Host) -> None:
    assert said(host("/empty")) == {host("/empty"): Answer()}


@pytest.mark.parametrize("status", [404, 410, 500])
def test_what_is_not_there_is_dead(status: int, host: Host) -> None:
    assert said(host(f"/{status}")) == {
        host(f"/{status}"): Answer(fault=f"its host answers {status}")
    }


@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_what_is_not_for_programs_is_there(status: int, host: Host) -> None:
    assert said(host(f"/{status}")) == {host(f"/{status}"): Answer()}


def test_a_move_is_told_if_each_step_of_it_is_for_good(host: Host) -> None:
    good, mixed = host("/301/to/308/to/200"), host("/301/to/302/to/200")

    assert said(good, mixed) == {good: Answer(moved=host("/200")), mixed: Answer()}


def test_moves_that_lead_nowhere_are_dead(host: Host) -> None:
    assert said(host("/301/to/404"))[host("/301/to/404")].fault == "its host answers 404"
    assert said(host("/circle"))[host("/circle")].fault == "it leads in a circle"
    told = said(host("/file"))[host("/file")].fault
    assert told == "it leads to file:///etc/passwd, which is no web page"


def test_a_host_where_nobody_listens_is_dead() -> None:
    assert said(NOBODY) == {NOBODY: Answer(fault="nobody answers there")}


def test_a_host_that_does_not_answer_in_time_is_asked_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"http://127.0.0.1:{mute.getsockname()[1]}/"
        late = Answer(fault="no answer in time")

        assert said(address, f"{address}x") == {address: late, f"{address}x": late}

        mute.setblocking(False)
        mute.accept()[0].close()
        with pytest.raises(BlockingIOError):
            mute.accept()


def test_a_host_is_not_silent_because_one_is_to_which_it_leads(host: Host) -> None:
    assert said(host("/elsewhere"), host("/404"), host("/200")) == {
        host("/elsewhere"): Answer(fault="it leads to http://127.0.0.1:1/x: nobody answers there"),
        host("/404"): Answer(fault="its host answers 404"),
        host("/200"): Answer(),
    }


@pytest.mark.parametrize("address", ["http://[::1", "http://a..b/", "http://127.0.0.1:99999/"])
def test_an_address_that_is_none_is_dead(address: str) -> None:
    assert said(address)[address].fault


def test_one_host_is_asked_one_thing_at_a_time(host: Host) -> None:
    addresses = [host(f"/200-{n}") for n in range(20)]

    assert len(said(*addresses)) == 20
    assert host.most_at_once == 1


def test_answers_are_kept_good_ones_for_a_day_and_bad_ones_for_an_hour(host: Host) -> None:
    kept: Kept = {}
    hours = Counter[float]()
    for hour in (0, 0.9, 1.1, 23, 25):
        before = len(host.asked)
        said(host("/200"), host("/404"), kept=kept, now=hour * 3600)
        hours[hour] = len({path for _, path in host.asked[before:]})

    assert hours == {0: 2, 0.9: 0, 1.1: 1, 23: 1, 25: 2}


def test_one_run_asks_no_more_than_some_and_the_next_goes_on(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST", 2)
    addresses, kept = [host(f"/200-{n}") for n in range(3)], Kept()

    first = asking.ask(addresses, kept, ME, 0)
    second = asking.ask(addresses, kept, ME, 1)

    assert (len(first.answers), first.left) == (2, 1)
    assert (len(second.answers), second.left) == (3, 0)


def test_where_there_is_no_network_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    kept = Kept()

    asked = asking.ask(["https://example.org/", "https://example.com/"], kept, ME, 0)

    assert (asked.unreached, asked.left, kept) == (("example.org", "example.com"), 2, {})


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"answers": []}', '{"answers": {"x": {"at": 1, "strange": 2}}}']
)
def test_a_file_of_answers_that_is_not_understood_holds_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "links.json"
    path.write_text(text)

    assert asking.read(path) == asking.read(tmp_path / "none.json") == {}


def test_what_is_written_down_is_read_again_while_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "new" / "links.json"
    good, bad = Answer(moved="https://example.org/ü"), Answer(fault="its host answers 404")
    kept = {"a": (0.0, good), "b": (0.0, bad), "c": (3000.0, bad)}

    asking.write(path, kept, 4000)

    assert asking.read(path) == {"a": (0.0, good), "c": (3000.0, bad)}
    assert [it.name for it in path.parent.iterdir()] == ["links.json"]


# ------------------------------------------------------------------ the command


def check(root: Path, *argv: str) -> Result:
    return livegen("check", "--root", str(root), "--now", NOW, *argv)


def story(*addresses: str) -> str:
    links = "\n".join(f"[{n}]({it})" for n, it in enumerate(addresses))
    return f"---\ntitle: Fire\ndate: 2026-11-20\n---\n\n{links}\n"


def site(root: Path, *addresses: str) -> Path:
    return make_site(root, {"livegen.toml": SETTINGS, "content/fire.md": story(*addresses)})


def test_dead_and_moved_addresses_are_told_where_they_stand(host: Host, tmp_path: Path) -> None:
    dead, moved, good = host("/404"), host("/301/to/200"), host("/200")
    root = site(tmp_path, good, f"{dead}#part", moved)

    done = check(root, "--external")

    assert done.status == 0
    assert f"fire.md:7:5: warning: {dead} is dead: its host answers 404\n" in done.err
    assert f"fire.md:8:5: warning: {moved} has moved for good\n" in done.err
    assert f"hint: write {good}\n" in done.err
    assert host.agents == {f"livegen/{version()} (checks links; https://example.org)"}
    assert len(json.loads((root / ".livegen/links.json").read_text())["answers"]) == 3


def version() -> str:
    from livegen import __version__

    return __version__


def test_nobody_is_asked_unless_told_to(host: Host, tmp_path: Path) -> None:
    root = site(tmp_path, host("/404"))

    assert (check(root).err, check(root, "--links").err) == ("", "")
    assert host.asked == []
    assert not (root / ".livegen").exists()


def test_what_is_asked_is_asked_once_a_day(host: Host, tmp_path: Path) -> None:
    root = site(tmp_path, host("/200"), host("/200#a"))

    check(root, "--external")
    check(root, "--external")

    assert host.asked == [("HEAD", "/200")]


@pytest.mark.parametrize(
    ("hosts", "named"),
    [("ab", "a.example, b.example"), ("abcde", "a.example, b.example, c.example and 2 more")],
)
def test_without_a_network_it_is_said_once_and_the_status_is_3(
    hosts: str, named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    root = site(tmp_path, *(f"https://{host}.example/{n}" for host in hosts for n in range(2)))

    done = check(root, "--external")

    message = f"livegen: error: no other host could be reached ({named}): is there a network?\n"
    assert (done.status, done.err) == (3, message)


def test_what_was_too_much_for_one_run_is_counted(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST", 1)
    root = site(tmp_path, host("/200"), host("/200-2"), host("/200-3"))

    assert check(root, "--external").err == "not asked yet: 2 links; run this again\n"
