"""How long an editor waits for the list of unanswered questions: ``python -m bench.unanswered``."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bot.engine.conversation import Conversation, Question
from bot.engine.masking_names import without_names
from bot.engine.messages import Address, Decision, Inbound, Reply
from bot.engine.ports import Turn, Unanswered, Why
from bot.services.library import Library
from bot.services.question_clusters import Wanted
from bot.services.unanswered import Unanswered as Desk
from bot.settings import Settings
from bot.store.keys import Keys
from bot.store.store import Store
from faq.clusters import leaders

_QUESTIONS, _EACH, _AT_ONCE = 20_000, 4, 100
_BEGAN = datetime(2026, 11, 1, tzinfo=timezone(timedelta(hours=8)))
_NEAREST = (("filing.stop", 0.3), ("filing.enrol", 0.1), ("error.unknown", 0.05), ("account.roles", 0.02))
_TAILS = ("", "，急", "怎么办", "吗", "呢谢谢", "公司", "上个月", "今年")


def main() -> None:
    """Measures, then prints."""
    library = Library(Settings().data)
    texts = _texts(library)
    began = time.perf_counter()
    masked = [without_names(text) for text in texts]
    print(f"names masked: {(time.perf_counter() - began) / len(masked) * 1e6:.0f} µs a text")
    began = time.perf_counter()
    found = leaders(texts)
    print(f"{len(texts):,} texts into {len(set(found)):,} clusters: {time.perf_counter() - began:.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_list(Path(folder), texts, library))


def _texts(library: Library) -> list[str]:
    """Questions as diverse as can be: phrasings with something before, behind, or another one beside them."""
    chance = random.Random(3)
    known = [phrase for topic in library.current.knowledge.topics.values() for phrase in topic.ask]
    ends = [lambda: "", lambda: str(chance.randrange(3_000)), lambda: chance.choice(known)]
    return [chance.choice(known) + chance.choice(_TAILS) + chance.choice(ends)() for _ in range(_QUESTIONS)]


async def _list(folder: Path, texts: Sequence[str], library: Library) -> None:
    """Keeps the texts, then lists them as the command does."""
    store = await Store.open(f"sqlite:///{folder / 'canbao.db'}", Keys(bytes(32)), folder / "uploads")
    people = [texts[place : place + _EACH] for place in range(0, len(texts), _EACH)]
    began = time.perf_counter()
    for place in range(0, len(people), _AT_ONCE):
        several = enumerate(people[place : place + _AT_ONCE], place)
        await asyncio.gather(*(_ask(store, number, asked) for number, asked in several))
    print(f"kept: {(time.perf_counter() - began) / len(texts) * 1e6:.0f} µs a turn, {_AT_ONCE} at once")
    desk = Desk(store.questions, lambda: library.current)
    began = time.perf_counter()
    listed = await desk.clusters(Wanted())
    print(f"read, opened and listed: {len(listed):,} clusters in {time.perf_counter() - began:.2f} s")
    await store.close()


async def _ask(store: Store, number: int, texts: Sequence[str]) -> None:
    address = Address("bench", f"u{number}")
    session = await store.conversations.load(address)
    for place, text in enumerate(texts):
        at = _BEGAN + timedelta(minutes=number * _EACH + place)
        missed = Unanswered(Question(text, Decision.OUT_OF_SCOPE, _NEAREST, at), Why.NOT_UNDERSTOOD)
        inbound = Inbound(address, f"m{place}", text=text)
        turn = Turn(inbound, Reply(("？",)), Conversation(), at, text, unanswered=missed)
        session = await store.conversations.save(session, turn)


if __name__ == "__main__":
    main()
