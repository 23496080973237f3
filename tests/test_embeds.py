"""What was typed becomes a checked embed, or an error that says what to write."""

from __future__ import annotations

import pytest

from livegen import embeds
from livegen.embeds import EMBEDS, BadArgument, MissingAlt

POST = "679352304697503744"
VIDEO = "dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("url", "settled"),
    [
        (f"https://twitter.com/mike_giglio/status/{POST}", "twitter.com/mike_giglio"),
        (f"http://www.twitter.com/mike_giglio/statuses/{POST}?s=20", "twitter.com/mike_giglio"),
        (
            f"https://mobile.twitter.com/mike_giglio/status/{POST}/photo/1",
            "twitter.com/mike_giglio",
        ),
        (f"https://x.com/mike_giglio/status/{POST}#m", "x.com/mike_giglio"),
        (f"https://x.com/i/web/status/{POST}", "x.com/i/web"),
        (f"https://x.com/i/status/{POST}", "x.com/i/web"),
    ],
)
def test_a_post_is_known_by_each_of_its_addresses(url: str, settled: str) -> None:
    embed = embeds.match(url)

    assert embed is not None
    assert embed.name == "tweet"
    assert embed.arguments["url"] == f"https://{settled}/status/{POST}"
    assert embed.arguments["id"] == POST


@pytest.mark.parametrize(
    "url",
    [
        "https://twitter.com/mike_giglio",
        f"https://twitter.com.evil.example/a/status/{POST}",
        f"https://twitter.com/a_name_that_is_too_long/status/{POST}",
        f"ftp://twitter.com/a/status/{POST}",
        "https://twitter.com/a/status/x",
        "https://youtu.be/short",
        f"https://notyoutube.com/watch?v={VIDEO}",
        f"https://www.youtube.com/channel/{VIDEO}",
        "https://www.youtube.com/playlist?list=<b>",
        "https://[broken",
        "not an address",
        "",
    ],
)
def test_what_no_provider_knows_is_no_embed(url: str) -> None:
    assert embeds.match(url) is None


def test_a_post_is_dated_by_its_number() -> None:
    embed = embeds.read(EMBEDS["tweet"], [POST], {"author": "@mike_giglio"})

    assert embed.arguments["date"] == "2015-12-22T17:26:25+00:00"
    assert embed.arguments["author"] == "mike_giglio"
    assert embed.arguments["url"] == f"https://twitter.com/mike_giglio/status/{POST}"


def test_a_number_from_before_november_2010_tells_no_date() -> None:
    assert "date" not in embeds.read(EMBEDS["tweet"], ["20"], {}).arguments


def test_a_typed_date_wins_and_must_say_in_which_zone() -> None:
    typed = {"url": POST, "date": "2015-12-22"}
    assert embeds.read(EMBEDS["tweet"], [], typed).arguments["date"] == "2015-12-22"

    with pytest.raises(BadArgument, match="does not say in which zone") as fault:
        embeds.read(EMBEDS["tweet"], [], {"url": POST, "date": "2015-12-22 17:26"})
    assert fault.value.argument == "date"


def test_a_number_that_contradicts_the_address_is_refused() -> None:
    url = f"https://x.com/a/status/{POST}"
    with pytest.raises(BadArgument, match="two different posts"):
        embeds.read(EMBEDS["tweet"], [url], {"id": "20"})


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (f"https://www.youtube.com/watch?v={VIDEO}", {"id": VIDEO}),
        (f"https://m.youtube.com/watch?app=m&v={VIDEO}&t=90", {"id": VIDEO, "start": "90"}),
        (f"https://youtu.be/{VIDEO}?si=x&t=1m30s", {"id": VIDEO, "start": "90"}),
        (f"https://youtu.be/{VIDEO}#t=1h0m1s", {"id": VIDEO, "start": "3601"}),
        (f"https://www.youtube.com/live/{VIDEO}?start=5", {"id": VIDEO, "start": "5"}),
        (f"https://www.youtube.com/embed/{VIDEO}", {"id": VIDEO}),
        (f"https://www.youtube-nocookie.com/embed/{VIDEO}", {"id": VIDEO}),
        (f"https://youtube.com/v/{VIDEO}/", {"id": VIDEO}),
        (f"https://youtube.com/shorts/{VIDEO}", {"id": VIDEO, "shape": "tall"}),
        (f"https://youtu.be/{VIDEO}?t=soon", {"id": VIDEO}),
        ("https://youtube.com/playlist?list=PL0123456789ab", {"list": "PL0123456789ab"}),
    ],
)
def test_a_video_is_known_by_each_of_its_addresses(url: str, expected: dict[str, str]) -> None:
    assert EMBEDS["youtube"].match(url) == expected


@pytest.mark.parametrize(
    ("start", "seconds"),
    [("90", "90"), ("90s", "90"), ("1m30s", "90"), ("1:30", "90"), ("2m", "120")],
)
def test_a_video_begins_where_it_is_told_to(start: str, seconds: str) -> None:
    arguments = embeds.read(EMBEDS["youtube"], [VIDEO], {"start": start}).arguments

    assert arguments["start"] == seconds
    assert arguments["frame"] == (f"https://www.youtube-nocookie.com/embed/{VIDEO}?start={seconds}")
    assert arguments["url"] == f"https://www.youtube.com/watch?v={VIDEO}&t={seconds}s"


def test_a_video_may_be_given_by_its_address() -> None:
    by_address = embeds.read(EMBEDS["youtube"], [f"https://youtu.be/{VIDEO}"], {})
    assert by_address == embeds.read(EMBEDS["youtube"], [VIDEO], {})


@pytest.mark.parametrize(
    ("name", "arguments", "blamed"),
    [
        ("youtube", {"id": "short"}, "id"),
        ("youtube", {"id": "https://example.org/"}, "id"),
        ("youtube", {"id": VIDEO, "start": "soon"}, "start"),
        ("youtube", {"id": VIDEO, "shape": "round"}, "shape"),
        ("youtube", {"list": "x"}, "list"),
        ("youtube", {}, ""),
        ("tweet", {}, ""),
        ("tweet", {"url": "https://example.org/"}, "url"),
        ("tweet", {"id": "x"}, "id"),
        ("figure", {"alt": "x"}, "src"),
        ("video", {"src": "levee.doc"}, "src"),
        ("video", {"src": "javascript:x.mp4"}, "src"),
        ("link", {"title": "x"}, "url"),
        ("link", {"url": "javascript:alert(1)"}, "url"),
        ("link", {"url": "java\nscript:alert(1)"}, "url"),
        ("quote", {"url": "data:text/html,x"}, "url"),
        ("figure", {"src": "a.jpg", "alt": "", "credit_url": "vbscript:x"}, "credit_url"),
    ],
)
def test_an_argument_of_no_use_is_refused_by_name(
    name: str, arguments: dict[str, str], blamed: str
) -> None:
    with pytest.raises(BadArgument) as fault:
        embeds.read(EMBEDS[name], [], arguments)

    assert fault.value.argument == blamed
    assert fault.value.message
    assert fault.value.hint


def test_a_picture_must_be_described_if_only_by_nothing() -> None:
    with pytest.raises(MissingAlt) as fault:
        embeds.read(EMBEDS["figure"], ["levee.jpg"], {})
    assert '{{< figure src="levee.jpg" alt="what it shows" >}}' in fault.value.hint

    assert embeds.read(EMBEDS["figure"], ["levee.jpg"], {"alt": ""}).arguments["alt"] == ""


def test_an_unknown_argument_is_told_from_a_slip() -> None:
    with pytest.raises(BadArgument) as fault:
        embeds.read(EMBEDS["quote"], [], {"bye": "x"})
    assert fault.value.hint == "did you mean `by`?"

    with pytest.raises(BadArgument) as fault:
        embeds.read(EMBEDS["fact-box"], [], {"colour": "red"})
    assert fault.value.hint == "it takes title"


def test_too_many_words_are_a_forgotten_quote() -> None:
    with pytest.raises(BadArgument, match="takes 1 arguments, not 2") as fault:
        embeds.read(EMBEDS["fact-box"], ["The", "city"], {})
    assert "in quotes" in fault.value.hint

    with pytest.raises(BadArgument, match="`title` is given twice"):
        embeds.read(EMBEDS["fact-box"], ["City"], {"title": "City"})


def test_a_card_is_named_after_its_address() -> None:
    arguments = embeds.read(EMBEDS["link"], ["https://www.euronews.com/video/"], {}).arguments

    assert arguments["title"] == "euronews.com/video"
    assert arguments["site"] == "euronews.com"


@pytest.mark.parametrize("provider", EMBEDS.values(), ids=lambda provider: provider.name)
def test_every_provider_is_complete(provider: embeds.Provider) -> None:
    assert EMBEDS[provider.name] is provider
    assert provider.example.startswith(f"{{{{< {provider.name} ")
    assert provider.paired == provider.example.endswith(f"{{{{< /{provider.name} >}}}}")
    assert all(parameter.about for parameter in provider.parameters)
    assert all(frame.startswith("https://") for frame in provider.frames)
