"""Workbooks that come from outside, unpacked under limits: nothing is parsed that was not measured before.

A workbook is a zip of XML parts. Only those that hold cells are taken out; pictures, macros and links to other files
stay behind. ``repacked`` makes a small workbook of the parts, so that what is read is what was measured.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.documents.xml_parts import Attributes, read_elements

MOST_BYTES: Final = 10 * 2**20
_MOST_UNPACKED: Final = 100 * 2**20
_MOST_PARTS: Final = 5_000
_BOMB_FROM, _BOMB_RATIO = 2 * 2**20, 500
_WORKBOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_SHEETS: Final = "xl/worksheets/"
_WANTED: Final = ("[content_types].xml", "_rels/.rels", _WORKBOOK, _LINKS, "xl/styles.xml", "xl/sharedstrings.xml")
_SPELLED: Final = {"[content_types].xml": "[Content_Types].xml", "xl/sharedstrings.xml": "xl/sharedStrings.xml"}
_NO_TROUBLE: Final = "请用 Excel 或 WPS 打开它，另存为“Excel 工作簿（.xlsx）”后再发。"
BROKEN: Final = f"这个文件打不开，可能没有传完整，或者已经损坏。{_NO_TROUBLE}"
_BREAKS: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, ValueError, OverflowError, NotImplementedError,
)  # fmt: skip
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHER_ZIPS: Final = {
    "xl/workbook.bin": f"这是二进制工作簿（.xlsb），读不了。{_NO_TROUBLE}",
    "content.xml": f"这是开放文档（.ods 一类），读不了。{_NO_TROUBLE}",
    "word/document.xml": "这是 Word 文档，不是表格。请把人员填进批量模板（.xlsx）再发。",
    "ppt/presentation.xml": "这是演示文稿，不是表格。请把人员填进批量模板（.xlsx）再发。",
}
_TOO_MUCH: Final = "这个文件展开以后太大，不能读。请只保留要办理的人员，删去其他工作表和多余的格子后再发。"


class Refused(Exception):
    """The file as a whole cannot be taken: ``message`` says in Chinese what, why, and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet of the workbook, and the part that holds its cells."""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True, slots=True)
class Package:
    """The parts that hold cells, by their names in small letters, and the worksheets in order."""

    parts: Mapping[str, bytes] = field(repr=False)
    sheets: tuple[SheetPart, ...]

    def repacked(self, sheet: SheetPart) -> bytes:
        """A workbook in which ``sheet`` is the only one that can be read."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
            for name, content in self.parts.items():
                if name == sheet.part or not name.startswith(_SHEETS):
                    archive.writestr(_SPELLED.get(name, name), content)
        return made.getvalue()


def open_package(content: bytes) -> Package:
    """Unpacks a workbook.

    Raises:
        Refused: it is no ``.xlsx``, too big, broken, locked with a password, or blown up.
    """
    if len(content) > MOST_BYTES:
        raise Refused(f"文件有{len(content) / 2**20:.0f}MB，最多10MB。请分成几个文件，或删去图片后再发。")
    if not content.startswith(b"PK"):
        raise Refused(_no_zip(content))
    try:
        parts = _unpacked(content)
        return Package(parts, tuple(_sheets(parts)))
    except _BREAKS as error:
        raise Refused(BROKEN) from error
    except RuntimeError as error:
        raise Refused("这个文件加了密码，读不了。请去掉密码，另存一份后再发；密码不要发在这里。") from error


def _no_zip(content: bytes) -> str:
    if not content.strip():
        return f"这个文件是空的。{_NO_TROUBLE}"
    if content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return "这个文件加了打开密码，读不了。请去掉密码，另存一份后再发；密码不要发在这里。"
        return f"这是旧格式（.xls 或 .et），读不了。{_NO_TROUBLE}"
    if content.startswith(b"%PDF"):
        return "这是 PDF，不是表格。请把人员填进批量模板（.xlsx）再发。"
    if b"\0" not in content[:2000]:
        return "这是文本（.csv 一类），身份证号容易丢位，不收。请把人员填进批量模板（.xlsx）再发。"
    return f"这不是 .xlsx 表格。{_NO_TROUBLE}"


def _unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.infolist()}
        if len(entries) > _MOST_PARTS:
            raise Refused(_TOO_MUCH)
        if _WORKBOOK not in entries:
            raise Refused(next((told for part, told in _OTHER_ZIPS.items() if part in entries), BROKEN))
        parts, left = {}, _MOST_UNPACKED
        for name, info in entries.items():
            if name in _WANTED or (name.startswith(_SHEETS) and name.endswith(".xml")):
                parts[name] = _part(archive, info, left)
                left -= len(parts[name])
        return parts


def _part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused(BROKEN)
    with archive.open(info) as stream:
        part = stream.read(most + 1)
    blown_up = len(part) > _BOMB_FROM and len(part) > _BOMB_RATIO * max(info.compress_size, 1)
    if len(part) > most or blown_up:
        raise Refused(_TOO_MUCH)
    return part


def _sheets(parts: Mapping[str, bytes]) -> Iterator[SheetPart]:
    targets: dict[str, str] = {}
    found: list[Attributes] = []

    def link(tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            targets[attributes.get("Id", "")] = _part_name(attributes.get("Target", ""))

    def sheet(tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            found.append(attributes)

    read_elements(parts.get(_LINKS, b""), link)
    read_elements(parts[_WORKBOOK], sheet)
    for one in found:
        part = targets.get(next((value for key, value in one.items() if key.endswith(":id")), ""), "")
        if part in parts:
            yield SheetPart(one.get("name", ""), one.get("state", "visible") != "visible", part)


def _part_name(target: str) -> str:
    name = target.replace("\\", "/").lower()
    return name.lstrip("/") if name.startswith("/") else f"xl/{name.removeprefix('./')}"
