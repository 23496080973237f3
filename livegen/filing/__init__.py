"""What a reporter files: a new story, an update, the state of a coverage, as edits of texts.

Law: no byte is touched that was not asked for. What an edit makes of a story is read again, and
unless it is the story as it was with exactly that change, nothing comes of it.
"""

from livegen.filing.finding import Unclear, address, address_of, meant, on_air
from livegen.filing.founding import new_coverage, new_site, new_story, place_for
from livegen.filing.proofs import faults, proved, reads_as
from livegen.filing.states import NotNow, ended, paused, started
from livegen.filing.summing import above_all, summary, summed_up
from livegen.filing.updates import (
    SCISSORS,
    NoRoom,
    above_scissors,
    as_file,
    byline,
    in_list,
    name_of,
    typed,
)

__all__ = [
    "SCISSORS",
    "NoRoom",
    "NotNow",
    "Unclear",
    "above_all",
    "above_scissors",
    "address",
    "address_of",
    "as_file",
    "byline",
    "ended",
    "faults",
    "in_list",
    "meant",
    "name_of",
    "new_coverage",
    "new_site",
    "new_story",
    "on_air",
    "paused",
    "place_for",
    "proved",
    "reads_as",
    "started",
    "summary",
    "summed_up",
    "typed",
]
