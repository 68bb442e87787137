"""The lessons as numbers: which traits are worth a place, and every lesson's vector."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from scipy import sparse

from faq.learned.model import Numbers
from faq.learned.traits import WEIGHTS, Traits

_LEAST = 3
"""Lessons that a trait must stand in."""


@dataclass(frozen=True)
class Vocabulary:
    """The traits that are kept, in the order of their names."""

    rows: dict[str, int]
    rarity: Numbers
    unseen: float


def vocabulary(lessons: Sequence[Traits], keep: int | None = None, worth: dict[str, float] | None = None) -> Vocabulary:
    """The traits of at least so many lessons; with ``worth``, only the ``keep`` that are worth most."""
    counts = Counter(name for lesson in lessons for names in lesson.values() for name in names)
    names = [name for name, count in counts.items() if count >= _LEAST]
    if keep is not None and worth is not None:
        names = sorted(names, key=lambda name: (-worth.get(name, 0.0), name))[:keep]
    names.sort()
    total = 1 + len(lessons)
    # Half precision is what the file holds: training sees what run time will see.
    rarity = np.array([log(total / (1 + counts[name])) + 1 for name in names], np.float16).astype(np.float32)
    return Vocabulary({name: row for row, name in enumerate(names)}, rarity, log(total) + 1)


def matrix(lessons: Iterable[Traits], known: Vocabulary) -> sparse.csr_matrix:
    """One row a lesson, one column a trait."""
    starts, columns, values = [0], list[int](), list[float]()
    for lesson in lessons:
        for view, names in lesson.items():
            rows = sorted(row for name in names if (row := known.rows.get(name)) is not None)
            if rows:
                rarity = known.rarity[rows]
                columns += rows
                values += (rarity * (WEIGHTS[view] / float(np.sqrt(rarity @ rarity)))).tolist()
        starts.append(len(columns))
    shape = (len(starts) - 1, len(known.rows))
    return sparse.csr_matrix((np.array(values, np.float32), np.array(columns), np.array(starts)), shape=shape)
