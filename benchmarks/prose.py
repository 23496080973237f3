"""News-like English from sentence patterns, as Markdown that reporters write.

Law: one seed, one text, on any Python: of `random`, only `Random.random` is used, whose numbers
are promised to stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def body(chance: Random) -> str:
    """Return one update's text: two to four blocks, mostly paragraphs, some 120 words."""
    more = (pick(chance, _BLOCKS)(chance) for _ in range(1 + _below(chance, 3)))
    return "\n\n".join([paragraph(chance), *more]) + "\n"


def paragraph(chance: Random) -> str:
    """Return two or three sentences on one line."""
    return " ".join(sentence(chance) for _ in range(2 + _below(chance, 2)))


def sentence(chance: Random) -> str:
    """Return one sentence with its full stop."""
    return phrase(chance, "sentence")


def phrase(chance: Random, name: str) -> str:
    """Return one of the patterns called `name`, its slots filled."""
    filled = pick(chance, _PATTERNS[name])
    while "{" in filled:
        filled = _SLOT.sub(lambda slot: _filling(chance, slot[1]), filled)
    return filled


def pick(chance: Random, among: Sequence[T]) -> T:
    """Return one of several, each as likely as the next."""
    return among[_below(chance, len(among))]


def _below(chance: Random, limit: int) -> int:
    return int(chance.random() * limit)


def _filling(chance: Random, name: str) -> str:
    if name[0].isupper():
        return _capitalised(_filling(chance, name.lower()))
    if name in _PATTERNS:
        return pick(chance, _PATTERNS[name])
    low, high = _NUMBERS[name]
    return str(low + _below(chance, high - low))


def _capitalised(filling: str) -> str:
    # A slot that comes first is capitalised when it is filled.
    letter = 1 if filling.startswith("{") else 0
    return filling[:letter] + filling[letter].upper() + filling[letter + 1 :]


def _quotation(chance: Random) -> str:
    said = f"> {sentence(chance)} {sentence(chance)}\n>\n> -- {phrase(chance, 'person')}"
    return f"{phrase(chance, 'opening')}\n\n{said}"


def _points(chance: Random) -> str:
    points = [f"- {sentence(chance)}" for _ in range(3 + _below(chance, 3))]
    return f"{phrase(chance, 'opening')}\n\n" + "\n".join(points)


def _headed(chance: Random) -> str:
    return f"### {phrase(chance, 'headline')}\n\n{paragraph(chance)}"


# Of twenty blocks fifteen are paragraphs; a sub-heading comes now and then.
_BLOCKS: tuple[Callable[[Random], str], ...] = (
    *(paragraph,) * 15,
    *(_quotation,) * 2,
    *(_points,) * 2,
    _headed,
)

_SLOT = re.compile(r"\{(\w+)\}")

_NUMBERS: Mapping[str, tuple[int, int]] = {
    "few": (2, 12),
    "dozens": (13, 95),
    "many": (100, 9_000),
    "page": (1_000, 99_999),
}

_PATTERNS: Mapping[str, tuple[str, ...]] = {
    "sentence": (
        "{Office} said {claim}.",
        "{Office} said on {day} that {claim}, but {doubt}.",
        '"{Speech}," {person}, {role}, told reporters.',
        '{person}, {role}, put it like this: "{Speech} -- and {speech}."',
        "In {place}, {scene}.",
        "In {place}, {scene}, while {scene}.",
        "{Scene}, according to [{source}](https://www.example.org/{topic}/{page}).",
        "The [{report}](https://www.example.com/reports/{topic}-{page}) puts the figure at {many}.",
        "It isn't clear yet {question}, and {doubt}.",
        "By {hour}, {scene}; {few} hours earlier it had been **{dozens} per cent**.",
        "Some {dozens} {people} are still in {place}, where {scene}.",
        "*{Office}* has confirmed that {claim}.",
        "That is {few} more than {person} expected on {day} -- and it won't be the last.",
        "{person} didn't answer our questions about the {thing}.",
        "What matters now is the {thing}: {scene}.",
        "{Office} will meet again at {hour} in {place} to discuss the {thing}.",
        "More than {many} {people} have signed up, {person} said, **twice** as many as in {month}.",
        "The {thing} was first mentioned in [a note from {month}](https://example.net/{page}).",
    ),
    "headline": (
        "{Place} {turn}",
        "{Office}: {claim}",
        "What we know about the {thing} in {place}",
        "{People} in {place} wait for the {thing}",
        "{Place} {turn} after {few} days of talks",
        '"{Speech}": {place} on the {thing}',
        "The {thing} explained",
        "{Few} questions about the {thing}",
    ),
    "title": (
        "{Place} and the {thing}: what happens next",
        "{Place} {turn} over the {thing}",
        "{Place} {turn} as {office} meets on the {thing}",
        "{Thing} in {place}: {people} wait for {office}",
    ),
    "summary": (
        "{Office} said {claim}, but {doubt}. {Scene}.",
        "It isn't clear yet {question}. By {hour}, {scene}.",
        "In {place}, {scene} while {people} waited for the {thing}.",
        '"{Speech}," {person}, {role}, said on {day}. {Doubt}.',
    ),
    "opening": (
        "Here is what was said in {place}:",
        "What we know so far about the {thing}:",
        "From the statement that {office} published at {hour}:",
        "In short:",
    ),
    "correction": (
        "An earlier version gave the number of {people} in {place} as {dozens}; it is {many}.",
        "This update first said that {person} spoke on {day}. The statement came in {month}.",
    ),
    "claim": (
        "the {thing} will stay in place until {day}",
        "{dozens} {people} have been brought to {place}",
        "nothing has changed since {hour}",
        "the {thing} was checked {few} times in {month}",
        "work on the {thing} will cost {few}.{few} million",
        "a decision can't wait for {month}",
        "{place} is safe, and so are its {many} {people}",
        "all {few} teams have reached {place}",
    ),
    "doubt": (
        "{office} disagrees",
        "{people} in {place} tell another story",
        "there's no word yet from {person}",
        "the figures from {place} don't add up",
        "few expect an answer before {day}",
        "that was before the {thing}",
    ),
    "question": (
        "who signed off the {thing}",
        "why {office} waited until {hour}",
        "how many {people} were in {place}",
        "whether the {thing} will hold",
        "what the {thing} means for {place}",
    ),
    "scene": (
        "the queue for the {thing} reached {few} streets by {hour}",
        "{dozens} {people} stood in the rain to hear {person}",
        "lights came back on at {hour}",
        "{people} have begun to return",
        "the water stood {few} centimetres below the mark",
        "shops opened an hour late",
        "the {thing} was moved twice on {day}",
        "trains were running every {dozens} minutes again",
        "talks went on behind closed doors",
        "the score stood at {few} to {few} at the break",
        "a helicopter circled for {dozens} minutes",
        "volunteers handed out {many} meals",
    ),
    "speech": (
        "we've never seen a {thing} like this",
        "nobody in {place} was asked",
        "I'd rather be late than wrong",
        "we'll know more by {hour}",
        "{people} deserve a straight answer",
        "it's the {thing}, not the money",
        "you can't plan for {few} of them at once",
        "that isn't what we agreed in {month}",
    ),
    "turn": (
        "holds its breath",
        "reopens",
        "faces a long night",
        "votes again",
        "counts the cost",
        "starts over",
        "makes room",
        "pulls back",
        "waits for answers",
    ),
    "person": (
        "Amara Velde",
        "Johan Pettersen",
        "Lucia Ferrante",
        "Samir Haddad",
        "Ingrid Solberg",
        "Marcus O'Dell",
        "Yuki Tanabe",
        "Priya Raman",
        "Tomasz Zielinski",
        "Grace Adeyemi",
        "Étienne Marchand",
        "Nadia Kovač",
        "Hugh Pemberton",
        "Rosa Delgado",
        "Ewa Lindqvist",
        "Daniel Mbeki",
    ),
    "role": (
        "the mayor",
        "who runs the harbour",
        "a spokeswoman for the ministry",
        "the team's captain",
        "an engineer on the site",
        "who teaches hydrology",
        "the union's secretary",
        "a member of the board",
        "head of the county's fire service",
        "who has lived there for 40 years",
    ),
    "place": (
        "Marlow Bridge",
        "the Old Harbour",
        "Port Ansel",
        "Cedar County",
        "Lindholm",
        "the upper valley",
        "Westgate",
        "San Ardo",
        "the capital",
        "Kestrel Point",
        "Novy Brod",
        "the east bank",
        "Tamarack",
        "Low Ferry",
        "Ashdown Park",
        "St Orme",
    ),
    "thing": (
        "flood barrier",
        "budget vote",
        "evacuation order",
        "ferry timetable",
        "launch window",
        "ceasefire line",
        "rail strike",
        "power cut",
        "merger",
        "recount",
        "storm warning",
        "stadium roof",
        "water main",
        "rate decision",
        "second reading",
        "rescue plan",
        "film prize",
        "vaccine trial",
        "inquiry",
        "relegation match",
    ),
    "people": (
        "residents",
        "commuters",
        "supporters",
        "nurses",
        "delegates",
        "passengers",
        "farmers",
        "voters",
        "firefighters",
        "pupils",
        "shareholders",
        "scientists",
    ),
    "office": (
        "the county council",
        "the ministry of transport",
        "the central bank",
        "the coastguard",
        "the election commission",
        "the weather service",
        "the club",
        "the space agency",
        "the court",
        "the regional hospital",
        "the grid operator",
        "the festival's jury",
    ),
    "source": (
        "the agency's bulletin",
        "a filing seen by this paper",
        "the official log",
        "two people in the room",
        "the morning's briefing",
        "figures published on {day}",
    ),
    "report": (
        "interim report",
        "audit of {month}",
        "latest count",
        "council's own paper",
        "{month} survey",
    ),
    "topic": ("water", "transport", "votes", "markets", "league", "storms", "space", "arts"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "month": ("January", "March", "April", "June", "August", "October", "December"),
    "hour": ("5.30am", "7am", "9.15am", "noon", "2pm", "4.40pm", "6pm", "8.20pm", "midnight"),
}
