"""Wishes to go on, on another channel: said in many ways, they name a channel and a change, or going on."""

from __future__ import annotations

import re

from bot.engine.checks import fold

LINKING = "link_channels"

_MESSENGER = r"(?:微信(?:公众号|客服)?|公众号|企业微信|企微|telegram|tg|电报)"
_DEVICE = r"(?:手机(?:微信)?|电脑|平板|网页版?|浏览器)"
_ANY = r"(?:(?:一个|个|别的|其他|其它|另一个|另外一?个|另外的)?(?:渠道|通道))"
_PLACE = rf"(?:我的|咱们?的)?(?:{_MESSENGER}|{_DEVICE}|{_ANY})(?:上面|里面|那边|上|里|端)?"
_OTHER = rf"(?:我的)?(?:{_MESSENGER}|{_ANY})(?:上面|里面|那边|上|里)?"
_ON = r"(?:再|还)?(?:继续|接着)(?:再|往下)?(?:来)?(?:办理|办|弄|做|填|聊|说|用|搞|走)?(?:这个|这件事|下去|完)?"
_DOING = r"(?:来|去)?(?:办理|办|弄|聊|说|用)"
_TO = r"(?:换|转|改|切换?|挪|搬|移|跳)(?:到|去|至)"
_INTO = r"(?:换成|换用|换|改成|改用|切换成|切换|转)"
_WISHES = re.compile(
    rf"{_TO}{_PLACE}(?:{_ON}|{_DOING})?"
    rf"|{_INTO}{_OTHER}(?:{_ON}|{_DOING})?"
    rf"|(?:在|到|去|用|上|回){_PLACE}{_ON}"
    rf"|(?:继续|接着)(?:在|到|去|用|上){_PLACE}{_DOING}?"
)
_LEAD = re.compile(
    r"^(?:你好|您好|请问|请|麻烦|那|我们|我|现在|这件事|这个|没办完的|剩下的|要是|是否|想要?|要|得|打算|准备|帮我|给我|把它"
    r"|能不能|能否|可不可以|可以|能|怎么样?|如何|怎样|先|，|,|。)+"
)
_TAIL = re.compile(r"(?:一下|可以吗|行吗|行不行|可以不|好吗|吗|么|吧|呢|呀|啊|了|的|怎么办|怎么弄|[?!，。,])+$")


def wishes_to_link(text: str) -> bool:
    """Whether somebody wants to go on, on another channel: “换成TG”, “能不能在微信里继续”."""
    said = _TAIL.sub("", _LEAD.sub("", fold(text)))
    return _WISHES.fullmatch(said) is not None
