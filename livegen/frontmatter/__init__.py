"""A file into fields with line and column, and a body; and fields into a file.

Law: every scalar stays the text that was written. YAML's own types, anchors and tags are no
part of what reporters write, and whatever would lose or change a word is an error with its place.

PyYAML has the last word on what is YAML; only what is certainly `plain` is read without it, to the
same fields. It stops at its first error and speaks to programmers, so a file it refuses is read
once more, line by line, by the slips reporters make: each is reported with the line as it should
read, and mended in memory, so that one run names them all.
"""

from livegen.frontmatter.nodes import Document, Fields, Items, Node, Scalar
from livegen.frontmatter.reading import draft_of, item_became_key, read
from livegen.frontmatter.writing import write

__all__ = [
    "Document",
    "Fields",
    "Items",
    "Node",
    "Scalar",
    "draft_of",
    "item_became_key",
    "read",
    "write",
]
