"""How long a contract runs, as people say it where its last day is asked for: 三年, 签了两年半, 一年一签, 长期."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.dialogs.contract_fields import ContractKind
from bot.engine.checks import Slip, fold, show_day
from bot.engine.days import find_days
from bot.engine.durations import LENGTH, last_day_of, months_of, plain_length

_AROUND = (
    "劳动|合同|固定期限|固定|定期|有期限|我们|我|他|她|给|都|是|就|先|只|再|签订|签到|签|了|的|一共|总共|共|为期|期限|期|吧|整|这|份|正好|刚好"
    "|[,.。!~]"
)
_WHOLE = re.compile(rf"(?:{_AROUND})*{LENGTH}(?:{_AROUND})*")
_IN_SENTENCE = (
    re.compile(rf"{LENGTH}(?:期|的)*(?:劳动)?合同"),
    re.compile(rf"(?:签了?|签的|合同期?限?|为期|期限)(?:是|为|:)?{LENGTH}(?![前后多了以之左])"),
)
_EACH_TIME = re.compile(rf"(?:{_AROUND}|每)*{LENGTH}一?(?:签|续)(?:的|一次|一续)*")
_LATER = re.compile(rf"{LENGTH}(?:之|以)?后(?:到期|终止|结束)?")
_ENDLESS = re.compile("无固定|没固定|不定期|长期|永久|终身|退休|没有?(?:终止|结束|到期|期限)|无期限|一直")
_UNSIGNED = re.compile(
    "(?:还|都|暂时|目前|我们|我|他|她|跟|和)*(?:(?:没有?|未)(?:签|订)(?:订|过|劳动|书面|的|合同)*|没有?(?:劳动|书面|的)*合同)"
    "(?:呢|的|啊|过|哦)*"
)
_BETWEEN = re.compile("[,;。、]")
_LONGEST_END = 14
_EXAMPLE = "2029年10月31日"


def not_signed(said: str) -> date | None:
    """Where the first day is asked for: refuses a contract that is not signed, since its day is nowhere to be read.

    Raises:
        Slip: there is no contract.
    """
    _refuse_without_contract(said, "写合同上的开始日期，例如：2026年11月1日")
    return None


def _refuse_without_contract(said: str, signed: str) -> None:
    """Refuses what says that there is no contract; ``signed`` says what to do where there is one."""
    if _UNSIGNED.fullmatch(fold(said)):
        raise Slip(
            "这里要照劳动合同填。没签合同的怎么填，我的资料里没有，请先问参保地社保经办机构或12333。"
            f"合同签了的，{signed}。"
        )


def end_of_term(said: str, contract_start: date) -> date | None:
    """The last day of a contract that runs for the time that is said: three years from 1 November end on 31 October.

    Raises:
        Slip: what is said is no last day, or may be one and is worth asking.
    """
    _refuse_without_contract(said, f"写合同上的终止日期，例如：{_EXAMPLE}")
    text = plain_length(said)
    if _ENDLESS.search(text) and len(text) <= _LONGEST_END and not find_days(said, contract_start):
        raise Slip(
            "无固定期限的合同没有终止日期：是这一种，请回复“修改 合同类别”，选无固定期限。"
            f"有终止日期的，照合同写年、月、日，例如：{_EXAMPLE}。"
        )
    for unsure in (_EACH_TIME, _LATER):
        if (match := unsure.fullmatch(text)) and (end := last_day_of(contract_start, months_of(match))):
            wrong = (
                f"“{said}”是说从{show_day(contract_start)}起、到{show_day(end)}为止吗？"
                f"请照合同写终止日期，例如：{_EXAMPLE}。"
            )
            raise Slip(wrong, reading=end.isoformat())
    found = next((match for match in _lengths(text) if match), None)
    return last_day_of(contract_start, months_of(found)) if found else _end_of_span(said, contract_start)


def _lengths(text: str) -> Iterator[re.Match[str] | None]:
    """Where the text, a clause of it, or words beside 合同 or 签 say how long a contract runs."""
    yield _WHOLE.fullmatch(text)
    yield from (_WHOLE.fullmatch(clause) for clause in _BETWEEN.split(text))
    yield from (pattern.search(text) for pattern in _IN_SENTENCE)


def _end_of_span(said: str, contract_start: date) -> date | None:
    """The last of two days of which the first is the contract's own: 2026年11月1日到2029年10月31日."""
    days = [found.day for found in find_days(said, contract_start)]
    return days[1] if len(days) == 2 and days[0] == contract_start else None


def fixed_by_its_end(said: str, contract_start: date) -> ContractKind | None:
    """A fixed term, where how long the contract runs is said, or its last day, and not which kind it is.

    Raises:
        Slip: there is no contract.
    """
    _refuse_without_contract(said, "选合同上写的那一种")
    days = [found.day for found in find_days(said, contract_start)] if len(said) <= _LONGEST_END else []
    if len(days) == 1 and days[0] and days[0] > contract_start:
        return ContractKind.FIXED_TERM
    try:
        return ContractKind.FIXED_TERM if end_of_term(said, contract_start) else None
    except Slip:
        return None
