"""How an answer is given: whole, in part, or not again if it is known (RFC 9110).

Law: only what is certain saves bytes. A condition that is unclear is passed over, and the whole
is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.responses import Response

from livegen.serve.shown import Answer

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE)
_TAG = re.compile(r'(?:W/)?("[^"]*")')


def response(answer: Answer, asked: Mapping[str, str]) -> Response:
    """Return an answer as HTTP has it; `asked` are the request's headers, in any case."""
    if answer.status != 200:
        return Response(answer.content, answer.status, answer.headers)
    tag = f'"{answer.digest}"'
    headers = {**answer.headers, "ETag": tag, "Accept-Ranges": "bytes"}
    if _is_known(asked.get("if-none-match", ""), tag):
        return Response(None, 304, headers)
    if "range" in asked and asked.get("if-range", tag) == tag:
        return _part(answer.content, asked["range"], headers)
    return Response(answer.content, 200, headers)


def _is_known(tags: str, tag: str) -> bool:
    return tags.strip() == "*" or tag in _TAG.findall(tags)


def _part(content: bytes, asked: str, headers: Mapping[str, str]) -> Response:
    """Return the one range that is asked for; of several, or of what is none, the whole."""
    found = _ONE_RANGE.fullmatch(asked.strip())
    if not found or not (found[1] or found[2]):
        return Response(content, 200, headers)
    whole = len(content)
    first = int(found[1]) if found[1] else max(0, whole - int(found[2]))
    last = min(int(found[2]), whole - 1) if found[1] and found[2] else whole - 1
    if found[1] and found[2] and int(found[2]) < first:
        return Response(content, 200, headers)
    if first >= whole:
        return Response(None, 416, {**headers, "Content-Range": f"bytes */{whole}"})
    sent = {**headers, "Content-Range": f"bytes {first}-{last}/{whole}"}
    return Response(content[first : last + 1], 206, sent)
