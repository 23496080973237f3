"""Fields -> story, or exactly what is wrong; and story -> text.

Law: `read(write(story)) == story`. Reading is strict and happens once; nothing here knows a
clock, a disk or another story. What is out at a given time is asked of `release`.
"""

from livegen.stories.advice import advice, stale
from livegen.stories.pages import read_page, read_section, section_title
from livegen.stories.parts import Defaults
from livegen.stories.reading import Reading, Source, missing_id, owner_of, read, section_name
from livegen.stories.updates import missing_ids
from livegen.stories.writing import write

__all__ = [
    "Defaults",
    "Reading",
    "Source",
    "advice",
    "missing_id",
    "missing_ids",
    "owner_of",
    "read",
    "read_page",
    "read_section",
    "section_name",
    "section_title",
    "stale",
    "write",
]
