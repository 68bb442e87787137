"""What came of giving out a code, looking at one, linking, and taking a channel off."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.engine.choice import Choice


class Given(Choice):
    """Whether a code was made."""

    GIVEN = "给了码"
    IN_GROUP = "在群里"
    NOT_HERE = "这里只有一个渠道"
    UNKNOWN = "没有做成"


class Told(Choice):
    """That the code can be said."""

    TOLD = "有码"
    UNKNOWN = "没有码"


class Checked(Choice):
    """What a code turned out to be; wrong, expired and used ones are not told apart."""

    HOLDS = "对上了"
    OWN = "是自己的码"
    WRONG = "没有对上"
    TOO_MANY = "试得太多"
    IN_GROUP = "在群里"
    NOT_HERE = "这里只有一个渠道"
    UNKNOWN = "没有查到"


class Linked(Choice):
    """Whether the channels are linked."""

    LINKED = "已关联"
    WRONG = "没有对上"
    IN_GROUP = "在群里"
    UNKNOWN = "结果未知"


class Mine(Choice):
    """On how many channels the person is met."""

    ONE = "只有这一个渠道"
    SEVERAL = "有几个渠道"
    IN_GROUP = "在群里"
    UNKNOWN = "没有查到"


class Parted(Choice):
    """Whether a channel was taken off."""

    PARTED = "已解除"
    PARTED_HERE = "这里已解除"
    GONE = "已经不在了"
    TOO_SOON = "刚关联，还不能解除先前的"
    IN_GROUP = "在群里"
    UNKNOWN = "结果未知"


@dataclass(frozen=True, slots=True)
class CodeGiven:
    """That a code was made, without the code: ``made_for`` finds it again in this turn."""

    outcome: Given
    made_for: str = ""


@dataclass(frozen=True, slots=True)
class CodeTold:
    """The code, for the one who asked."""

    outcome: Told
    link_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CodeChecked:
    """What would be joined, masked."""

    outcome: Checked
    there_lines: tuple[str, ...] = ()
    there_holds: str = ""
    here_line: str = ""
    here_holds: str = ""
    reminders_off: bool = False


@dataclass(frozen=True, slots=True)
class ChannelsLinked:
    """That both are one person once the turn is kept; fulfills the engine's ``Moving``."""

    outcome: Linked
    moves: str = ""
    here: str = ""
    there: str = ""


@dataclass(frozen=True, slots=True)
class MyChannels:
    """Where the person is met, masked, each on a line; ``my_marks`` tell which is which."""

    outcome: Mine
    my_channels: tuple[str, ...] = ()
    my_marks: tuple[str, ...] = ()
    my_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChannelParted:
    """That a channel is somebody new's once the turn is kept; fulfills the engine's ``Moving``."""

    outcome: Parted
    moves: str = ""
    here: str = ""
    there: str = ""
