"""The engine's own sentences: which there are and what each may read. The wording lies in ``data/texts``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.engine.messages import UnreadKind
from bot.engine.texts import TemplateSyntaxError, Wording, wording

PHRASES: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(reads)
    for name, reads in {
        "welcome": (),
        "empty": (),
        "too_long": ("signs", "most"),
        "not_understood": (),
        "not_an_option": ("example",),
        "nearest_topics": (),
        "no_such_number": ("number", "most"),
        "nothing_to_choose": (),
        "nothing_to_choose_here": (),
        "offer_person": (),
        "files_not_made": (),
        "expired": (),
        "expired_idle": (),
        "in_private": ("title",),
        "waits_in_private": (),
        "noted": ("facts",),
        "slip_example": ("example",),
        "old_value": ("value",),
        "keep_old": ("value",),
        "suggested": ("value",),
        "many_hint": ("example",),
        "many_done": (),
        "many_too_few": ("least",),
        "files_done": (),
        "files_skip": (),
        "file_kept": ("name", "count"),
        "file_wrong_kind": ("name", "kinds"),
        "file_too_big": ("name", "megabytes"),
        "file_too_many": ("most",),
        "files_taken": ("pictures", "sheets"),
        **{f"unread_{kind.value}": ("name", "why", "taken", "pictures") for kind in UnreadKind},
        "picture_read": ("text",),
        "picture_no_reader": ("name",),
        "picture_not_a_picture": ("name",),
        "picture_heic": ("name",),
        "picture_too_large": ("name",),
        "picture_too_many_pixels": ("name",),
        "picture_broken": ("name",),
        "picture_no_text": ("name",),
        "picture_busy": ("name",),
        "picture_too_slow": ("name",),
        "picture_failed": ("name",),
        "back_at_start": (),
        "back_barrier": (),
        "back_done": (),
        "no_dialog": (),
        "command_over": (),
        "shown_elsewhere": (),
        "not_plainly": ("label",),
        "correct_which": (),
        "corrected": ("facts",),
        "modify_which": (),
        "modify_unknown": ("what",),
        "modify_none": (),
        "cancelled": ("title",),
        "passed": ("title",),
        "cancelled_sent": ("title",),
        "undo_cancel": ("title",),
        "restarted": ("title",),
        "progress": ("title", "lines"),
        "progress_none": (),
        "progress_waiting": ("titles",),
        "progress_sent": (),
        "asked_above": ("title", "question"),
        "card_unchanged": (),
        "card_again": (),
        "card_first": (),
        "which_run": ("title",),
        "another_run": (),
        "which_of_runs": ("title",),
        "begun_on": ("place",),
        "resume_filled": ("title",),
        "help": ("pictures",),
        "help_label": (),
        "resume": ("title", "question"),
        "resume_yes": (),
        "resume_restart": (),
        "resume_drop": (),
        "go_on_with": ("title",),
        "trail_seen": ("title",),
        "trail_walked": ("title",),
        "back_to": ("title",),
        "set_aside": ("title",),
        "offer_dialog": ("title",),
        "helped_question": (),
        "helped_yes": (),
        "helped_no": (),
        "person": (),
        "glad": (),
        "sorry": (),
        "card_hint": ("example",),
        "decision_changed": ("before", "after"),
        "release_changed": ("title",),
        "dialog_gone": (),
        "outage": (),
        "late_unknown": (),
        "trouble": ("number",),
        "store_trouble": (),
        "busy": (),
    }.items()
}


class PhraseFault(Exception):
    """A sentence is missing, unknown, or reads what it is not given."""


class Phrases:
    """The sentences, checked: each is there, and reads only what it is given."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        """Reads the sentences.

        Raises:
            PhraseFault: naming the sentence and the mend.
        """
        for name in sources:
            if name not in PHRASES:
                raise PhraseFault(f"{name}: 没有这个名字的句子；请删去或改名")
        self._wordings = {name: _read(name, sources.get(name), reads) for name, reads in PHRASES.items()}

    def say(self, name: str, /, **names: Any) -> str:
        """The sentence called ``name`` with its names filled in."""
        return self._wordings[name].render(names)


def _read(name: str, source: str | None, reads: frozenset[str]) -> Wording:
    if not source or not source.strip():
        raise PhraseFault(f"{name}: 缺这个句子；请补上")
    try:
        read = wording(source)
    except TemplateSyntaxError as error:
        raise PhraseFault(f"{name}: 花括号写错了({error});请改正") from error
    if read.reads - reads:
        raise PhraseFault(f"{name}: 用了没有的变量 {sorted(read.reads - reads)}；可用的是 {sorted(reads)}")
    return read
