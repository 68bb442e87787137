"""What every form of the bureau keeps to. A form's tests give a stage to play it on, and inherit ``BureauContract``."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import yaml

from bot.bureau.protocol import Bureau, Filing, Standing

ERRORS = Path(__file__).parents[2] / "data" / "errors"
CATALOGUE = {
    entry["id"]: entry["message"]
    for entry in (yaml.safe_load(path.read_text("utf-8")) for path in ERRORS.glob("*.yaml"))
}
ALLOWED_NEXT = {
    Standing.IN_REVIEW: {Standing.IN_REVIEW, Standing.ACCEPTED, Standing.REFUSED, Standing.ROLLED_BACK},
    Standing.ACCEPTED: {Standing.ACCEPTED, Standing.ROLLED_BACK},
    Standing.REFUSED: {Standing.REFUSED},
    Standing.ROLLED_BACK: {Standing.ROLLED_BACK},
}


class Stage(Protocol):
    """A fresh bureau, and filings of which it is known what becomes of them."""

    @property
    def bureau(self) -> Bureau:
        """The bureau."""
        ...

    @property
    def taken(self) -> Sequence[Filing]:
        """Filings that it takes, each about another person; the first one can only be filed once."""
        ...

    @property
    def refused(self) -> Mapping[str, Filing]:
        """Filings that it refuses, by the catalogue's id of the reason."""
        ...

    async def let_reviews_end(self) -> None:
        """Lets so much time pass that nothing is in review any more."""
        ...


class BureauContract:
    """The promises."""

    async def test_prepare_changes_nothing(self, stage: Stage) -> None:
        """However often a filing is prepared, it can still be filed, and it is told the same each time."""
        first = await stage.bureau.prepare(stage.taken[0])
        assert first.refusals == () and first.facts
        assert await stage.bureau.prepare(stage.taken[0]) == first
        filed = await stage.bureau.submit("r1", stage.taken[0])
        assert filed.standing is not Standing.REFUSED

    async def test_prepare_says_what_submit_does(self, stage: Stage) -> None:
        """What is prepared as refused is refused for the first reason, and what is not is taken with its facts."""
        for number, filing in enumerate(stage.refused.values()):
            prepared = await stage.bureau.prepare(filing)
            filed = await stage.bureau.submit(f"no-{number}", filing)
            assert filed.refusal == prepared.refusals[0]
        for number, filing in enumerate(stage.taken):
            prepared = await stage.bureau.prepare(filing)
            filed = await stage.bureau.submit(f"yes-{number}", filing)
            assert (filed.refusal, filed.facts) == (None, prepared.facts)

    async def test_the_same_request_files_once(self, stage: Stage) -> None:
        """The second time a request gives the first filing; a new request for the same finds it filed."""
        first = await stage.bureau.submit("r1", stage.taken[0])
        assert await stage.bureau.submit("r1", stage.taken[0]) == first
        assert first.filing_number
        other = await stage.bureau.submit("r2", stage.taken[0])
        assert other.standing is Standing.REFUSED and other.refusal is not None

    async def test_ten_at_once_file_once(self, stage: Stage) -> None:
        """A request that arrives ten times at once gives one filing, and each time the same answer."""
        filed = await asyncio.gather(*(stage.bureau.submit("r1", stage.taken[0]) for _ in range(10)))
        assert all(each == filed[0] for each in filed)
        assert filed[0].standing is not Standing.REFUSED

    async def test_two_requests_at_once_let_one_win(self, stage: Stage) -> None:
        """Of ten different requests about the same person at once, one is taken and nine are told why not."""
        filed = await asyncio.gather(*(stage.bureau.submit(f"r{n}", stage.taken[0]) for n in range(10)))
        assert sorted(each.standing is Standing.REFUSED for each in filed) == [False] + [True] * 9
        assert all(each.refusal for each in filed if each.standing is Standing.REFUSED)

    async def test_what_never_arrived_is_not_known(self, stage: Stage) -> None:
        """The status of a request that was never submitted is None, also after it was only prepared."""
        await stage.bureau.prepare(stage.taken[0])
        assert await stage.bureau.status("r1") is None

    async def test_status_only_goes_forward(self, stage: Stage) -> None:
        """A filing is in review, then accepted or refused, and what is final stays so."""
        filed = await stage.bureau.submit("r1", stage.taken[0])
        seen = [filed, await stage.bureau.status("r1")]
        await stage.let_reviews_end()
        seen += [await stage.bureau.status("r1"), await stage.bureau.status("r1")]
        for before, after in pairwise(seen):
            assert before is not None and after is not None
            assert after.standing in ALLOWED_NEXT[before.standing]
            assert (after.filing_number, after.at) == (before.filing_number, before.at)
            assert after.changed_at >= before.changed_at >= before.at
        assert seen[-1] is not None and seen[-1].standing is Standing.ACCEPTED

    async def test_many_are_as_one_by_one(self, stage: Stage) -> None:
        """Several at once are decided as one after the other: in order, the later ones seeing the earlier ones."""
        asked = [*stage.taken, *stage.refused.values(), stage.taken[0]]
        many = await stage.bureau.submit_many([(f"m{n}", each) for n, each in enumerate(asked)])
        assert [each.request for each in many] == [f"m{n}" for n in range(len(asked))]
        reasons = [each.refusal.error if each.refusal else "" for each in many]
        assert reasons[:-1] == [""] * len(stage.taken) + list(stage.refused)
        assert many[-1].standing is Standing.REFUSED
        assert list(await stage.bureau.submit_many([(f"m{n}", each) for n, each in enumerate(asked)])) == list(many)

    async def test_a_request_within_many_files_once(self, stage: Stage) -> None:
        """The same request twice in one batch is one filing."""
        first, second = await stage.bureau.submit_many([("r1", stage.taken[0]), ("r1", stage.taken[0])])
        assert first == second and first.standing is not Standing.REFUSED

    async def test_refusals_name_the_catalogue(self, stage: Stage) -> None:
        """Each reason is an entry of the error catalogue, in the portal's words, and is reached."""
        for number, (error, filing) in enumerate(stage.refused.items()):
            filed = await stage.bureau.submit(f"r{number}", filing)
            assert filed.standing is Standing.REFUSED and filed.filing_number == ""
            assert filed.refusal is not None and filed.refusal.error == error
            assert filed.refusal.message == CATALOGUE[error]

    async def test_filing_numbers_are_different(self, stage: Stage) -> None:
        """Every filing that is taken has a number of its own."""
        many = await stage.bureau.submit_many([(f"m{n}", each) for n, each in enumerate(stage.taken)])
        assert len({each.filing_number for each in many}) == len(many)
