"""Bad input: shown as typed, never run; and nothing breaks."""

from __future__ import annotations

import pytest

from bot.engine.checks import Day, FreeText, Money, Name, WholeNumber, tidy
from bot.engine.choice import Reviewed
from bot.engine.dialog import Dialog
from bot.engine.messages import Decision
from bot.engine.steps import ask, choose, end, review
from tests.engine.small import Fruit, Person
from tests.engine.stand import Stand


class Form(Dialog):
    """A field of each kind."""

    key, title = "form", "表格"

    remark: FreeText = ask("说明？", label="说明")
    name: Name = ask("{{ remark }}。姓名？")
    day: Day = ask("{{ name }}，哪天？")
    price: Money = ask("多少钱？")
    count: WholeNumber = ask("几个？")
    fruit: Fruit = choose("哪种？")
    card: Reviewed = review("{{ remark }}，{{ name }}", {Reviewed.SEND: "done", Reviewed.DROP: "done"})
    done = end("{{ remark }}——{{ name }}", silent=True)


GOOD = ("说明", "张测试", "3月1日", "300", "3", "樱桃")
ODD = {
    "html": "<script>alert(1)</script><b>粗</b>",
    "sql": "'; DROP TABLE persons; --",
    "jinja": "{{7*7}}",
    "jinja statement": "{% raw %}{% for x in range(9) %}{{ x }}{% endfor %}",
    "jinja comment": "{# 看不见 #}",
    "jinja attack": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "format": "%s %(x)s {0} {name} ${HOME} `id`",
    "emoji": "好👍🏽🎉",
    "rare": "㛃𬭎·〇",
    "path": "../../etc/passwd",
    "markdown": "**粗** [点](javascript:alert(1)) `x`",
    "null": "null",
    "pipe": "answer|x|y|=keep",
    "long": "长" * 200,
}


async def form(*said: str) -> Stand:
    stand = Stand([Form, Person])
    await stand.start(Form)
    for text in said:
        await stand.say(text)
    return stand


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
async def test_it_is_shown_as_typed(odd: str) -> None:
    """What is typed into a text comes back in question, progress, card and closing just as it is."""
    stand = await form(odd)
    assert stand.text == f"{odd}。姓名？"
    await stand.say("进度")
    assert f"· 说明：{odd}\n" in stand.text
    for text in GOOD[1:]:
        await stand.say(text)
    assert stand.text.startswith(f"{odd}，张测试\n· 说明：{odd}\n")
    await stand.say("修改 1")
    assert stand.labels == [f"保留原来的：{odd}"]
    await stand.pick("保留")
    await stand.say("确认")
    assert stand.text == f"{odd}——张测试"


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD.keys())
@pytest.mark.parametrize("place", range(1, 6), ids=["name", "day", "price", "count", "fruit"])
async def test_it_breaks_no_field(odd: str, place: int) -> None:
    """A field of another kind does not take it; a name may be read out of it, but nothing in it is run."""
    stand = await form(*GOOD[:place])
    before = stand.replies[-1].step
    reply = await stand.say(odd)
    assert reply.decision is not Decision.TROUBLE
    assert reply.step == before or place == 1
    assert "49" not in stand.text


@pytest.mark.parametrize("odd", [*ODD.values(), "\x1b[2J\x1b[31m红"], ids=[*ODD, "escape"])
async def test_it_breaks_no_command(odd: str) -> None:
    """Neither does it in a command, nor as the id of an option."""
    stand = await form("说明", "张测试")
    for said in (f"修改 {odd}", f"姓名改成{odd}", f"{odd}改成3"):
        assert (await stand.say(said)).decision is not Decision.TROUBLE
    for choice in (odd, f"start|{odd}", f"start|form|{odd}", f"answer|{odd}", f"modify|{odd}"):
        assert (await stand.send(choice=choice)).decision is not Decision.TROUBLE


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("\x1b[31m红\x1b[0m", "[31m红[0m"),
        ("\x1b]0;标题\x07文字", "]0;标题文字"),
        ("a\x00b\x08c", "abc"),
        ("\u202e倒着\u202c", "倒着"),
        ("零\u200b宽\ufeff", "零宽"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("制\t表", "制\t表"),
        ("\x9b31m八位", "31m八位"),
    ],
    ids=["color", "title", "null", "direction", "zero width", "lines", "tab", "eight bit"],
)
async def test_control_signs_are_removed(typed: str, kept: str) -> None:
    """Escapes and direction signs lose what makes them work; the rest stays as typed."""
    assert tidy(typed) == kept
    stand = await form(f"始{typed}终")
    assert stand.text == f"始{kept}终。姓名？"
    assert stand.store.turns[-1].said == f"始{kept}终"


@pytest.mark.parametrize("empty", ["", " ", "\n\n", "\u3000", "\x00\x1b", "\u200b\ufeff"], ids=range(6))
async def test_an_empty_message_is_said_to_be_one(empty: str) -> None:
    """Nothing, blanks and invisible signs alone are no answer, and the open question is repeated."""
    stand = await form()
    reply = await stand.say(empty)
    assert reply.messages == ("没有收到文字。请输入您的问题，或者把报错文字粘贴过来。", "说明？")


async def test_a_message_of_ten_megabytes_is_refused_at_once() -> None:
    """It is not searched through, its length is told, and the open question is repeated."""
    stand = await form()
    typed = "长" * (10 * 2**20 // 3)
    reply = await stand.say(typed)
    assert reply.messages == (
        f"这条消息有{len(typed)}个字，太长了，我一次最多看4000个字。请只发最要紧的一段，比如报错那一句。",
        "说明？",
    )


@pytest.mark.parametrize(
    "evil",
    ["9" * 4000, "（" * 4000, "改" * 4000, "1," * 2000, "3月" * 2000, " " * 3990 + "3", "张" * 4000, "·" * 4000],
    ids=["digits", "brackets", "commands", "list", "dates", "blanks", "names", "dots"],
)
@pytest.mark.parametrize("place", range(6))
async def test_a_long_message_is_read_at_any_step(evil: str, place: int) -> None:
    """No pattern runs away on the longest message that is read at all: one that did would meet the time limit."""
    stand = await form(*GOOD[:place])
    assert (await stand.say(evil)).decision is not Decision.TROUBLE


@pytest.mark.parametrize("name", ["王㛃", "李𬭎", "买买提·阿不都", "古丽•测试", "测试・古丽", "欧阳测试", "张〇"])
async def test_rare_names_are_taken(name: str) -> None:
    """Rare characters and the dot of minority names are part of a name, whatever dot was typed."""
    stand = await form("说明")
    assert (await stand.say(name)).step == "day"
    assert stand.text.startswith(name.replace("•", "·").replace("・", "·"))


@pytest.mark.parametrize("name", ["张😀", "Zhang", "张3", "张（测试）", "'张'", "张*试"])
async def test_what_cannot_stand_in_a_name_is_explained(name: str) -> None:
    """Emoji, digits and signs are no part of a name in an identity card."""
    stand = await form("说明")
    reply = await stand.say(name)
    assert (reply.step, reply.messages[0]) == ("name", "姓名要和身份证上一样，用汉字，名字中间的点用“·”，请再输一次。")


@pytest.mark.parametrize(
    ("place", "typed", "kept"),
    [
        (2, "２０２６年３月１日", "2026年3月1日"),
        (2, "２０２６－０３－０１", "2026年3月1日"),
        (2, "20260301", "2026年3月1日"),
        (2, "2026/3/1", "2026年3月1日"),
        (2, "2026.3.1", "2026年3月1日"),
        (2, "昨天", "2026年11月19日"),
        (3, "１，２００．５０元", "1200.5元"),
        (3, "1.2万", "12000元"),
        (4, "１２", "12"),
        (4, " 12 个", "12"),
        (5, "３", "樱桃"),
    ],
)
async def test_full_width_and_usual_writings_are_read(place: int, typed: str, kept: str) -> None:
    """Days, amounts, numbers and options may be typed in any usual writing."""
    stand = await form(*GOOD[:place], typed)
    await stand.say("进度")
    assert f"：{kept}\n" in stand.text


@pytest.mark.parametrize(
    ("place", "typed"),
    [(2, "2026年2月30日"), (2, "13月1日"), (3, "1.234"), (3, "99999999999"), (3, "-5"), (4, "1.5"), (4, "九")],
)
async def test_values_that_cannot_be_are_explained(place: int, typed: str) -> None:
    """A day that does not exist, a third of a fen, half a person: the step stays open."""
    stand = await form(*GOOD[:place])
    before = stand.replies[-1].step
    reply = await stand.say(typed)
    assert (reply.step, len(reply.messages)) == (before, 2)


@pytest.mark.parametrize("half", ["\ud800", "张\udfff", "\ud83d 好"], ids=["high", "low", "torn"])
async def test_half_a_sign_breaks_nothing(half: str) -> None:
    """A torn surrogate cannot be stored; the turn goes on without it."""
    stand = await form()
    assert (await stand.say(half)).decision is not Decision.TROUBLE
