"""What WeCom's interface refuses, and what each refusal means for what was to be said."""

from __future__ import annotations

from datetime import timedelta

from bot.handlers.channel import ChannelFault
from bot.handlers.tencent.calls import TOKEN_REFUSED
from bot.handlers.tencent.troubles import ApiError, Unreachable
from bot.services.outbox import NotNow, Outcome, Refused

_BUSY = frozenset({-1, 45009, 45011, 45033})
"""Too much at once, or the platform is busy: it passes."""

_NOBODY = frozenset({40003, 40031, 40032, 60111, 81013})
"""The person is no more, or may not use the application."""

_FOR_GOOD = frozenset({40004, 40005, 40006, 40007, 40008, 40009, 40058, 42014, 44004, 45001, 45002})
"""What was sent has not the form, the size or the kind that is taken; the same is refused at every try."""

_OURS = {
    40001: "{prefix}SECRET 不对：请照管理后台里这个应用的 Secret 再抄一遍。",
    40013: "{prefix}CORP_ID 不对：请照“我的企业”里的企业ID再抄一遍。",
    40056: "{prefix}AGENT_ID 不对：请照应用详情里的 AgentId 再抄一遍。",
    48002: "{prefix}SECRET 的应用没有这个接口的权限：请在管理后台给它打开。",
    60011: "{prefix}SECRET 的应用没有权限：请在管理后台给它打开，并检查可见范围。",
    60020: "企业微信不认这台服务器的IP：请在管理后台 → 应用 → “企业可信IP”里加上它，"
    "或用 {prefix}API 指到有可信IP的代理。",
    95000: "{prefix}OPEN_KFID 不对：请照“微信客服”里的客服账号ID再抄一遍。",
    95004: "{prefix}OPEN_KFID 不对：请照“微信客服”里的客服账号ID再抄一遍。",
    95017: "这个应用不能调用微信客服：请在管理后台 → 微信客服 → “可调用接口的应用”里加上它。",
    301002: "{prefix}AGENT_ID 和 {prefix}SECRET 不是同一个应用的：请从同一个应用里抄这两项。",
}
"""What somebody has to mend."""


Trouble = ApiError | Unreachable
"""A call that did not go through."""


class Unsaid(Exception):
    """Of what was to be said, ``said`` pieces were; the next one did not go through."""

    def __init__(self, said: int, trouble: Trouble) -> None:
        super().__init__(str(trouble))
        self.said = said
        self.trouble = trouble


def mend(trouble: Trouble, prefix: str) -> str:
    """What somebody has to do so that the call goes through; empty where it passes by itself."""
    return "" if isinstance(trouble, Unreachable) else _OURS.get(trouble.code, "").format(prefix=prefix)


def fault(trouble: Trouble, prefix: str, title: str) -> ChannelFault:
    """The fault that says why the channel does not serve."""
    if isinstance(trouble, Unreachable):
        return ChannelFault(f"{title}连不上：{prefix}API 的地址没有回话。请检查网络和 {prefix}API。")
    return ChannelFault(
        mend(trouble, prefix) or f"{title}的接口返回错误 {trouble.code}，请在企业微信文档的全局错误码里查。"
    )


def is_for_good(trouble: Trouble) -> bool:
    """Whether the same thing is refused at every later try, too."""
    return isinstance(trouble, ApiError) and trouble.code in _FOR_GOOD


def is_known(trouble: ApiError) -> bool:
    """Whether it is known what the refusal means."""
    return trouble.code in {*_BUSY, *_NOBODY, *_FOR_GOOD, *_OURS, *TOKEN_REFUSED}


def outcome(trouble: Trouble, prefix: str) -> Outcome:
    """What the refusal means for something that was to be sent."""
    if isinstance(trouble, Unreachable):
        return NotNow(reason=str(trouble))
    if trouble.code in _NOBODY:
        return Refused(f"{trouble}: the person is not within the application's reach")
    if is_for_good(trouble):
        return Refused(f"{trouble}: it would be refused every time")
    if trouble.code in _BUSY:
        return NotNow(timedelta(minutes=1), str(trouble))
    if told := mend(trouble, prefix):
        # Nothing is lost while somebody mends it.
        return NotNow(timedelta(minutes=5), told)
    return NotNow(reason=str(trouble))
