"""TOML into values with places; what it says of settings and authors stands in their own tests."""

from __future__ import annotations

import pytest

from livegen import tables
from livegen.errors import Place, Problem, Report, Rule
from livegen.tables import File, Spot, Unknown, WrongValue

UNKNOWN = Unknown(Rule.UNKNOWN_KEY, "no key `{key}` in [{table}]", {"high": "tower"})


def read(text: str | bytes) -> tuple[File | None, Report]:
    report = Report()
    content = text if isinstance(text, bytes) else text.encode()
    return tables.read(content, "a.toml", UNKNOWN, report), report


def values(text: str, readers: tables.Readers) -> tuple[dict[str, object], tuple[Problem, ...]]:
    file, report = read(text)
    assert file is not None
    return file.table(("t",), readers), report.problems


def test_a_table_is_read_by_its_readers() -> None:
    readers: tables.Readers = {"a": tables.text, "below": {"b": tables.truth}, "c": tables.truth}

    assert values('[t]\na = "x"\nbelow = { b = true }', readers) == (
        {"a": "x", "below": {"b": True}},
        (),
    )


def test_a_table_that_is_not_there_has_no_values() -> None:
    assert values("[other]\na = 1", {"a": tables.text}) == ({}, ())


def test_what_a_reader_refuses_is_told_at_its_value_and_left_out() -> None:
    def refuse(value: object) -> object:
        raise WrongValue(Rule.NOT_A_SLUG, f"is {value}", "write b")

    found, (problem,) = values("[t]\na = 1\nc = true", {"a": refuse, "c": tables.truth})

    assert found == {"c": True}
    assert problem == Problem(Rule.NOT_A_SLUG, Place("a.toml", 2, 5, 1), "`a` is 1", "write b")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("[t]\ncount = 1", "no key `count` in [t]", "did you mean `counts`?"),
        ("[t]\nx = 1", "no key `x` in [t]", "known are counts, below"),
        ("[t]\nhigh = 1", "no key `high` in [t]", "it belongs below [tower]"),
        ("[t.below]\nbb = 1", "no key `bb` in [t.below]", "did you mean `b`?"),
        ("t.below.x = 1", "no key `x` in [t.below]", "known are b"),
    ],
)
def test_a_key_that_is_not_known_says_what_may_be_meant(text: str, message: str, hint: str) -> None:
    _, (problem,) = values(text, {"counts": tables.truth, "below": {"b": tables.truth}})

    assert (problem.rule, problem.message) == (Rule.UNKNOWN_KEY, message)
    assert problem.hint == hint


@pytest.mark.parametrize("text", ["t = 1", 't = "x"', "[[t]]"])
def test_what_is_no_table_has_no_values_and_an_error(text: str) -> None:
    found, (problem,) = values(text, {"a": tables.text})

    assert found == {}
    assert (problem.message, problem.hint) == ("`t` is not a table", "write [t]")


def test_keys_of_the_site_s_own_are_read_alike() -> None:
    file, report = read('[t]\n"C++" = "cpp"\nb = 1')
    assert file is not None

    assert file.each(("t",), tables.text) == {"C++": "cpp"}
    assert [problem.place for problem in report.problems] == [Place("a.toml", 3, 5, 1)]


@pytest.mark.parametrize(
    ("text", "at", "key", "value"),
    [
        ("[t]\na = 1", ("t",), (1, 2, 1), (1, 2, 1)),
        ("[t]\n  a  =  12  ", ("t", "a"), (2, 3, 1), (2, 9, 2)),
        ('[t]\n"a b" = 1', ("t", "a b"), (2, 1, 5), (2, 9, 1)),
        ("[[t]]\na = 1", ("t", "a"), (2, 1, 1), (2, 5, 1)),
        ("[t.u]\na = 1", ("t",), (1, 2, 3), (1, 2, 3)),
        ("t.u.a = 1", ("t", "u"), (1, 1, 5), (1, 9, 1)),
        ("t = { a = 1 }", ("t", "a"), (1, 1, 1), (1, 5, 9)),
        ('[t]\na = """\nb = 1\n"""\nb = 2', ("t", "b"), (5, 1, 1), (5, 5, 1)),
        ("[t]\na = [\n  [1],\n]\nb = 2", ("t", "b"), (5, 1, 1), (5, 5, 1)),
        ("\ufeff[t]\r\na = 1\r\n", ("t", "a"), (2, 1, 1), (2, 5, 1)),
    ],
)
def test_a_key_and_its_value_know_where_they_stand(
    text: str, at: tuple[str, ...], key: tuple[int, int, int], value: tuple[int, int, int]
) -> None:
    file, _ = read(text)
    assert file is not None

    assert file.spot(at) == Spot(Place("a.toml", *key), Place("a.toml", *value))


def test_what_was_not_found_is_the_file() -> None:
    file, _ = read("")
    assert file is not None

    assert file.spot(("t", "a")).key == Place("a.toml")


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        ("a = b", (1, 5), "this is not TOML: invalid value", 'write a = "b"'),
        ("a = 007", (1, 6), "this is not TOML:", "write a = 007"),
        ('a = "b', (1, 7), "this is not TOML:", 'write a = "b"'),
        ("a = [1", (1, 7), "this is not TOML:", "with all brackets and quotes closed"),
        ("a = 1\na = 2", (2, 6), "this is written twice", "keep one of them"),
        ("a = " + "9" * 5000, (1, 5005), "a number is too long", 'write a = "…"'),
        ("[t]\n[t]", (2, 3), "this is written twice", "keep one of them"),
        ("[ü]", (1, 2), "this is not TOML:", 'write ["ü"]'),
        ("[site", (1, 6), "this is not TOML:", "write [site]"),
        ("[site.a # b", (1, 9), "this is not TOML:", "write [site.a]"),
        ("[[a]", (1, 4), "this is not TOML:", "write [[a]]"),
        ("words", (1, 6), "this is not TOML:", 'write name = "value", and texts in quotes'),
    ],
)
def test_what_is_no_toml_is_told_in_plain_words(
    text: str, where: tuple[int, int], message: str, hint: str
) -> None:
    file, report = read(text)
    (problem,) = report.problems

    assert file is None
    assert problem.rule is Rule.TOML
    assert (problem.place.line, problem.place.column) == where
    assert problem.message.startswith(message)
    assert hint in problem.hint


def test_what_is_no_utf_8_is_told_with_its_line() -> None:
    file, report = read(b"# one\na = '\x92'")

    assert file is None
    assert [(p.rule, p.place.line) for p in report.problems] == [(Rule.ENCODING, 2)]
