"""换一家单位、解绑: a person who acts for several employers says for which one, and takes bindings back."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Annotated

from bot.dialogs.desk import CanbaoDialog
from bot.engine.checks import Text, fold
from bot.engine.choice import Choice, YesNo
from bot.engine.messages import Offer
from bot.engine.steps import ask, choose, decide, end, look_up, perform
from bot.services.binder import Binder, Bound

_LEAD = re.compile("^(?:请|帮我|我要)?(?:切换|换|切|改|转)?(?:成|到|去|回|为|给)?")
Which = Annotated[str, Text("哪一家单位", "1", 60)]


class Mine(Choice):
    """How many employers the person acts for."""

    NONE = "没有绑定单位"
    ONE = "只绑了一家"
    SEVERAL = "绑了几家"
    UNKNOWN = "没有查到"


@dataclass(frozen=True, slots=True)
class MyEmployers:
    """The employers that the person is bound to, the current one first."""

    outcome: Mine
    my_names: tuple[str, ...] = ()
    my_codes: tuple[str, ...] = field(default=(), repr=False)
    my_lines: tuple[str, ...] = ()


async def my_employers(binder: Binder) -> MyEmployers:
    """For whom the person may act."""
    bound = await binder.bindings()
    lines = tuple(f"{n}. {each.name}{'（现在办的是这家）' if each.current else ''}" for n, each in enumerate(bound, 1))
    outcome = Mine.NONE if not bound else Mine.ONE if len(bound) == 1 else Mine.SEVERAL
    return MyEmployers(outcome, tuple(each.name for each in bound), tuple(each.credit_code for each in bound), lines)


def one_of_mine(which: str, my_names: tuple[str, ...]) -> str | None:
    """A place in the list, or a name that only one of them has."""
    return None if _place(which, my_names) is not None else "没有对上。请回复序号，或者单位名称里只有它才有的字。"


def _place(which: str, names: tuple[str, ...]) -> int | None:
    if which.strip().isdecimal():
        place = int(which) - 1
        return place if 0 <= place < len(names) else None
    said = _LEAD.sub("", fold(which))
    found = [place for place, name in enumerate(names) if said and said in name]
    return found[0] if len(found) == 1 else None


class Picked(Choice):
    """That an employer was picked."""

    ONE = "选好了"


@dataclass(frozen=True, slots=True)
class PickedEmployer:
    """The employer that was picked, by its name."""

    outcome: Picked
    picked_name: str = ""


def by_name(which: str, my_names: tuple[str, ...]) -> PickedEmployer:
    """The employer that was picked."""
    place = _place(which, my_names)
    return PickedEmployer(Picked.ONE, my_names[place] if place is not None else which)


async def switch(
    request: str, binder: Binder, which: str, my_names: tuple[str, ...], my_codes: tuple[str, ...]
) -> Bound:
    """Makes it the current one."""
    place = _place(which, my_names)
    assert place is not None, "it was checked when it was said"
    return await binder.switch(request, my_codes[place])


async def unbind(
    request: str, binder: Binder, which: str, my_names: tuple[str, ...], my_codes: tuple[str, ...]
) -> Bound:
    """Takes the binding out."""
    place = _place(which, my_names)
    assert place is not None, "it was checked when it was said"
    return await binder.unbind(request, my_codes[place])


def the_first(my_names: tuple[str, ...]) -> str | None:
    """The only employer, where there is just one."""
    return my_names[0] if len(my_names) == 1 else None


def another_employer(binder: Binder) -> tuple[str | Offer, ...]:
    """One more employer."""
    return (Offer("bind_employer", {}, "绑定另一家单位"),)


def what_to_do(binder: Binder) -> tuple[str | Offer, ...]:
    """What is filed most."""
    return ("filing.enrol", "filing.stop", "filing.which_module")


class SwitchEmployer(CanbaoDialog):
    """换一家单位: bookkeeping agents file for several employers; one is current, and is named in every filing.

    Source: 002 问题一 (who acts for a unit)
    """

    key = "switch_employer"
    topic = "account.roles"
    title = "换一家单位"
    version = 1

    mine: MyEmployers = look_up(
        my_employers, {Mine.NONE: "none", Mine.ONE: "only_one", Mine.SEVERAL: "which", Mine.UNKNOWN: "silent"}
    )
    which: Which = ask(
        """
        您绑定的单位：
        {% for line in my_lines %}
        {{ line }}
        {% endfor %}
        换到哪一家？回复序号或者名称。
        """,
        check=one_of_mine,
    )
    picked: PickedEmployer = decide(by_name, {Picked.ONE: "switching"})
    switching: Bound = perform(switch, {Bound.BOUND: "switched", Bound.UNKNOWN: "silent"})

    none = end("您还没有绑定单位。", offers=another_employer, silent=True)
    only_one = end("您只绑定了一家单位：{{ my_names[0] }}，现在办的就是它。", offers=another_employer, silent=True)
    switched = end(
        "好，换成{{ picked_name }}了，新办的申报都替它办。放着没办完的还是替原来那家办，核对时请看清单位名称。",
        offers=what_to_do,
        silent=True,
    )
    silent = end("系统没有回话，可能没有换成。请过一会儿再试，再试一次没有关系。", silent=True)


class UnbindOrKeep(Choice):
    """The last word before a binding is taken out."""

    YES = (*YesNo.YES.wordings, "确定", "解绑", "确定解绑")
    NO = (*YesNo.NO.wordings, "不解绑", "不解绑了", "留着", "算了", "不了")


class UnbindEmployer(CanbaoDialog):
    """解绑单位: afterwards nothing is filed for the employer, and nothing of it is shown, until it is bound again.

    Source: none; what binding means is ours
    """

    key = "unbind_employer"
    topic = "account.roles"
    title = "解绑单位"
    version = 1

    mine: MyEmployers = look_up(
        my_employers, {Mine.NONE: "none", Mine.ONE: "which", Mine.SEVERAL: "which", Mine.UNKNOWN: "silent"}
    )
    which: Which = ask(
        """
        您绑定的单位：
        {% for line in my_lines %}
        {{ line }}
        {% endfor %}
        解绑哪一家？回复序号或者名称。
        """,
        check=one_of_mine,
        prefill=the_first,
    )
    picked: PickedEmployer = decide(by_name, {Picked.ONE: "sure"})
    sure: UnbindOrKeep = choose(
        "确定解绑{{ picked_name }}吗？解绑以后不能再替它申报，也看不到它的人；已经提交的申报不受影响，以后可以再绑。",
        {UnbindOrKeep.YES: "unbinding", UnbindOrKeep.NO: "kept"},
        label="确定解绑",
        plainly=True,
    )
    unbinding: Bound = perform(unbind, {Bound.BOUND: "unbound", Bound.UNKNOWN: "silent"})

    none = end("您没有绑定单位，不用解绑。", silent=True)
    kept = end("好的，没有解绑。", silent=True)
    unbound = end("已经解绑。", offers=another_employer, silent=True)
    silent = end("系统没有回话，可能没有解绑。请过一会儿再试，再试一次没有关系。", silent=True)
