"""XML as Tencent sends it, read so that nothing in it can harm: no document type, no entities, no depth."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

MOST_BYTES = 2**20
_MOST_DEPTH = 8
_MOST_ELEMENTS = 2_000
_MOST_SIGNS = 256
_NOT_ALLOWED = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class BadXml(Exception):
    """The body is none of Tencent's; ``str`` says why, and holds nothing of it."""


def read_xml(body: bytes) -> Element:
    """The root of a document in UTF-8, whatever encoding it claims.

    Raises:
        BadXml: it is too large, not UTF-8, not well-formed, or holds what no message needs.
    """
    if len(body) > MOST_BYTES:
        raise BadXml("too large")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadXml("not UTF-8") from None
    reading = _Reading()
    try:
        # The encoding given here is the one that counts, not the one declared.
        parser = expat.ParserCreate("utf-8")
        reading.listen(parser)
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise BadXml(f"not well-formed (line {error.lineno})") from None
    return reading.builder.close()


def fields(element: Element) -> dict[str, str]:
    """The texts of the elements right below that have none below themselves, by their names; the last one counts."""
    return {child.tag: (child.text or "").strip() for child in element if len(child) == 0}


class _Reading:
    """Builds the tree, and counts what there is of it."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()
        self._depth = 0
        self._elements = 0

    def listen(self, parser: expat.XMLParserType) -> None:
        """Takes what the parser finds."""
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self.builder.data
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.ProcessingInstructionHandler = self._refuse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > _MOST_DEPTH or self._elements > _MOST_ELEMENTS:
            raise BadXml("too deep, or too many elements")
        if len(name) > _MOST_SIGNS:
            raise BadXml("too long a name")
        self.builder.start(name, attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self.builder.end(name)

    def _refuse(self, *_: object) -> None:
        raise BadXml("a document type, an entity or an instruction")


def write_xml(**values: str | int) -> str:
    """A flat document with these elements in order, as Tencent takes it; texts as CDATA."""
    return f"<xml>{''.join(element(name, value) for name, value in values.items())}</xml>"


def element(name: str, value: str | int) -> str:
    """One element; signs that XML cannot hold are left out of its text."""
    if isinstance(value, int):
        return f"<{name}>{value}</{name}>"
    kept = _NOT_ALLOWED.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{kept}]]></{name}>"
