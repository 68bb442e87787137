"""What one turn works on: the conversation as it changes, and the reply as it grows."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.engine.apart import put_apart, put_back, waits_apart
from bot.engine.card import question
from bot.engine.conversation import Conversation, Matter, Outcome, Run
from bot.engine.dialog import Context, Dialog, Registry
from bot.engine.filling import read_given
from bot.engine.messages import Candidate, Decision, FileRef, Inbound, Made, Offer, Option, Reply
from bot.engine.phrases import Phrases
from bot.engine.ports import Knowledge, MatterEnd, Session, Unanswered
from bot.engine.walk import Position, walk

TRAIL = 8
"""So much is kept of what was gone through."""


@dataclass(frozen=True, slots=True)
class House:
    """What all turns share. ``person_dialog`` is the key of the dialog that reaches a person; ``welcome`` are the
    topics that a newcomer is offered; ``progress_dialog`` is the key of the one that 进度 begins where nothing is open,
    and ``sheet_dialog`` of the one that takes a workbook which no step asked for. ``sent`` gives the dialog that a text
    begins whatever is open, since it can mean nothing else; where the open step takes the text as well, which is told
    with it, it has to be plainer. ``reads_pictures`` tells whether the words on pictures can be read here.
    """

    dialogs: Registry
    knowledge: Knowledge
    phrases: Phrases
    person_dialog: str
    welcome: tuple[Candidate, ...] = ()
    progress_dialog: str = ""
    sheet_dialog: str = ""
    sent: Callable[[str, bool], Offer | None] = lambda text, taken: None
    reads_pictures: bool = True


@dataclass(slots=True)
class Turning:
    """One turn under way.

    ``question_stands`` says that the open question was asked right before: its options are given, its words are not.
    ``acts_for`` is who becomes the one on whose behalf things are done, under which request id.
    ``before`` is the whole conversation where the message comes from a group, which sees a part of it.
    """

    house: House
    inbound: Inbound
    session: Session
    context: Context
    now: datetime
    conversation: Conversation
    messages: list[str] = field(default_factory=list)
    extra: list[Option] = field(default_factory=list)
    files: list[FileRef] = field(default_factory=list)
    made: list[Made] = field(default_factory=list)
    decision: Decision | None = None
    topic: str | None = None
    ended: list[MatterEnd] = field(default_factory=list)
    closings: list[tuple[str, str]] = field(default_factory=list)
    asks_itself: bool = False
    question_stands: bool = False
    shown_elsewhere: bool = False
    unanswered: Unanswered | None = None
    found: datetime | None = None
    moves: str = ""
    joined_at: int | None = None
    acts_for: tuple[str, str] | None = None
    before: Conversation | None = None

    def put_apart(self) -> None:
        """In a group, goes on without what only its person may see."""
        if not self.inbound.private:
            self.before = self.conversation
            self.conversation = put_apart(self.conversation, self.house.dialogs)

    @property
    def whole(self) -> Conversation:
        """The conversation with what was put apart."""
        return (
            self.conversation if self.before is None else put_back(self.conversation, self.before, self.house.dialogs)
        )

    @property
    def waits_apart(self) -> bool:
        """Whether something is open that is not gone on with here."""
        return self.before is not None and waits_apart(self.before, self.house.dialogs)

    def bars(self, dialog: type[Dialog]) -> bool:
        """Whether the dialog is not held here."""
        return dialog.personal and not self.inbound.private

    def say(self, name: str, /, **names: Any) -> None:
        """Says one of the engine's own sentences."""
        self.messages.append(self.house.phrases.say(name, **names))

    def phrase(self, name: str, /, **names: Any) -> str:
        """One of the engine's own sentences, for a label."""
        return self.house.phrases.say(name, **names)

    def offer(self, option_id: str, label: str) -> None:
        """Puts an option under the reply, after those of the open step."""
        self.extra.append(Option(option_id, label))

    def offer_again(self) -> None:
        """Offers what the last reply offered, but for the options of its question."""
        self.extra += [option for option in self.conversation.shown if not option.id.startswith("answer|")]

    def offer_welcome(self) -> None:
        """Offers the topics that a newcomer is offered."""
        for candidate in self.house.welcome:
            self.offer(f"topic|{candidate.id}", candidate.title)

    def dialog_of(self, run: Run) -> type[Dialog]:
        """The dialog of a run that ``wake`` has brought up to date."""
        dialog = self.house.dialogs.get(run.dialog)
        assert dialog is not None, "runs of removed dialogs are taken out when the conversation is loaded"
        return dialog

    def title_of(self, run: Run) -> str:
        """The run's title, with what tells it from others of its kind, as far as that is known."""
        dialog = self.dialog_of(run)
        names = walk(dialog, run, self.context).open.names
        told = [str(names[name]) for name in dialog.told_apart if names.get(name)]
        if run.begun_on and any(other.dialog == run.dialog and other.id != run.id for other in self.conversation.runs):
            told.append(self.phrase("begun_on", place=run.begun_on))
        return f"{dialog.title}（{'，'.join(told)}）" if told else dialog.title

    @property
    def is_only_offered(self) -> bool:
        """Whether the active run was not asked in the last reply, but offered after another one's closing."""
        run = self.conversation.active
        return run is not None and any(option.id == f"resume|{run.id}" for option in self.conversation.shown)

    def position(self, fresh: bool = False) -> Position | None:
        """Where the active run stands, or None without one."""
        run = self.conversation.active
        return walk(self.dialog_of(run), run, self.context, fresh) if run else None

    def position_apart(self) -> Position | None:
        """Where the run stands that would be the active one were this not a group, or None without one."""
        run = self.before.active if self.before is not None else None
        if run is None or not self.dialog_of(run).personal:
            return None
        return walk(self.dialog_of(run), run, self.context)

    def set_run(self, run: Run) -> None:
        """Puts a changed run in the active one's place."""
        self.conversation = self.conversation.with_active(run)

    def start(
        self, key: str, given: Mapping[str, Any] | None = None, another: bool = False, behalf: str | None = None
    ) -> None:
        """Begins a dialog on top of what is open; goes on with one that waits already, unless ``another`` is meant.

        Where a ``behalf`` is said, it is one on that behalf.
        """
        dialog = self.house.dialogs.get(key)
        if dialog is None:
            self.say("dialog_gone")
            return
        if self.bars(dialog):
            self.say("in_private", title=dialog.title)
            return
        before = self.conversation.active
        self.let_pass()
        several = [run for run in self.waiting(key, behalf) if not another]
        if len(several) > 1:
            self._ask_which(several)
            return
        waiting = several[0] if several else None
        run = waiting or self.new_run(dialog, behalf)
        self.stand_for(behalf)
        if waiting is None and dialog.as_form is not None and run.behalf == self.context.behalf:
            self._tell_of(run.behalf)
        for name, value in (given or {}).items():
            kept = read_given(dialog.steps.get(name), value, self.context.today)
            run = run.with_given(name, kept) if kept is not None and name not in run.given else run
        others = tuple(r for r in self.conversation.runs if r is not waiting)
        if others and others[-1] is before:
            self.say("set_aside", title=self.title_of(others[-1]))
        self.conversation = replace(self.conversation, runs=(*others, run), asleep=False, closing=False)
        aside = self.conversation.aside
        if aside is not None and aside.dialog == key and waiting is None and aside.given:
            self.offer(f"aside|{aside.id}", self.phrase("undo_cancel", title=self.title_of(aside)))
        if key == self.house.person_dialog:
            self.want_person(dialog.topic)
        else:
            self.begin_matter(dialog.topic, key)

    def waiting(self, key: str, behalf: str | None = None) -> list[Run]:
        """What is open of the dialog; on that ``behalf`` alone, where one is said."""
        return [run for run in self.conversation.runs if run.dialog == key and behalf in (None, run.behalf)]

    def stand_for(self, behalf: str | None) -> None:
        """Keeps to that ``behalf`` from now on, and says so, where one is said and it is another than before."""
        if behalf is None or behalf == self.context.behalf or self.acts_for is not None:
            return
        self.acts_for = (_digest(self.here, self.inbound.message_id, behalf), behalf)
        self._tell_of(behalf)

    def _tell_of(self, behalf: str) -> None:
        if told := self.context.told_of(behalf):
            self.messages.append(told)

    def _ask_which(self, several: list[Run]) -> None:
        """Asks which one of its kind is meant, as there may be after two conversations became one."""
        self.say("which_of_runs", title=self.dialog_of(several[0]).title)
        self.asks_itself = True
        for run in reversed(several):
            self.offer(f"resume|{run.id}", self.phrase("go_on_with", title=self.title_of(run)))

    def offer_waiting(self) -> None:
        """Offers to go on with what waits, the latest first."""
        for run in reversed(self.conversation.runs):
            self.offer(f"resume|{run.id}", self.phrase("go_on_with", title=self.title_of(run)))

    def start_anew(self, offer: Offer) -> None:
        """Begins a dialog in the place of one of its kind that is open."""
        others = tuple(run for run in self.conversation.runs if run.dialog != offer.dialog)
        self.conversation = replace(self.conversation, runs=others)
        self.start(offer.dialog, offer.given)

    def start_another(self, key: str, given: Mapping[str, Any]) -> None:
        """Begins a new run of the dialog. One that waits is put aside, to be taken up again until another one is; where
        several wait, there is no place for all of them: they go on waiting, as does one on another's behalf.
        """
        waiting = self.waiting(key, self.context.behalf)
        if len(waiting) == 1:
            others = tuple(run for run in self.conversation.runs if run not in waiting)
            self.conversation = replace(self.conversation, runs=others, aside=waiting[0])
        staying = [run for run in self.waiting(key) if run.behalf != self.context.behalf]
        self.start(key, given, another=True)
        for run in staying:
            self.offer(f"resume|{run.id}", self.phrase("go_on_with", title=self.title_of(run)))

    def want_person(self, topic: str | None) -> None:
        """Notes that the person wants a human, be it for the matter at hand or as a matter of its own."""
        if self.conversation.matter is None:
            self.begin_matter(topic, self.house.person_dialog)
        self.end_matter(Outcome.PERSON_WANTED)

    def new_run(self, dialog: type[Dialog], behalf: str | None = None) -> Run:
        """A run of the dialog begun by this message: the same one when the turn is done again, so that what it
        performs keeps its request id.
        """
        address = self.inbound.address
        number = _digest(address.channel, address.user, self.inbound.message_id, dialog.key)
        only_at = self.here if dialog.passing else ""
        held = self.context.behalf if behalf is None else behalf
        return Run(number, dialog.key, dialog.version, only_at=only_at, behalf=held)

    @property
    def here(self) -> str:
        """The digest of the address that the message comes from."""
        return _digest(self.inbound.address.channel, self.inbound.address.user)

    @property
    def chat(self) -> str:
        """The digest of the chat that the message comes from: a group is another one than the person's own."""
        return _digest(self.here, "private" if self.inbound.private else "group")

    def look_here(self) -> None:
        """Forgets options that were shown in another chat: typed words and numbers mean what is seen in this one."""
        conversation, inbound = self.conversation, self.inbound
        is_typed = inbound.choice is None and inbound.late is None
        if is_typed and conversation.shown and conversation.shown_at not in ("", self.chat):
            self.conversation = replace(conversation, shown=())
            self.session = replace(self.session, conversation=self.conversation)
            self.shown_elsewhere = True

    def let_pass(self) -> None:
        """Ends what is open of passing dialogs."""
        staying = tuple(run for run in self.conversation.runs if not self.dialog_of(run).passing)
        self.conversation = replace(self.conversation, runs=staying)

    def bring_up(self, run_id: str) -> bool:
        """Makes a waiting run the active one, also the one that was put aside."""
        known = (*self.conversation.runs, self.conversation.aside)
        chosen = next((run for run in known if run is not None and run.id == run_id), None)
        if chosen is None:
            return False
        self.let_pass()
        others = tuple(run for run in self.conversation.runs if run is not chosen)
        aside = None if chosen is self.conversation.aside else self.conversation.aside
        self.conversation = replace(self.conversation, runs=(*others, chosen), aside=aside, asleep=False, closing=False)
        return True

    def begin_matter(self, topic: str | None, dialog: str | None) -> None:
        """Notes what the person came with; a matter before it that nobody closed was left."""
        matter = self.conversation.matter
        if matter is not None and matter.topic == topic:
            self.conversation = replace(self.conversation, matter=replace(matter, dialog=dialog or matter.dialog))
            return
        self.end_matter(Outcome.LEFT)
        channel = self.inbound.address.channel
        matter = Matter(uuid.uuid4().hex, topic, dialog, None, 0, channel, self.now)
        self.conversation = replace(self.conversation, matter=matter)

    def end_matter(self, outcome: Outcome) -> None:
        """Closes the matter at hand, if there is one."""
        if self.conversation.matter is not None:
            self.ended.append(MatterEnd(self.conversation.matter, outcome, self.now))
            self.conversation = replace(self.conversation, matter=None, closing=False)

    def leave_trail(self, name: str, title: str) -> None:
        """Notes what was gone through, for the person who takes over; not what is asked while reaching one."""
        active = self.conversation.active
        if active is not None and active.dialog == self.house.person_dialog:
            return
        note = self.phrase(name, title=title)
        trail = (*(t for t in self.conversation.trail if t != note), note)
        self.conversation = replace(self.conversation, trail=trail[-TRAIL:])

    def note_step(self, step: str | None, answered: bool) -> None:
        """Counts an answer, and notes the step where the matter stands."""
        matter = self.conversation.matter
        if matter is not None:
            matter = replace(matter, step=step, steps=matter.steps + (1 if answered else 0))
            self.conversation = replace(self.conversation, matter=matter)

    def finish(self, position: Position | None) -> Reply:
        """The reply: what was said, the open question's options, then the offers."""
        options: tuple[Option, ...] = ()
        step = None
        if position is not None and not position.finished and not self.conversation.asleep and not self.asks_itself:
            step = position.open.address
            options = question(position, self.house.phrases, self.inbound.private).options
        options = _distinct((*options, *self.extra))
        self.conversation = replace(self.conversation, shown=options, shown_at=self.chat, updated=self.now)
        run = self.conversation.active
        if step is not None:
            self.note_step(step, answered=False)
        dialog = run.dialog if run else None
        topic = self.topic or (self.dialog_of(run).topic if run else None)
        return Reply(tuple(self.messages), options, tuple(self.files), dialog, step, topic, self.decision)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def _distinct(options: tuple[Option, ...]) -> tuple[Option, ...]:
    return tuple({option.id: option for option in options}.values())


def start_option(dialog: str, given: Mapping[str, str]) -> str:
    """The id of an option that begins a dialog."""
    return f"start|{dialog}|{json.dumps(dict(given), ensure_ascii=False)}" if given else f"start|{dialog}"
