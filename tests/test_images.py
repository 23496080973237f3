"""A picture says how large it is; a broken one is refused before it reaches a reader."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from livegen.images import BrokenPicture, Size, instead, measure


def picture(format: str, width: int = 4, height: int = 2, **options: object) -> bytes:
    file = BytesIO()
    Image.new("RGB", (width, height)).save(file, format, **options)
    return file.getvalue()


@pytest.mark.parametrize(
    ("format", "type_"),
    [
        ("PNG", "image/png"),
        ("JPEG", "image/jpeg"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
        ("BMP", "image/bmp"),
    ],
)
def test_the_type_is_told_by_the_content(format: str, type_: str) -> None:
    assert measure("called.jpg", picture(format)) == Size(4, 2, type_)


def test_a_picture_on_its_side_is_measured_as_shown() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    assert measure("a.jpg", picture("JPEG", exif=turned)) == Size(2, 4, "image/jpeg")

    upside_down = Image.Exif()
    upside_down[0x0112] = 3
    assert measure("a.jpg", picture("JPEG", exif=upside_down)) == Size(4, 2, "image/jpeg")


@pytest.mark.parametrize(
    ("svg", "size"),
    [
        ('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>', (30, 20)),
        ('<svg width="1in" height="48px"/>', (96, 48)),
        ('<svg viewBox="0 0 300 200"/>', (300, 200)),
        ('<svg viewBox="0,0,300,200" width="100%" height="100%"/>', (300, 200)),
        ('<?xml version="1.0"?><!-- x --><svg:svg xmlns:svg="s" width="3" height="2"/>', (3, 2)),
        ('\ufeff<svg width="3" height="2"><a></svg>', (3, 2)),
        ("<svg/>", (0, 0)),
        ('<svg viewBox="nan"/>', (0, 0)),
    ],
)
def test_a_drawing_says_its_size_or_none(svg: str, size: tuple[int, int]) -> None:
    assert measure("a.svg", svg.encode()) == Size(*size, "image/svg+xml")


def test_what_is_no_picture_has_no_size() -> None:
    assert measure("report.pdf", b"%PDF-1.7") is None
    assert measure("notes.xml", b"<?xml version='1.0'?><notes/>") is None
    assert measure("empty", b"") is None


def test_what_is_no_picture_has_another_way_onto_the_page() -> None:
    assert instead("a/report.pdf") == "link to it: [what it is](report.pdf)"
    assert instead("a/boat.HEIC") == "save it as JPEG, PNG or WebP"
    assert instead("a/boat.mp4") == 'write {{< video src="boat.mp4" >}}'


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.jpg", b"<html>not found</html>", "its content is none"),
        ("a.png", b"", "its content is none"),
        ("a.jpg", picture("JPEG", 64, 64)[:-20], "end is missing"),
        ("a.png", picture("PNG")[:-14], "end is missing"),
        ("a.svg", b"<svg width='3", "cannot be read"),
        ("a.svg", b"<?xml version='1.0'?><html/>", "its content is none"),
    ],
)
def test_a_broken_picture_is_refused(name: str, content: bytes, why: str) -> None:
    with pytest.raises(BrokenPicture, match=why) as fault:
        measure(name, content)
    assert fault.value.hint


def test_a_preview_does_not_pass_for_the_end_of_a_picture() -> None:
    preview = picture("JPEG")
    segment = b"\xff\xe1" + struct.pack(">H", len(preview) + 2) + preview
    whole = picture("JPEG", 64, 64)
    with_preview = whole[:2] + segment + whole[2:]

    assert measure("a.jpg", with_preview) == Size(64, 64, "image/jpeg")
    with pytest.raises(BrokenPicture, match="end is missing"):
        measure("a.jpg", with_preview[:-20])


def test_a_bomb_is_refused_without_being_unpacked() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk
    bomb += struct.pack(">I", zlib.crc32(chunk)) + picture("PNG")[33:]

    with pytest.raises(BrokenPicture, match="60000 × 60000 pixels"):
        measure("a.png", bomb)


def test_entities_in_a_drawing_do_not_explode() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    svg = f'<!DOCTYPE svg [<!ENTITY l0 "lol">{laughs}]><svg width="&l11;" height="2"/>'

    with pytest.raises(BrokenPicture, match="cannot be read"):
        measure("a.svg", svg.encode())


def test_any_bytes_are_measured_or_refused() -> None:
    for kind in ("PNG", "JPEG", "GIF", "WEBP"):
        whole = picture(kind, 16, 16)
        for cut in range(0, len(whole), 7):
            damaged = whole[:cut] + b"\xff\x00\xff" + whole[cut + 3 :]
            try:
                measure("a.jpg", damaged)
            except BrokenPicture:
                continue
