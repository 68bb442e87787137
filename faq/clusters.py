"""Questions of one kind, gathered: who asks the same in other words stands together."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from faq.normalize import plain
from faq.pinyin import units

ALIKE = 0.45
"""The part of what two questions are made of that both must have (Jaccard), so that they count as one."""

_FILLERS = frozenset("的了吗么呢吧啊呀嘛哦我你您请想要问下是有在就都也这那个")
"""Signs that say nothing about what is asked."""


def leaders(texts: Sequence[str], alike: float = ALIKE) -> list[int]:
    """For each text the place of the one that leads its cluster, which comes first in it and leads itself.

    A text joins the leader before it that it is most like. Texts that are added at the end therefore change
    nothing about those before them.
    """
    made_of = [_parts(text) for text in texts]
    rarity = _ranks(made_of)
    holders: dict[str, list[int]] = {}
    found: list[int] = []
    for place, parts in enumerate(made_of):
        # Two sets that are so much alike share one of their rarest parts: only who holds one of these is compared.
        rarest = sorted(parts, key=rarity.__getitem__)[: len(parts) - ceil(alike * len(parts)) + 1]
        near = sorted({leader for part in rarest for leader in holders.get(part, ())})
        likely = {leader: _likeness(parts, made_of[leader]) for leader in near}
        best = max(near, key=likely.__getitem__, default=place)
        if likely.get(best, 0.0) < alike:
            best = place
            for part in rarest:
                holders.setdefault(part, []).append(place)
        found.append(best)
    return found


def _parts(text: str) -> frozenset[str]:
    """The signs of a question and their neighbors, without what says nothing; the text itself where nothing is left."""
    said = plain(text)
    signs = [sign for sign in units(said) if sign not in _FILLERS]
    pairs = map("".join, pairwise(signs))
    return frozenset((*signs, *pairs)) or frozenset((said or text,))


def _ranks(made_of: Sequence[frozenset[str]]) -> dict[str, int]:
    """Each part's place when the rarest comes first."""
    counts = Counter(part for parts in made_of for part in parts)
    return {part: rank for rank, part in enumerate(sorted(counts, key=lambda part: (counts[part], part)))}


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)
