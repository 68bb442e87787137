"""Explanations are made when somebody looks at them, once, and are then like any other."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import asdict, replace

import pytest

from rules.evidence import Reasoned, sources_of
from rules.explained import Because

PLAIN = Because("因为", "002 §一", parts=(Because("所以", "001"), Because("又因为", "002 §一")))


class Making:
    """Makes the step, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> Because:
        self.times += 1
        return PLAIN


def test_nothing_is_made_until_somebody_looks() -> None:
    """Made at the first look, and only then; afterwards it is a plain step."""
    making = Making()
    step = Because.later(making)
    assert making.times == 0
    assert step.says == "因为" and step.source == "002 §一" and step.used is None and len(step.parts) == 2
    assert making.times == 1 and type(step) is Because


@pytest.mark.parametrize(
    "look",
    [
        lambda step: step == PLAIN,
        lambda step: [PLAIN].index(step) == 0,
        lambda step: {step} == {PLAIN},
        lambda step: repr(step) == repr(PLAIN),
        lambda step: replace(step, says="另") == replace(PLAIN, says="另"),
        lambda step: asdict(step) == asdict(PLAIN),
        lambda step: pickle.loads(pickle.dumps(step)) == PLAIN,
        lambda step: copy.deepcopy(step) == PLAIN,
        lambda step: list(step.lines()) == list(PLAIN.lines()),
        lambda step: sources_of(step) == ("002 §一", "001"),
        lambda step: step != replace(PLAIN, says="另") and step != "因为",
    ],
)
def test_however_it_is_looked_at_it_is_the_same(look: Callable[[Because], bool]) -> None:
    """Compared, hashed, printed, copied, pickled, taken apart: as the step that was made at once."""
    assert look(Because.later(lambda: PLAIN))


def test_it_cannot_be_changed_and_has_nothing_else() -> None:
    """Frozen like every step, before and after; a wrong name is an AttributeError."""
    step = Because.later(lambda: PLAIN)
    with pytest.raises(AttributeError):
        step.says = "改"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        _ = step.nothing  # type: ignore[attr-defined]
    assert step == PLAIN


def test_what_a_result_has_not_is_an_error() -> None:
    """Only sources are read off the explanation."""
    with pytest.raises(AttributeError, match="Reasoned has no colour"):
        _ = Reasoned().colour  # type: ignore[attr-defined]
