"""Kinds of files: told by their first bytes, never by what the sender claims."""

from __future__ import annotations

import re
from enum import StrEnum

_MOST_SIGNS = 120
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\"<>|*?]")


SVG = "image/svg+xml"
"""Only of the assistant's own making: nobody may send one."""


class FileKind(StrEnum):
    """What may be sent, by MIME type."""

    PNG = "image/png"
    JPEG = "image/jpeg"
    WEBP = "image/webp"
    PDF = "application/pdf"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


IMAGES = frozenset({FileKind.PNG, FileKind.JPEG, FileKind.WEBP, SVG})


def kind_of(content: bytes) -> FileKind | None:
    """The kind that the bytes show, or None where it is none of ours."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if content.startswith(b"\xff\xd8\xff"):
        return FileKind.JPEG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return FileKind.WEBP
    if b"%PDF-" in content[:1024]:
        return FileKind.PDF
    if content.startswith(b"PK\x03\x04") and b"xl/workbook" in content:
        return FileKind.XLSX
    return None


def tidy_name(name: str) -> str:
    """A file's name without folders, control and direction signs; a long one loses its middle."""
    whole = name.encode("utf-8", "replace").decode()
    plain = _UNFIT.sub("", re.split(r"[/\\]", whole)[-1]).lstrip().rstrip(" .") or "未命名文件"
    if len(plain) <= _MOST_SIGNS:
        return plain
    return f"{plain[: _MOST_SIGNS - 21]}…{plain[-20:]}"
