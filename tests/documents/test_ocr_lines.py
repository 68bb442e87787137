"""Promises of ``bot.documents.ocr_lines``: words come in the order in which people read."""

from __future__ import annotations

from bot.documents.ocr_lines import Seen, in_lines


def at(words: str, left: float, top: float, score: float = 0.9) -> Seen:
    """Words 20 dots high."""
    return Seen(words, score, left, top, top + 20)


def test_lines_go_down_and_words_right() -> None:
    """Whatever order they were found in; a few dots up or down are the same line."""
    seen = [at("确定", 200, 103), at("提示", 10, 10), at("取消", 90, 100), at("养老已参保", 10, 50)]
    assert in_lines(seen) == "提示\n养老已参保\n取消  确定"


def test_close_lines_stay_apart() -> None:
    """Lines that touch are still two."""
    assert in_lines([at("下", 10, 31), at("上", 10, 10)]) == "上\n下"


def test_what_is_hardly_read_is_left_out() -> None:
    """Low confidence and blanks are nothing."""
    assert in_lines([at("糊", 10, 10, 0.4), at(" ", 10, 50), at("清楚", 10, 90)]) == "清楚"
    assert in_lines([]) == ""
