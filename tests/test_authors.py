"""`authors.toml`: who has a byline, and every way to say it wrongly."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from livegen import authors
from livegen.errors import Level, Place, Problem, Report, Rule
from livegen.model import Author


def read(text: str | bytes) -> tuple[Mapping[str, Author], tuple[Problem, ...]]:
    report = Report()
    content = text if isinstance(text, bytes) else text.encode()
    return authors.read(content, "content/authors.toml", report), report.problems


def read_well(text: str | bytes) -> Mapping[str, Author]:
    found, problems = read(text)
    assert problems == ()
    return found


def test_an_author_has_all_that_is_written() -> None:
    found = read_well(
        "# who writes\n\n[noor]\n"
        'name = " Noor  Haddad "\nrole = "Reporter"\nphoto = "noor.jpg"\n'
        'url = "https://example.org/noor?all=1"\n'
    )

    assert found == {
        "noor": Author(
            id="noor",
            name="Noor Haddad",
            role="Reporter",
            photo="noor.jpg",
            url="https://example.org/noor?all=1",
        )
    }
    assert found["noor"].place == Place("content/authors.toml", 3, 2, 4)


def test_a_name_is_enough() -> None:
    assert read_well('[sam-cho]\nname = "Sam Cho"') == {
        "sam-cho": Author(id="sam-cho", name="Sam Cho")
    }


def test_authors_stand_in_the_order_of_the_file() -> None:
    assert list(read_well('[b]\nname = "B"\n[a]\nname = "A"')) == ["b", "a"]


@pytest.mark.parametrize("text", ["", "# nobody yet\n", b"\xef\xbb\xbf# nobody\r\n"])
def test_a_file_may_name_nobody(text: str | bytes) -> None:
    assert read_well(text) == {}


@pytest.mark.parametrize("header", ['["нур"]', "['राम']", "[noor-2]", "[2]"])
def test_an_id_has_letters_of_any_script(header: str) -> None:
    (author,) = read_well(f'{header}\nname = "Noor"').values()

    assert author.id == header.strip("[]\"'")


@pytest.mark.parametrize("url", ["http://example.org", "https://example.org/a#b", "/about/", ""])
def test_a_url_is_an_address_or_a_path(url: str) -> None:
    assert read_well(f'[noor]\nname = "Noor"\nurl = "{url}"')["noor"].url == url


FAULTS = [
    # keys
    ('[noor]\nrole = "x"', Rule.MISSING_KEY, (1, 2, 4), 'write name = "Noor"'),
    ("[sam-cho]", Rule.MISSING_KEY, (1, 2, 7), 'write name = "Sam Cho"'),
    ('[noor]\nname = " "', Rule.MISSING_KEY, (1, 2, 4), 'write name = "Noor"'),
    ('[noor]\nname = "N"\nrol = "x"', Rule.UNKNOWN_KEY, (3, 1, 3), "did you mean `role`?"),
    ('[n]\nname = "N"\nx = 1', Rule.UNKNOWN_KEY, (3, 1, 1), "known are name, role, photo, url"),
    ('[noor.x]\nname = "N"\n[noor]\nname = "N"', Rule.UNKNOWN_KEY, (1, 2, 6), "known are"),
    # values
    ("[noor]\nname = 5", Rule.WRONG_SHAPE, (2, 8, 1), 'write it in quotes: "5"'),
    ('[n]\nname = "N"\nrole = ["x"]', Rule.WRONG_SHAPE, (3, 8, 5), "write it in quotes"),
    (
        '[n]\nname = "N"\nurl = "example.org/n"',
        Rule.NOT_A_URL,
        (3, 7, 15),
        'write url = "https://example.org/n"',
    ),
    ('[n]\nname = "N"\nurl = "//x"', Rule.NOT_A_URL, (3, 7, 5), 'url = "https://example.org/"'),
    ('[n]\nname = "N"\nurl = "https://a b"', Rule.NOT_A_URL, (3, 7, 13), "https://"),
    ('[n]\nname = "N"\nurl = "mailto:n@x.org"', Rule.NOT_A_URL, (3, 7, 16), "https://"),
    # tables
    ('name = "Noor"', Rule.WRONG_SHAPE, (1, 1, 4), "write the author's id above it: [noor]"),
    (
        'noor = "Noor H"',
        Rule.WRONG_SHAPE,
        (1, 1, 4),
        'write [noor] and on the next line name = "Noor H"',
    ),
    ('[[noor]]\nname = "N"', Rule.WRONG_SHAPE, (1, 3, 4), "write [noor] and on the next line"),
    ('["Noor H"]\nname = "N"', Rule.NOT_AN_ID, (1, 2, 8), "write [noor-h]"),
    ('["нур/a"]\nname = "N"', Rule.NOT_AN_ID, (1, 2, 7), 'write ["нур-a"]'),
    ('["-"]\nname = "N"', Rule.NOT_AN_ID, (1, 2, 3), "write [noor]"),
    # the file
    ("[noor]\nname = Noor", Rule.TOML, (2, 8, 1), 'write name = "Noor"'),
    ("[нур]\n", Rule.TOML, (1, 2, 1), 'write ["нур"]'),
    ('[noor]\nname = "N"\n[noor]\nname = "M"', Rule.TOML, (3, 6, 1), "keep one of them"),
    (b'[noor]\nname = "\x92"', Rule.ENCODING, (2, 1, 1), "save it as UTF-8"),
]


@pytest.mark.parametrize(
    ("text", "rule", "where", "hint"), FAULTS, ids=[str(fault[0])[:40] for fault in FAULTS]
)
def test_a_fault_says_where_and_what_to_write(
    text: str | bytes, rule: Rule, where: tuple[int, int, int], hint: str
) -> None:
    _, (problem,) = read(text)

    assert problem.rule is rule
    assert problem.level is Level.ERROR
    assert problem.place == Place("content/authors.toml", *where)
    assert hint in problem.hint


@pytest.mark.parametrize("host", ["https://", "HTTP://", "//"])
def test_a_photo_on_another_host_is_left_out_with_a_warning(host: str) -> None:
    found, (problem,) = read(f'[noor]\nname = "Noor"\nphoto = "{host}x.org/a/n.jpg?w=9"')

    assert (problem.rule, problem.level) == (Rule.FOREIGN_PICTURE, Level.WARNING)
    assert problem.place == Place("content/authors.toml", 3, 9, len(host) + 19)
    assert 'photo = "n.jpg"' in problem.hint
    assert found == {"noor": Author(id="noor", name="Noor")}


@pytest.mark.parametrize("photo", ["noor.jpg", "people/noor.jpg", "/people/noor.jpg"])
def test_a_photo_of_the_site_stays(photo: str) -> None:
    assert read_well(f'[noor]\nname = "Noor"\nphoto = "{photo}"')["noor"].photo == photo


def test_all_faults_are_named_in_one_run_and_the_rest_is_read() -> None:
    found, problems = read('[noor]\nname = "Noor"\nrole = 1\nrol = 2\n[sam]\n[kim]\nname = "Kim"')

    assert [problem.place.line for problem in problems] == [3, 4, 5]
    assert found == {"noor": Author(id="noor", name="Noor"), "kim": Author(id="kim", name="Kim")}
