"""Files: taken where one is asked for, and what is said where none is."""

from __future__ import annotations

from dataclasses import replace

from bot.engine.card import picked_at
from bot.engine.conversation import Given
from bot.engine.messages import Decision, FileRef, Unread, UnreadKind
from bot.engine.repair import beyond_barrier, reopen
from bot.engine.steps import Attach, Review
from bot.engine.turning import Turning
from bot.engine.unread import kinds_told, say_unread
from bot.engine.walk import Position, Visit, dump_value

SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""The kind of a workbook."""


def take_file(turning: Turning, position: Position | None, file: FileRef) -> None:
    """Takes a file where one is asked for; says so where none is."""
    turning.decision = Decision.STEP
    step = position.open.step if position else None
    if position is not None and isinstance(step, Review) and (place := _takes_files(position, file.kind)) is not None:
        turning.set_run(reopen(position, place.address))
        position = turning.position()
        step = position.open.step if position else None
    if position is None or not isinstance(step, Attach):
        if file.kind != SHEET or not turning.house.sheet_dialog:
            say_unread(turning, Unread(UnreadKind.DOCUMENT, file.name))
            return
        _begin_with_sheet(turning, file)
        return
    turning.conversation = replace(turning.conversation, asleep=False)
    kept = picked_at(position.run, position.open)
    if step.kinds and file.kind not in step.kinds:
        turning.say("file_wrong_kind", name=file.name, kinds=kinds_told(step.kinds))
    elif file.size > step.max_bytes:
        turning.say("file_too_big", name=file.name, megabytes=f"{step.max_bytes / 2**20:.2g}")
    elif len(kept) >= step.most:
        turning.say("file_too_many", most=step.most)
    else:
        entry = {"id": file.id, "name": file.name, "size": file.size, "kind": file.kind}
        picked = {**position.run.picked, position.open.address: [*kept, entry]}
        turning.set_run(replace(position.run, picked=picked))
        turning.say("file_kept", name=file.name, count=len(kept) + 1)


def wants_file(position: Position | None, kind: str) -> bool:
    """Whether the open step asks for files, or is a card after one that takes files of this kind."""
    if position is None:
        return False
    step = position.open.step
    return isinstance(step, Attach) or (isinstance(step, Review) and _takes_files(position, kind) is not None)


def _takes_files(position: Position, kind: str) -> Visit | None:
    """The answered step before the card that takes files of this kind, so that one can be sent while looking at it."""
    takes = [v for v in beyond_barrier(position) if isinstance(v.step, Attach) and kind in v.step.kinds]
    return takes[-1] if takes else None


def _begin_with_sheet(turning: Turning, file: FileRef) -> None:
    """Begins the dialog that takes workbooks, its first step answered with this one."""
    key = turning.house.sheet_dialog
    others = tuple(run for run in turning.conversation.runs if run.dialog != key)
    turning.conversation = replace(turning.conversation, runs=others)
    turning.start(key)
    run, dialog = turning.conversation.active, turning.house.dialogs.get(key)
    if dialog is not None and turning.bars(dialog):
        return
    assert run is not None and dialog is not None, "the house names a dialog that it has"
    first = next(iter(dialog.steps.values()))
    turning.set_run(run.with_given(first.name, Given(dump_value(first, (file,)))))
