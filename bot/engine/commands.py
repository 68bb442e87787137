"""The commands that are always there, by word: 返回 · 修改 · 取消 · 重新开始 · 进度 · 帮助 · 人工 · 继续."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.engine.checks import fold, tidy


class Command(StrEnum):
    """What a person can always say."""

    BACK = "back"
    MODIFY = "modify"
    CANCEL = "cancel"
    RESTART = "restart"
    PROGRESS = "progress"
    HELP = "help"
    PERSON = "person"
    GO_ON = "go_on"


@dataclass(frozen=True, slots=True)
class Commanded:
    """A command as said; ``what`` names the answer to modify, ``to`` its new value where one was said.

    ``plainly`` is false where the words may mean something else (“改好了”) unless they name an answer. With neither
    that nor ``what`` something was answered wrong, and ``to`` is what is right, where that was said.
    """

    command: Command
    what: str = ""
    to: str = ""
    plainly: bool = True


_WORDS = {
    Command.BACK: "返回 返回上一步 上一步 回上一步 退回上一步 回到上一步 退回去 回去 后退 回退一步 fanhui back",
    Command.CANCEL: "取消 取消办理 不办了 退出 算了不办了 不找人工了 不转人工了 算了不找了 不找了 quxiao cancel",
    Command.RESTART: "重新开始 重来 从头开始 从头来 重新来 重新办 restart",
    Command.PROGRESS: "进度 办到哪了 到哪一步了 查进度 我的进度 jindu",
    Command.HELP: "帮助 菜单 功能 怎么用 help bangzhu",
    Command.PERSON: "人工 转人工 人工客服 人工服务 找人工 rengong",
    Command.GO_ON: "继续 接着办 继续办 继续办理 恢复 jixu",
    Command.MODIFY: "修改 更正 xiugai",
}
_PERHAPS_CANCEL = re.compile(
    "(?:等等|等一?下|哦|啊|哎|算了)*(?:算了吧?|不用了|不要了|放弃|(?:我|先|那|还是|就|暂时)*不(?:想|要|用|再)?"
    "(?:登记了?|提交了|人工了|[办弄搞找转](?:这个|这件事?|那个|那件事?|密码|人工)?了|[撤退]回?了))"
)
_BY_WORD = {word: command for command, words in _WORDS.items() for word in words.split()}
_WRAPPED = re.compile("(?:我要|我想|请|帮我)?(.+?)(?:一下)?(?:吧|啊|呀|呗)?")
_MODIFY = re.compile(
    r"^(?:我要|我想|请)?(?:修改|更正|改一下|改下|改)\s*(?:第\s*)?(.{1,30}?)\s*(?:项)?"
    r"(?:\s*(?:改成|改为|为|成|[:\uff1a,\uff0c])\s*(.+))?$"
)
_WRONG = re.compile(
    r"^(?:我)?(?:刚才|前面|上面)?(?:的)?(.{1,12}?)(?:好像|可能)?(?:写|填|输|打|弄|选|报|说)?错了"
    r"(?:[,\uff0c。!\uff01\s]*(?:应该?是|正确的是|是|改成|要改成)\s*(.+))?$"
)
_SORRY = r"(?:哎呀?|啊|呃|等等|等一?下|不好意思|抱歉|对不起)?[,\uff0c。!\uff01\s]*"
_EARLIER = "(?:刚才|刚刚|前面|上面|我|的|那个|那项|那步|那一[个项步]|上一?[个项步]|前一?[个项步]|好像|可能)*"
_NEW_VALUE = r"(?:[,\uff0c。!\uff01\s]*(?:我?应该?是|正确的是|其实是|我?要选|我?要|我?选|换成|改成|改为|是)?\s*(.+))?"
_SLIPPED = re.compile(
    rf"^{_SORRY}{_EARLIER}(?:点|选|填|写|输|打|按|弄|搞|答|回)?错(?:了|啦)(?:[一那]?[个项步])?{_NEW_VALUE}$"
)
_DENIED = re.compile(
    rf"^{_SORRY}(?:不对|不是)(?:[,\uff0c。!\uff01\s]+(?=.)|(?=应该?是|其实是|我?要选))"
    r"(?:我?应该?是|正确的是|其实是|我?要选|我?选|换成|改成|改为|是)?\s*(.+)$"
)
_CHANGE_TO = re.compile(r"^(.{1,30}?)\s*(?:要|应该)?(?:改成|改为|更正为)\s*(.+)$")


_AROUND = " \t\n,.!。，！吧呀啊哦"


def read_command(text: str) -> Commanded | None:
    """The command that the text is, or None. Only whole messages count: a command inside a sentence is none."""
    said = fold(text)
    wrapped = _WRAPPED.fullmatch(said)
    if wrapped is not None and wrapped[1] in _BY_WORD:
        return Commanded(_BY_WORD[wrapped[1]])
    if _PERHAPS_CANCEL.fullmatch(re.sub(r"[\W谢]", "", said)):
        return Commanded(Command.CANCEL, plainly=False)
    plain = tidy(text)
    if len(plain) > 120:
        return None
    if slipped := _SLIPPED.match(plain) or _DENIED.match(plain):
        return Commanded(Command.MODIFY, to=(slipped[1] or "").strip(_AROUND), plainly=False)
    plain = re.sub(r"^(修改|更正)[\s:\uff1a,\uff0c]*", r"\1 ", plain).removeprefix("把")
    match = _MODIFY.match(plain) or _CHANGE_TO.match(plain) or _WRONG.match(plain)
    if match is None:
        return None
    plainly = plain.startswith(("修改", "更正"))
    return Commanded(Command.MODIFY, match[1].strip(), (match[2] or "").strip(), plainly)
