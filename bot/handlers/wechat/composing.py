"""Makes a saying of a reply: what WeChat cannot show becomes a link."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.messages import FileRef, Reply
from bot.handlers.wechat import sentences
from bot.handlers.wechat.budget import Budget
from bot.handlers.wechat.links import Links
from bot.handlers.wechat.saying import MOST_BYTES, Saying, is_picture, packed
from bot.handlers.wording import utf8_bytes

_HINT = f"\n\n{sentences.MORE_WAITS}"


class Composing:
    """Composes for an account that may send messages of its own, or may not: then only answers are left."""

    def __init__(self, links: Links, budget: Budget) -> None:
        self._links = links
        self._budget = budget

    async def saying(self, user: str, reply: Reply) -> Saying:
        """The reply to the person."""
        texts = packed(reply.messages, reply.options, _most(True))
        if len(texts) <= 1 and not reply.files:
            return Saying(texts)
        only_answers = await self._budget.is_closed()
        pictures = tuple(file for file in reply.files if is_picture(file) and not only_answers)
        linked = [await self._links.told(user, file) for file in reply.files if file not in pictures]
        texts = packed((*reply.messages, *linked), reply.options, _most(only_answers), not only_answers)
        return Saying(texts, pictures)

    async def answer(self, user: str, waiting: Sequence[Saying], now: Saying) -> Saying:
        """What waited for the person's message, then what is said to it."""
        if not waiting and len(now.texts) <= 1:
            return now
        only_answers = await self._budget.is_closed()
        if not only_answers:
            return _joined(waiting, now, only_answers) if waiting else now
        waiting = [await self._without_pictures(user, saying) for saying in waiting]
        saying = _joined(waiting, now, only_answers)
        if len(saying.texts) > 1:
            saying = Saying((saying.texts[0] + _HINT, *saying.texts[1:]))
        return saying

    async def linked(self, user: str, file: FileRef) -> str:
        """The words with which a file's link is sent."""
        return await self._links.told(user, file)

    async def _without_pictures(self, user: str, saying: Saying) -> Saying:
        linked = [await self._links.told(user, file) for file in saying.pictures]
        return Saying((*saying.texts, *linked))

    async def working(self) -> str:
        """What is said while the result is not there yet."""
        return sentences.WORKING_UNPUSHED if await self._budget.is_closed() else sentences.WORKING


def _most(only_answers: bool) -> int:
    return MOST_BYTES - utf8_bytes(_HINT) if only_answers else MOST_BYTES


def _joined(waiting: Sequence[Saying], now: Saying, only_answers: bool) -> Saying:
    """Each of both under its heading, where there are both."""
    earlier = [text for saying in waiting for text in saying.texts]
    texts = [*earlier, *now.texts]
    if earlier and now.texts:
        texts = [_headed(sentences.EARLIER, earlier), *earlier[1:], _headed(sentences.NOW, now.texts), *now.texts[1:]]
    pictures = (*(file for saying in waiting for file in saying.pictures), *now.pictures)
    # Where each text waits for a message of the person's, a note does not stand alone.
    return Saying(packed(texts, most=_most(only_answers), notes_apart=not only_answers), pictures)


def _headed(heading: str, texts: Sequence[str]) -> str:
    # A heading that stood alone would be the whole of an answer.
    return f"{heading}\n\n{texts[0]}"
