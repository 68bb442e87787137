"""XML parts of a workbook, read strictly: no document types, and so no entities of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from xml.parsers import expat

Attributes = Mapping[str, str]


class BadXml(ValueError):
    """The part is no XML, or brings what no workbook needs."""


def read_elements(
    content: bytes,
    started: Callable[[str, Attributes], None],
    ended: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Goes through the elements in order, by their names without prefix.

    Raises:
        BadXml: as it says.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = lambda tag, attributes: started(tag.rpartition(":")[2], attributes)
    if ended is not None:
        parser.EndElementHandler = lambda tag: ended(tag.rpartition(":")[2])
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise BadXml(str(error)) from error


def _refuse(*_: Any) -> None:
    raise BadXml("a document type")
