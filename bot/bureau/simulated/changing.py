"""Decides what changes people who are enrolled: 退工停保, 基数上调 and 派遣调转."""

from __future__ import annotations

from bot.bureau.protocol import Known
from bot.bureau.simulated.answers import BaseIncrease, CoverageSuspension, DispatchTransfer
from bot.bureau.simulated.deciding import Decision, Effect, Sight, refuse
from bot.bureau.simulated.made_up import base_fact
from bot.bureau.simulated.persons import enrolled_here
from bot.bureau.simulated.records import Base, Coverage, Host, Person, latest
from rules.base_change import BaseChangeOutcome, base_change
from rules.module_plans import BASE_AT_COUNTER
from rules.month import Month
from rules.suspension import suspension
from rules.telling import chinese_day


def suspend(sight: Sight, form: CoverageSuspension) -> Decision:
    """用人单位退工停保登记: everything that the employer has of the person ends, always on the day of filing.

    Source: 002 §三.5
    """
    person, rows = enrolled_here(sight, form.identity_number, form.person_number)
    stop_date = suspension(sight.today, sight.today, sight.law).stop_date

    def effect(number: str, reviewed: bool) -> None:
        for row in rows:
            row.state = Coverage.ENDING if reviewed else Coverage.ENDED
            row.ended_on, row.ended_by = stop_date, number
            sight.books.change(row)

    facts = (Known("name", "姓名", person.name), Known("stop_date", "停保时间", chinese_day(stop_date)))
    return Decision(effect, facts, person)


def raise_base(sight: Sight, form: BaseIncrease) -> Decision:
    """企业缴费基数调整（上调）: up only, from next month.

    Source: 002 §三.7
    """
    person, _ = enrolled_here(sight, form.identity_number, form.person_number)
    declared = latest(sight.books.bases.get((sight.employer.credit_code, person.person_number), ()))
    if declared is None:
        refuse("系统里没有这个人现在的缴费基数，网上调不了。请到经办机构申请。", "contribution_base")
    change = base_change(declared.yuan, form.contribution_base, None, sight.today, sight.law)
    if change.outcome is BaseChangeOutcome.COUNTER:
        refuse(BASE_AT_COUNTER.says, "contribution_base")
    if change.outcome is BaseChangeOutcome.NOTHING:
        refuse(f"{change.outcome.label}。", "contribution_base")
    first = change.online_from[0]
    facts = (
        Known("name", "姓名", person.name),
        base_fact(form.contribution_base, change.new_base),
        Known("first_month", "开始执行", first.label),
    )
    return Decision(_declare(sight, person, first, f"{change.new_base.base:f}"), facts, person)


def _declare(sight: Sight, person: Person, first: Month, amount: str) -> Effect:
    def effect(number: str, reviewed: bool) -> None:
        sight.books.add(Base(sight.employer.credit_code, person.person_number, number, str(first), amount))

    return effect


def transfer(sight: Sight, form: DispatchTransfer) -> Decision:
    """劳务派遣用工调转: between host employers of one agency.

    Source: 002 §三.8
    """
    if not sight.employer.is_agency:
        refuse("劳务派遣用工调转只由人力资源服务机构办理。")
    if form.from_host_employer == form.to_host_employer:
        refuse("调转前后是同一个用工单位，不用办理。", "to_host_employer")
    before = _host(sight, form.from_host_employer, "from_host_employer")
    after = _host(sight, form.to_host_employer, "to_host_employer")
    person, rows = enrolled_here(sight, form.identity_number, form.person_number)
    if any(row.host != before.code for row in rows):
        refuse("这个人不是派在所填的原用工单位。请核对原用工单位编号。", "from_host_employer")

    def effect(number: str, reviewed: bool) -> None:
        for row in rows:
            row.host = after.code
            sight.books.change(row)

    names = (Known("from_host", "原用工单位", before.name), Known("to_host", "新用工单位", after.name))
    return Decision(effect, (Known("name", "姓名", person.name), *names), person)


def _host(sight: Sight, code: str, about: str) -> Host:
    host = sight.books.hosts.get((sight.employer.credit_code, code))
    if host is None:
        refuse("调转只在同一家人力资源服务机构里用，本机构名下没有这个用工单位。请核对编号。", about)
    return host
