"""查申报：进度、按人、按月, for the current employer alone."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Annotated

from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.fields import IdentityNumber
from bot.dialogs.filing_steps import bind_first, on_the_portal
from bot.engine.checks import Text
from bot.engine.choice import Choice
from bot.engine.messages import Offer
from bot.engine.steps import ask, choose, end, look_up
from bot.services.filing_results import Listed, ListedFilings
from bot.services.filings import Filings
from bot.services.sheets import Sheets


class Wish(Choice):
    """What is to be shown."""

    NEWEST = ("最近的", "进度", "最近", "全部")
    PERSON = ("查一个人的", "按人查", "某个人", "查人")
    MONTH = ("查一个月的", "按月查", "某个月", "查月份")


MonthText = Annotated[str, Text("哪个月", "2026年11月", 20)]
_MONTH = re.compile(r"(?:(\d{4})[年./-])?\s*(\d{1,2})\s*月?(?:份)?")


def a_month(month: str) -> str | None:
    """A month that there is."""
    return None if _read(month) else "没看懂是哪个月。请这样写：2026年11月，或者11月。"


def _read(text: str) -> tuple[int | None, int] | None:
    match = _MONTH.fullmatch(text.strip())
    if match is None or not 1 <= int(match[2]) <= 12:
        return None
    return (int(match[1]) if match[1] else None), int(match[2])


async def newest(filings: Filings, sheets: Sheets) -> ListedFilings:
    """The newest filings of the employer, and how far the person's sheets are."""
    listed = await filings.listed()
    lines = await sheets.progress() if listed.outcome in (Listed.SOME, Listed.NONE) else ()
    if not lines:
        return listed
    return replace(listed, outcome=Listed.SOME, listed_lines=(*lines, *listed.listed_lines))


async def of_somebody(identity_number: str, filings: Filings) -> ListedFilings:
    """The filings about one person."""
    return await filings.listed(identity_number=identity_number)


async def of_a_month(month: str, today: date, filings: Filings) -> ListedFilings:
    """The filings of one month; without a year, the latest such month."""
    read = _read(month)
    assert read is not None, "it was checked when it was said"
    year, number = read
    if year is None:
        year = today.year if number <= today.month else today.year - 1
    return await filings.listed(month=(year, number))


def the_newest() -> Wish:
    """The newest, unless the person says otherwise."""
    return Wish.NEWEST


def look_further(filings: Filings) -> tuple[str | Offer, ...]:
    """One person's, one month's, and undoing."""
    by_person = Offer("filing_history", {"wish": "PERSON"}, "查一个人的")
    return (by_person, Offer("filing_history", {"wish": "MONTH"}, "查一个月的"), "filing.rollback")


def look_again(filings: Filings) -> tuple[str | Offer, ...]:
    """Looking again, and undoing."""
    return (Offer("filing_history", {}, "再查一次"), "filing.rollback")


class FilingHistory(CanbaoDialog):
    """查申报: the newest filings, those of a person, those of a month; identity numbers masked.

    Source: none; the list is ours
    """

    key = "filing_history"
    topic = "filing.enrol_result"
    title = "查申报进度和记录"
    version = 1

    wish: Wish = choose(
        "要查什么？",
        {Wish.NEWEST: "recent", Wish.PERSON: "identity_number", Wish.MONTH: "month"},
        label="要查什么",
        prefill=the_newest,
    )
    recent: ListedFilings = look_up(
        newest,
        {
            Listed.SOME: "told",
            Listed.NONE: "nothing",
            Listed.NOT_BOUND: "not_bound",
            Listed.NOT_SHOWN: "on_portal",
            Listed.UNKNOWN: "silent",
        },
    )
    identity_number: IdentityNumber = ask("请输入这个人的公民身份号码。", label="公民身份号码")
    of_person: ListedFilings = look_up(
        of_somebody,
        {
            Listed.SOME: "shown",
            Listed.NONE: "found_nothing",
            Listed.NOT_BOUND: "not_bound",
            Listed.NOT_SHOWN: "on_portal",
            Listed.UNKNOWN: "silent",
        },
    )
    month: MonthText = ask("查哪个月的？", label="月份", check=a_month)
    of_month: ListedFilings = look_up(
        of_a_month,
        {
            Listed.SOME: "shown",
            Listed.NONE: "found_nothing",
            Listed.NOT_BOUND: "not_bound",
            Listed.NOT_SHOWN: "on_portal",
            Listed.UNKNOWN: "silent",
        },
    )

    told = end(
        """
        {{ demo }}{{ listed_for }}最近的申报：
        {% for line in listed_lines %}
        · {{ line }}
        {% endfor %}
        """,
        offers=look_further,
        silent=True,
    )
    shown = end(
        """
        {{ demo }}{{ listed_for }}的申报：
        {% for line in listed_lines %}
        · {{ line }}
        {% endfor %}
        """,
        offers=look_again,
        silent=True,
    )
    nothing = end("{{ demo }}{{ listed_for }}还没有在这里申报过。", silent=True)
    found_nothing = end("{{ demo }}没有查到这样的申报。", offers=look_again, silent=True)
    not_bound = end("{{ demo }}要先绑定单位，才能看它的申报。", offers=bind_first, silent=True)
    on_portal = end("这里查不到申报记录，请登录网厅看。", offers=on_the_portal, silent=True)
    silent = end("经办系统现在没有回话。过一会儿再查。", silent=True)
