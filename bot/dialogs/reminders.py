"""提醒: whether the assistant may remind by itself."""

from __future__ import annotations

from bot.dialogs.desk import CanbaoDialog
from bot.engine.choice import Choice
from bot.engine.steps import choose, end, perform
from bot.services.reminders import Reminders, Switched


class ReminderWish(Choice):
    """On or off."""

    ON = ("要提醒", "打开", "开", "打开提醒", "要", "继续提醒")
    OFF = ("不要提醒", "关掉", "关", "关闭提醒", "别提醒我", "不要", "别提醒")


async def switch_reminders(request: str, reminders: Reminders, wish: ReminderWish) -> Switched:
    """Switches reminders on or off."""
    return await reminders.switch(wish is ReminderWish.ON)


class ReminderSwitch(CanbaoDialog):
    """提醒的开关: drafts kept on paused days, and the formal enrollment that has to follow an advance one.

    Results of reviews come in any case: they were promised.

    Source: none; reminders are ours
    """

    key = "reminder_switch"
    topic = "filing.calendar"
    title = "提醒的开关"
    version = 1

    wish: ReminderWish = choose(
        "暂停申报时留下的、预登记以后还要办正式登记的，到日子我会提醒您。要不要提醒？", label="提醒"
    )
    switching: Switched = perform(switch_reminders, {Switched.SWITCHED: "switched", Switched.UNKNOWN: "not_known"})

    switched = end("好，{{ wish }}。审核结果不管怎样都会告诉您。随时说“提醒”可以再改。", silent=True)
    not_known = end("没有改成，请过一会儿再说一次“提醒”。", silent=True)
