"""What learning is worth: messages held out of it, and less and less to learn from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from faq.knowledge import Knowledge
from faq.learned.meaning import Meaning
from faq.learned.model import DECISION, TOPIC
from faq.learned.second_look import logarithms
from faq.training.heads import examples, fit
from faq.training.lessons import Lesson
from faq.training.trainer import WITH_MEANING, Material, Say, fit_meanings, held_out, material, mixed
from faq.understood import Decision

_SHARES = (1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1.0)


def cross_validate(knowledge: Knowledge, lessons: Sequence[Lesson], meaning: Meaning | None, say: Say) -> None:
    """Says how often messages are right that are read by what the others teach."""
    made = material(knowledge, tuple(lessons), meaning, say)
    out = held_out(made, say)
    for head in WITH_MEANING:
        first = out.mixed(head).argmax(axis=1)
        fits = [
            _fits(head, made.lessons[row], out.labels[head][column])
            for row, column in zip(out.rows, first, strict=True)
            if _asked(head, made.lessons[row])
        ]
        say(f"{head}: {np.mean(fits):.3f} of {len(fits)} training messages right")


def learning_curve(knowledge: Knowledge, lessons: Sequence[Lesson], meaning: Meaning | None, say: Say) -> None:
    """Says how often the development messages are right with a sixteenth of the lessons up to all of them."""
    made = material(knowledge, tuple(lessons), meaning, say)
    taught = np.array([row for row, lesson in enumerate(lessons) if not lesson.development and lesson.after is None])
    shown = [row for row, lesson in enumerate(lessons) if lesson.development and lesson.after is None]
    np.random.default_rng(0).shuffle(taught)
    for share in _SHARES:
        chosen = sorted(taught[: round(len(taught) * share)].tolist())
        right = _judged(made, chosen, shown)
        say(f"{len(chosen)} lessons: topic {np.mean(right[TOPIC]):.3f}, decision {np.mean(right[DECISION]):.3f}")


def _judged(made: Material, taught: Sequence[int], out: Sequence[int]) -> dict[str, list[bool]]:
    """Whether what the ``taught`` lessons teach is right about those left ``out``, by head."""
    over_meaning = fit_meanings(made, taught)
    right = {}
    for head in WITH_MEANING:
        asked = [row for row in out if _asked(head, made.lessons[row])]
        fitted = fit(head, made.vectors, examples(head, made.lessons, taught))
        written = logarithms(fitted.odds(made.vectors[asked]))
        meant = None if made.meanings is None else logarithms(over_meaning[head].odds(made.meanings[asked]))
        first = mixed(written, meant).argmax(axis=1)
        given = [fitted.labels[column] for column in first]
        right[head] = [_fits(head, made.lessons[row], label) for row, label in zip(asked, given, strict=True)]
    return right


def _asked(head: str, lesson: Lesson) -> bool:
    """Whether the head is judged by the lesson: topics only by questions."""
    return head == DECISION or lesson.decision is Decision.ANSWER


def _fits(head: str, lesson: Lesson, label: str) -> bool:
    return lesson.decision == label if head == DECISION else label in dict(lesson.topics)
