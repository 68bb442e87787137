"""The commands carried out: 返回 · 修改 · 取消 · 重新开始 · 进度 · 帮助 · 人工 · 继续."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.engine.card import check_of, label_of, lines
from bot.engine.checks import looks_like_question
from bot.engine.commands import Command, Commanded
from bot.engine.conversation import Outcome, Run
from bot.engine.correcting import correct, say_changed, take_new_value, that_takes
from bot.engine.messages import Decision
from bot.engine.repair import beyond_barrier, find_answered, has_effect, last_said, reopen
from bot.engine.steps import Review
from bot.engine.turning import Turning
from bot.engine.walk import Position

_LONGEST_LABEL = 12
_LEAST_OF_LABEL = 2
"""Signs from which on a part of a label names it where it was not said plainly that an answer is to be modified."""
_OF_WHAT_IS_OPEN = frozenset({Command.BACK, Command.MODIFY, Command.CANCEL, Command.RESTART})


def obey(turning: Turning, said: Commanded) -> bool:
    """Carries out a command; false where it turns out to be none (“修改” of something unknown to any step)."""
    if said.command in _OF_WHAT_IS_OPEN and turning.is_only_offered:
        return _after_the_end(turning, said)
    if said.command is Command.MODIFY:
        return modify(turning, said)
    _OBEY[said.command](turning)
    turning.decision = Decision.HUMAN if said.command is Command.PERSON else Decision.COMMAND
    return True


def _after_the_end(turning: Turning, said: Commanded) -> bool:
    """Leaves alone what only waits behind the matter that just ended: what was offered stays offered. 取消 leaves what
    waits where the question is whether that is meant or another of its kind.
    """
    if said.command is Command.CANCEL and _is_asked_which(turning):
        cancel(turning)
        turning.decision = Decision.COMMAND
        return True
    if said.what or said.to or not said.plainly:
        return False
    turning.say("command_over")
    turning.offer_again()
    turning.asks_itself = True
    turning.decision = Decision.COMMAND
    return True


def _is_asked_which(turning: Turning) -> bool:
    """Whether the last reply asked whether to go on with the one that waits, or to begin another."""
    offered = [option.id.partition("|")[0] for option in turning.conversation.shown]
    return "fresh" in offered and offered.count("resume") == 1


def back(turning: Turning) -> None:
    """返回: opens the last answered question again."""
    position = turning.position()
    if position is None:
        _nothing_open(turning, "no_dialog")
        return
    visit = last_said(position)
    if visit is None:
        _back_out(turning, position)
        return
    turning.set_run(reopen(position, visit.address))
    turning.say("back_done")


def _nothing_open(turning: Turning, phrase: str) -> None:
    """Says that there is nothing to act on; what was offered stays, and there is something to take up or begin with."""
    if turning.waits_apart:
        turning.say("waits_in_private")
        return
    turning.say(phrase)
    turning.offer_again()
    aside = turning.conversation.aside
    if aside is not None:
        title = turning.title_of(aside)
        turning.offer(f"aside|{aside.id}", turning.phrase("undo_cancel", title=title))
    elif not turning.extra:
        turning.offer_welcome()


def _back_out(turning: Turning, position: Position) -> None:
    """Leaves a dialog at its first question for the one that it interrupted."""
    waiting = turning.conversation.runs[:-1]
    if has_effect(position.run):
        turning.say("back_barrier")
    elif waiting:
        turning.conversation = replace(turning.conversation, runs=waiting, asleep=False)
        turning.say("back_to", title=turning.title_of(waiting[-1]))
    else:
        turning.say("back_at_start")


def modify(turning: Turning, said: Commanded) -> bool:
    """修改: opens the named answer again, or puts the new value in its place."""
    position = turning.position()
    if position is None:
        if said.what or not said.plainly:
            return False
        _nothing_open(turning, "no_dialog")
        turning.decision = Decision.COMMAND
        return True
    if not said.what and not said.plainly:
        return correct(turning, position, said)
    answered = position.answered()
    open_ones = beyond_barrier(position)
    named = said.plainly or said.to or len(said.what) >= _LEAST_OF_LABEL
    found = find_answered(answered, said.what) if said.what and named else []
    if not found and not said.to and " " in said.what:
        what, _, to = said.what.rpartition(" ")
        found, said = find_answered(answered, what.strip()), replace(said, to=to)
    if not found and "的" in said.what:
        found = find_answered(answered, said.what.rpartition("的")[2].strip())
    if not found and said.what and named and not said.what.isdecimal():
        found = find_answered(open_ones, said.what)
    if said.what and not found and named and find_answered([position.open], said.what):
        turning.decision = Decision.COMMAND
        if said.to:
            take_new_value(turning, position, said.to)
        return True
    if not found and said.to:
        # With the open question among them, a day meant for the end that is asked for now does not become the start.
        found = that_takes([*answered, position.open], said.to, turning.context.today)
    if said.what and not found:
        return _not_an_answer(turning, position, said)
    turning.decision = Decision.COMMAND
    if len(found) == 1 and found[0] not in (*open_ones, position.open):
        turning.say("back_barrier")
    elif found == [position.open]:
        take_new_value(turning, position, said.to)
    elif len(found) == 1:
        turning.set_run(reopen(position, found[0].address))
        turning.conversation = replace(turning.conversation, asleep=False)
        if said.to and (opened := turning.position()) is not None:
            take_new_value(turning, opened, said.to)
            say_changed(turning, found[0])
    elif not open_ones:
        turning.say("back_barrier" if has_effect(position.run) else "modify_none")
    else:
        turning.say("modify_which")
        turning.asks_itself = True
        for visit in found or open_ones:
            turning.offer(f"modify|{position.run.id}|{visit.address}", label_of(visit))
    return True


def _not_an_answer(turning: Turning, position: Position, said: Commanded) -> bool:
    check = check_of(position.open.step)
    greedy = check is not None and check.greedy
    if said.plainly and said.what.isdigit():
        greedy = False
    if isinstance(position.open.step, Review) and said.to and not looks_like_question(said.what):
        turning.say("modify_unknown", what=said.what)
        turning.decision = Decision.COMMAND
        return True
    if said.to or greedy or not said.plainly or len(said.what) > _LONGEST_LABEL or looks_like_question(said.what):
        return False
    turning.say("modify_unknown", what=said.what)
    turning.decision = Decision.COMMAND
    return True


def cancel(turning: Turning) -> None:
    """取消: puts the active run aside; the next message may take it up again."""
    run = turning.conversation.active
    if run is None:
        _nothing_open(turning, "no_dialog")
        return
    title = turning.title_of(run)
    if turning.dialog_of(run).passing:
        turning.let_pass()
        turning.say("passed", title=title)
        turning.end_matter(Outcome.LEFT)
        return
    turning.conversation = replace(turning.conversation, runs=turning.conversation.runs[:-1], aside=run, asleep=False)
    turning.say("cancelled_sent" if has_effect(run) else "cancelled", title=title)
    turning.end_matter(Outcome.LEFT)
    turning.offer(f"aside|{run.id}", turning.phrase("undo_cancel", title=title))
    if (waiting := turning.conversation.active) is not None:
        turning.say("back_to", title=turning.title_of(waiting))


def restart(turning: Turning) -> None:
    """重新开始: a new run of the same dialog; the old one is put aside."""
    run = turning.conversation.active or _just_put_aside(turning)
    if run is None:
        _nothing_open(turning, "no_dialog")
        return
    dialog = turning.dialog_of(run)
    others = tuple(other for other in turning.conversation.runs if other is not run)
    runs = (*others, turning.new_run(dialog))
    aside = turning.conversation.aside if dialog.passing else run
    turning.conversation = replace(turning.conversation, runs=runs, aside=aside, asleep=False, closing=False)
    turning.say("restarted", title=dialog.title)
    if not dialog.passing:
        turning.offer(f"aside|{run.id}", turning.phrase("undo_cancel", title=dialog.title))


def _just_put_aside(turning: Turning) -> Run | None:
    """The run that was put aside, where to take it up again is all that the last reply offered."""
    aside = turning.conversation.aside
    offered = [option.id for option in turning.conversation.shown]
    return aside if aside is not None and offered == [f"aside|{aside.id}"] else None


def progress(turning: Turning) -> None:
    """进度: where the active run stands, and what waits behind it; what was sent before where nothing is open."""
    position = turning.position()
    if position is None and turning.house.progress_dialog:
        turning.start(turning.house.progress_dialog)
        return
    if position is None:
        _nothing_open(turning, "progress_none")
        return
    shown = lines(position.answered(), position.run, turning.inbound.private)
    dialog = turning.dialog_of(position.run)
    if dialog.passing or dialog.key == turning.house.progress_dialog:
        turning.conversation = replace(turning.conversation, runs=turning.conversation.runs[:-1])
        progress(turning)
        return
    turning.say("progress", title=turning.title_of(position.run), lines="\n".join(shown))
    sent = turning.house.progress_dialog
    if sent and dialog.key != sent:
        turning.offer(f"start|{sent}", turning.phrase("progress_sent"))
    waiting = [turning.title_of(run) for run in turning.conversation.runs[:-1]]
    if waiting:
        turning.say("progress_waiting", titles="、".join(waiting))


def go_on(turning: Turning) -> None:
    """继续: takes up what was put aside or left."""
    conversation = turning.conversation
    if conversation.runs:
        turning.conversation = replace(conversation, asleep=False, closing=False)
    elif conversation.aside is not None:
        if _just_put_aside(turning) is None:
            turning.say("go_on_with", title=turning.title_of(conversation.aside))
        take_aside(turning, conversation.aside.id)
    else:
        _nothing_open(turning, "progress_none")


def take_aside(turning: Turning, run_id: str) -> bool:
    """Takes up the run that was put aside; what 重新开始 had begun in its place goes."""
    run = turning.conversation.aside
    if run is None or run.id != run_id:
        return False
    turning.let_pass()
    same = [r for r in turning.conversation.runs if r.dialog == run.dialog]
    begun_instead = same[-1] if len(same) == 1 or same[-1:] == [turning.conversation.active] else None
    runs = tuple(r for r in turning.conversation.runs if r is not begun_instead)
    turning.conversation = replace(turning.conversation, runs=(*runs, run), aside=None, asleep=False, closing=False)
    turning.begin_matter(turning.dialog_of(run).topic, run.dialog)
    return True


def person(turning: Turning) -> None:
    """人工: begins the dialog that reaches a person."""
    turning.start(turning.house.person_dialog)


def show_help(turning: Turning) -> None:
    """帮助: what can be said, and something to begin with where nothing is open."""
    turning.say("help", pictures=turning.house.reads_pictures)
    if not turning.conversation.runs:
        turning.offer_welcome()


_OBEY: dict[Command, Callable[[Turning], None]] = {
    Command.BACK: back,
    Command.CANCEL: cancel,
    Command.RESTART: restart,
    Command.PROGRESS: progress,
    Command.HELP: show_help,
    Command.PERSON: person,
    Command.GO_ON: go_on,
}
