"""What goes into every file besides a site's own sources: livegen itself and its libraries.

Law: whatever else can change bytes has a name here, and a version or a digest.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from livegen.fingerprint import digest

_LIBRARIES = (
    "babel feedgen jinja2 lxml markdown-it-py markupsafe mdit-py-plugins mdurl msgspec nh3 pillow"
    " python-dateutil python-frontmatter pyyaml rjsmin tzdata"
)
_CODE = Path(__file__).parent


def of(theme: Mapping[str, bytes]) -> dict[str, str]:
    """Return what goes into every file: name -> version, or digest; `theme` is the default one."""
    return {
        "livegen": _own(theme),
        "Python": f"{sys.version}, Unicode {unicodedata.unidata_version}",
        **libraries(),
    }


def libraries() -> Mapping[str, str]:
    """Return the version of each library that has a hand in the output; `tzdata` is one."""
    found: dict[str, str] = {}
    for name, version in _installed():
        found.setdefault(name, version)
    return {f"the library {it}": found.get(it) or _asked_for(it) for it in _LIBRARIES.split()}


def _installed() -> Iterator[tuple[str, str]]:
    """Yield name and version of what is installed, by the names of folders alone.

    `importlib.metadata` opens a file for each library, which takes longer than all else that a
    build with nothing to do has to do.
    """
    for folder in sys.path:
        try:
            names = [path.name for path in Path(folder or ".").iterdir()]
        except (OSError, TypeError, ValueError):  # no folder; or no path, which Python passes over
            continue
        for found in filter(None, map(_DISTRIBUTION.fullmatch, names)):
            yield re.sub(r"[-_.]+", "-", found["name"]).lower(), found["version"]


def _asked_for(name: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # it came without a word about itself
        return "unknown"


_DISTRIBUTION = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(?:-[^-]+)?\.(?:dist|egg)-info")


def _own(theme: Mapping[str, bytes]) -> str:
    """Return the digest of livegen's own code and theme."""
    parts = [f"{name} {digest(content)}" for name, content in theme.items()]
    return digest("\n".join([*_digests(_CODE), *parts]).encode())


@cache
def _digests(code: Path) -> list[str]:
    """Return each file of the code with its digest, as it lay there when it was first asked for:
    what comes there later is not what runs."""
    files = [(path.relative_to(code).as_posix(), path) for path in sorted(code.rglob("*.py"))]
    return [f"{name} {digest(path.read_bytes())}" for name, path in files]
