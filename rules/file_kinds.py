"""What a file is, told by its first bytes: an ending can lie, the first bytes rarely do."""

from enum import StrEnum


class FileKind(StrEnum):
    """A file's kind as its first bytes, and only inside one family of containers its name, tell it."""

    EMPTY = "empty"
    JPG = "jpg"
    PDF = "pdf"
    PNG = "png"
    HEIC = "heic"
    OTHER_PICTURE = "other_picture"
    XLSX = "xlsx"
    XLS = "xls"
    WPS_SHEET = "wps_sheet"
    OPEN_SHEET = "open_sheet"
    WORD = "word"
    SLIDES = "slides"
    WEB_PAGE = "web_page"
    TEXT = "text"
    ARCHIVE = "archive"
    OTHER = "other"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    FileKind.EMPTY: "空文件",
    FileKind.JPG: "JPG图片",
    FileKind.PDF: "PDF文件",
    FileKind.PNG: "PNG图片",
    FileKind.HEIC: "苹果手机的HEIC照片",
    FileKind.OTHER_PICTURE: "别的格式的图片",
    FileKind.XLSX: "Excel表格（.xlsx）",
    FileKind.XLS: "旧版Excel表格（.xls）",
    FileKind.WPS_SHEET: "WPS自己的表格（.et）",
    FileKind.OPEN_SHEET: "ODS表格",
    FileKind.WORD: "Word文档",
    FileKind.SLIDES: "演示文稿",
    FileKind.WEB_PAGE: "网页",
    FileKind.TEXT: "纯文本（如CSV）",
    FileKind.ARCHIVE: "压缩包",
    FileKind.OTHER: "认不出的文件",
}

_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STARTS = (
    (b"\xff\xd8\xff", FileKind.JPG),
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"GIF8", FileKind.OTHER_PICTURE),
    (b"BM", FileKind.OTHER_PICTURE),
    (b"II*\x00", FileKind.OTHER_PICTURE),
    (b"MM\x00*", FileKind.OTHER_PICTURE),
    (b"Rar!", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"\x1f\x8b", FileKind.ARCHIVE),
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1")
_INSIDE_ZIP = (
    (b"opendocument.spreadsheet", FileKind.OPEN_SHEET),
    (b"xl/", FileKind.XLSX),
    (b"word/", FileKind.WORD),
    (b"ppt/", FileKind.SLIDES),
)
_ZIP_BY_ENDING = {"xlsx": FileKind.XLSX, "docx": FileKind.WORD, "pptx": FileKind.SLIDES, "ods": FileKind.OPEN_SHEET}
_OLD_BY_ENDING = {
    "xls": FileKind.XLS,
    "et": FileKind.WPS_SHEET,
    "doc": FileKind.WORD,
    "wps": FileKind.WORD,
    "ppt": FileKind.SLIDES,
    "dps": FileKind.SLIDES,
}


def ending(file_name: str) -> str:
    """What stands behind the last dot, in small letters; empty where there is no dot."""
    return file_name.rpartition(".")[2].strip().lower() if "." in file_name else ""


def file_kind(first_bytes: bytes, file_name: str) -> FileKind:
    """What the file is by its first bytes; a kilobyte is plenty.

    The name decides only between kinds that share a container (.xlsx and .docx, .xls and .doc) and begin alike.
    """
    if not first_bytes:
        return FileKind.EMPTY
    if first_bytes.startswith(b"PK\x03\x04"):
        return _in_zip(first_bytes, file_name)
    if first_bytes.startswith(_OLD_OFFICE):
        return _OLD_BY_ENDING.get(ending(file_name), FileKind.OTHER)
    if first_bytes[4:8] == b"ftyp" and first_bytes[8:12] in _HEIC_BRANDS:
        return FileKind.HEIC
    if first_bytes[:4] == b"RIFF" and first_bytes[8:12] == b"WEBP":
        return FileKind.OTHER_PICTURE
    for start, kind in _STARTS:
        if first_bytes.startswith(start):
            return kind
    return _written(first_bytes)


def _in_zip(first_bytes: bytes, file_name: str) -> FileKind:
    for part, kind in _INSIDE_ZIP:
        if part in first_bytes:
            return kind
    return _ZIP_BY_ENDING.get(ending(file_name), FileKind.ARCHIVE)


def _written(first_bytes: bytes) -> FileKind:
    if b"\x00" in first_bytes:
        return FileKind.OTHER
    start = first_bytes.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<meta")):
        return FileKind.WEB_PAGE
    return FileKind.TEXT if _is_text(first_bytes) else FileKind.OTHER


def _is_text(first_bytes: bytes) -> bool:
    """Whether it reads as UTF-8 or GB 18030; the last sign may be cut in two."""
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                text = first_bytes[: len(first_bytes) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return all(sign.isprintable() or sign in "\r\n\t\ufeff" for sign in text)
    return False
