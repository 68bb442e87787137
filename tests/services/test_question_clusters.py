"""What an editor sees of the questions without an answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from bot.engine.messages import Decision
from bot.engine.ports import Why
from bot.services.question_clusters import Cluster, Near, Wanted, essence, gather
from bot.store.questions import Settled, UnansweredText

TOPICS: Any = {name: SimpleNamespace(title=name.upper()) for name in ("stop", "enrol", "base", "locked")}
AT = datetime(2026, 11, 20, 15, 30, tzinfo=UTC)


def asked(text: str, day: int = 0, why: Why = Why.NOT_UNDERSTOOD, **nearest: float) -> UnansweredText:
    """A question so many days later."""
    decision = Decision.OUT_OF_SCOPE
    return UnansweredText(AT + timedelta(days=day), "web", text, why, decision, tuple(nearest.items()))


def gathered(
    *kept: UnansweredText,
    settled: dict[str, Settled] | None = None,
    known: tuple[str, ...] = (),
    since: date | None = None,
    also_settled: bool = False,
) -> list[Cluster]:
    """The clusters of these."""
    return gather(kept, settled or {}, known, TOPICS, Wanted(since, also_settled))


def test_the_most_frequent_comes_first() -> None:
    """With its count, its reasons, its days in Beijing, and the wordings most often used."""
    kept = [
        asked("食堂几点开饭"),
        asked("公司搬家社保变更"),
        asked("公司搬家，社保要变更吗", 1, Why.UNCHOSEN),
        asked("公司搬家，社保要变更吗？", 3),
    ]
    first, second = gathered(*kept)
    assert (first.count, second.count) == (3, 1)
    assert first.examples == ("公司搬家，社保要变更吗", "公司搬家社保变更")
    assert first.why == {Why.NOT_UNDERSTOOD: 2, Why.UNCHOSEN: 1}
    assert (first.first, first.last) == (date(2026, 11, 20), date(2026, 11, 23))
    assert gathered(asked("食堂", 0), asked("食堂", 0.03))[0].last == date(2026, 11, 21), "midnight in Beijing"


def test_the_nearest_topics_are_averaged() -> None:
    """Over all questions, at most three, likeliest first; a topic that is gone is left out."""
    kept = [asked("停", stop=0.4, enrol=0.2, gone=0.9), asked("停！", stop=0.2, base=0.1, locked=0.02)]
    (cluster,) = gathered(*kept)
    assert cluster.nearest == (Near("stop", "STOP", 0.3), Near("enrol", "ENROL", 0.1), Near("base", "BASE", 0.05))


def test_a_cluster_is_called_the_same_in_every_list() -> None:
    """By its key or by that of any text in it, whatever day is asked for and whatever is asked later."""
    kept = [asked("公司搬家社保变更"), asked("公司搬家，社保要变更吗", 5), asked("食堂几点开饭", 6)]
    whole = gathered(*kept)
    recent = gathered(*kept, since=date(2026, 11, 24))
    assert {cluster.key for cluster in recent} == {cluster.key for cluster in whole}
    assert {cluster.count for cluster in recent} == {1}
    (alone,) = gathered(kept[1])
    assert next(cluster for cluster in whole if cluster.is_named(alone.key.upper())).said[0] == "公司搬家社保变更"


def test_what_is_dealt_with_is_listed_no_more() -> None:
    """Dismissed means for good, also what is like it; accepted means what was asked before."""
    kept = [asked("公司搬家社保变更"), asked("公司搬家，社保要变更吗", 5)]
    said = essence(kept[0].text)
    dismissed = {said: Settled(AT, None)}
    assert gathered(*kept, settled=dismissed) == []
    (shown,) = gathered(*kept, settled=dismissed, also_settled=True)
    assert (shown.count, shown.settled) == (2, Settled(AT, None))
    accepted = {said: Settled(AT + timedelta(days=1), "stop")}
    (again,) = gathered(*kept, settled=accepted)
    assert (again.count, again.settled) == (1, None), "one that is not understood even with the phrasing"
    assert gathered(kept[0], settled=accepted) == []


def test_what_the_knowledge_holds_by_now_is_no_longer_unanswered() -> None:
    """Unless its answer did not help; the others of its kind are still there, under the same key."""
    kept = [asked("公司搬家社保变更"), asked("公司搬家，社保要变更吗"), asked("停保", why=Why.UNSOLVED)]
    key = gathered(*kept)[0].key
    found = gathered(*kept, known=(essence(kept[0].text), "停保"))
    assert [(cluster.count, cluster.examples[0]) for cluster in found] == [(1, "公司搬家，社保要变更吗"), (1, "停保")]
    assert key == found[0].key


def test_a_masked_wording_is_the_last_example() -> None:
    """The first example may become a phrasing; blanks in it are one space."""
    kept = [asked("给**停保怎么弄"), asked("给**停保怎么弄"), asked("停保\n  怎么弄啊")]
    assert gathered(*kept)[0].examples == ("停保 怎么弄啊", "给**停保怎么弄")
