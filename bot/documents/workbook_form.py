"""Which form a batch workbook belongs to, by the mark that our templates carry."""

from __future__ import annotations

from bot.documents.package import open_package
from bot.documents.workbook_sheet import opened_mark


def marked_form(content: bytes) -> str:
    """The key of the form whose template it is; empty where it is none of ours.

    Raises:
        Refused: it is no workbook that can be read.
    """
    mark = opened_mark(open_package(content))
    return mark[1] if len(mark) > 1 else ""
