"""A reply in the form that WeChat takes: texts of at most 2,048 bytes, and pictures."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from bot.engine.messages import FileRef, Option
from bot.handlers.wechat.sentences import NOTE_FOLLOWS
from bot.handlers.wording import HOW_TO_ANSWER, TO_FORWARD, keeps_apart, numbered, split_text, unmarked, utf8_bytes

MOST_BYTES = 2_048
MOST_PICTURE_BYTES = 10 * 2**20
PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/bmp"})


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said in one go: texts, then pictures."""

    texts: tuple[str, ...] = ()
    pictures: tuple[FileRef, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.texts or self.pictures)

    @property
    def offers(self) -> bool:
        """Whether numbers are offered to choose by."""
        return any(HOW_TO_ANSWER in text for text in self.texts)

    @property
    def first(self) -> str:
        """The first text, without the line that belongs to a note behind it; empty where there is none."""
        text = self.texts[0] if self.texts else ""
        return text.removesuffix(TO_FORWARD).strip() or NOTE_FOLLOWS if text.endswith(TO_FORWARD) else text

    def after(self, count: int) -> Saying:
        """Without the first ones; a note to forward keeps the line that tells it from others."""
        line = (TO_FORWARD,) if 0 < count < len(self.texts) and self.texts[count - 1].endswith(TO_FORWARD) else ()
        return Saying((*line, *self.texts[count:]), self.pictures[max(0, count - len(self.texts)) :])

    def as_text(self) -> str:
        """For the notes."""
        return json.dumps({"texts": self.texts, "pictures": [asdict(file) for file in self.pictures]})


def read_saying(text: str) -> Saying:
    """What ``as_text`` gave."""
    kept = json.loads(text)
    return Saying(tuple(kept["texts"]), tuple(FileRef(**file) for file in kept["pictures"]))


def is_picture(file: FileRef) -> bool:
    """Whether WeChat shows it as a picture."""
    return file.kind in PICTURES and file.size <= MOST_PICTURE_BYTES


def packed(
    messages: Iterable[str], options: Sequence[Option] = (), most: int = MOST_BYTES, notes_apart: bool = True
) -> tuple[str, ...]:
    """Few texts, since each one counts: joined where they fit, split where they do not; options stay in one piece.

    With ``notes_apart`` a note to forward is a text of its own.
    """
    texts: list[str] = []
    seen: list[str] = []
    for message in (*unmarked(messages), numbered(options)):
        if not message.strip():
            continue
        apart = notes_apart and keeps_apart(seen)
        seen.append(message)
        joined = f"{texts[-1]}\n\n{message.strip()}" if texts and not apart else message.strip()
        if utf8_bytes(joined) <= most:
            texts[len(texts) if apart else -1 :] = [joined]
        elif utf8_bytes(message) <= most:
            texts.append(message.strip())
        else:
            texts[len(texts) if apart else -1 :] = split_text(joined, most, utf8_bytes)
    return tuple(texts)
