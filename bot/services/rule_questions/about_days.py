"""Questions about days: whether one can file, what is made up, what is late, what can be undone, what is valid."""

from __future__ import annotations

import re
from datetime import date

from bot.engine.days import Toward
from bot.services.rule_questions.reading import Dated, Reading, RuleQuestion

BEGAN_BEFORE = "合同|合同从|合同是|合同签|入职|自|从|签于|进厂|上班|来"
BEGAN_AFTER = "开始|起算?|入职|进厂|进公司|上班|到岗|报到|就?来的|来上班|签|招|进的|进来|的?合同|就干"
TO_MAKE_UP = r"补(?![发贴卡办录打充差])"
_MADE_UP = TO_MAKE_UP + r"|漏|欠|没交|没参|没上|没买|没报|断"
_LEFT_AFTER = "离职|辞职|走的?|走人|离开|终止|解除|到期|辞退|开除|不干|退的?休|最后一天"
_LEFT_BEFORE = "离职|辞职|合同到|到期|终止|解除|走"
_WRONG_AFTER = r"[^,。\d发]{0,4}(?:错|误|多加|重复|那笔|办的|报的|做的|加的)"
_CAN_FILE = r"能|可以|行不|行吗|可不|开|关|收|赶得上|算[^,。]{0,4}月|哪个?月|几月|月还是|晚了?吗|来得及|暂停"
_FILING = (
    r"申报|社保|开网|网厅|系统|停保|减员|增员|增减|加人|减人|上人|参保|登记|入职|新人"
    r"|报(?:进|上|行|的|吗|$)|办|收不收|收件|开不开|开了没|这一?期"
)
_NO_FILING = (
    r"补|医保|医疗|生育|公积金|缴费|工资|认证|审核|预登记|错|合同|生的|出生|开户|注册|密码|证明|记录|养老金|生效|到账|基本信息"
)
_ASKED_AFTER = "还?能|可以|行|开|收|报|去"


def back_payment(reading: Reading) -> RuleQuestion | None:
    """“8月20号合同6月1号开始的，补几个月”."""
    if not reading.has(_MADE_UP) or reading.has(r"基数|补差|滞纳|罚|材料|带什么|基本信息|医保|医疗|生育|公积金"):
        return None
    begun = reading.best(reading.dated, BEGAN_BEFORE, BEGAN_AFTER)
    if begun is None and len(reading.dated) == 1 and reading.has(TO_MAKE_UP):
        begun = reading.dated[0]
    if begun is None or begun.resolve(reading.today) in (reading.today, reading.today.replace(day=1)):
        return None
    filed = next((day for day in reading.days if day is not begun), None)
    filing_day = reading.day(filed, Toward.NEAREST) or reading.today.isoformat()
    start = reading.day(begun, Toward.PAST, date.fromisoformat(filing_day))
    nearest = reading.day(begun, Toward.NEAREST, date.fromisoformat(filing_day))
    if start is None or _is_soon(nearest, filing_day) or reading.has(_MONTH_RANGE):
        return None
    given = {"contract_start": start, **({"filing_day": filing_day} if filed is not None else {})}
    return RuleQuestion("back_payment", given, "filing.arrears")


_MONTH_RANGE = r"\d{1,2}月?(?:份|底|初)?[到至~-]\d{1,2}月"


def _is_soon(day: str | None, filing_day: str) -> bool:
    """Whether a contract may as well begin within a month after the filing: then the year is not for us to guess."""
    if day is None:
        return False
    ahead = date.fromisoformat(day) - date.fromisoformat(filing_day)
    return 0 < ahead.days <= 31


def suspension(reading: Reading) -> RuleQuestion | None:
    """“11月3号离职的，现在停保晚不晚”."""
    if not reading.has(r"停保|减员|退工|停社保|停掉|断保|最晚|期限"):
        return None
    left = reading.best(reading.days, _LEFT_BEFORE, _LEFT_AFTER)
    if left is None:
        return None
    asked = next((day for day in reading.days if day is not left), None)
    coming = reading.has(r"下个?月|明天|后天|要走|要离职|准备|打算")
    began = reading.day(left, Toward.COMING if coming else _behind(left))
    if began is None:
        return None
    given = {"termination_day": began}
    if (today := reading.day(asked, Toward.NEAREST)) is not None and today != reading.today.isoformat():
        given["today"] = today
    return RuleQuestion("suspension", given, "filing.stop")


def deadline(reading: Reading) -> RuleQuestion | None:
    """“11月3号入职，最晚几号要参保”."""
    if not reading.has(r"最晚|最迟|期限|几号前|几号之前|多久内|几天内|来得及|超期|逾期|超过30|晚不晚"):
        return None
    if not reading.has(r"参保|登记|增员|社保|办|交|上保险") or reading.has(r"停|减员|补"):
        return None
    began = reading.best(reading.days, BEGAN_BEFORE, BEGAN_AFTER)
    if began is None:
        return None
    day = reading.day(began, Toward.COMING if reading.has(r"要来|打算|准备") else _behind(began))
    given = {"duty": "enrollment", "began": day}
    return RuleQuestion("deadline", {k: v for k, v in given.items() if v}, "filing.enrol") if day else None


def rollback(reading: Reading) -> RuleQuestion | None:
    """“5号增员办错了，8号还能退吗”."""
    if not reading.has(r"撤|退回|回退|能退|取消|变更回") or not reading.has(r"错|误|多加|重复|不该"):
        return None
    if not reading.days:
        return None
    mistake = reading.best(reading.days, "", _WRONG_AFTER) or reading.days[0]
    kind = _undone(reading)
    if kind is None:
        return None
    asked = next((day for day in reading.days if day is not mistake), None)
    made = mistake.resolve(reading.today, Toward.PAST)
    if made is None:
        return None
    given = {"kind": kind, "mistake_day": made.isoformat()}
    if asked is not None:
        since = made if reading.beside(asked, "", "发现|才|想") else max(made, reading.today)
        today = asked.resolve(since, Toward.COMING)
        if today is not None and today >= made and today != reading.today:
            given["today"] = today.isoformat()
    return RuleQuestion("rollback", given, "filing.rollback")


def _behind(mention: Dated) -> Toward:
    """Which year or month is meant of a day that is rather behind: with its month written, the nearest one is."""
    return Toward.PAST if mention.month is None else Toward.NEAREST


def _undone(reading: Reading) -> str | None:
    if reading.has(r"基数"):
        return "filing.base_up"
    if reading.has(r"停保|减员|退工|停错|减错"):
        return "filing.stop"
    if reading.has(r"增员|加|参保|那笔|办|做|报|人"):
        return "filing.enrol"
    return None


def record_validity(reading: Reading) -> RuleQuestion | None:
    """“6月30号打的权益单还有效吗”."""
    if not reading.has(r"权益(?:单|记录)|记录单") or not reading.has(r"有效|过期|能用|还能|到期|多久|什么时候"):
        return None
    if not reading.days:
        return None
    issued = reading.day(reading.days[0], Toward.PAST)
    return RuleQuestion("record_validity", {"issued_day": issued}, "query.rights_record") if issued else None


def filing_window(reading: Reading) -> RuleQuestion | None:
    """“12月8号能停保吗”, “8月20号报的是几月的”."""
    if not reading.days or not reading.has(_CAN_FILE) or not reading.has(_FILING):
        return None
    if reading.has(_NO_FILING) or reading.has(r"从.{0,8}(?:开始|起)"):
        return None
    asked = _asked_day(reading)
    today = asked is not None and asked.resolve(reading.today) == reading.today
    if asked is None or (today and not _about(reading) and not reading.has("^今天")):
        return None
    past = reading.has(r"报的|报进|加的|办的|昨|前天")
    day = reading.day(asked, Toward.NEAREST if asked.month else Toward.PAST if past else Toward.COMING)
    return RuleQuestion("filing_window", {"day": day}, "filing.calendar", _about(reading)) if day else None


def _asked_day(reading: Reading) -> Dated | None:
    """The day that is asked about: the only one, or the one beside “还能报”; none of “7到10号”."""
    first, *others = reading.days
    if not others:
        return first
    if re.fullmatch(r"[-~到至、和或]", reading.text[first.end : others[0].start].strip("日号")):
        return None
    return None if reading.has(r"入职|来的") else reading.best(reading.days, "", _ASKED_AFTER)


def _about(reading: Reading) -> str:
    if reading.has(r"停保|减员|减人|退工"):
        return "停保"
    if reading.has(r"增员|加人|上人|新人|入职|参保|上社保"):
        return "增员"
    return ""

