"""转人工: a packet that says what the matter is and what was tried, to read out to 12333 or to forward."""

from __future__ import annotations

import re
from typing import Annotated

from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.packets import CallBack, Confirmed, Packet, keep_packet, no_number
from bot.engine.checks import Text
from bot.engine.choice import Choice
from bot.engine.steps import ask, end, perform, review
from bot.services.handover import Handovers, Kept
from bot.services.links import Links


class Checked(Choice):
    """What is done with the first card."""

    KEEP = ("没错，登记", "登记", "确认", "没错", "没问题", "好", "好的", "可以", "对", "行", "提交")
    MORE = ("再补充试过的办法", "补充", "再补充", "补一句", "还试过别的", "还有补充")
    DROP = ("不登记了", "不登记", "放弃", "算了", "不用了", "不要了", "不用登记")


def recent(recent_matter: str) -> str | None:
    """Suggests what the person came with, where that is known."""
    return recent_matter or None


_ONLY_A_PERSON = re.compile(
    "人工|真人|活人|客服|接线员|坐席|座席|工作人员|服务|电话|说话|谢谢|麻烦|你好|您好|没有"
    "|[人转接找要想叫给帮请我你您们来个一下到有没在吗呢啊呀吧了的快点聊跟和喂是不急]|[^\\w]"
)
"""What may be said of the wish for a person, and tells nothing of the matter."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile("[A-Za-z]{3,}")
_LEAST_SIGNS, _LEAST_WORDS = 4, 2


def in_words(matter: str) -> str | None:
    """Refuses what nobody could tell from what is wanted: a bare number, the wish for a person alone, mere signs."""
    if not re.search(r"[^\W\d_]", matter):
        return "请先用文字说要办什么，手机号下一步再留。"
    if not _ONLY_A_PERSON.sub("", matter):
        return "我接不通真人，先把您的事登记好。还差一句：要办什么，例如“增员提交报错”。不想登记了，回复“不登记了”。"
    signs = _HAN.findall(matter)
    said = len(signs) >= _LEAST_SIGNS and len(set(signs)) > 1
    if not said and len(_WORD.findall(matter)) < _LEAST_WORDS:
        return "从这句还看不出要办什么，请再多说几个字，例如“增员提交报错”。不想登记了，回复“不登记了”。"
    return None


async def hand_over_matter(
    request: str, handovers: Handovers, links: Links, matter: str, mobile: str, tried: str, more_tried: str = ""
) -> Packet:
    """Keeps the matter with what was tried here and what the person tried besides."""
    return await keep_packet(request, handovers, matter, (tried, more_tried), mobile, links.private)


class ReachAPerson(CanbaoDialog):
    """转人工: three answers at most, then a packet with a number.

    Source: 000 操作建议与注意事项 (咨询渠道); domain.md Calendar, Privacy
    """

    key = "reach_a_person"
    topic = "service.human"
    title = "转人工"
    version = 1

    matter: Annotated[str, Text(label="要办的事", example="增员提交报错", most=500, greedy=True)] = ask(
        """
        着急就直接打12333；缴费打税务12366，医疗、生育打医保12393。
        电话我接不通，但能把情况登记好，给您一个编号，打电话时不用从头讲。
        请说一句：要办什么，卡在哪里？（身份证号、密码、验证码不要写。）
        """,
        suggest=recent,
        check=in_words,
    )
    mobile: CallBack = ask("要留个手机号方便回电吗？要留就直接发号码，不留就回复“不留”。", suggest=no_number)
    card: Checked = review(
        """
        请看一眼，没错就登记：
        在这里试过：{{ tried or "没有记录" }}
        """,
        {Checked.KEEP: "packet", Checked.MORE: "more_tried", Checked.DROP: "dropped"},
    )
    more_tried: Annotated[str, Text(label="补充", example="换过浏览器", most=300, greedy=True)] = ask(
        "还试过什么办法？写一两句就行。"
    )
    fuller_card: Confirmed = review(
        """
        补上了，请再看一眼：
        在这里试过：{{ tried or "没有记录" }}
        """,
        {Confirmed.KEEP: "packet", Confirmed.DROP: "dropped"},
    )
    packet: Kept = perform(hand_over_matter, {Kept.KEPT: "handed_over", Kept.UNKNOWN: "not_known"})

    handed_over = end(
        """
        登记好了。我自己不能替您接通电话；什么时候有人看到、回电，资料没写，着急请直接打12333。
        打电话时照着念，也可以转给帮您的人。
        【可转发】
        编号：{{ packet_number }}
        要办的事：{{ packet_matter }}
        试过：{{ packet_tried }}
        回电手机号：{{ packet_mobile }}
        """,
        silent=True,
    )
    not_known = end(
        """
        系统没有回话，还不知道登记上没有，请别等，直接打12333，这样说：
        要办的事：{{ matter }}
        试过：{{ tried or "没有记录" }}
        缴费的事打12366，医疗、生育打12393。
        """,
        silent=True,
    )
    dropped = end("好，没有登记。要找人随时打12333；缴费打12366，医疗、生育打12393。", silent=True)
