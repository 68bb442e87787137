"""我的渠道: where the person is met, and how one channel is taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from bot.dialogs.desk import CanbaoDialog
from bot.engine.checks import Text, fold
from bot.engine.choice import Choice, YesNo
from bot.engine.messages import Offer
from bot.engine.steps import Waiting, ask, choose, decide, end, look_up, perform
from bot.services.link_results import ChannelParted, Mine, MyChannels, Parted
from bot.services.links import HERE, Links

_KEEP = ("不解除", "都留着", "留着", "都保留", "不解除了", "不断开", "算了", "不了")
Which = Annotated[str, Text("哪一个渠道", "1", 60)]


async def my_channels(links: Links) -> MyChannels:
    """Where the person is met."""
    return await links.mine()


class Pick(Choice):
    """Whether one is to be taken off."""

    ONE = "一个"
    NONE = "都留着"


class PartOrKeep(Choice):
    """The last word before a channel is taken off."""

    YES = (*YesNo.YES.wordings, "确定", "解除", "确定解除")
    NO = (*YesNo.NO.wordings, *_KEEP)


@dataclass(frozen=True, slots=True)
class Picked:
    """The channel that was picked, as it is called in a sentence, and its mark."""

    outcome: Pick
    channel: str = ""
    mark: str = ""


def one_of_them(which: str, my_channels: tuple[str, ...]) -> str | None:
    """A place in the list, a name that only one of them has, or none of them."""
    found = _keeps(which) or _place(which, my_channels) is not None
    return None if found else "没有对上。请回复序号；不解除，回复“取消”。"


def picked_one(which: str, my_channels: tuple[str, ...], my_marks: tuple[str, ...]) -> Picked:
    """The channel that was said."""
    place = None if _keeps(which) else _place(which, my_channels)
    if place is None:
        return Picked(Pick.NONE)
    name = my_channels[place].removesuffix(HERE)
    return Picked(Pick.ONE, name if name == my_channels[place] else f"这里的{name}", my_marks[place])


def _keeps(which: str) -> bool:
    return fold(which) in PartOrKeep.NO.folded


def _place(which: str, names: tuple[str, ...]) -> int | None:
    if which.strip().isdecimal():
        place = int(which) - 1
        return place if 0 <= place < len(names) else None
    said = fold(which).removeprefix("解除").removeprefix("断开")
    found = [place for place, name in enumerate(names) if said and said in fold(name)]
    return found[0] if len(found) == 1 else None


async def part(request: str, links: Links, mark: str) -> ChannelParted:
    """Takes the channel off; with this turn it is somebody new's."""
    return await links.part(request, mark)


def link_one(links: Links) -> tuple[str | Offer, ...]:
    """One more channel."""
    return (Offer("link_channels", {}, "关联一个渠道"),)


class MyChannelsDialog(CanbaoDialog):
    """我的渠道: who takes one off keeps everything on the others; there, somebody new begins.

    For a day after a link the channel that came in takes off itself alone: who got hold of a code cannot shut its owner
    out, and the owner, who was told of the link, can take that channel off at once. It is the channel that sent the
    code that comes in, or the one that gave it, where employers are bound on the other side alone: who was talked into
    sending a stranger's code stays the owner.

    Source: none; channels are ours
    """

    key = "my_channels"
    topic = "service.app"
    title = "我的渠道"
    version = 2
    passing = True

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
    picked: Picked = decide(picked_one, {Pick.ONE: "sure", Pick.NONE: "kept"})
    sure: PartOrKeep = choose(
        "确定解除{{ channel }}吗？"
        "单位、没办完的和申报记录都留在其余的渠道；那个渠道从头开始，看不到以前的。以后可以再关联。",
        {PartOrKeep.YES: "parting", PartOrKeep.NO: "kept"},
        label="确定解除",
        plainly=True,
    )
    parting: ChannelParted = perform(
        part,
        {
            Parted.PARTED: "parted",
            Parted.PARTED_HERE: "parted_here",
            Parted.GONE: "gone",
            Parted.TOO_SOON: "too_soon",
            Parted.IN_GROUP: "in_group",
            Parted.UNKNOWN: "not_known",
        },
    )

    only_one = end("您只在这里找过我，没有关联别的渠道。", offers=link_one, silent=True)
    kept = end("好的，都留着。", silent=True)
    parted = end("已经解除。那个渠道从现在起看不到这里的东西。", silent=True)
    parted_here = end(
        "已经解除。以前的都留在其余的渠道，从下一句起，这里从头开始。", silent=True, waiting=Waiting.NOT_OFFERED
    )
    gone = end("这个渠道已经不在了，或者只剩它一个，没有改变。", silent=True)
    too_soon = end(
        "没有解除：这里关联还不到24小时，解除不了先前就有的渠道。请到那个渠道上说“我的渠道”，在那边解除；"
        "手机丢了、那边上不去的，满24小时再在这里解除。",
        silent=True,
    )
    in_group = end("群里不能看渠道。请在和我的私聊里说“我的渠道”。", silent=True)
    silent = end("系统现在没有回话。过一会儿回复“继续”。", retry=True)
    not_known = end("系统没有回话，还不知道解除了没有。请过一会儿再说“我的渠道”看一看。", silent=True)
