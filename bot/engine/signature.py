"""What rules and effects read, and what they give back, taken from their signatures."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter

from bot.engine.choice import Choice


@dataclasses.dataclass(frozen=True, slots=True)
class Signature:
    """``needs`` must be given; ``may_read`` have a default; both with their types. ``gives`` is the result's type."""

    needs: Mapping[str, Any]
    may_read: Mapping[str, Any]
    gives: Any

    @property
    def reads(self) -> frozenset[str]:
        """All names that are read where they are there."""
        return frozenset(self.needs) | frozenset(self.may_read)


@cache
def signature(function: Callable[..., Any]) -> Signature:
    """The signature of a plain function with typed parameters.

    Raises:
        TypeError: a parameter or the result has no type, or parameters are positional-only or starred.
    """
    hints = get_type_hints(function, include_extras=True)
    needs: dict[str, Any] = {}
    may_read: dict[str, Any] = {}
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind not in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY):
            raise TypeError(f"{function.__qualname__}: {name} must be a plain parameter")
        if name not in hints:
            raise TypeError(f"{function.__qualname__}: {name} has no type")
        (needs if parameter.default is parameter.empty else may_read)[name] = hints[name]
    if "return" not in hints:
        raise TypeError(f"{function.__qualname__} does not say what it returns")
    return Signature(needs, may_read, hints["return"])


def call_with(function: Callable[..., Any], names: Mapping[str, Any]) -> Any:
    """Calls ``function`` with what it reads out of ``names``."""
    return function(**{name: names[name] for name in signature(function).reads if name in names})


def function_of(step: Any) -> Callable[..., Any] | None:
    """The function whose result the step holds: a rule, a look-up or an effect; None for any other step."""
    return getattr(step, "rule", None) or getattr(step, "inquiry", None) or getattr(step, "effect", None)


@cache
def adapter(kind: Any) -> TypeAdapter[Any]:
    """The (cached) reader and writer of values of ``kind`` as JSON."""
    return TypeAdapter(kind)


def plain(kind: Any) -> Any:
    """The type without ``Annotated``."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind


def is_choice(kind: Any) -> bool:
    """Whether ``kind`` is a Choice class."""
    return isinstance(kind, type) and issubclass(kind, Choice)


def outcome_of(kind: Any) -> type[Choice] | None:
    """The Choice that a result of ``kind`` leads on by: itself, or the type of its field ``outcome``."""
    if is_choice(kind):
        return kind  # type: ignore[no-any-return]
    outcome = fields_of(kind).get("outcome")
    return outcome if is_choice(outcome) else None


def fields_of(kind: Any) -> Mapping[str, Any]:
    """The public fields of a dataclass or model type with their types; none for any other type."""
    kind = plain(kind)
    if isinstance(kind, type) and (dataclasses.is_dataclass(kind) or hasattr(kind, "model_fields")):
        hints = get_type_hints(kind, include_extras=True)
        return {name: hint for name, hint in hints.items() if not name.startswith("_") and name != "model_config"}
    return {}


def fits(given: Any, wanted: Any) -> bool:
    """Whether a value of type ``given`` may be handed to a parameter of type ``wanted``."""
    given, wanted = plain(given), plain(wanted)
    if given is Any or wanted is Any or given == wanted:
        return True
    if get_origin(wanted) in (Union, UnionType):
        return any(fits(given, one) for one in get_args(wanted))
    if get_origin(given) in (Union, UnionType):
        return all(fits(one, wanted) for one in get_args(given))
    if given is type(None) or getattr(wanted, "_is_protocol", False):
        return True
    inner, outer = get_origin(given) or given, get_origin(wanted) or wanted
    if not (isinstance(inner, type) and isinstance(outer, type) and issubclass(inner, outer)):
        return False
    pairs = zip(get_args(given), get_args(wanted), strict=False)
    return all(fits(one, other) for one, other in pairs if Ellipsis not in (one, other))
