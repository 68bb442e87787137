"""A mapping that forgets."""

from __future__ import annotations

from bot.store.lately import Lately


def test_the_one_used_least_lately_goes() -> None:
    """Beyond ``most`` values, the one whose last use lies longest ago is forgotten."""
    held: Lately[str, int] = Lately(2)
    held.put("a", 1)
    held.put("b", 2)
    held.get("a")
    held.put("c", 3)
    assert (held.get("a"), held.get("b"), held.get("c")) == (1, None, 3)


def test_dropped_is_forgotten() -> None:
    """A dropped value is gone, and dropping what is not there is no error."""
    held: Lately[str, int] = Lately(2)
    held.put("a", 1)
    held.drop("a")
    held.drop("a")
    assert held.get("a") is None
