"""What only Telegram makes necessary to say."""

from __future__ import annotations

EXPIRED = "此按钮已过期，继续："
EXPIRED_IDLE = "此按钮已过期，现在没有在办的事。请直接说要办什么。"
EXPIRED_IN_GROUP = "此按钮已过期。请@我再说一次，或者到私聊里接着办：https://t.me/{bot}"
EXPIRED_HINT = "此按钮已过期，请点最新的按钮。"
NOT_YOURS = "这些按钮是给提问的人的。您有事要问，请@我，或者和我私聊。"
TROUBLE = "系统暂时读写不了数据，请过一会儿再点一次。"
PERHAPS_AGAIN = "刚才那条不知道送到没有，再发一次。已经看到过的，是同一条，不用重办。"
FILE_NOT_READ = "“{name}”没有取下来（Telegram那边没有给），请再发一次。"
FILE_NOT_KEPT = "“{name}”没有存上（系统暂时读写不了数据），请过一会儿再发一次。"
FILE_GONE = "“{name}”已经取不到了，请再要一次。"
FILE_NOT_SENT = "“{name}”Telegram不肯收，没有发成。请到网页上取。"
FILE_IN_PRIVATE = "文件里可能有个人信息，不发在群里，已经发到您和我的私聊里。"
FILE_NEEDS_PRIVATE = "文件里可能有个人信息，不发在群里。请先和我私聊（https://t.me/{bot}），点“开始”，再要一次。"
FILE_TO_PRIVATE = (
    "文件里可能有个人信息，我只在私聊里收，群里的这个没有收。请点这里，在私聊里再发一次：https://t.me/{bot}?start=file"
)
EDITED = "改过的消息我不会重新处理，原来那句已经算数了。要更正，请把改好的内容当新消息发一次，或者回复“修改”。"

COMMANDS = {
    "help": ("帮助", "我能做什么"),
    "back": ("返回", "返回上一步"),
    "modify": ("修改", "修改填过的内容"),
    "progress": ("进度", "办到哪一步了"),
    "resume": ("继续", "接着办没办完的"),
    "cancel": ("取消", "不办了"),
    "restart": ("重新开始", "从头再来"),
    "person": ("人工", "找人工"),
}
"""The menu: what each command says to the assistant, and what stands beside it."""
