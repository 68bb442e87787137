"""Whatever a reply holds, it is said within WeCom's limits, in order, and nothing of it is lost."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.messages import FileRef, Option, Reply
from bot.handlers.wecom import speaking
from bot.handlers.wecom_service import menus

signs = st.text(st.sampled_from("社保参保，。！？\n 123abc😀\u3000"), max_size=1_500)
labels = st.text(st.sampled_from("能不方便😀 ab1"), min_size=1, max_size=50).filter(str.strip)
files = st.builds(FileRef, st.uuids().map(str), st.just("表.xlsx"), st.just(9), st.just("application/x"))
replies = st.builds(
    lambda messages, shown, sent: Reply(
        tuple(messages), tuple(Option(f"option|{n}", label) for n, label in enumerate(shown)), tuple(sent)
    ),
    st.lists(signs, max_size=6),
    st.lists(labels, max_size=24),
    st.lists(files, max_size=2),
)


def bare(text: str) -> str:
    """The text without blanks, which cutting and joining may change."""
    return re.sub(r"\s", "", text)


def said(reply: Reply) -> str:
    return bare("".join(reply.messages))


@given(replies)
def test_replies_to_members(reply: Reply) -> None:
    """Texts of 2,048 bytes; all labels on a card, or numbered; every file."""
    pieces = speaking.pieces_of(reply)
    texts = [piece.text for piece in pieces if isinstance(piece, speaking.Words)]
    cards = [piece for piece in pieces if isinstance(piece, speaking.Card)]
    assert all(0 < len(text.encode()) <= 2048 for text in texts)
    assert len(cards) <= 1 and (not cards or pieces[-1] is cards[0])
    everything = bare("".join([*texts, *(card.text for card in cards)]))
    assert everything.startswith(said(reply))
    for number, option in enumerate(reply.options, 1):
        assert f"{number}.{bare(option.label)}" in everything
    assert [piece for piece in pieces if isinstance(piece, FileRef)] == list(reply.files)
    assert bare("".join(speaking.as_reply(pieces).messages)) == everything


@given(replies)
def test_replies_to_customers(reply: Reply) -> None:
    """Texts of 2,048 bytes, menus within theirs; more than five only where the texts fill them."""
    pieces = menus.pieces_of(reply)
    made = [piece for piece in pieces if isinstance(piece, menus.Message)]
    for piece in made:
        if piece.kind == "text":
            assert 0 < len(piece.body["content"].encode()) <= 2048
        else:
            assert len(piece.body["head_content"].encode()) <= 1024 and len(piece.body["list"]) <= 10
            assert piece is pieces[-1]
    everything = bare("".join(piece.text for piece in made))
    assert everything.startswith(said(reply))
    for number, option in enumerate(reply.options, 1):
        assert f"{number}.{bare(option.label)}" in everything
    assert [piece for piece in pieces if isinstance(piece, FileRef)] == list(reply.files)
    if len(pieces) > menus.MOST_MESSAGES:
        sizes = [len(piece.text.encode()) for piece in made if piece.kind == "text"]
        assert all(one + two + 2 > 2048 for one, two in pairwise(sizes))


@given(st.lists(replies, max_size=5))
def test_several_replies_joined(many: list[Reply]) -> None:
    """In order, with the last one's menu alone."""
    asked = [(str(number), menus.pieces_of(reply)) for number, reply in enumerate(many)]
    joined = menus.joined(asked)
    before = bare(
        "".join(
            menus.as_reply(pieces).messages[0]
            for _, each in asked
            for pieces in [[p] for p in each]
            if menus.as_reply(pieces).messages
        )
    )
    after = [piece for _, each in joined for piece in each]
    assert bare("".join(piece.text for piece in after if isinstance(piece, menus.Message))) == before
    assert [piece for piece in after if isinstance(piece, FileRef)] == [f for reply in many for f in reply.files]


@pytest.mark.parametrize(("messages", "kind"), [((), "msgmenu"), (("好",), "msgmenu"), (("长" * 500,), "text")])
def test_the_one_message_of_a_welcome(messages: tuple[str, ...], kind: str) -> None:
    """A menu where it fits, else a text."""
    one = menus.only_one(Reply(messages, (Option("o|1", "能"),)))
    assert one is not None and one.kind == kind
    assert menus.only_one(Reply()) is None


NOTED = Reply(("他办。", "【细节】\n一。", "【可转发】\n您好。"), (Option("a", "好了"),))
TOLD = ["他办。", "更多：\n一。", "下面这段可以直接转发：", "您好。"]


def test_a_note_to_forward_is_no_card_or_menu() -> None:
    """It stands alone, and the options on a card, or a menu, without it."""
    *texts, card = speaking.pieces_of(NOTED)
    assert [piece.text for piece in texts if isinstance(piece, speaking.Words)] == TOLD
    assert isinstance(card, speaking.Card) and "您好" not in str(card.made)
    *texts, menu = menus.pieces_of(NOTED)
    assert [piece.text for piece in texts if isinstance(piece, menus.Message)] == TOLD
    assert isinstance(menu, menus.Message) and menu.kind == "msgmenu" and "您好" not in menu.text


def test_texts_around_a_note_are_joined() -> None:
    """Where there are more than five, the note stays alone all the same."""
    messages = ("一。", "二。", "三。", "【可转发】\n您好。", "四。", "五。", "六。")
    texts = [piece.text for piece in menus.pieces_of(Reply(messages)) if isinstance(piece, menus.Message)]
    assert len(texts) <= menus.MOST_MESSAGES and "您好。" in texts
