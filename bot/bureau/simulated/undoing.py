"""Decides 人员变更回退: whether a filing is undone, and undoes what it did."""

from __future__ import annotations

from bot.bureau.protocol import Known, Standing
from bot.bureau.simulated.answers import FilingRollback
from bot.bureau.simulated.coverage import check_elsewhere
from bot.bureau.simulated.deciding import Decision, Sight, refuse
from bot.bureau.simulated.instants import written
from bot.bureau.simulated.records import Coverage, Enrollment, FilingRow, module_of
from rules.insurances import Insurance
from rules.insured_category import InsuredCategory
from rules.modules import Module
from rules.rollback import RollbackOutcome, rollback

_TAKEN = (Standing.IN_REVIEW, Standing.ACCEPTED)


def roll_back(sight: Sight, form: FilingRollback) -> Decision:
    """Undoes an enrollment or a suspension that was filed in this window.

    Source: 002 §三.6, §五 问题四
    """
    target = _target(sight, form)
    told = rollback(module_of(target.module), target.day, sight.today, sight.law)
    if told.outcome is not RollbackOutcome.ALLOWED:
        instead = "；".join(each.label for each in told.instead)
        refuse(f"{told.because.says.rstrip('。')}。{instead}。", "filing_number")
    suspended = target.module == Module.COVERAGE_SUSPENSION
    rows = _suspended(sight, target) if suspended else _enrolled(sight, target)

    def effect(number: str, reviewed: bool) -> None:
        for row in rows:
            row.state = Coverage.ACTIVE if suspended else Coverage.UNDONE
            row.ended_on = row.ended_by = None
            sight.books.change(row)
        if not suspended:
            _forget_bases(sight, target)
        target.standing, target.changed_at, target.due_at = Standing.ROLLED_BACK, written(sight.now), None
        sight.books.change(target)

    undone = Known("rolled_back", "回退的业务", f"{module_of(target.module).label}，业务编号{target.number}")
    return Decision(effect, (Known("name", "姓名", target.name), undone))


def _target(sight: Sight, form: FilingRollback) -> FilingRow:
    """The employer's own filing about this person; that of another employer is as unknown as none."""
    target = sight.books.filings.get(form.filing_number)
    number = form.identity_number.number
    if target is None or (target.employer, target.identity_number) != (sight.employer.credit_code, number):
        refuse("本单位没有这个人的这笔业务。请核对业务编号，从列表里选。", "filing_number")
    if target.standing not in _TAKEN:
        refuse(f"这笔业务{Standing(target.standing).label}，不用回退。", "filing_number")
    return target


def _enrolled(sight: Sight, target: FilingRow) -> list[Enrollment]:
    rows = [each for each in sight.books.coverage_of(target.identity_number) if each.filing == target.number]
    if any(each.state not in (Coverage.PENDING, Coverage.ACTIVE) for each in rows):
        refuse("这笔参保以后又办了停保。要撤回，请先回退停保那一笔。", "filing_number")
    return rows


def _suspended(sight: Sight, target: FilingRow) -> list[Enrollment]:
    """The rows that come back, unless the person has been enrolled again since."""
    coverage = sight.books.coverage_of(target.identity_number)
    rows = [each for each in coverage if each.ended_by == target.number]
    others = [each for each in coverage if each.coverage.claims and each not in rows]
    for row in rows:
        check_elsewhere(sight, others, InsuredCategory(row.category), (Insurance(row.insurance),))
    mine = {(each.category, each.insurance) for each in others if each.employer == sight.employer.credit_code}
    if any((row.category, row.insurance) in mine for row in rows):
        sight.refuse("already_enrolled_here", "filing_number")
    return rows


def _forget_bases(sight: Sight, target: FilingRow) -> None:
    for person in sight.books.persons.get(target.identity_number, ()):
        for base in list(sight.books.bases.get((target.employer, person.person_number), ())):
            if base.filing == target.number:
                sight.books.remove_base(base)
