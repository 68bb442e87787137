"""XML from outside: what a message needs is read, what harms is refused."""

from __future__ import annotations

import pytest

from bot.handlers.tencent.safe_xml import BadXml, fields, read_xml, write_xml

BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><xml><Content>&c;</Content></xml>'
)


def test_a_message_is_read() -> None:
    """Flat texts by name, CDATA or not; what nests stays in the tree."""
    body = "<xml><A><![CDATA[甲 <b>]]></A><N>12</N><L><I><K>k</K></I></L><E></E></xml>".encode()
    root = read_xml(body)
    assert fields(root) == {"A": "甲 <b>", "N": "12", "E": ""}
    assert root.findtext("L/I/K") == "k"


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("bomb", BOMB.encode()),
        ("outside entity", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Content>&e;</Content></xml>'),
        ("outside document type", b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd"><xml/>'),
        ("entity nobody declared", b"<xml>&e;</xml>"),
        ("instruction", b'<?xml-stylesheet href="x"?><xml/>'),
        ("another encoding", '<?xml version="1.0" encoding="gbk"?><xml><A>中文</A></xml>'.encode("gbk")),
        ("sixteen bits", "<xml>甲</xml>".encode("utf-16")),
        ("half a sign", "<xml><A>甲</A></xml>".encode()[:-10]),
        ("too deep", b"<a>" * 100 + b"</a>" * 100),
        ("too many", b"<xml>" + b"<a/>" * 3_000 + b"</xml>"),
        ("too long a name", b"<" + b"a" * 10_000 + b"/>"),
        ("too large", b"<xml>" + b" " * 2**20 + b"</xml>"),
        ("a null sign", b"<xml><A>\x00</A></xml>"),
        ("nothing", b""),
        ("no XML", b'{"a": 1}'),
        ("two roots", b"<xml/><xml/>"),
    ],
)
def test_what_harms_is_refused(name: str, body: bytes) -> None:
    """Always in the same way, and nothing of the body is told."""
    with pytest.raises(BadXml) as refused:
        read_xml(body)
    assert "passwd" not in str(refused.value)


def test_utf_8_is_read_whatever_is_declared() -> None:
    """A declared encoding does not make other signs of the bytes."""
    body = '<?xml version="1.0" encoding="iso-8859-1"?><xml><A>中文</A></xml>'.encode()
    assert fields(read_xml(body)) == {"A": "中文"}


@pytest.mark.parametrize("text", ["甲]]>乙", "]]]]>>", "<a>&amp;", "一\n二", "😀", "", "]]"])
def test_what_is_written_is_read_back(text: str) -> None:
    """No text can break out of its element."""
    assert fields(read_xml(write_xml(A=text, N=3).encode())) == {"A": text, "N": "3"}


def test_signs_that_xml_cannot_hold_are_left_out() -> None:
    """The rest of the text arrives."""
    assert fields(read_xml(write_xml(A="甲\x00\x1b\x0b乙\ufffe").encode())) == {"A": "甲乙"}
