"""Questions without an answer, for an editor, who makes phrasings of them or puts them away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from bot.engine.commands import read_command
from bot.engine.masking import mask
from bot.engine.masking_names import NAMELESS, without_names
from bot.engine.ports import Clock, StoreTrouble
from bot.services.library import Snapshot
from bot.services.question_clusters import Cluster, Wanted, essence, gather
from bot.store.questions import Questions, Settled
from faq.adding import Added, NotAdded, add_phrasing
from faq.corpus import exact, phrasings

log = logging.getLogger(__name__)
_A_DAY_SECONDS = 24 * 60 * 60


class NoSuchCluster(LookupError):
    """No cluster has the key; ``str`` says so in Chinese."""


class Unanswered:
    """What an editor does with the questions that are kept, in the light of the knowledge of the moment."""

    def __init__(self, questions: Questions, snapshot: Callable[[], Snapshot]) -> None:
        self._questions = questions
        self._snapshot = snapshot

    async def clusters(self, wanted: Wanted) -> list[Cluster]:
        """The clusters, most frequent first."""
        kept = await self._questions.unanswered()
        settled = await self._questions.settled({essence(text.text) for text in kept})
        knowledge = self._snapshot().knowledge
        return gather(kept, settled, exact(phrasings(knowledge)).keys(), knowledge.topics, wanted)

    async def find(self, key: str) -> Cluster:
        """The cluster that a key names, also one dealt with.

        Raises:
            NoSuchCluster: there is none.
        """
        for cluster in await self.clusters(Wanted(also_settled=True)):
            if cluster.is_named(key):
                return cluster
        raise NoSuchCluster(f"没有编号为“{key[:20]}”的问题；python -m bot unanswered --all 列出全部")

    async def accept(self, key: str, entry: str, text: str | None, folder: Path, now: datetime) -> tuple[str, Added]:
        """Makes a phrasing of ``entry`` out of the cluster's first example, or of ``text``, and puts the cluster away.

        Raises:
            NoSuchCluster: there is none.
            NotAdded: the phrasing was refused; nothing changed.
            KnowledgeFaults: the knowledge in ``folder`` did not check before.
        """
        cluster = await self.find(key)
        phrasing = " ".join(text.split()) if text is not None else cluster.examples[0]
        _refuse_personal(phrasing)
        _refuse_what_never_arrives(phrasing, self._snapshot())
        added = await asyncio.to_thread(add_phrasing, folder, entry, phrasing)
        await self._questions.settle((*cluster.said, essence(phrasing)), Settled(now, entry))
        return phrasing, added

    async def dismiss(self, key: str, now: datetime) -> Cluster:
        """Puts a cluster away for good: also what is asked in these words later.

        Raises:
            NoSuchCluster: there is none.
        """
        cluster = await self.find(key)
        await self._questions.settle(cluster.said, Settled(now, None))
        return cluster


async def forget_old(questions: Questions, days: int, now: datetime) -> int:
    """Deletes the questions that are older than ``days``; gives how many."""
    return await questions.forget_before(now - timedelta(days=days))


async def forget_each_day(questions: Questions, days: int, clock: Clock) -> None:
    """Keeps to the limit until cancelled; where the store does not answer, the next day will do."""
    while True:
        try:
            await forget_old(questions, days, clock.now())
        except StoreTrouble:
            log.exception("old questions could not be deleted")
        await asyncio.sleep(_A_DAY_SECONDS)


def _refuse_personal(text: str) -> None:
    """Refuses what may not stand in a file that others read."""
    if not text:
        raise NotAdded("问法是空的；请用 --text “…” 写一句")
    if "*" in text or "＊" in text or mask(text) != text:
        raise NotAdded(f"“{mask(text)}”里有号码、姓名或密码，或者有遮住的地方；请用 --text “…” 另写一句")
    if (nameless := without_names(text)) != text:
        raise NotAdded(
            f"“{nameless}”：{NAMELESS} 那里像是姓名；请用 --text “…” 另写一句；不是姓名的，请直接写进 data/ 里的文件"
        )


def _refuse_what_never_arrives(text: str, snapshot: Snapshot) -> None:
    """Refuses words that are obeyed before the knowledge hears them."""
    if read_command(text) is not None:
        raise NotAdded(f"“{text}”是随时可以说的命令，到不了知识库")
    if (dialog := snapshot.wordings.entry(text)) is not None:
        raise NotAdded(f"说“{text}”会直接开始办理（{dialog}），见 texts/entries.yaml")
