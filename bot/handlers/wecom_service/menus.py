"""Replies to customers: as few messages as are allowed, options as a menu whose lines are pressed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.engine.messages import FileRef, Option, Reply
from bot.handlers.wording import as_texts, ends_in_note, keeps_apart, numbered, split_text, unmarked, utf8_bytes

MOST_BYTES, MOST_HEAD_BYTES = 2048, 1024
MOST_LINES, MOST_LINE_BYTES, MOST_ID_BYTES = 10, 128, 128
MOST_MESSAGES = 5
_ASK, _TAIL = "请选择：", "点一项，也可以直接打字。"


@dataclass(frozen=True, slots=True)
class Message:
    """One message without a file: its kind and body; ``text`` is what it says, with numbers for lines to press."""

    kind: str
    body: dict[str, Any]
    text: str


Piece = Message | FileRef
Group = tuple[str, tuple[Piece, ...]]
"""A reply's pieces, and what they answer to."""


def words(text: str) -> Message:
    """A text."""
    return Message("text", {"content": text}, text)


def pieces_of(reply: Reply) -> tuple[Piece, ...]:
    """The reply in order, a menu last; texts are joined where there would be more messages than are allowed."""
    messages = unmarked(reply.messages)
    last = "" if not messages or ends_in_note(messages) else messages[-1]
    menu = _menu(last, reply.options)
    if menu is None:
        return (*map(words, _joined(as_texts(reply, MOST_BYTES, utf8_bytes), len(reply.files))), *reply.files)
    before = messages[:-1] if menu.body["head_content"] != _ASK else messages
    texts = [part for text in before for part in split_text(text, MOST_BYTES, utf8_bytes)]
    return (*map(words, _joined(texts, len(reply.files) + 1)), *reply.files, menu)


def only_one(reply: Reply) -> Message | None:
    """The reply as one message, for where no second one is allowed; None where there is nothing to say."""
    whole = Reply(("\n\n".join(unmarked(reply.messages)),), reply.options)
    first = pieces_of(whole)[:1]
    menu = _menu(whole.messages[0], reply.options)
    if menu is not None and menu.body["head_content"] != _ASK:
        return menu
    return first[0] if first and isinstance(first[0], Message) else None


def counted(groups: Iterable[Group]) -> int:
    """How many messages they are."""
    return sum(len(pieces) for _, pieces in groups)


def cut(groups: Iterable[Group], most: int) -> tuple[list[Group], list[Group]]:
    """The first so many messages, and the rest."""
    first, rest = list[Group](), list[Group]()
    for source, pieces in groups:
        room = max(0, most - counted(first))
        first += [(source, pieces[:room])] if pieces[:room] else []
        rest += [(source, pieces[room:])] if pieces[room:] else []
    return first, rest


def joined(replies: Sequence[Group]) -> Sequence[Group]:
    """Several replies as one to the last message that they answer to, in as few messages as they fit in."""
    pieces = [piece for _, each in replies for piece in each]
    if len([each for _, each in replies if each]) < 2:
        return replies
    last = pieces.pop() if isinstance(pieces[-1], Message) and pieces[-1].kind == "msgmenu" else None
    files = [piece for piece in pieces if isinstance(piece, FileRef)]
    texts = _joined([piece.text for piece in pieces if isinstance(piece, Message)], MOST_MESSAGES)
    return [(replies[-1][0], (*map(words, texts), *files, *([last] if last is not None else [])))]


def as_reply(pieces: Sequence[Piece]) -> Reply:
    """The pieces as a reply without options, for the outbox."""
    texts = tuple(piece.text for piece in pieces if isinstance(piece, Message))
    return Reply(texts, files=tuple(piece for piece in pieces if isinstance(piece, FileRef)))


def pieces_held(reply: Reply) -> tuple[Piece, ...]:
    """The pieces of what ``as_reply`` gave."""
    return (*map(words, reply.messages), *reply.files)


def _menu(text: str, options: Sequence[Option]) -> Message | None:
    """A menu under the text, or under a word where the text is too long; None where the options do not fit."""
    lines = [" ".join(option.label.split()) for option in options]
    fits = 0 < len(options) <= MOST_LINES and all(
        0 < utf8_bytes(line) <= MOST_LINE_BYTES and utf8_bytes(option.id) <= MOST_ID_BYTES
        for line, option in zip(lines, options, strict=True)
    )
    if not fits:
        return None
    head = text.strip() if 0 < utf8_bytes(text.strip()) <= MOST_HEAD_BYTES else _ASK
    listed = [
        {"type": "click", "click": {"id": option.id, "content": line}}
        for line, option in zip(lines, options, strict=True)
    ]
    plain = numbered(options) if head == _ASK else f"{head}\n\n{numbered(options)}"
    return Message("msgmenu", {"head_content": head, "list": listed, "tail_content": _TAIL}, plain)


def _joined(texts: list[str], others: int) -> list[str]:
    """The texts, neighbors in one message where there are more than fit beside so many others; notes stay alone."""
    while len(texts) + others > MOST_MESSAGES and len(texts) > 1:
        sizes = [
            MOST_BYTES + 1 if keeps_apart(texts[:behind]) else utf8_bytes(f"{one}\n\n{two}")
            for behind, (one, two) in enumerate(pairwise(texts), 1)
        ]
        at = min(range(len(sizes)), key=sizes.__getitem__)
        if sizes[at] > MOST_BYTES:
            break
        texts = [*texts[:at], f"{texts[at]}\n\n{texts[at + 1]}", *texts[at + 2 :]]
    return texts
