"""Replies as plain texts: nothing is lost, nothing is over the limit, nothing is cut in the middle of a sign."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from bot.engine.messages import Option, Reply
from bot.handlers.wechat.saying import Saying, packed
from bot.handlers.wechat.sentences import NOTE_FOLLOWS
from bot.handlers.wording import (
    HOW_TO_ANSWER,
    TO_FORWARD,
    Measure,
    as_texts,
    characters,
    numbered,
    split_text,
    unmarked,
    utf8_bytes,
    utf16_units,
)

MEASURES = st.sampled_from([characters, utf8_bytes, utf16_units])
FAMILY = "👨‍👩‍👧"
PIECES = [
    "请先登录网上办事大厅",
    "，再点“单位社保”",
    "。",
    "！",
    "\n",
    "\n\n",
    " ",
    "320102199003071234",
    "2026-03-01",
    "5,000.50",
    "https://rs.jshrss.jiangsu.gov.cn/index/",
    FAMILY,
    "👍🏽",
    "1️⃣",
    "é",
    "𠮷",
    "1. 忘记密码",
    "\r\n",
]
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))


def without_blanks(text: str) -> str:
    return "".join(text.split())


@given(TEXTS, st.integers(40, 200), MEASURES)
@example("\ud83d" * 100, 40, utf8_bytes)
def test_parts_fit_and_hold_all_that_was_said(text: str, limit: int, measure: Measure) -> None:
    """Each part is within the limit and not blank, and in order they are the whole text, but for blanks."""
    parts = split_text(text, limit, measure)
    assert all(part.strip() and measure(part) <= limit for part in parts)
    assert without_blanks("".join(parts)) == without_blanks(text)


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join), st.integers(40, 200), MEASURES)
def test_no_sign_is_cut(text: str, limit: int, measure: Measure) -> None:
    """What is seen as one sign, such as a family of three, lies in one part whole."""
    shown = [sign for part in split_text(text, limit, measure) for sign in iter_graphemes(part) if sign.strip()]
    assert shown == [sign for sign in iter_graphemes(text) if sign.strip()]


@given(
    st.lists(st.tuples(st.text("社保网厅经办好", min_size=1, max_size=30), st.integers(0, 10**17)), max_size=20),
    st.integers(40, 200),
    MEASURES,
)
def test_no_number_is_cut(pairs: list[tuple[str, int]], limit: int, measure: Measure) -> None:
    """Each number is read whole in one of the parts."""
    text = "".join(f"{words}{number}" for words, number in pairs)
    read = [found for part in split_text(text, limit, measure) for found in re.findall(r"\d+", part)]
    assert read == [str(number) for _, number in pairs]


@given(TEXTS, MEASURES)
def test_what_fits_is_one_part(text: str, measure: Measure) -> None:
    """A text within the limit is not split."""
    whole = text.strip()
    assert split_text(text, max(measure(whole), 1), measure) == ([whole] if whole else [])


ROWS = [
    ("a paragraph", "第一段说明。还有一句。\n\n第二段，也不短。", ["第一段说明。还有一句。", "第二段，也不短。"]),
    ("a line", "第一行写在这里。对\n第二行写在这里", ["第一行写在这里。对", "第二行写在这里"]),
    ("a sentence", "今天不能申报！“明天可以。”请再来一次吧", ["今天不能申报！“明天可以。”", "请再来一次吧"]),
    ("a clause", "请准备好营业执照，还要身份证复印件", ["请准备好营业执照，", "还要身份证复印件"]),
    ("a decimal point is no end", "一共要交的钱是多少呢是5000.50元", ["一共要交的钱是多少呢是", "5000.50元"]),
    ("a day is held", "最晚在这一天以前报是2026-03-06", ["最晚在这一天以前报是", "2026-03-06"]),
    ("a part of some length", "好\n\n先打开网上大厅，再去登录页面", ["好\n\n先打开网上大厅，", "再去登录页面"]),
    ("else a short one", "好。先打开网上办事大厅再去登录", ["好。", "先打开网上办事大厅再去登录"]),
]


@pytest.mark.parametrize(("text", "parts"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_where_it_is_cut(text: str, parts: list[str]) -> None:
    """The best end is taken that leaves a part of some length."""
    assert split_text(text, 14) == parts


def test_a_number_over_the_limit_is_cut() -> None:
    """What cannot be sent whole is sent in parts rather than not at all."""
    assert split_text("1" * 25, 10) == ["1" * 10, "1" * 10, "1" * 5]


def test_a_limit_below_one_sign_is_refused() -> None:
    """No limit in bytes is so small that a sign would not fit."""
    with pytest.raises(ValueError, match="too small"):
        split_text("社保", 2, utf8_bytes)


OPTIONS = (Option("a", "忘记\n密码"), Option("b", "返回"))
LISTED = f"1. 忘记 密码\n2. 返回\n{HOW_TO_ANSWER}"


def test_options_are_numbered_with_a_line_on_how_to_answer() -> None:
    """Each option is one line under its number; without options nothing is said."""
    assert numbered(OPTIONS) == LISTED
    assert numbered(()) == ""


def test_options_stand_under_the_last_message() -> None:
    """They are part of the last text where they fit, else a text of their own."""
    reply = Reply(("第一句。", "第二句。"), OPTIONS)
    assert as_texts(reply, 100) == ["第一句。", f"第二句。\n\n{LISTED}"]
    assert as_texts(reply, len(LISTED)) == ["第一句。", "第二句。", LISTED]


@given(st.lists(st.text("社保登记", min_size=1, max_size=12), min_size=1, max_size=30), st.integers(60, 200))
def test_a_long_list_is_split_between_options(labels: list[str], limit: int) -> None:
    """No option is torn from its number, however many there are."""
    options = tuple(Option(str(n), label) for n, label in enumerate(labels))
    lines = [line for text in as_texts(Reply(("请选择。",), options), limit) for line in text.split("\n") if line]
    assert lines == ["请选择。", *(f"{n}. {label}" for n, label in enumerate(labels, 1)), HOW_TO_ANSWER]


@given(st.lists(TEXTS, max_size=4), st.integers(60, 200), MEASURES)
def test_all_texts_of_a_reply_fit(messages: list[str], limit: int, measure: Measure) -> None:
    """Whatever the messages are, no text is over the limit."""
    assert all(measure(text) <= limit for text in as_texts(Reply(tuple(messages), OPTIONS), limit, measure))


NOTE = "【可转发】\n您好，请您找回密码。"


@pytest.mark.parametrize(
    ("messages", "texts"),
    [
        (("能办。", "【细节】\n第一步。"), ("能办。", "更多：\n第一步。")),
        ((NOTE,), (TO_FORWARD, "您好，请您找回密码。")),
        (("他办。", NOTE, "好了吗？"), (f"他办。\n\n{TO_FORWARD}", "您好，请您找回密码。", "好了吗？")),
        ((f"他办。\n{NOTE}",), (f"他办。\n\n{TO_FORWARD}", "您好，请您找回密码。")),
        ((NOTE, NOTE), (TO_FORWARD, "您好，请您找回密码。") * 2),
        (("【细节】\n一。", NOTE), ("更多：\n一。", TO_FORWARD, "您好，请您找回密码。")),
        (("【细节】", "见【细节】。"), ("见【细节】。",)),
    ],
)
def test_marks_become_a_form(messages: tuple[str, ...], texts: tuple[str, ...]) -> None:
    """Details get a heading; a note stands alone behind the line that it can be forwarded."""
    assert unmarked(messages) == texts
    assert unmarked(texts) == texts


def test_nothing_stands_under_a_note() -> None:
    """Options follow in a text of their own, or would be forwarded, too."""
    assert as_texts(Reply((NOTE,), OPTIONS), 100) == [TO_FORWARD, "您好，请您找回密码。", LISTED]


def test_wechat_keeps_a_note_apart_where_each_text_is_not_waited_for() -> None:
    """Others are joined around it; where only answers are left, all are."""
    messages = ("一。", "二。", NOTE, "三。", "四。")
    assert packed(messages, OPTIONS) == (
        f"一。\n\n二。\n\n{TO_FORWARD}",
        "您好，请您找回密码。",
        f"三。\n\n四。\n\n{LISTED}",
    )
    assert len(packed(messages, OPTIONS, notes_apart=False)) == 1
    assert packed(packed(messages, OPTIONS)) == packed(messages, OPTIONS)


@pytest.mark.parametrize(("messages", "first"), [(("他办。", NOTE, "好了吗？"), "他办。"), ((NOTE,), NOTE_FOLLOWS)])
def test_a_note_stays_apart_in_the_rest_of_a_wechat_answer(messages: tuple[str, ...], first: str) -> None:
    """The line that it can be forwarded goes with it."""
    saying = Saying(packed(messages))
    assert saying.first == first
    rest = saying.after(1).texts
    assert rest[:2] == (TO_FORWARD, "您好，请您找回密码。") and packed(rest) == rest
