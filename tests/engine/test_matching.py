"""Matching and commands, row by row."""

from __future__ import annotations

import pytest

from bot.engine.choice import Choice, Solved, YesNo
from bot.engine.commands import Command, read_command
from bot.engine.matching import match_choice, match_failure, match_label, match_many, read_number, read_ordinal


class Where(Choice):
    """Options that share words."""

    PAGE = ("电脑网页", "网厅")
    APP = ("手机（江苏智慧人社APP）", "手机", "APP")
    COUNTER = ("经办大厅窗口", "窗口")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2), ("２", 2), ("②", 2), ("2.", 2), ("2、", 2), (" 2 ", 2), ("二", 2), ("第二个", 2), ("第2项", 2),
        ("选2", 2), ("我选第二个", 2), ("10", 10), ("十", 10), ("2号", 2),
        ("", None), ("2019", None), ("两", None), ("第二次", None), ("2和3", None), ("2人", None), ("-2", None),
    ],
)  # fmt: skip
def test_a_number_is_read_where_the_whole_text_is_one(text: str, number: int | None) -> None:
    """Only a message that is nothing but an option number is one."""
    assert read_number(text) == number


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("电脑网页", Where.PAGE), ("网厅", Where.PAGE), ("app", Where.APP), ("ＡＰＰ", Where.APP), ("手机", Where.APP),
        ("在网厅上办", Where.PAGE), ("窗口办", Where.COUNTER), ("智慧人社", Where.APP), ("大厅", Where.COUNTER),
        ("不去窗口", Where.COUNTER), ("不是网厅", None), ("网厅还是窗口", None), ("网厅怎么打开", None), ("电", None),
        ("别的", None), ("", None),
    ],
)  # fmt: skip
def test_an_option_is_meant_by_a_clear_part(text: str, meant: Where | None) -> None:
    """A part counts where it means one option, is not denied and not a question."""
    assert match_choice(text, Where) is meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("解决了", Solved.YES), ("好了", Solved.YES), ("已经解决了", Solved.YES), ("没解决", Solved.NO),
        ("还是没解决", Solved.NO), ("不行", Solved.NO), ("还是不行", Solved.NO), ("不行了", Solved.NO),
        ("不能了", None), ("不可以了", None), ("解决了吗", None),
        ("没有啊", Solved.NO), ("还没呢", Solved.NO), ("法人不行", Solved.NO), ("不行，收不到短信", Solved.NO),
        ("没有完全解决了", None), ("不太行了", None), ("不算成功了", None), ("没办好了", None),
        ("成功了，可是又报错", None), ("解决了但是慢", None), ("等他好了", None), ("明天才好了", None),
        ("等了半天，成功了", Solved.YES), ("应该是好了", Solved.YES), ("搞定了谢谢", Solved.YES),
        ("有没有人啊", None), ("没有收到短信", None), ("没有问题了", None), ("没有再报错", None),
    ],
)  # fmt: skip
def test_solved_is_not_taken_for_unsolved(text: str, meant: Solved | None) -> None:
    """The words of success stand inside those of failure; a denied one never counts as success, and “没有” that goes on
    with something else is no answer.
    """
    assert match_choice(text, Solved) is meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("没有收到短信", Solved.NO), ("收不到短信", Solved.NO), ("还没收到", Solved.NO), ("刷脸不行", Solved.NO),
        ("没有问题了", None), ("收不到短信怎么办", None), ("报错了", None),
    ],
)  # fmt: skip
def test_what_failed_tells_that_it_is_not_solved(text: str, meant: Solved | None) -> None:
    """Who says what does not work says that it did not work, unless that is a question."""
    assert match_failure(text, Solved) is meant
    assert match_failure(text, YesNo) is None


@pytest.mark.parametrize(
    "text", ["单位的", "是单位", "就是单位的", "应该是单位的吧", "我是单位的呀", "单位呗", "单位呢"]
)
def test_what_only_wraps_an_answer_does_not_matter(text: str) -> None:
    """An ending or a beginning that is merely spoken leaves the label."""
    assert match_label(text, ["个人账号密码忘记了", "单位账号密码忘记了"]) == 1


@pytest.mark.parametrize(
    ("text", "meant"), [("网页的吧", Where.PAGE), ("应该是手机吧", Where.APP), ("是的", None), ("就是", None)]
)
def test_what_only_wraps_an_option_does_not_matter(text: str, meant: Where | None) -> None:
    """So with the options of a question; what wraps nothing means nothing."""
    assert match_choice(text, Where) is meant


@pytest.mark.parametrize("text", ["是的呀", "有的", "要的", "对的呀", "是啊"])
def test_a_spoken_yes_is_one(text: str) -> None:
    """The shortest answers end in spoken signs, too."""
    assert match_choice(text, YesNo) is YesNo.YES


@pytest.mark.parametrize("text", ["要不要", "是不是", "有没有", "要不", "要不要来", "是不是的"])
def test_whether_is_neither_yes_nor_no(text: str) -> None:
    """What only asks whether is no answer."""
    assert match_choice(text, YesNo) is None


@pytest.mark.parametrize(
    "text", ["不可以", "不好", "不要", "不对", "没有", "没", "否", "不太可以", "不完全是的", "不全对的"]
)
def test_a_no_is_never_a_yes(text: str) -> None:
    """Whatever denies is no or nothing."""
    assert match_choice(text, YesNo) is not YesNo.YES


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,3", (Where.PAGE, Where.COUNTER)), ("3 1", (Where.PAGE, Where.COUNTER)), ("①②", (Where.PAGE, Where.APP)),
        ("网厅和手机", (Where.PAGE, Where.APP)), ("1，窗口", (Where.PAGE, Where.COUNTER)), ("1,1", (Where.PAGE,)),
        ("1,9", None), ("1,别的", None), ("", None), ("，", None),
    ],
)  # fmt: skip
def test_several_are_meant_only_if_each_part_means_one(text: str, meant: tuple[Where, ...] | None) -> None:
    """One part that means nothing makes the whole unclear."""
    assert match_many(text, Where) == meant


def test_a_label_is_meant_exactly_before_in_part() -> None:
    """A label that is part of another is meant by itself."""
    assert match_label("搬家", ["搬家公司", "搬家"]) == 1
    assert match_label("公司", ["搬家公司", "搬家"]) == 0
    assert match_label("搬", ["搬家公司", "搬家"]) is None


@pytest.mark.parametrize(
    ("text", "command", "what", "to"),
    [
        ("返回", Command.BACK, "", ""), ("上一步。", Command.BACK, "", ""), ("取消", Command.CANCEL, "", ""),
        ("不办了", Command.CANCEL, "", ""), ("重新开始", Command.RESTART, "", ""), ("进度", Command.PROGRESS, "", ""),
        ("帮助", Command.HELP, "", ""), ("人工", Command.PERSON, "", ""), ("继续", Command.GO_ON, "", ""),
        ("修改", Command.MODIFY, "", ""), ("FANHUI", Command.BACK, "", ""), ("修改 2", Command.MODIFY, "2", ""),
        ("修改第2项", Command.MODIFY, "2", ""), ("改一下姓名", Command.MODIFY, "姓名", ""),
        ("人数改成5", Command.MODIFY, "人数", "5"), ("修改2为5", Command.MODIFY, "2", "5"),
        ("请修改姓名：张测试", Command.MODIFY, "姓名", "张测试"),
    ],
)  # fmt: skip
def test_commands_are_read(text: str, command: Command, what: str, to: str) -> None:
    """Each command has its words, and 修改 takes what, and the new value."""
    said = read_command(text)
    assert said is not None
    assert (said.command, said.what, said.to) == (command, what, to)


@pytest.mark.parametrize(
    "text",
    [
        "不办这个了",
        "不弄这个了",
        "先不弄了",
        "算了 不找密码了",
        "等等，不撤回了",
        "不退了",
        "算了不要人工了",
        "先不提交了",
        "不想弄了",
    ],
)
def test_leaving_is_told_in_own_words(text: str) -> None:
    """It is a command where something is open, and may mean something else where nothing is."""
    said = read_command(text)
    assert said is not None and (said.command, said.plainly) == (Command.CANCEL, False)


class Work(Choice):
    """Wordings of which some stand in others."""

    ORDINARY = ("普通员工", "普通", "员工")
    MANAGER = ("管理人员", "管理")


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("岗位不是普通员工", None), ("他不是员工", None), ("不是普通员工，是管理人员", Work.MANAGER),
        ("普通员工", Work.ORDINARY), ("就是个普通员工", Work.ORDINARY), ("不是管理，普通员工", Work.ORDINARY),
    ],
)  # fmt: skip
def test_a_denied_wording_takes_along_what_stands_in_it(text: str, member: Work | None) -> None:
    """Denying the longer name denies its parts."""
    assert match_choice(text, Work) is member


@pytest.mark.parametrize("text", ["停保的不办这个了吗", "他不干了", "不交社保了行不行", "不退休了", "我不懂了"])
def test_what_others_leave_is_no_command(text: str) -> None:
    """An employee who leaves does not end the conversation."""
    said = read_command(text)
    assert said is None or said.command is not Command.CANCEL


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("选错了", ""), ("错了", ""), ("上一个选错了", ""), ("刚才那个错了", ""), ("不好意思，我点错了", ""), 
        ("填错了一个", ""),
        ("错了 刷脸", "刷脸"), ("不对，应该是短信", "短信"), ("不是，是短信吧", "短信"), ("不对应该是短信", "短信"),
        ("按错了，我要选2", "2"),
    ],
)  # fmt: skip
def test_a_slip_is_told_in_own_words(text: str, to: str) -> None:
    """Something was answered wrong: no answer is named, what is right may be."""
    said = read_command(text)
    assert said is not None
    assert (said.command, said.what, said.to, said.plainly) == (Command.MODIFY, "", to, False)


@pytest.mark.parametrize(
    "text", ["算了吧", "算了不用了", "不登记了", "不用登记了，谢谢", "不用了", "我不想登记了", "先不弄了"]
)
def test_leaving_is_said_in_many_ways(text: str) -> None:
    """They leave a dialog, unless an option is meant."""
    said = read_command(text)
    assert said is not None
    assert (said.command, said.plainly) == (Command.CANCEL, False)


@pytest.mark.parametrize("text", ["不对", "不是单位的", "提示密码错误了", "错误"])
def test_what_is_wrong_with_something_else_is_no_slip(text: str) -> None:
    """A denial alone answers a question, and a message quotes an error."""
    assert read_command(text) is None


@pytest.mark.parametrize(
    "text", ["怎么返回上一步的页面", "取消参保怎么办", "人工费怎么算", "继续教育", "重新开始计算年限吗", "", "x" * 5000]
)
def test_a_command_inside_a_sentence_is_none(text: str) -> None:
    """Only the whole message is a command."""
    assert read_command(text) is None


@pytest.mark.parametrize(
    ("text", "place"),
    [("第二个在哪点", 2), ("那第一个说细点", 1), ("第3个要什么材料", 3), ("第二个", None), ("第二个月才交上", None)],
)
def test_a_question_begins_with_a_place_in_the_list(text: str, place: int | None) -> None:
    """What was offered second is asked about; the bare number is another matter, and so is a second month."""
    assert read_ordinal(text) == place
