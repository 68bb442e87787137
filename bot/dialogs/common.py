"""Choices that several dialogs share."""

from __future__ import annotations

from bot.engine.choice import Choice


class Next(Choice):
    """What to do where only the bureau knows: ask it, or have a person help."""

    ASK = ("好，我去问", "我去问", "可以", "好的", "好", "行", "嗯", "知道了", "打12333", "ok")
    PERSON = ("想请人帮我", "请人", "帮我", "不行", "不可以", "打不通", "问过了")


class Plan(Choice):
    """Whether the person can go the way that was told."""

    GO = ("好，就这么办", "好的", "可以", "行", "好", "知道了", "嗯", "我去问")
    HELP = ("不行，请人帮我", "不行", "去不了", "办不了", "请人", "不可以", "不能")


class LoggedIn(Choice):
    """Whether the person got in."""

    YES = ("登上了", "能登了", "登录成功", "进去了", "好了", "可以了", "登录上了", "成功了", "上去了", "登进去了")
    NO = ("还是登不上", "登不了", "进不去", "没登上", "不行", "登录不上", "登不进去", "没成功", "没有", "还没")
