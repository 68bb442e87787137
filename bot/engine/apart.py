"""What a group does not see: runs of personal dialogs, which wait until their person writes alone."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.conversation import Conversation, Run
from bot.engine.dialog import Registry


def put_apart(conversation: Conversation, dialogs: Registry) -> Conversation:
    """The conversation as a group may see it: no run of a personal dialog, and no option that leads to one."""
    runs = tuple(run for run in conversation.runs if not _is_personal(run, dialogs))
    aside = conversation.aside
    aside = None if aside is not None and _is_personal(aside, dialogs) else aside
    seen = {run.id for run in (*runs, aside) if run is not None}
    shown = tuple(option for option in conversation.shown if _may_be_seen(option.id, seen, dialogs))
    asleep = conversation.asleep and bool(runs)
    return replace(conversation, runs=runs, aside=aside, shown=shown, asleep=asleep)


def waits_apart(conversation: Conversation, dialogs: Registry) -> bool:
    """Whether something is open that a group does not see."""
    return any(_is_personal(run, dialogs) for run in conversation.runs)


def put_back(conversation: Conversation, before: Conversation, dialogs: Registry) -> Conversation:
    """The conversation after a turn in a group with what was put apart: on top again, unless something else was begun
    or ended there.
    """
    apart = tuple(run for run in before.runs if _is_personal(run, dialogs))
    now = {run.id: run for run in conversation.runs}
    if list(now) == [run.id for run in before.runs if run not in apart]:
        runs = tuple(now.get(run.id, run) for run in before.runs)
    else:
        runs = (*apart, *conversation.runs)
    asleep = before.asleep if runs and runs[-1] in apart else conversation.asleep
    hidden = before.aside if before.aside is not None and _is_personal(before.aside, dialogs) else None
    return replace(conversation, runs=runs, aside=conversation.aside or hidden, asleep=asleep)


_OF_RUNS = frozenset({"answer", "resume", "aside", "modify"})


def _may_be_seen(option: str, seen: set[str], dialogs: Registry) -> bool:
    kind, _, rest = option.partition("|")
    named, _, _ = rest.partition("|")
    if kind in _OF_RUNS:
        return named in seen
    dialog = dialogs.get(named) if kind in ("start", "fresh") else None
    return dialog is None or not dialog.personal


def _is_personal(run: Run, dialogs: Registry) -> bool:
    dialog = dialogs.get(run.dialog)
    return dialog is not None and dialog.personal
