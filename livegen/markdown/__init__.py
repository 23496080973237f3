"""Markdown -> safe HTML, and HTML -> what is read of it.

Law: whatever the text, the HTML is whole: every element is closed, no heading level is skipped,
and nothing runs that the site's policy does not trust.
"""

from __future__ import annotations

from livegen.errors import Place, Report
from livegen.markdown import looking, writing
from livegen.markdown.reading import first_paragraph, first_sentence, plain, prose
from livegen.markdown.safety import for_feeds
from livegen.markdown.surroundings import Missing, Surroundings, Target
from livegen.model import Text

__all__ = [
    "Missing",
    "Surroundings",
    "Target",
    "first_paragraph",
    "first_sentence",
    "for_feeds",
    "html",
    "inline",
    "plain",
    "prose",
    "silent_pictures",
]


def html(text: Text, around: Surroundings, report: Report) -> str:
    """Return the text as blocks of HTML; what is wrong with it goes to `report`."""
    return writing.blocks(text, around, report) if text else ""


def inline(text: Text, around: Surroundings, report: Report) -> str:
    """Return the text as the inside of one paragraph."""
    return writing.phrases(text, around, report) if text else ""


def silent_pictures(text: Text) -> tuple[Place, ...]:
    """Return where the text shows a picture of a file without saying what it shows."""
    return looking.silent_pictures(text)
