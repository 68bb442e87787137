"""Many people at once on Telegram's webhook: the real server, and a Bot API beside it.

An answer is there when its text has arrived in the chat. Telegram lets 30 messages a second through; where the answers
are more, each waits, one and a half seconds at most. Every fifth message follows at once upon the one before, whose
answer may still be on its way: so order is tried.
"""

from __future__ import annotations

import asyncio
import html
import itertools
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from bench.channel_load import (
    AGAIN_EVERY,
    BEGIN,
    STEPS,
    Load,
    Tally,
    compared,
    memory,
    quiet,
    run_load,
    served,
    settled,
)
from tests.channels.telegram_person import Person
from tests.channels.telegram_server import TOKEN, BotApi, Call, bot_api

_CONNECTIONS = 40
"""What Telegram calls a webhook with at most, unless told otherwise."""
_HURRIED_EVERY = 5
_ALONE, _FIRST = "1", 1000


@dataclass
class Telegram:
    """Telegram's side: what is posted to the webhook, when, and what arrived in each chat."""

    api: BotApi
    session: aiohttp.ClientSession
    tally: Tally = field(default_factory=Tally)
    posted: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def say(self, user: str, text: str, *, again: bool = False) -> None:
        """Posts a text as the update that it is, or the same update twice at once."""
        update = {"update_id": next(self.api.numbers), **Person(self.api, int(user)).message(text=text)}
        self.posted[user].append(time.monotonic())
        posts = [self._post(update) for _ in range(2 if again else 1)]
        self.tally.unanswered += sum(status != 200 for status in await asyncio.gather(*posts))

    async def _post(self, update: object) -> int:
        headers = {"X-Telegram-Bot-Api-Secret-Token": self.api.webhook["secret_token"]}
        async with self.session.post(self.api.webhook["url"], json=update, headers=headers) as response:
            return response.status

    def calls(self, user: str) -> list[Call]:
        """The texts that arrived in a chat, edits among them."""
        texts = [call for call in self.api.calls if call.method in ("sendMessage", "editMessageText")]
        return [call for call in texts if call.fields["chat_id"] == user]

    def texts(self, user: str) -> list[str]:
        """The same, as they are read."""
        return [html.unescape(call.fields["text"]) for call in self.calls(user)]

    def arrived(self) -> int:
        """How many calls there were."""
        return len(self.api.calls)

    def forget(self) -> None:
        """Forgets what was posted and what arrived."""
        self.api.calls.clear()
        self.posted.clear()


async def telegram_load(users: int, seconds: float, pace: float) -> Load:
    """So many people for so many seconds."""
    names = [str(_FIRST + number) for number in range(users)]
    with tempfile.TemporaryDirectory() as state:
        limit = aiohttp.TCPConnector(limit=_CONNECTIONS)
        async with bot_api() as api, aiohttp.ClientSession(connector=limit) as session:
            telegram = Telegram(api, session)
            async with served(_settings(api), Path(state), lambda: _is_called(api)) as process:
                cycle = await _alone(telegram)
                for text in BEGIN:
                    await asyncio.gather(*(telegram.say(name, text) for name in names))
                    await quiet(telegram.arrived)
                telegram.forget()
                before, began = memory(process), time.monotonic()
                until = began + seconds
                await asyncio.gather(*(_talk(telegram, name, until, pace, n / users) for n, name in enumerate(names)))
                elapsed = time.monotonic() - began
                said = {name: len(telegram.posted[name]) for name in names}
                await settled(telegram.texts, said)
                await quiet(telegram.arrived)
                after = memory(process)
    for name in names:
        arrived = [call.at for call in telegram.calls(name)]
        telegram.tally.seconds += [at - posted for posted, at in zip(telegram.posted[name], arrived, strict=False)]
    return Load(users, elapsed, telegram.tally, compared(telegram.texts, said, cycle), (before, after))


def _settings(api: BotApi) -> dict[str, str]:
    own = {"TOKEN": TOKEN, "RECEIVE": "webhook", "API": api.url}
    return {f"CANBAO_TELEGRAM_{name}": value for name, value in own.items()}


async def _is_called(api: BotApi) -> bool:
    return bool(api.webhook)


async def _talk(telegram: Telegram, user: str, until: float, pace: float, place: float) -> None:
    """One person's messages until then, ``pace`` seconds from one to the next."""
    await asyncio.sleep(place * pace)
    tally = telegram.tally
    for number, text in enumerate(itertools.cycle(STEPS), 1):
        began = time.monotonic()
        again = tally.sent % AGAIN_EVERY == 0
        tally.sent, tally.again = tally.sent + 1, tally.again + again
        await telegram.say(user, text, again=again)
        if time.monotonic() > until:
            break
        if number % _HURRIED_EVERY:
            await asyncio.sleep(max(0.0, began + pace - time.monotonic()))


async def _alone(telegram: Telegram) -> Sequence[str]:
    """What one person gets for each step of a round, and for those of every other round."""
    for text in BEGIN:
        await telegram.say(_ALONE, text)
        await quiet(telegram.arrived)
    telegram.forget()
    for text in STEPS * 2:
        await telegram.say(_ALONE, text)
        await quiet(telegram.arrived)
    texts = telegram.texts(_ALONE)
    cycle = texts[: len(STEPS)]
    assert texts == cycle * 2 and len(set(cycle)) >= 3, texts
    return cycle


if __name__ == "__main__":
    run_load(__doc__, telegram_load)
