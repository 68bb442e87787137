"""A reply as plain texts, for channels that have no buttons or take no long text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

from wcwidth import iter_graphemes

from bot.engine.messages import Option, Reply

HOW_TO_ANSWER = "回复序号即可，也可以直接打字。"
TO_FORWARD = "下面这段可以直接转发："
"""Ends what stands before a note to forward; the note follows in a message of its own."""

DETAILS_HEAD = "更多：\n"
"""Stands over details where they are not folded."""


class Form(Enum):
    """How a text is meant to be shown; the value is the mark that a message begins with."""

    PLAIN = ""
    DETAILS = "【细节】"
    NOTE = "【可转发】"


@dataclass(frozen=True, slots=True)
class Told:
    """A text without its mark, and its form."""

    text: str
    form: Form = Form.PLAIN

    @property
    def shown(self) -> str:
        """For channels that fold nothing."""
        return DETAILS_HEAD + self.text if self.form is Form.DETAILS else self.text

    @property
    def marked(self) -> str:
        """As it came, for the outbox."""
        return f"{self.form.value}\n{self.text}" if self.form.value else self.text


_MARKED = re.compile("^(?=【(?:细节|可转发)】)", re.MULTILINE)


def told(messages: Iterable[str]) -> list[Told]:
    """The messages by their marks; what comes before a note ends with the line that it can be forwarded."""
    found: list[Told] = []
    for part in (part for message in messages for part in _MARKED.split(message)):
        form = next((form for form in (Form.DETAILS, Form.NOTE) if part.startswith(form.value)), Form.PLAIN)
        text = part.removeprefix(form.value).strip()
        if not text:
            continue
        if form is Form.NOTE and not (found and found[-1].text.endswith(TO_FORWARD)):
            # Under a note the line would be forwarded, too; under details it may be folded away.
            before = found.pop().text + "\n\n" if found and found[-1].form is Form.PLAIN else ""
            found.append(Told(before + TO_FORWARD))
        found.append(Told(text, form))
    return found


def unmarked(messages: Iterable[str]) -> tuple[str, ...]:
    """The messages as texts for channels that fold nothing."""
    return tuple(each.shown for each in told(messages))


def ends_in_note(texts: Sequence[str]) -> bool:
    """Whether the last of the unmarked texts is a note to forward, under which nothing may stand."""
    return len(texts) > 1 and texts[-2].endswith(TO_FORWARD)


def keeps_apart(texts: Sequence[str]) -> bool:
    """Whether what follows these unmarked texts must not be joined to the last: one of both is a note to forward."""
    return bool(texts) and (texts[-1].endswith(TO_FORWARD) or ends_in_note(texts))


def too_large(name: str, most_bytes: int) -> str:
    """That a file is over the limit, in the words that the assistant says to one: for where it is not asked."""
    return f"{name}太大，没有收：每个最多{most_bytes // 2**20}MB。请压缩、拆成几份，或者只截要用的部分再发。"


Measure = Callable[[str], int]
"""How long a text is for a channel; two texts joined are as long as both together."""


def characters(text: str) -> int:
    """Unicode characters."""
    return len(text)


def utf8_bytes(text: str) -> int:
    """Bytes in UTF-8."""
    return len(text.encode("utf-8", "replace"))


def utf16_units(text: str) -> int:
    """Code units of UTF-16, where most emoji count twice."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def numbered(options: Sequence[Option]) -> str:
    """The options, one to a line under its number, and how to answer; empty where there are none."""
    if not options:
        return ""
    lines = (f"{number}. {' '.join(option.label.split())}" for number, option in enumerate(options, 1))
    return "\n".join([*lines, HOW_TO_ANSWER])


def as_texts(reply: Reply, limit: int, measure: Measure = characters) -> list[str]:
    """The messages in order, none over the limit; the numbered options stand under the last one where they fit,
    never under a note to forward.
    """
    messages = unmarked(reply.messages)
    texts = [part for message in messages for part in split_text(message, limit, measure)]
    options = numbered(reply.options)
    if options and texts and not ends_in_note(messages) and measure(f"{texts[-1]}\n\n{options}") <= limit:
        texts[-1] += f"\n\n{options}"
        return texts
    return texts + split_text(options, limit, measure)


def split_text(text: str, limit: int, measure: Measure = characters) -> list[str]:
    """The text in parts of which none is over the limit, without the blanks around each.

    Cuts where a paragraph ends, else a line, a sentence or a clause; never inside what is seen as one sign, and inside
    a number, a word or an address only where that alone is over the limit.

    Raises:
        ValueError: the limit is too small for a single sign.
    """
    text = text.strip()
    if not text:
        return []
    if measure(text) <= limit:
        return [text]
    return list(_Cutting(text, limit, measure).parts())


_ENDS = tuple(
    map(re.compile, (r"\n\s*\n", r"\n", r"(?:[。！？；!?;…]|(?<!\d)\.(?=\s))+[”’）」』】\")]*", r"[，、：,:]|\s+"))
)
"""Where to cut, the best first: behind a paragraph, a line, a sentence, a clause."""

_HELD = re.compile(r"https?://[^\s，。；！？（）“”《》【】]+|[+-]?[A-Za-z\d]+(?:[.,:/@_~-]+[A-Za-z\d]+)*[%％‰]?")
"""What is not cut: addresses, numbers, days, words, file names."""

_LEAST = 4
"""A better place to cut is taken where the part is at least one in so many of the limit."""


class _Cutting:
    """A text, and the places where it may be cut."""

    def __init__(self, text: str, limit: int, measure: Measure) -> None:
        self._text = text
        self._limit = limit
        self._lengths = list(accumulate(map(measure, text), initial=0))
        signs = list(accumulate(map(len, iter_graphemes(text))))
        held = {at for found in _HELD.finditer(text) for at in range(found.start() + 1, found.end())}
        whole = [at for at in signs if at not in held]
        free = set(whole)
        ends = [[found.end() for found in end.finditer(text) if found.end() in free] for end in _ENDS]
        self._good = ends
        self._any = [*ends, whole, signs, list(range(1, len(text) + 1))]

    def parts(self) -> Iterator[str]:
        """The parts in order; what is blank is left out."""
        start = 0
        while start < len(self._text):
            end = self._end_after(start)
            if part := self._text[start:end].strip():
                yield part
            start = end

    def _end_after(self, start: int) -> int:
        """Where the part ends that starts here."""
        last = bisect_right(self._lengths, self._lengths[start] + self._limit) - 1
        if last == len(self._text):
            return last
        early = bisect_left(self._lengths, self._lengths[start] + self._limit / _LEAST)
        for ends in self._good:
            if found := _last_between(ends, max(start + 1, early), last):
                return found
        for ends in self._any:
            if found := _last_between(ends, start + 1, last):
                return found
        raise ValueError(f"a limit of {self._limit} is too small for the sign at {start}")


def _last_between(places: Sequence[int], first: int, last: int) -> int | None:
    """The last of the sorted places that is neither before the first nor behind the last."""
    at = bisect_right(places, last) - 1
    return places[at] if at >= 0 and places[at] >= first else None
