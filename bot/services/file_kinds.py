"""Kinds of files by MIME type: told by their first bytes, never by what the sender claims."""

from __future__ import annotations

from enum import StrEnum

_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_PICTURE_ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".heic", ".heif")


class FileKind(StrEnum):
    """What may be sent, by MIME type."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    GIF = "image/gif"
    BMP = "image/bmp"
    HEIC = "image/heic"
    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


PICTURES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP, FileKind.GIF, FileKind.BMP})
"""Those that can be opened."""

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"GIF87a", FileKind.GIF),
    (b"GIF89a", FileKind.GIF),
)


def kind_of(content: bytes) -> FileKind | None:
    """The kind that the bytes show, or None where it is none of ours."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if content.startswith(b"BM") and content[6:10] == bytes(4):
        return FileKind.BMP
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return FileKind.HEIC
    if b"%PDF-" in content[:1024]:
        return FileKind.PDF
    if content.startswith(b"PK\x03\x04") and b"xl/workbook" in content:
        return FileKind.XLSX
    return None


def named_as_picture(name: str) -> bool:
    """Whether the name claims a picture."""
    return name.lower().endswith(_PICTURE_ENDINGS)
