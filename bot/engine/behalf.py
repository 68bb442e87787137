"""On whose behalf: a message that names somebody begins a form of theirs, and nothing goes into another one's."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.conversation import Given, Origin, Run
from bot.engine.dialog import Dialog
from bot.engine.hearing import hear
from bot.engine.messages import Decision
from bot.engine.questions import begin, is_form, wanted_dialog
from bot.engine.steps import Ask, Choose
from bot.engine.turning import Turning


def begin_on_behalf(turning: Turning, text: str) -> str | None:
    """Begins the form that the text wishes for on the behalf that it names, and gives None; else what is to be read:
    the text without that name where such a form is open already.
    """
    meant = turning.context.on_behalf(text) if turning.inbound.private else None
    for rest in meant.rests if meant is not None else ():
        wanted = wanted_dialog(turning, hear(turning, rest))
        if meant is None or wanted is None or not is_form(turning, wanted):
            continue
        run = turning.conversation.active
        if run is not None and (run.dialog, run.behalf) == (wanted.dialog, meant.behalf):
            return rest
        begin(turning, wanted, rest, meant.behalf)
        return None
    return text


def correct_behalf(turning: Turning, text: str) -> bool:
    """Puts the open form aside where the text says that it should be on another's behalf, and begins one of theirs with
    what was said; false where the text says no such thing.
    """
    run = turning.conversation.active
    dialog = turning.dialog_of(run) if run is not None else None
    if run is None or dialog is None or dialog.as_form is None:
        return False
    meant = turning.context.other_behalf(text, run.behalf)
    if meant is None:
        return False
    turning.decision = Decision.COMMAND
    turning.conversation = replace(turning.conversation, misses=0)
    if meant.refused:
        turning.messages.append(meant.refused)
        turning.decision = Decision.CLARIFY
        return True
    waiting = bool(turning.waiting(dialog.key, meant.behalf))
    turning.start(dialog.key, behalf=meant.behalf)
    if not waiting and (begun := turning.conversation.active) is not None:
        turning.set_run(replace(begun, given={**_carried(dialog, run), **begun.given}))
    return True


def _carried(dialog: type[Dialog], run: Run) -> dict[str, Given]:
    """What the person said that holds on another's behalf, too: what tells filings apart, and what no rule judged in
    view of the rest.
    """
    once = dialog.as_form.once if dialog.as_form is not None else ()
    steps = dialog.steps
    return {
        name: Given(given.value)
        for name, given in run.given.items()
        if isinstance(step := steps.get(name), Ask | Choose)
        and given.origin is Origin.SAID
        and (name in once or step.check is None)
    }
