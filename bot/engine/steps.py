"""Steps: what a dialog's fields are declared with. Each function below stands on the right of a field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from bot.engine.choice import Choice
from bot.engine.conversation import Outcome
from bot.engine.texts import Wording

Rule = Callable[..., Any]
Effect = Callable[..., Awaitable[Any]]
Targets = Mapping[Choice, str]
Answers = Mapping[str, Any]
"""The type of ``answers``, which every rule, look-up and effect may read: the fields answered so far, by name."""
ANSWERS = "answers"
SAID = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a dialog; ``name``, ``kind`` (its annotation) and ``wording`` are filled in when the class is made.

    ``then`` names the step that follows; without it the next one in the class does.
    """

    text: str = ""
    then: str | None = None
    name: str = ""
    kind: Any = None
    wording: Wording = field(default_factory=lambda: Wording(""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking(Step):
    """A step that the person answers. ``prefill`` answers it unasked, ``suggest`` proposes an answer.

    ``check`` is a further rule over the value (its first parameter, named as the step) and earlier answers: it
    returns None, or says in Chinese what is wrong. ``label`` is its short name on cards and for 修改. ``afresh``: the
    answer tells how things stand now, so that it is asked again when an answer before it changes. Where the dialog is a
    form, ``field`` is false for what only steers the conversation, and ``note`` helps whoever fills in the field.
    ``hears`` is a rule that reads what was typed, as ``said``, in view of earlier answers, before it is read as usual:
    it returns the answer, or None where that is not for it to say, or raises ``Slip``. ``early``: the message that
    answers the question before may answer this one as well.
    """

    label: str = ""
    afresh: bool = False
    early: bool = False
    hears: Rule | None = None
    field: bool = True
    note: str = ""
    prefill: Rule | None = None
    suggest: Rule | None = None
    check: Rule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask(Asking):
    """A typed answer. ``cues`` are words beside which the value stands when it comes inside a longer message."""

    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choose(Asking):
    """One of the members of the annotated ``Choice``, each leading to a step of its own where ``targets`` say so.

    ``plainly``: the first member does what is hard to take back, so that it is taken only from words that plainly agree
    once the question is shown.
    """

    targets: Targets | None = None
    plainly: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseMany(Asking):
    """Some of the members of a ``Choice``; annotated ``tuple[SomeChoice, ...]``."""

    least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Attach(Asking):
    """Files, annotated ``tuple[FileRef, ...]``: kinds are MIME types, sizes in bytes."""

    kinds: tuple[str, ...] = ()
    max_bytes: int = 5 * 1024 * 1024
    least: int = 1
    most: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Gather(Step):
    """A repeated group: the steps of ``item``, a ``Group``, for each; annotated ``tuple[Item, ...]``."""

    item: Any
    label: str = ""
    field: bool = True
    least: int = 1
    most: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Decide(Step):
    """A rule decides: a plain function of answers and context, returning a Choice or a value with ``outcome``.

    Another day, or under other parameters, it decides again, and a change is told: by the value's own ``__str__`` where
    it has one, otherwise by its outcome, or by what else differs.
    """

    rule: Rule
    targets: Targets


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp(Step):
    """Something is looked up outside: an async function of answers and context that changes nothing. Looked up again
    where what it read has changed, and on another day; where nobody answers, its outcome is UNKNOWN.
    """

    inquiry: Effect
    targets: Targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Perform(Step):
    """An effect is done, once: an async function of ``request``, answers and context."""

    effect: Effect
    targets: Targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Step):
    """A result comes later, from outside."""

    targets: Targets


APART = "---"
"""A line of a told text behind which another message begins, such as one that is to be forwarded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(Step):
    """Something is said, and the dialog goes on. ``made`` gives files that come with it."""

    made: Rule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Step):
    """Another dialog is taken in between; ``targets`` lead on from its endings by their names."""

    dialog: Any
    targets: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(Step):
    """The card with every answer. The first member of the annotated Choice confirms."""

    targets: Targets


class Waiting(Enum):
    """Where a closing offers what waits to be gone on with: behind or before its own offers, or not at all, since it is
    no longer the person's.
    """

    LAST = "last"
    FIRST = "first"
    NOT_OFFERED = "not offered"


@dataclass(frozen=True, slots=True, kw_only=True)
class End(Step):
    """A closing. ``human`` goes on to the dialog that reaches a person, ``goes_to`` to the dialog whose key the answer
    of that name holds. ``outcome`` is how the matter ends with it, so that nobody is asked whether it helped;
    ``silent`` leaves out that question, too, and leaves the matter open. ``pause``: the person goes away for a while
    and comes back to the question answered last. ``retry``: they come back to what led here, which is looked up or
    decided anew. ``offers`` gives what to go on with: topics by their ids, each walked where it has a dialog, otherwise
    told, and ``Offer``s of dialogs. ``made`` gives files that come with it, ``lean`` what the next question may lean
    on, as the knowledge writes it. ``waiting`` says where what waits is offered.
    """

    human: bool = False
    goes_to: str = ""
    silent: bool = False
    outcome: Outcome | None = None
    pause: bool = False
    retry: bool = False
    offers: Rule | None = None
    made: Rule | None = None
    lean: Rule | None = None
    waiting: Waiting = Waiting.LAST


def ask(
    text: str,
    *,
    label: str = "",
    prefill: Rule | None = None,
    suggest: Rule | None = None,
    check: Rule | None = None,
    hears: Rule | None = None,
    early: bool = False,
    cues: tuple[str, ...] = (),
    field: bool = True,
    note: str = "",
    then: str | None = None,
) -> Any:
    """Asks for a typed answer; the annotation is the check."""
    return Ask(
        text=text,
        label=label,
        prefill=prefill,
        suggest=suggest,
        check=check,
        hears=hears,
        early=early,
        cues=cues,
        field=field,
        note=note,
        then=then,
    )


def choose(
    text: str,
    targets: Targets | None = None,
    *,
    label: str = "",
    prefill: Rule | None = None,
    suggest: Rule | None = None,
    check: Rule | None = None,
    hears: Rule | None = None,
    early: bool = False,
    plainly: bool = False,
    field: bool = True,
    note: str = "",
    then: str | None = None,
) -> Any:
    """Asks for one of the annotated Choice's members."""
    return Choose(
        text=text,
        targets=targets,
        label=label,
        prefill=prefill,
        suggest=suggest,
        check=check,
        hears=hears,
        early=early,
        plainly=plainly,
        field=field,
        note=note,
        then=then,
    )


def choose_many(
    text: str,
    *,
    label: str = "",
    least: int = 1,
    prefill: Rule | None = None,
    suggest: Rule | None = None,
    check: Rule | None = None,
    field: bool = True,
    note: str = "",
    then: str | None = None,
) -> Any:
    """Asks for some of the members; annotated ``tuple[SomeChoice, ...]``."""
    return ChooseMany(
        text=text,
        label=label,
        least=least,
        prefill=prefill,
        suggest=suggest,
        check=check,
        field=field,
        note=note,
        then=then,
    )


def attach(
    text: str,
    *,
    kinds: tuple[str, ...],
    max_bytes: int,
    label: str = "",
    least: int = 1,
    most: int = 5,
    prefill: Rule | None = None,
    check: Rule | None = None,
    field: bool = True,
    note: str = "",
    then: str | None = None,
) -> Any:
    """Asks for files; ``least=0`` lets the person go on without one."""
    return Attach(
        text=text,
        kinds=kinds,
        max_bytes=max_bytes,
        label=label,
        least=least,
        most=most,
        prefill=prefill,
        check=check,
        field=field,
        note=note,
        then=then,
    )


def gather(
    text: str,
    item: Any,
    *,
    label: str = "",
    least: int = 1,
    most: int = 50,
    field: bool = True,
    then: str | None = None,
) -> Any:
    """Asks the steps of ``item`` again and again; ``text`` asks whether there is one more."""
    return Gather(text=text, item=item, label=label, least=least, most=most, field=field, then=then)


def decide(rule: Rule, targets: Targets) -> Any:
    """Lets a rule decide where to go on."""
    return Decide(rule=rule, targets=targets)


def look_up(inquiry: Effect, targets: Targets) -> Any:
    """Looks something up outside, which may take a moment; it is no barrier."""
    return LookUp(inquiry=inquiry, targets=targets)


def perform(effect: Effect, targets: Targets) -> Any:
    """Does something in the world exactly once; what is done is a barrier that 返回 and 修改 do not cross."""
    return Perform(effect=effect, targets=targets)


def wait(text: str, targets: Targets) -> Any:
    """Waits for a late result."""
    return Wait(text=text, targets=targets)


def tell(text: str, *, made: Rule | None = None, then: str | None = None) -> Any:
    """Says something, and gives the files that ``made`` makes."""
    return Tell(text=text, made=made, then=then)


def call(dialog: Any, targets: Mapping[str, str]) -> Any:
    """Takes another dialog in between."""
    return Call(dialog=dialog, targets=targets)


def review(text: str, targets: Targets) -> Any:
    """Shows the card with every answer, to confirm or correct."""
    return Review(text=text, targets=targets)


def end(
    text: str,
    *,
    human: bool = False,
    goes_to: str = "",
    silent: bool = False,
    outcome: Outcome | None = None,
    pause: bool = False,
    retry: bool = False,
    offers: Rule | None = None,
    made: Rule | None = None,
    lean: Rule | None = None,
    waiting: Waiting = Waiting.LAST,
) -> Any:
    """Closes the dialog."""
    return End(
        text=text,
        human=human,
        goes_to=goes_to,
        silent=silent,
        outcome=outcome,
        pause=pause,
        retry=retry,
        offers=offers,
        made=made,
        lean=lean,
        waiting=waiting,
    )
