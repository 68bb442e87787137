"""The module chooser: from what is known of a matter to its filing module, or to the one question still needed."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from rules.calendar import WindowOnDay, window_on
from rules.explained import Because, OpenPoint
from rules.insured_category import InsuredCategory
from rules.module_plans import (
    COLLECT_FIRST,
    COLLECT_IF_ASKED,
    FLEXIBLE_STOPS,
    FORMER_STOPS,
    PLANS,
    PROJECT_LEAVING,
    REGISTER_FIRST,
)
from rules.module_route import NOTHING_INSURED_YET, next_question, plan_or_question
from rules.modules import Actor, Channel, ChoiceOutcome, Module, Plan, RuledOut, Step, When
from rules.parameters import Parameters
from rules.situation import Coverage, Fact, Situation, Worker
from rules.telling import chinese_day
from rules.window_told import because_of_window, boundary_points

__all__ = ["ModuleChoice", "choose_module", "next_question"]

_WINDOW = "002 §一"


@dataclass(frozen=True)
class ModuleChoice:
    """The module for a matter, or what has to be asked first.

    Args:
        topic: the module's topic id, or that of an error or of the counter's business; empty while ``ask`` is open.
        can_file_now: None where the day or a fact is not known, or the guides are silent.
        opens_on: the first day on which it can be filed again; None unless the window is closed for it.
        ask: the fact to ask next; None once the module is settled.
    """

    outcome: ChoiceOutcome
    topic: str
    title: str
    can_file_now: bool | None
    opens_on: date | None
    channel: Channel | None
    who: Actor | None
    before: tuple[Step, ...]
    after: tuple[Step, ...]
    ruled_out: tuple[RuledOut, ...]
    ask: Fact | None
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...]


def choose_module(situation: Situation, law: Parameters) -> ModuleChoice:
    """The filing module (申报模块) for what is known of a matter, and whether it can be filed on that day.

    While filing is paused, an ordinary employee's enrollment becomes an advance enrollment.

    Raises:
        ParameterMissing: no window is known for the situation's day.

    Source: 002 §三, §五 问题三; domain.md More messages seen on portals
    """
    found = plan_or_question(situation)
    if isinstance(found, Fact):
        return _asking(found)
    window = window_on(situation.today, law) if situation.today else None
    plan = _on_the_day(found, window)
    plan = replace(plan, before=plan.before + tuple(_before(plan, situation)))
    outcome = _outcome(plan, window)
    return ModuleChoice(
        outcome=outcome,
        topic=plan.topic,
        title=plan.title,
        can_file_now=_CAN_FILE.get(outcome),
        opens_on=window.reopens_on if window and plan.when is When.IN_WINDOW else None,
        channel=plan.channel,
        who=plan.who,
        before=plan.before,
        after=plan.after,
        ruled_out=plan.ruled_out,
        ask=None,
        because=Because.later(lambda: _because(plan, outcome, situation, window, law)),
        open_points=plan.open_points + tuple(_more_open_points(plan, situation, window, law)),
        sources=_sources(plan, window),
    )


_ENROLLMENTS = (
    Module.EMPLOYEE_ENROLLMENT,
    Module.ADVANCE_ENROLLMENT,
    Module.PERSONNEL_ENROLLMENT,
    Module.PROJECT_ENROLLMENT,
)
_OWN_EMPLOYEES = (Module.EMPLOYEE_ENROLLMENT, Module.ADVANCE_ENROLLMENT)
_CAN_FILE = {
    ChoiceOutcome.FILE_NOW: True,
    ChoiceOutcome.WAIT: False,
    ChoiceOutcome.STEP_BEFORE: False,
    ChoiceOutcome.OTHERS_FIRST: False,
    ChoiceOutcome.COUNTER: False,
    ChoiceOutcome.NOT_NEEDED: False,
}


def _on_the_day(plan: Plan, window: WindowOnDay | None) -> Plan:
    if plan is PLANS[Module.EMPLOYEE_ENROLLMENT] and window and not window.open:
        return PLANS[Module.ADVANCE_ENROLLMENT]
    return plan


def _before(plan: Plan, situation: Situation) -> Iterator[Step]:
    if plan.outcome is not None or plan.topic not in _ENROLLMENTS:
        return
    if situation.employer_registered is False:
        yield REGISTER_FIRST
    if plan.topic != Module.PROJECT_ENROLLMENT and not situation.person_recorded:
        yield COLLECT_IF_ASKED if situation.person_recorded is None else COLLECT_FIRST
    if plan.topic in _OWN_EMPLOYEES and situation.coverage is Coverage.FLEXIBLE:
        yield FLEXIBLE_STOPS
    if plan.topic in _OWN_EMPLOYEES and situation.coverage is Coverage.ELSEWHERE and not _at_two(situation):
        yield FORMER_STOPS


def _at_two(situation: Situation) -> bool:
    """Whether the person stays insured by another employer, too (多重工伤)."""
    return situation.insured_category is InsuredCategory.MULTIPLE_EMPLOYMENT


def _outcome(plan: Plan, window: WindowOnDay | None) -> ChoiceOutcome:
    if plan.outcome is not None:
        return plan.outcome
    if plan.who is not Actor.OPERATOR:
        return ChoiceOutcome.OTHERS_FIRST
    if plan.channel is Channel.COUNTER:
        return ChoiceOutcome.COUNTER
    if any(step.certain for step in plan.before):
        return ChoiceOutcome.STEP_BEFORE
    if plan.when in (When.ANY_DAY, When.IN_PAUSE):
        return ChoiceOutcome.FILE_NOW
    if window is None:
        return ChoiceOutcome.IN_WINDOW
    if window.open:
        return ChoiceOutcome.FILE_NOW
    return ChoiceOutcome.WAIT if plan.when is When.IN_WINDOW else ChoiceOutcome.UNCLEAR


def _because(
    plan: Plan, outcome: ChoiceOutcome, situation: Situation, window: WindowOnDay | None, law: Parameters
) -> Because:
    steps = (Because(plan.says, plan.source), *_steps(plan, situation), *_window_steps(plan, window, law))
    return Because(f"{plan.title}：{outcome.label}。", parts=steps)


def _steps(plan: Plan, situation: Situation) -> Iterator[Because]:
    if plan.topic == Module.INSURANCE_REGISTRATION and situation.aim in NOTHING_INSURED_YET:
        yield Because("单位还没参过保，没有可停、可撤、可改的。", "002 §三.1")
    if plan.topic in _OWN_EMPLOYEES and situation.by_agency:
        yield Because("派遣、代理的人，用工类型和实际用工单位一定要填。", "002 §三.3")
    for step in plan.before:
        yield Because(f"之前：{step.says}", step.source)
    for step in plan.after:
        yield Because(f"之后：{step.says}", step.source)
    for other in plan.ruled_out:
        yield Because(f"不用“{other.title}”：{other.says}")


def _window_steps(plan: Plan, window: WindowOnDay | None, law: Parameters) -> Iterator[Because]:
    if plan.when is When.ANY_DAY:
        return
    if window is None:
        yield Because("不知道哪天办：只在申报期内能办，暂停申报的几天不能。", _WINDOW)
    else:
        yield because_of_window(window, law)


def _more_open_points(
    plan: Plan, situation: Situation, window: WindowOnDay | None, law: Parameters
) -> Iterator[OpenPoint]:
    if plan.when is When.IN_WINDOW and window:
        yield from boundary_points(window, law)
    if window and not window.open:
        reopens = chinese_day(window.first_day)
        if plan.when is When.NOT_WRITTEN and plan.outcome is None:
            yield OpenPoint(f"暂停申报时能不能办{plan.title}，指南没有写。", (f"{reopens}起再办。", "照常可以办。"))
        if REGISTER_FIRST in plan.before or COLLECT_FIRST in plan.before:
            yield OpenPoint("前面的一步在暂停申报时能不能办，指南没有写。", (f"{reopens}起再办。", "照常可以办。"))
        if plan.topic in (Module.PERSONNEL_ENROLLMENT, Module.PROJECT_ENROLLMENT):
            yield OpenPoint("这类人能不能做预登记，指南没有写。", (f"不能：{reopens}起再办。", "能：先做预登记。"))
    if plan.topic == Module.COVERAGE_SUSPENSION and situation.worker is Worker.PROJECT:
        yield PROJECT_LEAVING
    if FORMER_STOPS in plan.before and plan.topic in _OWN_EMPLOYEES:
        yield _TWO_EMPLOYERS


_TWO_EMPLOYERS = OpenPoint(
    "同时在两家单位上班、原单位不停保的怎么办，指南只在参保身份里列了多重工伤人员。",
    ("原单位停保后再参保。", "参保身份选多重工伤人员，以网厅为准。"),
)


def _sources(plan: Plan, window: WindowOnDay | None) -> tuple[str, ...]:
    dated = (_WINDOW,) if window and plan.when is not When.ANY_DAY else ()
    steps = tuple(step.source for step in plan.before + plan.after)
    return tuple(dict.fromkeys((plan.source, *steps, *dated)))


def _asking(fact: Fact) -> ModuleChoice:
    return ModuleChoice(
        outcome=ChoiceOutcome.ASK,
        topic="",
        title="",
        can_file_now=None,
        opens_on=None,
        channel=None,
        who=None,
        before=(),
        after=(),
        ruled_out=(),
        ask=fact,
        because=Because(f"还不能定：{fact.label}", parts=(Because("不同的回答对应不同的模块。", "002 §三"),)),
        open_points=(),
        sources=("002 §三",),
    )
