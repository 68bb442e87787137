"""关联渠道: a code given out on one channel and sent on another makes both one person's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from bot.dialogs.desk import CanbaoDialog
from bot.engine.checks import Found, Slip
from bot.engine.choice import Choice, YesNo
from bot.engine.messages import Offer
from bot.engine.steps import Waiting, ask, choose, end, look_up, perform
from bot.services.link_code import read_code
from bot.services.link_results import (
    ChannelsLinked,
    Checked,
    CodeChecked,
    CodeGiven,
    CodeTold,
    Given,
    Linked,
    Told,
)
from bot.services.links import Links


class BothMine(Choice):
    """Whether it is the same person on both sides."""

    YES = (
        *YesNo.YES.wordings,
        "都是我",
        "都是本人",
        "都是我本人",
        "两边都是我",
        "两边都是本人",
        "两边都是我本人",
        "我就是本人",
        "是我本人",
        "本人",
        "是我",
        "就是我",
        "没错是我",
    )
    NO = (
        *YesNo.NO.wordings,
        "不是我",
        "不是本人",
        "不是我本人",
        "不都是我",
        "有一边不是我",
        "别人发给我的",
        "是别人的",
    )


class LinkWay(Choice):
    """On which side of the link the person is."""

    GIVE = ("给我一个码，我发到别的渠道", "给我码", "给我一个码", "要码", "没有码", "没有", "要一个")
    HAVE = ("我有别的渠道给的码", "我有码", "有码", "有")


@dataclass(frozen=True, slots=True)
class LinkCode:
    """A code of nine signs, however it is typed. Anything else is no try, and may be a question."""

    label: str = "关联码"
    example: str = "K7Q-M3X-PTF"
    strict: bool = True
    greedy: bool = False

    def parse(self, text: str, today: date) -> str:
        code = read_code(text)
        if code is None:
            near = text.isascii() and len(text) <= 16
            raise Slip("关联码是9位字母和数字，像K7Q-M3X-PTF这样。请照另一个渠道上显示的输入。", near=near)
        return code

    def find(self, text: str, today: date) -> Iterator[Found]:
        return iter(())

    def show(self, value: object, private: bool) -> str:
        return "*" * len(str(value))


OneTimeLinkCode = Annotated[str, LinkCode()]


async def give_code(request: str, links: Links) -> CodeGiven:
    """Makes a code that holds for ten minutes."""
    return await links.give(request)


async def tell_code(links: Links, made_for: str) -> CodeTold:
    """The code, made anew out of its request: only the reply that says it is kept, sealed like every reply."""
    return await links.told(made_for)


async def check_code(links: Links, code: str) -> CodeChecked:
    """What the code would join; a wrong one counts as a try."""
    return await links.look(code)


async def link(request: str, links: Links, code: str) -> ChannelsLinked:
    """Uses the code up; with this turn both are one person."""
    return await links.link(request, code)


def no_way_in_a_group(links: Links) -> LinkWay | None:
    """In a group nobody is asked: asking for a code there is refused at once."""
    return None if links.private else LinkWay.GIVE


def see_channels(links: Links) -> tuple[str | Offer, ...]:
    """The channels, with a way to take one off."""
    return (Offer("my_channels", {}, "我的渠道"),)


class LinkChannels(CanbaoDialog):
    """关联渠道: afterwards conversations, employers, drafts, filings and reminders are the same on both channels.

    Only in private chats. Wrong, expired and used codes get the same answer; who gave the code out is told that it was
    used, and how to undo it.

    Source: none; channels are ours
    """

    key = "link_channels"
    topic = "service.app"
    title = "关联渠道"
    passing = True
    version = 1

    way: LinkWay = choose(
        """
        关联以后，在几个渠道上找我都是同一个人，办到一半的换个地方接着办。这里开着的渠道：{{ channels_here }}。
        您手里有没有别的渠道给的关联码？
        """,
        {LinkWay.GIVE: "giving", LinkWay.HAVE: "code"},
        label="怎么关联",
        prefill=no_way_in_a_group,
    )
    giving: CodeGiven = perform(
        give_code,
        {
            Given.GIVEN: "telling",
            Given.IN_GROUP: "in_group",
            Given.NOT_HERE: "not_here",
            Given.UNKNOWN: "not_made",
        },
    )
    telling: CodeTold = look_up(tell_code, {Told.TOLD: "given", Told.UNKNOWN: "not_made"})
    code: OneTimeLinkCode = ask("请输入另一个渠道给的关联码。", label="关联码")
    checked: CodeChecked = look_up(
        check_code,
        {
            Checked.HOLDS: "sure",
            Checked.OWN: "own",
            Checked.WRONG: "wrong",
            Checked.TOO_MANY: "too_many",
            Checked.IN_GROUP: "in_group",
            Checked.NOT_HERE: "not_here",
            Checked.UNKNOWN: "silent",
        },
    )
    sure: BothMine = choose(
        """
        确认以后，下面两边就是同一个人，对话、单位、没办完的、申报记录和提醒都合在一起，两边都看得到：
        · 那边：{{ there_lines|join("、") }}。{{ there_holds }}
        · 这里：{{ here_line }}。{{ here_holds }}
        两边都是您本人吗？码要是别人发给您的，请选“否”。
        """,
        {BothMine.YES: "linking", BothMine.NO: "left"},
        label="两边都是本人",
        plainly=True,
    )
    linking: ChannelsLinked = perform(
        link,
        {
            Linked.LINKED: "linked",
            Linked.WRONG: "wrong",
            Linked.IN_GROUP: "in_group",
            Linked.UNKNOWN: "not_known",
        },
    )

    given = end(
        """
        {{ link_code }}
        ---
        到您要用的另一个渠道（{{ channels_here }}）找助手，把上面这个码发过去。
        10分钟内有效，只能用一次；在那边确认以后，两边就是同一个人。
        别告诉别人：谁用了这个码，谁就看得到您的单位和申报。
        """,
        silent=True,
    )
    linked = end(
        """
        已关联，从现在起两边是同一个人，没办完的都还在。
        {% if reminders_off %}
        提醒现在是关着的，因为您在一边关过；要打开，回复“提醒”。
        {% endif %}
        看有哪些渠道、要断开，随时说“我的渠道”。
        """,
        offers=see_channels,
        silent=True,
        waiting=Waiting.FIRST,
    )
    left = end("好的，没有关联，什么都没有改变。", silent=True)
    own = end(
        "这个码是您自己的，这里和那边已经是同一个人了。请把码发到还没有关联的渠道。", offers=see_channels, silent=True
    )
    wrong = end(
        """
        没有对上：码不对、用过了，或者过了10分钟。什么都没有改变。
        请在另一个渠道说“关联渠道”，重新要一个码，再发到这里。
        """,
        silent=True,
    )
    too_many = end("试得太多了，没有再查。请过一小时再试；什么都没有改变。", silent=True)
    in_group = end("群里不能关联渠道，码在群里发过就作废了。请在和我的私聊里说“关联渠道”，重新要一个。", silent=True)
    not_here = end("这里没有别的渠道可以关联。", silent=True)
    not_made = end("码没有做成，请再说一次“关联渠道”。", silent=True)
    silent = end("系统现在没有回话，什么都没有改变。过一会儿回复“继续”。", retry=True)
    not_known = end("系统没有回话，还不知道关联上没有。请过一会儿说“我的渠道”看一看。", silent=True)
