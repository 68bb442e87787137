"""The guided bureau: no connection. What rules can tell is told, and the person files on the portal themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from bot.bureau.protocol import BureauForm, Filed, Filing, Known, Prepared, Refusal, Standing
from bot.bureau.simulated.answers import FORMS, AdvanceEnrollment, BaseIncrease, CoverageSuspension, EmployeeEnrollment
from bot.bureau.simulated.made_up import base_fact, due_facts, held_base
from bot.bureau.simulated.reading import Unreadable, read_record
from bot.engine.ports import Clock
from rules.back_payment import back_payment
from rules.calendar import window_on
from rules.module_plans import PLANS
from rules.modules import When
from rules.month import Month
from rules.parameters import ParameterMissing, Parameters
from rules.telling import chinese_day


class GuidedBureau:
    """Fulfills ``Bureau``: checks what rules can check, and leaves every filing to the person (BY_HAND).

    It keeps nothing and never knows what the portal said: ``status`` is None for every request.
    """

    form = BureauForm.GUIDED

    def __init__(self, law_of: Callable[[], Parameters], clock: Clock) -> None:
        self._law_of = law_of
        self._clock = clock

    async def prepare(self, filing: Filing) -> Prepared:
        """What the rules say to the filing today."""
        return self._judged(filing)

    async def submit(self, request: str, filing: Filing) -> Filed:
        """Sends nothing: the filing is the person's to type in, unless the rules say that it would be refused."""
        prepared, now = self._judged(filing), self._clock.now()
        if prepared.refusals:
            return Filed(request, Standing.REFUSED, "", prepared.refusals[0], (), now, now)
        return Filed(request, Standing.BY_HAND, "", None, prepared.facts, now, now)

    async def submit_many(self, filings: Sequence[tuple[str, Filing]]) -> Sequence[Filed]:
        """Each as ``submit`` would."""
        return [await self.submit(request, filing) for request, filing in filings]

    async def status(self, request: str) -> Filed | None:
        """None: nothing ever arrives at a bureau from here."""
        return None

    def _judged(self, filing: Filing) -> Prepared:
        try:
            form = read_record(FORMS[filing.module], filing.answers)
        except Unreadable as unreadable:
            return Prepared(tuple(Refusal("", f"{fault}。", about) for about, fault in unreadable.faults))
        today, law = self._clock.today(), self._law_of()
        if said := _window_says(PLANS[filing.module].when, today, law):
            return Prepared((Refusal("", said),))
        facts = _FACTS.get(type(form))
        try:
            return Prepared(facts=facts(form, today, law) if facts else ())
        except ParameterMissing as missing:
            return Prepared(facts=(Known("not_known", "没有算", str(missing)),))


def _window_says(when: When, today: date, law: Parameters) -> str:
    """Why today is no day for it; empty where it is one, or where that is not known.

    Source: 002 §一, §三.10
    """
    try:
        window = window_on(today, law)
    except ParameterMissing:
        return ""
    if when is When.IN_WINDOW and window.reopens_on:
        return f"现在暂停申报，{chinese_day(window.reopens_on)}起可以办。"
    if when is When.IN_PAUSE and window.open:
        return "现在可以申报，不用预登记。请直接办用人单位用工参保登记。"
    return ""


def _of_enrollment(form: EmployeeEnrollment, today: date, law: Parameters) -> tuple[Known, ...]:
    """The months made up and the base as the limits hold it.

    Source: 002 §三.3; domain.md Parameters
    """
    wage = form.contribution_base
    base = () if wage is None else (base_fact(wage, held_base(wage, window_on(today, law).month, law)),)
    return (*base, *due_facts(back_payment(form.contract_start, today, law)))


def _of_suspension(form: CoverageSuspension, today: date, law: Parameters) -> tuple[Known, ...]:
    """Source: 002 §三.5"""
    return (Known("stop_date", "停保时间", f"在网厅办理的那一天（今天办就是{chinese_day(today)}）"),)


def _of_advance(form: AdvanceEnrollment, today: date, law: Parameters) -> tuple[Known, ...]:
    """Source: 002 §三.10"""
    reopens = chinese_day(window_on(today, law).first_day)
    return (Known("formal_from", "正式登记", f"{reopens}起还要办用工参保登记，不办就没有参保"),)


def _of_increase(form: BaseIncrease, today: date, law: Parameters) -> tuple[Known, ...]:
    """Source: 002 §三.7"""
    month = Month.of(today) + 1
    return (base_fact(form.contribution_base, held_base(form.contribution_base, month, law)),)


_FACTS: dict[type[Any], Callable[[Any, date, Parameters], tuple[Known, ...]]] = {
    EmployeeEnrollment: _of_enrollment,
    CoverageSuspension: _of_suspension,
    AdvanceEnrollment: _of_advance,
    BaseIncrease: _of_increase,
}
