"""What was built, looked at file by file as it is made: pages, structured data, feeds, links.

Law: bytes in, findings out. Of a file only what others are held against is kept.
"""

from livegen.inspection.copies import copies
from livegen.inspection.feeds import MOST_ENTRIES
from livegen.inspection.findings import Finding
from livegen.inspection.leftovers import (
    is_odd,
    names_in,
    unused,
    vanishing,
    warn_of_unused,
    warn_of_vanishing,
)
from livegen.inspection.links import Links, missing
from livegen.inspection.looking import Inspection

__all__ = [
    "MOST_ENTRIES",
    "Finding",
    "Inspection",
    "Links",
    "copies",
    "is_odd",
    "missing",
    "names_in",
    "unused",
    "vanishing",
    "warn_of_unused",
    "warn_of_vanishing",
]
