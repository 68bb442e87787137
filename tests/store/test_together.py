"""Writing what waits in one go."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.engine.ports import StoreTrouble
from bot.store.together import Together


class Notebook:
    """Notes the batches that it is given; a batch with ``bad`` in it fails."""

    def __init__(self, error: type[Exception] = ValueError) -> None:
        self.batches: list[list[str]] = []
        self.error = error

    async def write(self, items: Sequence[str]) -> list[str]:
        """Gives each item in capitals."""
        self.batches.append(list(items))
        await asyncio.sleep(0)
        if "bad" in items:
            raise self.error("bad")
        return [item.upper() for item in items]


async def test_each_gets_its_own_result() -> None:
    """Items submitted at once are written in one batch, and each caller gets the result for its own."""
    notebook = Notebook()
    together = Together(notebook.write)
    assert await asyncio.gather(*(together.submit(item, item) for item in "abc")) == ["A", "B", "C"]
    assert notebook.batches == [["a", "b", "c"]]


async def test_the_next_batch_gathers_while_one_is_written() -> None:
    """What comes during a write waits for the next one."""
    notebook = Notebook()
    together = Together(notebook.write)
    first = asyncio.create_task(together.submit(1, "a"))
    while not notebook.batches:
        await asyncio.sleep(0)
    await asyncio.gather(first, together.submit(2, "b"), together.submit(3, "c"))
    assert notebook.batches == [["a"], ["b", "c"]]


async def test_equal_keys_go_one_after_the_other() -> None:
    """Two items of one key are never in one batch, and keep their order."""
    notebook = Notebook()
    together = Together(notebook.write)
    await asyncio.gather(
        *(together.submit(key, item) for key, item in [(1, "a"), (1, "b"), (2, "c"), (1, "d")])
    )
    assert notebook.batches == [["a", "c"], ["b"], ["d"]]


async def test_a_batch_has_its_limit() -> None:
    """No more than ``most`` items go into one batch."""
    notebook = Notebook()
    together = Together(notebook.write, most=2)
    await asyncio.gather(*(together.submit(item, item) for item in "abcde"))
    assert [len(batch) for batch in notebook.batches] == [2, 2, 1]


async def test_one_bad_item_does_not_take_the_others_with_it() -> None:
    """Where a batch fails, its items are written one by one, and only the bad one's caller hears of it."""
    together = Together(Notebook().write)
    items = ("a", "bad", "c")
    results = await asyncio.gather(*(together.submit(i, i) for i in items), return_exceptions=True)
    assert results[0] == "A" and results[2] == "C"
    assert isinstance(results[1], ValueError)


async def test_trouble_is_told_to_all_at_once() -> None:
    """Where the database does not answer, it is not asked again for each item."""
    notebook = Notebook(StoreTrouble)
    together = Together(notebook.write)
    results = await asyncio.gather(*(together.submit(i, i) for i in ("a", "bad")), return_exceptions=True)
    assert all(isinstance(result, StoreTrouble) for result in results)
    assert len(notebook.batches) == 1


async def test_a_caller_that_gives_up_stops_no_one() -> None:
    """A cancelled caller's item is written all the same, and the others get their results."""
    notebook = Notebook()
    together = Together(notebook.write)
    gone = asyncio.create_task(together.submit(1, "a"))
    stays = asyncio.create_task(together.submit(2, "b"))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == "B"
    with pytest.raises(asyncio.CancelledError):
        await gone
    assert notebook.batches == [["a", "b"]]
