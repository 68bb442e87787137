"""Files that no step wants and that are of no use: why, by their bytes, and where these say nothing by the name."""

from __future__ import annotations

from bot.documents.package import Refused
from bot.documents.workbook_form import is_of_a_form
from bot.engine.messages import Unread, UnreadKind
from bot.services.file_kinds import FileKind, kind_of
from bot.services.sheets import Forms

_SHEETS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".csv", ".et", ".ods")
_SOUNDS = (".amr", ".mp3", ".m4a", ".wav", ".aac", ".ogg", ".opus", ".silk", ".wma", ".flac")
_FILMS = (".mp4", ".mov", ".avi", ".mkv", ".wmv", ".webm", ".m4v", ".3gp", ".flv")
_BY_ENDING = ((_SOUNDS, UnreadKind.VOICE), (_FILMS, UnreadKind.VIDEO))


def why_unread(name: str, content: bytes, forms: Forms) -> Unread | None:
    """Why the file is not taken; None where it is a workbook of one of the forms.

    Looks into workbooks, which takes some tenths of a second for the largest: call it in a thread.
    """
    if kind_of(content) is FileKind.XLSX or name.lower().endswith(_SHEETS):
        return _why_no_sheet(name, content, forms)
    found = (kind for endings, kind in _BY_ENDING if name.lower().endswith(endings))
    return Unread(next(found, UnreadKind.DOCUMENT), name)


def _why_no_sheet(name: str, content: bytes, forms: Forms) -> Unread | None:
    try:
        return None if is_of_a_form(content, forms.values()) else Unread(UnreadKind.FOREIGN_SHEET, name)
    except Refused as refused:
        return Unread(UnreadKind.BROKEN_SHEET, name, refused.message)
