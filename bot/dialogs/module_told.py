"""The chosen module as ``which_module`` tells it: today's answer, what another day changes, and where to go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.engine.checks import fold, show_day
from bot.engine.choice import Choice
from bot.services.errors import Catalogue, Recognition
from bot.services.rule_sources import cited, told_open
from rules.calendar import WindowOnDay, window_on
from rules.module_chooser import ModuleChoice, choose_module
from rules.modules import ChoiceOutcome, Module, Step
from rules.parameters import ParameterMissing, Parameters
from rules.situation import PortalError, Situation, Worker

LOOKED_UP = "unknown_error"
"""The dialog that takes a pasted message."""
_OVER_AGE = "filing.over_age_injury"
_PAST_OWN_AGE = "超没超龄，要按本人的法定退休年龄看，2025年起逐步推迟（官方页面）；没超的按普通职工参保。"
_MOST_ONWARD = 3


class Found(Choice):
    """What can be done with the module at present."""

    FILE_NOW = "今天就能办"
    IN_WINDOW = "申报期内可以办"
    WAIT = "今天还办不了"
    STEP_BEFORE = "先办前面的一步"
    OTHERS_FIRST = "要别人先办"
    COUNTER = "到柜台办"
    NOT_NEEDED = "不用再办"
    UNCLEAR = "能不能办，资料没有写明"
    OTHER_ERROR = "不是选模块的事"
    NO_WINDOW = "申报期没有查到"


@dataclass(frozen=True, slots=True)
class ModuleTold:
    """A module as it is told; ``str`` is its headline.

    ``onward`` are the topics to go on with, ``again_on`` is the day from which another answer holds while filing is
    paused, ``dialog_key`` the dialog for a message that is none of the module chooser's.
    """

    outcome: Found
    headline: str = ""
    why: str = ""
    dated: str = ""
    done_by: str = ""
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    ruled_out: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()
    onward: tuple[str, ...] = ()
    source: str = ""
    again_on: str = ""
    dialog_key: str = ""

    def __str__(self) -> str:
        return self.headline or str(self.outcome)


def module_told(situation: Situation, law: Parameters) -> ModuleTold:
    """The module for ``situation``, whose day is known, with what another day would change."""
    assert situation.today is not None
    try:
        chosen = choose_module(situation, law)
        window = window_on(situation.today, law)
        other = choose_module(replace(situation, today=_other_day(window)), law)
    except ParameterMissing as missing:
        return ModuleTold(Found.NO_WINDOW, why=str(missing))
    assert chosen.channel is not None and chosen.who is not None
    dated = _dated(chosen, other, window)
    return ModuleTold(
        outcome=Found[chosen.outcome.name],
        headline=_headline(chosen, situation),
        why=_why(chosen, situation),
        dated=dated,
        done_by=f"{chosen.who.label}，{chosen.channel.label}",
        before=tuple(_step(step) for step in chosen.before),
        after=tuple(_step(step) for step in chosen.after),
        ruled_out=tuple(f"{out.title}：{out.says}" for out in chosen.ruled_out),
        left_open=told_open(chosen.open_points),
        onward=_onward(chosen, situation),
        source=cited(chosen.sources),
        again_on="" if window.open or not dated else _day(window.first_day, window),
    )


def error_told(pasted: str, today: date, law: Parameters, catalogue: Catalogue) -> ModuleTold:
    """What a message of the portal asks for; one that the module chooser does not know is told from the catalogue."""
    known = catalogue.recognize(pasted)
    error = next((e for e in PortalError if fold(known.message).startswith(fold(e.label))), None)
    if error is not None:
        return module_told(Situation(today=today, error=error), law)
    if known.outcome is Recognition.UNKNOWN:
        why = "这句提示我还不认得，对不上是哪个模块的事。"
    else:
        why = f"认得这句：{known.message}。原因：{known.cause.rstrip('。')}。换个模块解决不了。"
    return ModuleTold(Found.OTHER_ERROR, why=why, dialog_key=known.dialog_key or LOOKED_UP)


def _other_day(window: WindowOnDay) -> date:
    """The first day on which filing is not as it is on the window's: of the pause, or of the reopening."""
    return window.reopens_on or window.last_day + timedelta(days=1)


def _headline(chosen: ModuleChoice, situation: Situation) -> str:
    found = Found[chosen.outcome.name]
    if chosen.title in {module.label for module in Module}:
        return f"用“{chosen.title}”：{found}"
    if situation.error:
        return f"网厅提示“{chosen.title}”：{found}"
    return chosen.title if found is Found.COUNTER else f"{chosen.title}：{found}"


def _why(chosen: ModuleChoice, situation: Situation) -> str:
    why = chosen.because.parts[0].says
    return f"{why}\n{_PAST_OWN_AGE}" if situation.worker is Worker.OVER_AGE else why


def _step(step: Step) -> str:
    return f"{step.says}（{step.who.label}）"


def _onward(chosen: ModuleChoice, situation: Situation) -> tuple[str, ...]:
    special = [_OVER_AGE] if situation.worker is Worker.OVER_AGE else []
    topics = [chosen.topic, *special, *(step.topic for step in chosen.before + chosen.after)]
    return tuple(t for t in dict.fromkeys(topics) if t != "filing.which_module")[:_MOST_ONWARD]


def _dated(chosen: ModuleChoice, other: ModuleChoice, window: WindowOnDay) -> str:
    """What the day has to do with it; empty where it has nothing to do with it."""
    return "".join(_if_open(chosen, other, window) if window.open else _if_paused(chosen, other, window))


def _if_open(chosen: ModuleChoice, other: ModuleChoice, window: WindowOnDay) -> Iterator[str]:
    pause_begins = _day(_other_day(window), window)
    in_window = f"今天在申报期内，报的是{window.month.label}的社保，到{_day(window.last_day, window)}都能办；"
    if other.topic != chosen.topic:
        yield f"{in_window}{pause_begins}起暂停申报，那几天要换成“{other.title}”。"
    elif other.opens_on and not chosen.opens_on:
        yield f"{in_window}{pause_begins}起暂停，{_day(other.opens_on, window)}再开。"
    elif other.outcome is ChoiceOutcome.UNCLEAR and chosen.outcome is not ChoiceOutcome.UNCLEAR:
        yield f"申报期内都能办；{pause_begins}起暂停申报，那几天能不能办，资料没有写。"


def _if_paused(chosen: ModuleChoice, other: ModuleChoice, window: WindowOnDay) -> Iterator[str]:
    reopens_on = _day(window.first_day, window)
    if other.topic != chosen.topic:
        yield f"今天暂停申报，所以用它；{reopens_on}起要换成“{other.title}”。"
    elif chosen.opens_on:
        yield f"今天暂停申报，{reopens_on}起办，报的是{window.month.label}的社保。"
    elif chosen.outcome is ChoiceOutcome.UNCLEAR and other.outcome is not ChoiceOutcome.UNCLEAR:
        yield f"今天暂停申报，{reopens_on}起照常办。"


def _day(day: date, window: WindowOnDay) -> str:
    """A day near the window's, with its year where that is another one."""
    return show_day(day) if day.year != window.day.year else f"{day.month}月{day.day}日"
