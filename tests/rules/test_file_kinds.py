"""Promises of ``rules.file_kinds``: what a file is by how it begins."""

import pytest

from rules.file_kinds import FileKind, file_kind


@pytest.mark.parametrize(
    "start",
    [b"<!DOCTYPE html>", b"<html>", b"<TABLE border=0>", b'<meta charset="gb2312">', b"\xef\xbb\xbf \r\n<Html>"],
)
def test_a_page_saved_as_a_sheet_is_a_page(start: bytes) -> None:
    """Web pages are known by any of their usual beginnings, in small and capital letters, after a mark or blanks."""
    assert file_kind(start, "名单.xls") is FileKind.WEB_PAGE


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("cut", range(4))
def test_text_may_be_cut_within_a_sign(encoding: str, cut: int) -> None:
    """The first kilobyte of a text is text, wherever it ends."""
    whole = "姓名,基数\r\n张测试,𠮷\t6000\r\n𠮷".encode(encoding)
    assert file_kind(whole[: len(whole) - cut], "名单.csv") is FileKind.TEXT


@pytest.mark.parametrize("start", [b"abc\x00def", b"abc\x01def", b"\xff\xff\xff\xff\xff\xff"])
def test_signs_that_no_text_has(start: bytes) -> None:
    """A zero byte, control signs, and what no encoding reads, are no text."""
    assert file_kind(start, "名单.csv") is FileKind.OTHER


@pytest.mark.parametrize(("start", "kind"), [(b"RIFF\x10\x00\x00\x00WEBPVP8 ", FileKind.OTHER_PICTURE),
                                             (b"RIFF\x10\x00\x00\x00WAVEfmt ", FileKind.OTHER)])  # fmt: skip
def test_a_picture_inside_a_general_wrapper(start: bytes, kind: FileKind) -> None:
    """Of the files that begin alike, only WEBP is a picture."""
    assert file_kind(start, "照片") is kind
