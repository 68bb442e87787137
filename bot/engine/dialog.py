"""The dialog: a class whose typed fields are its steps, checked when it is made."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, get_type_hints

from bot.engine.checks import Check
from bot.engine.choice import Solved
from bot.engine.declaration import DeclarationError, check_group, check_steps, reached_from
from bot.engine.form_checks import check_form
from bot.engine.messages import OnBehalf
from bot.engine.signature import function_of, signature
from bot.engine.steps import ANSWERS, Answers, Asking, Call, Choose, Gather, LookUp, Perform, Step
from bot.engine.texts import TemplateSyntaxError, wording


@dataclass(frozen=True, slots=True)
class Context:
    """What every text and rule may read beside the answers. Subclasses add what their dialogs need.

    ``stamp`` names the version of what the context was built from; it is kept with what rules decide. ``personal`` are
    the names through which look-ups and effects reach what belongs to the person alone. ``behalf`` names on whose
    behalf things are done just now, where that matters; in a dialog it is the one on whose behalf it was begun.
    """

    personal: ClassVar[frozenset[str]] = frozenset()
    today: date
    stamp: str = ""
    behalf: str = ""

    def on_behalf(self, text: str) -> OnBehalf | None:
        """On whose behalf the text wants something done; None where it names nobody."""
        return None

    def other_behalf(self, text: str, behalf: str) -> OnBehalf | None:
        """On whose behalf a form begun on ``behalf`` should be, by a text that says so; None where it does not."""
        return None

    def told_of(self, behalf: str) -> str:
        """What is said of it where a form is begun on ``behalf``; empty where that goes without saying."""
        return ""

    async def act_for(self, request: str, behalf: str) -> None:
        """Makes it the one on whose behalf things are done from now on; again is safe."""


@dataclass(frozen=True, slots=True)
class Form:
    """Makes a dialog a form: its asking steps are fields, unless they say ``field=False``, and it has further faces.

    ``once`` names the fields that together tell two filings apart: a sheet may hold the same values only once.
    """

    once: tuple[str, ...] = ()


class Group:
    """Steps asked together, again and again, by ``gather``."""

    steps: ClassVar[Mapping[str, Step]] = {}

    def __init_subclass__(cls) -> None:
        cls.steps = _read_steps(cls, cls.__qualname__)
        check_group(cls.__qualname__, cls.steps)


class Dialog:
    """One conversation about one thing. The docstring says what it is for and names the source.

    ``key`` is stored, ``topic`` is the public id, ``title`` is shown; raise ``version`` when steps change and say in
    ``renamed[version]`` which answers got a new name (old → new). With ``as_form`` it can be filled in as a sheet, too.
    ``told_apart`` are the names whose values tell one run from another beside the title. A ``passing`` dialog shows how
    things stand just now: it is over as soon as another one begins, another channel is used, or the person was away.
    A ``personal`` one looks up or does something with what belongs to the person alone, and is not held in groups; that
    is read from its steps. Steps of an abstract class that it builds on follow its own, as far as it leads to them.
    """

    key: ClassVar[str]
    topic: ClassVar[str | None] = None
    title: ClassVar[str] = ""
    version: ClassVar[int] = 1
    renamed: ClassVar[Mapping[int, Mapping[str, str]]] = {}
    context: ClassVar[type[Context]] = Context
    as_form: ClassVar[Form | None] = None
    told_apart: ClassVar[tuple[str, ...]] = ()
    passing: ClassVar[bool] = False
    personal: ClassVar[bool] = False
    steps: ClassVar[Mapping[str, Step]] = {}

    def __init_subclass__(cls, abstract: bool = False) -> None:
        if abstract:
            return
        name = cls.__dict__.get("key") or cls.__qualname__
        for wanted in ("key", "title"):
            if not cls.__dict__.get(wanted):
                raise DeclarationError(name, None, f"has no {wanted}", f'add `{wanted} = "..."`')
        cls.steps = _with_shared(cls, _read_steps(cls, name), name)
        _check_versions(cls)
        check_steps(name, cls.steps, names_around(cls.context))
        if cls.as_form is not None:
            check_form(name, cls.steps, cls.as_form.once)
        cls.personal = any(reaches(step, cls.context.personal) for step in cls.steps.values())


def names_around(context: type[Context]) -> dict[str, Any]:
    """The names that are there on every path, with their types: what the context gives, and ``answers``."""
    hints = get_type_hints(context, include_extras=True)
    return {**{field.name: hints[field.name] for field in fields(context)}, ANSWERS: Answers}


def reaches(step: Step, names: frozenset[str]) -> bool:
    """Whether the step looks up or does something through one of the names of the context."""
    if isinstance(step, Call | Gather):
        within = step.dialog.steps if isinstance(step, Call) else step.item.steps
        return any(reaches(inner, names) for inner in within.values())
    function = function_of(step) if isinstance(step, LookUp | Perform) else None
    return function is not None and bool(signature(function).reads & names)


def _with_shared(owner: type[Dialog], own: dict[str, Step], name: str) -> dict[str, Step]:
    """The class's own steps, then those of the abstract classes under it that are led to."""
    steps = dict(own)
    for base in owner.__mro__[1:]:
        if issubclass(base, Dialog) and base is not Dialog:
            steps |= {key: step for key, step in _read_steps(base, name).items() if key not in owner.__dict__}
    if len(steps) == len(own):
        return own
    reached = reached_from(steps, next(iter(steps)))
    return {key: step for key, step in steps.items() if key in own or key in reached}


def _read_steps(owner: type, name: str) -> dict[str, Step]:
    declared = {key: value for key, value in owner.__dict__.items() if isinstance(value, Step)}
    try:
        hints = get_type_hints(owner, include_extras=True)
    except NameError as error:
        raise DeclarationError(name, None, f"an annotation is unknown: {error}", "define or import it above") from error
    return {key: _named(name, key, step, hints.get(key)) for key, step in declared.items()}


def _named(dialog: str, name: str, step: Step, kind: Any) -> Step:
    try:
        read = wording(step.text)
    except TemplateSyntaxError as error:
        raise DeclarationError(dialog, name, f"the text is not a template: {error}", "mend the braces") from error
    step = replace(step, name=name, kind=kind, wording=read)
    if isinstance(step, Choose) and kind is Solved:
        step = replace(step, afresh=True)
    if isinstance(step, Asking | Gather) and not step.label:
        step = replace(step, label=_label_of(step))
    return step


def _label_of(step: Asking | Gather) -> str:
    for part in getattr(step.kind, "__metadata__", ()):
        if isinstance(part, Check) and part.label:
            return part.label
    plain = re.split(r"\{\{.*?\}\}|\{%.*?%\}", step.text.strip().partition("\n")[0])
    return max(plain, key=len).strip(" ?:,。、\uff1f\uff1a\uff0c\uff01").removeprefix("请") or step.name


def _check_versions(cls: type[Dialog]) -> None:
    for version, names in cls.renamed.items():
        if not 1 < version <= cls.version:
            raise DeclarationError(
                cls.key, None, f"renames for version {version}, but is at version {cls.version}", "raise `version`"
            )
        for new in names.values():
            if version == cls.version and new.split(".")[0] not in cls.steps:
                raise DeclarationError(cls.key, new, "is the new name of an answer but no step", "name a step")


class Registry:
    """All dialogs by key."""

    def __init__(self, dialogs: Iterable[type[Dialog]]) -> None:
        self._dialogs: dict[str, type[Dialog]] = {}
        for dialog in dialogs:
            if dialog.key in self._dialogs:
                raise DeclarationError(dialog.key, None, "is declared twice", "give one of them another key")
            self._dialogs[dialog.key] = dialog

    def __iter__(self) -> Iterator[type[Dialog]]:
        return iter(self._dialogs.values())

    def __contains__(self, key: str) -> bool:
        return key in self._dialogs

    def get(self, key: str) -> type[Dialog] | None:
        """The dialog called ``key``, or None where a release has removed it."""
        return self._dialogs.get(key)
