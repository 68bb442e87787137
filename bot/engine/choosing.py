"""Choosing in one's own words: which option of the open step a message means, and what it tells besides."""

from __future__ import annotations

from bot.engine.agreeing import agrees
from bot.engine.choice import Choice, YesNo
from bot.engine.hearing import hear, wants_person
from bot.engine.matching import is_all_said, match_choice, match_failure, spoken_forms, tells_failure
from bot.engine.steps import Attach, Choose, End, Review, Step
from bot.engine.turning import Turning
from bot.engine.walk import Position

_NOT_RIGHT = frozenset(["不对", "不对的", "有错", "有误", "不正确"])


class Skips(Choice):
    """Whether there is a file to send, by what is typed where one may be left out."""

    YES = YesNo.YES.wordings
    NO = (*YesNo.NO.wordings, "没有附件", "没有材料", "没有文件", "不传", "不发", "先不传", "先不发", "跳过")


def skips(step: Step, text: str) -> bool:
    """Whether the text leaves out files that may be left out: “没有附件”, “先不传”."""
    return isinstance(step, Attach) and step.least == 0 and match_choice(text, Skips) is Skips.NO


def finds_wrong(step: Step, text: str) -> bool:
    """Whether the text says no more than that something on the card is not right."""
    return isinstance(step, Review) and not _NOT_RIGHT.isdisjoint(spoken_forms(text))


def option_meant(turning: Turning, position: Position, step: Choose | Review, text: str) -> Choice | None:
    """The option of the open step that the text means; none where it says more, and that is meant: the wish for a
    person, or that something does not work. What a card is confirmed with has to agree plainly.
    """
    member = match_choice(text, step.kind)
    if member is not None and _is_to_be_plain(step, member):
        return member if agrees(text, member) else None
    if member is None or is_all_said(text, member):
        return member
    if tells_failure(text) and not any(map(tells_failure, member.folded)):
        return None
    if wants_person(turning, text) and not _leads_to_a_person(position, step, member):
        return None
    return member


def half_meant(step: Choose | Review, text: str) -> Choice | None:
    """The option that has to be agreed to plainly, where the text says it by half: “看看再提交”."""
    member = match_choice(text, step.kind)
    if member is None or not _is_to_be_plain(step, member) or agrees(text, member):
        return None
    return member if is_all_said(text, member) else None


def _is_to_be_plain(step: Choose | Review, member: Choice) -> bool:
    return member is next(iter(step.kind)) and (isinstance(step, Review) or step.plainly)


def _leads_to_a_person(position: Position, step: Choose | Review, member: Choice) -> bool:
    target = position.open.scope.get((step.targets or {}).get(member, ""))
    return isinstance(target, End) and target.human


def failure_told(turning: Turning, step: Choose | Review, text: str) -> Choice | None:
    """The option that it did not work, where the text tells what failed and wishes for nobody to help."""
    member = match_failure(text, step.kind)
    return None if member is None or wants_person(turning, text) else member


def tell_what_is_known(turning: Turning, text: str) -> None:
    """Tells what is known of a failure that an answer spoke of; offers it where it is only likely."""
    heard, active = hear(turning, text), turning.conversation.active
    own = turning.dialog_of(active).topic if active is not None else None
    if heard.topic is not None:
        turning.messages.extend(heard.messages if heard.topic != own else ())
    elif not heard.missed and (others := [choice for choice in heard.choices if choice.id != own]):
        turning.offer(f"topic|{others[0].id}", others[0].title)
