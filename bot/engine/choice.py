"""Choices: enums whose members are the options of a step, stored by name and shown by label."""

from __future__ import annotations

from enum import Enum
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from bot.engine.checks import fold


class Choice(Enum):
    """Options of a step. A member is ``NAME = "label"`` or ``NAME = ("label", "another wording", ...)``.

    Stored by name, so that a label may change at any time; a renamed member needs a new version of the dialog.
    """

    label: str
    wordings: tuple[str, ...]
    folded: tuple[str, ...]
    """The wordings as they are compared with what is typed."""

    def __new__(cls, label: str, *wordings: str) -> Self:
        member = object.__new__(cls)
        member._value_ = label
        member.label = label
        member.wordings = (label, *wordings)
        member.folded = tuple(map(fold, member.wordings))
        return member

    def __str__(self) -> str:
        return self.label

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._named, serialization=core_schema.plain_serializer_function_ser_schema(lambda member: member.name)
        )

    @classmethod
    def _named(cls, kept: Any) -> Self:
        if isinstance(kept, cls):
            return kept
        if isinstance(kept, str) and kept in cls.__members__:
            return cls[kept]
        raise ValueError(f"{cls.__name__} has no member {kept!r}")


class YesNo(Choice):
    """A plain yes or no."""

    YES = ("是", "对", "是的", "对的", "嗯", "好", "好的", "可以", "有", "要", "行", "没错")
    NO = ("否", "不是", "不", "没有", "不对", "不要", "不行", "不用", "没")


class Solved(Choice):
    """Whether a remedy helped."""

    YES = ("解决了", "好了", "可以了", "成功了", "行了", "搞定了", "能了", "办好了", "弄好了", "设好了", "改好了")
    NO = (
        "还没解决",
        "没解决",
        "不行",
        "没用",
        "还没",
        "没有",
        "还没好",
        "还是不行",
        "没好",
        "还不行",
        "没有用",
        "不管用",
    )


class Reviewed(Choice):
    """What is done with a review card."""

    SEND = ("确认提交", "确认", "提交", "没问题")
    DROP = ("不提交", "放弃", "算了")


class Sent(Choice):
    """How an effect ended; a dialog may use any enum of its own that has ``UNKNOWN``."""

    ACCEPTED = "已受理"
    REFUSED = "被拒绝"
    PENDING = "审核中"
    UNKNOWN = "结果未知"
    BY_OPERATOR = "由经办人自行办理"
