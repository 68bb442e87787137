"""What an answer carries beyond its words: files that belong to it, and what the next question may lean on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bot.engine.messages import Address, Candidate, Decision, FileRef, Heard, Made
from bot.engine.ports import StoreTrouble
from bot.engine.runner import Runner
from tests.engine.small import Person
from tests.engine.stand import SmallKnowledge, Stand

PICTURE = Made("月历.svg", "image/svg+xml", b"<svg/>")


class LeaningKnowledge(SmallKnowledge):
    """Answers with a picture, and remembers what it was given back."""

    def __init__(self) -> None:
        self.leant_on: list[str] = []

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = "") -> Heard:
        """A picture for 月历; otherwise as the small one."""
        self.leant_on.append(lean)
        if text != "月历":
            return super().hear(text, today, last_topic)
        topics = (Candidate("weather", "天气", 1.0),)
        return Heard(Decision.ANSWER, ("看图。",), topics, certain=True, lean="月历:2026", made=(PICTURE,))


@dataclass
class Shelf:
    """Keeps files in a list; ``broken`` keeps none."""

    kept: list[tuple[Address, Made]] = field(default_factory=list)
    broken: bool = False

    async def keep(self, address: Address, made: Made) -> FileRef:
        """Keeps a file under a number."""
        if self.broken:
            raise StoreTrouble("full")
        self.kept.append((address, made))
        return FileRef(f"f{len(self.kept)}", made.name, len(made.content), made.kind)


def stand_with(shelf: Shelf | None) -> Stand:
    """A stand whose runner keeps files on the shelf."""
    stand = Stand([Person], knowledge=LeaningKnowledge())
    stand.runner = Runner(stand.house, stand.store, stand, stand.clock, files=shelf)
    return stand


async def test_a_file_of_an_answer_is_kept_and_sent() -> None:
    """The picture that belongs to an answer comes with the reply, kept for the person who asked."""
    shelf = Shelf()
    stand = stand_with(shelf)
    reply = await stand.say("月历")
    assert reply.files == (FileRef("f1", "月历.svg", 6, "image/svg+xml"),)
    assert shelf.kept == [(Address("test", "我"), PICTURE)]


async def test_a_repeated_message_makes_no_second_file() -> None:
    """The same message again gets the same reply with the same file."""
    shelf = Shelf()
    stand = stand_with(shelf)
    first = await stand.say("月历", message_id="same")
    again = await stand.say("月历", message_id="same")
    assert again == first and len(shelf.kept) == 1


async def test_without_a_shelf_the_answer_comes_without_its_file() -> None:
    """Where nothing keeps files, the words are still said."""
    stand = stand_with(None)
    reply = await stand.say("月历")
    assert reply.messages[0] == "看图。" and reply.files == ()


async def test_a_file_that_cannot_be_kept_is_told() -> None:
    """A full disk is an outage: it is told, and nothing is pretended."""
    stand = stand_with(Shelf(broken=True))
    reply = await stand.say("月历")
    assert reply.decision is Decision.TROUBLE and reply.files == ()


async def test_the_next_question_gets_back_what_the_answer_left() -> None:
    """The knowledge is given what it left with its last answer, until another answer comes."""
    stand = stand_with(Shelf())
    knowledge = stand.knowledge
    assert isinstance(knowledge, LeaningKnowledge)
    for text in ("月历", "天气", "搬家"):
        await stand.say(text)
    assert knowledge.leant_on == ["", "月历:2026", ""]
