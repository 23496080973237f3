"""`authors.toml` into values: who has a byline."""

from __future__ import annotations

from collections.abc import Mapping

from livegen.errors import Report
from livegen.model import Author


def read(content: bytes, path: str, report: Report) -> Mapping[str, Author]:
    """Return the authors by id; what is wrong goes to `report`."""
    import tomllib

    tables = tomllib.loads(content.decode())
    return {name: Author(id=name, **table) for name, table in tables.items()}
