"""我的渠道: where the person is met, and how one channel is taken off."""

from __future__ import annotations

from typing import Annotated

from bot.dialogs.desk import CanbaoDialog
from bot.engine.checks import Text, fold
from bot.engine.choice import YesNo
from bot.engine.messages import Offer
from bot.engine.steps import ask, choose, end, look_up, perform
from bot.services.link_results import ChannelParted, Mine, MyChannels, Parted
from bot.services.links import Links

Which = Annotated[str, Text("哪一个渠道", "1", 60)]


async def my_channels(links: Links) -> MyChannels:
    """Where the person is met."""
    return await links.mine()


def one_of_them(which: str, my_channels: tuple[str, ...]) -> str | None:
    """A place in the list, or a name that only one of them has."""
    return None if _place(which, my_channels) is not None else "没有对上。请回复序号；不解除，回复“取消”。"


def _place(which: str, names: tuple[str, ...]) -> int | None:
    if which.strip().isdecimal():
        place = int(which) - 1
        return place if 0 <= place < len(names) else None
    said = fold(which).removeprefix("解除").removeprefix("断开")
    found = [place for place, name in enumerate(names) if said and said in fold(name)]
    return found[0] if len(found) == 1 else None


async def part(
    request: str, links: Links, which: str, my_channels: tuple[str, ...], my_marks: tuple[str, ...]
) -> ChannelParted:
    """Takes the channel off; with this turn it is somebody new's."""
    place = _place(which, my_channels)
    assert place is not None, "it was checked when it was said"
    return await links.part(request, my_marks[place])


def link_one(links: Links) -> tuple[str | Offer, ...]:
    """One more channel."""
    return (Offer("link_channels", {}, "关联一个渠道"),)


class MyChannelsDialog(CanbaoDialog):
    """我的渠道: who takes one off keeps everything on the others; there, somebody new begins.

    Source: none; channels are ours
    """

    key = "my_channels"
    topic = "service.app"
    title = "我的渠道"
    version = 1

    mine: MyChannels = look_up(
        my_channels,
        {Mine.ONE: "only_one", Mine.SEVERAL: "which", Mine.IN_GROUP: "in_group", Mine.UNKNOWN: "silent"},
    )
    which: Which = ask(
        """
        这些渠道上都是您：
        {% for line in my_lines %}
        {{ line }}
        {% endfor %}
        要解除哪一个？回复序号；都留着，回复“取消”；再关联一个，回复“关联渠道”。
        """,
        check=one_of_them,
    )
    sure: YesNo = choose(
        "确定解除吗？单位、没办完的和申报记录都留在其余的渠道；那个渠道从头开始，看不到以前的。以后可以再关联。",
        {YesNo.YES: "parting", YesNo.NO: "kept"},
        label="确定解除",
    )
    parting: ChannelParted = perform(
        part,
        {
            Parted.PARTED: "parted",
            Parted.GONE: "gone",
            Parted.IN_GROUP: "in_group",
            Parted.UNKNOWN: "not_known",
        },
    )

    only_one = end("您只在这里找过我，没有关联别的渠道。", offers=link_one, silent=True)
    kept = end("好的，都留着。", silent=True)
    parted = end(
        "已经解除。{% if was_here %}以前的都留在其余的渠道，从下一句起，这里从头开始。"
        "{% else %}那个渠道从现在起看不到这里的东西。{% endif %}",
        silent=True,
    )
    gone = end("这个渠道已经不在了，或者只剩它一个，没有改变。", silent=True)
    in_group = end("群里不能看渠道。请在和我的私聊里说“我的渠道”。", silent=True)
    silent = end("系统现在没有回话。过一会儿回复“继续”。", retry=True)
    not_known = end("系统没有回话，还不知道解除了没有。请过一会儿再说“我的渠道”看一看。", silent=True)
