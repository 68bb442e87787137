"""Texts: Jinja templates that know which names they read, so that a missing one is found at import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, meta
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.engine.checks import show_day


def show(value: Any) -> Any:
    """A value as a text shows it: days and choices in Chinese, lists joined, None as nothing."""
    if isinstance(value, Enum):
        return str(value)
    if isinstance(value, date):
        return show_day(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list | tuple):
        return "、".join(str(show(item)) for item in value)
    return "" if value is None else value


def _environment(whole_lines: bool) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, finalize=show, trim_blocks=whole_lines, lstrip_blocks=whole_lines, autoescape=False
    )


_BLOCKS_ON_LINES = _environment(whole_lines=True)
_BLOCKS_INSIDE_LINES = _environment(whole_lines=False)
_REMEMBERED = 2_048
"""Texts whose reading is kept, so that after an edit only what is new is read."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text as declared: its source and the names that it reads. What is filled in is never read as a template."""

    source: str
    reads: frozenset[str] = frozenset()
    is_template: bool = False
    whole_lines: bool = True

    def render(self, names: Mapping[str, Any]) -> str:
        """The text with the names filled in; raises ``jinja2.UndefinedError`` on a missing one."""
        return _template(self.source, self.whole_lines).render(names).strip() if self.is_template else self.source


@lru_cache(_REMEMBERED)
def _template(source: str, whole_lines: bool) -> Template:
    """Made when the text is first said: reading it has checked it, and most texts are not said in most runs."""
    return (_BLOCKS_ON_LINES if whole_lines else _BLOCKS_INSIDE_LINES).from_string(source)


@lru_cache(_REMEMBERED)
def wording(source: str, whole_lines: bool = True) -> Wording:
    """Reads a text. With ``whole_lines`` a block such as ``{% if %}`` takes its line with it when it goes.

    Raises:
        TemplateSyntaxError: the text is not a Jinja template.
    """
    plain = "\n".join(line.strip() for line in source.strip().splitlines())
    if "{{" not in plain and "{%" not in plain and "{#" not in plain:
        return Wording(plain)
    environment = _BLOCKS_ON_LINES if whole_lines else _BLOCKS_INSIDE_LINES
    reads = frozenset(meta.find_undeclared_variables(environment.parse(plain)))
    return Wording(plain, reads, is_template=True, whole_lines=whole_lines)


__all__ = ["TemplateSyntaxError", "Wording", "show", "wording"]
