"""Which form a batch workbook belongs to: by the mark that our templates carry, else by its headings."""

from __future__ import annotations

from collections.abc import Iterable

from bot.documents.package import open_package
from bot.documents.workbook_layout import find_layout
from bot.documents.workbook_sheet import first_rows, opened_mark
from bot.engine.dialog import Dialog
from bot.engine.faces import columns_of


def marked_form(content: bytes) -> str:
    """The key of the form whose template it is; empty where it is none of ours.

    Raises:
        Refused: it is no workbook that can be read.
    """
    mark = opened_mark(open_package(content))
    return mark[1] if len(mark) > 1 else ""


def is_of_a_form(content: bytes, forms: Iterable[type[Dialog]]) -> bool:
    """Whether it is a template of ours, or a sheet in it has the headings of one of the forms.

    Raises:
        Refused: it is no workbook that can be read.
    """
    package = open_package(content)
    if opened_mark(package):
        return True
    columns = [columns_of(form) for form in forms]
    return any(find_layout(rows, each) is not None for rows in first_rows(package) for each in columns)
