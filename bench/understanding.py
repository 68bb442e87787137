"""Questions: fresh and repeated ones, in process and over HTTP, and a knowledge of ten thousand topics."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psutil

from bench.figures import Latency, table
from bench.in_process import QUESTIONS, asked_once, measure, stored
from bench.over_http import load, once_each, server
from bot.app import Assistant, NoPackets, build_assistant, passing_assistant
from bot.engine.memory import MemoryConversations
from bot.services.library import Library, Snapshot
from bot.settings import Settings
from faq.catalogue import Catalogue
from faq.concepts import GROUPS
from faq.decision import Understanding
from faq.knowledge import Knowledge, Topic
from faq.learned.meaning import sentence_meaning
from faq.learned.model import TRAINED, read_model
from faq.learned.witness import LearnedWitness

_MESSAGES = "evaluation/dev.jsonl"
_ROUNDS = 3
_CLIENTS = 8
_GROWN = 10_000
_ASK = 5
_WITNESSES = ("learned", "nearness")


def understanding_figures(report: Callable[[str], None]) -> None:
    """Measures and prints, table by table."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        print(f"\n{table(asyncio.run(_in_process(place / 'engine')))}\n", flush=True)
        report("questions in process")
        for kept in (False, True):
            _over_http(place / f"http{kept}", kept)
            report(f"questions over HTTP, {'SQLite' if kept else 'not stored'}")
    for topics, witness in itertools.product((0, _GROWN), _WITNESSES):
        # A process each, so that memory is that of one knowledge.
        subprocess.run([sys.executable, "-m", "bench.understanding", str(topics), witness], check=True)
        report(f"{topics or 'the'} topics, {witness}")


def fresh_texts() -> list[str]:
    """Messages that nobody trained with, in a random order that is the same each time."""
    lines = (Settings().data / _MESSAGES).read_text("utf-8").splitlines()
    texts = list(dict.fromkeys(json.loads(line)["text"] for line in lines))
    random.Random(7).shuffle(texts)
    return texts


async def _in_process(folder: Path) -> list[Latency]:
    texts = fresh_texts()
    passing = passing_assistant(Settings(state=folder))
    rows = [
        await asked_once(passing, "in process, each message once, not stored", texts),
        await asked_once(passing, "in process, the same messages again, not stored", texts),
        await measure(passing, "in process, five questions over and over, not stored", 1, 1000, QUESTIONS),
    ]
    async with stored(folder) as assistant:
        rows.append(await asked_once(assistant, "in process, each message once, SQLite", texts))
    return rows


def _over_http(state: Path, kept: bool) -> None:
    """The best of some rounds, each with a server of its own: what else the machine does only takes away."""
    how, texts, rounds, most = "SQLite" if kept else "not stored", fresh_texts(), [], 0.0
    for number in range(_ROUNDS):
        with server(state / str(number), stored=kept) as running:
            fresh = f"HTTP, each message once, {_CLIENTS} clients as fast as they can, {how}"
            same = f"HTTP, five questions over and over, {_CLIENTS} clients as fast as they can, {how}"
            rounds.append((
                asyncio.run(once_each(running.url, fresh, _CLIENTS, texts)),
                asyncio.run(load(running.url, same, _CLIENTS, 8, QUESTIONS)),
            ))  # fmt: skip
            most = max(most, running.megabytes())
    best = [max(rows, key=lambda row: row.per_second) for rows in zip(*rounds, strict=True)]
    print(f"{table(best)}\n\nMemory of the server then: {most:.0f} MB at most.\n", flush=True)


def grown(knowledge: Knowledge, count: int) -> Knowledge:
    """The knowledge with topics added that nobody trained for, until there are ``count``: phrasings of real words."""
    chance, words = random.Random(5), GROUPS.split()
    pattern = next(iter(knowledge.topics.values()))

    def said(least: int, most: int) -> str:
        return "".join(chance.sample(words, chance.randint(least, most)))

    def made(numbers: range) -> Iterator[Topic]:
        for number in numbers:
            ask = tuple(said(3, 6) for _ in range(_ASK))
            yield pattern.model_copy(update={"id": f"grown.{number}", "title": said(3, 3), "ask": ask})

    added = {topic.id: topic for topic in made(range(max(0, count - len(knowledge.topics))))}
    return replace(knowledge, topics={**knowledge.topics, **added})


def _assistant(snapshot: Snapshot) -> Assistant:
    class Fixed(Library):
        def __init__(self) -> None:
            self._snapshot = snapshot

    settings = Settings()
    return build_assistant(settings, MemoryConversations(), NoPackets(), look_each_turn=False, library=Fixed())


def grown_figures(topics: int, witness: str) -> str:
    """How long a knowledge of so many topics takes to be built, its memory, and questions to it."""
    settings, process = Settings(), psutil.Process()
    plain = Library(settings.data).current
    knowledge = grown(plain.knowledge, topics)
    before, began = process.memory_info().rss, time.perf_counter()
    understanding = (
        Understanding.by(knowledge, LearnedWitness(knowledge, read_model(settings.data / TRAINED), sentence_meaning()))
        if witness == "learned"
        else Understanding(knowledge)
    )
    catalogue = Catalogue(knowledge.errors.values())
    built, taken = time.perf_counter() - began, (process.memory_info().rss - before) / 2**20
    snapshot = replace(plain, knowledge=knowledge, understanding=understanding, catalogue=catalogue)
    name = f"question, {len(knowledge.topics):,} topics, {witness}"
    row = asyncio.run(asked_once(_assistant(snapshot), name, fresh_texts()))
    return f"{table([row])}\n\nBuilt in {built:.1f} s with {taken:.0f} MB; the process then: {_megabytes(process)} MB."


def _megabytes(process: psutil.Process) -> int:
    return round(process.memory_info().rss / 2**20)


if __name__ == "__main__":
    print(grown_figures(int(sys.argv[1]), sys.argv[2]), end="\n\n", flush=True)
