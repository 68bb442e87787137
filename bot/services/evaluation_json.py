"""How well messages are understood, for programs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

from bot.engine.masking import mask
from faq.evaluation.breakdowns import Row
from faq.evaluation.comparison import Scored
from faq.evaluation.evaluated import Evaluation
from faq.evaluation.judged import Judged
from faq.evaluation.measures import Measure
from faq.evaluation.shares import Share


def plain_evaluations(evaluations: Sequence[Evaluation], knowledge: str, missing: Sequence[str]) -> dict[str, Any]:
    """One JSON object: shares are fractions with their counts and interval, times milliseconds, texts masked."""
    return {
        "knowledge": knowledge,
        "missing_baselines": list(missing),
        "parts": [_part(evaluation) for evaluation in evaluations],
    }


def _part(made: Evaluation) -> dict[str, Any]:
    return {
        "part": made.part,
        "held_out": made.held_out,
        "messages": made.count,
        "measures": {measure.name: _measure(measure, share) for measure, share in made.measures},
        "by_noise": {noise or "plain": _row(row) for noise, row in made.by_noise.items()},
        "by_topic": {topic: _row(row) for topic, row in made.by_topic.items()},
        "confusions": [dataclasses.asdict(each) | {"example": mask(each.example)} for each in made.confusions],
        "decisions": [
            {"expected": due, "given": done, "count": count} for (due, done), count in made.decisions.items()
        ],
        "calibration": {"answers": dataclasses.asdict(made.answers), "all": dataclasses.asdict(made.all)},
        "latency_ms": {
            "first_sight": dataclasses.asdict(made.first_sight),
            "again": dataclasses.asdict(made.again),
        },
        "compared": [_scored(scored) for scored in made.compared],
        "failures": [_failure(each) for each in made.failures],
    }


def _measure(measure: Measure, share: Share) -> dict[str, Any]:
    aim = measure.aim
    aimed = {"bound": aim.bound, "below": aim.below, "met": aim.met(share)} if aim else None
    return {"title": measure.title, **_share(share), "aim": aimed}


def _share(share: Share) -> dict[str, Any]:
    low, high = share.interval
    return {"hits": share.hits, "of": share.of, "share": share.value, "low": low, "high": high}


def _row(row: Row) -> dict[str, Any]:
    return {"first": _share(row.first), "among": _share(row.among), "answered": _share(row.answered)}


def _scored(scored: Scored) -> dict[str, Any]:
    shares: Mapping[str, Share] = {
        "plain_first": scored.plain_first,
        "plain_among": scored.plain_among,
        "noisy_first": scored.noisy_first,
        "noisy_among": scored.noisy_among,
    }
    told = {name: _share(share) for name, share in shares.items()}
    return {"name": scored.name, **told, "latency_ms": dataclasses.asdict(scored.latency)}


def _failure(each: Judged) -> dict[str, Any]:
    return {
        "text": mask(each.message.text),
        "noise": each.message.noise,
        "after": each.message.after,
        "expect": each.message.expect,
        "topics": list(each.message.topics),
        "given": each.given,
        "given_topics": [candidate.id for candidate in each.understood.topics[:3]],
        "needs": list(each.understood.needs),
        "confidence": each.understood.confidence,
    }
