"""Newcomers correct what they told, in their own words: at a filing's card, and at a question still open."""

from __future__ import annotations

import pytest

from bot.dialogs import DIALOGS
from tests.dialogs.stage import Stage

ANSWERS = ("321399199001030215", "11月1日", "三年", "普通员工", "6000")


async def enrolling(*said: str) -> Stage:
    """An enrollment of which this was told."""
    stage = Stage(DIALOGS)
    await stage.open_bureau()
    await stage.bind("91321399MA000001AC", "321399198206060042")
    await stage.start("enroll_employee")
    for text in said:
        await stage.say(text)
    return stage


async def password(*said: str) -> Stage:
    """The forgotten password, as far as this leads."""
    stage = Stage(DIALOGS)
    await stage.start("forgot_unit_password")
    for text in said:
        await stage.say(text)
    return stage


def sent(stage: Stage) -> bool:
    """Whether anything was filed."""
    return "业务编号" in "\n".join(message for reply in stage.replies for message in reply.messages)


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ("钱改回6500", ["缴费基数：6500元"]),
        ("合同改成两年", ["劳动合同终止日期：2028年10月31日"]),
        ("第6项错了，工资是8500", ["缴费基数：8500元"]),
        ("第5项错了，工资是8500", ["缴费基数：8500元"]),
        ("合同终止日期不对，应该到2027年10月31日", ["劳动合同终止日期：2027年10月31日"]),
        ("终止日期写错了，是2029年10月14日", ["劳动合同终止日期：2029年10月14日"]),
        ("不是普通员工 是管理人员", ["岗位工种：管理人员"]),
        ("岗位改成专业技术", ["岗位工种：专业技术人员"]),
        ("不是6000，是6,500", ["缴费基数：6500元"]),
        ("工资应该是8500，不是6000", ["缴费基数：8500元"]),
        ("三年改成两年", ["劳动合同终止日期：2028年10月31日"]),
        ("把普通员工改成管理人员", ["岗位工种：管理人员"]),
        ("岗位选错了，选第三个", ["岗位工种：管理人员"]),
        ("延长缴费改成是", ["延长缴费标志：是"]),
        ("确认提交吧，钱改成6500", ["缴费基数：6500元"]),
        ("钱改回6500 岗位改成专业技术", ["缴费基数：6500元", "岗位工种：专业技术人员"]),
        (
            "开始日期改成9月15号 合同改成两年",
            ["劳动合同开始日期：2026年9月15日", "劳动合同终止日期：2028年9月14日"],
        ),
    ],
)
async def test_a_value_on_the_card_is_corrected(said: str, changed: list[str]) -> None:
    """Everything changed is said, the card is shown again, and nothing is sent."""
    stage = await enrolling(*ANSWERS)
    reply = await stage.say(said)
    assert list(reply.messages[: len(changed)]) == [f"已改：{line}。" for line in changed]
    assert reply.step == "card"
    assert all(f"· {line}" in stage.text for line in changed)
    assert (stage.labels, sent(stage)) == (["确认提交", "不提交"], False)


@pytest.mark.parametrize(
    ("said", "start"), [("开始日期不对 应该是今年9月15号", "2026年9月15日"), ("2不对，是10月1日", "2026年10月1日")]
)
async def test_what_depends_on_a_corrected_value_is_asked_again(said: str, start: str) -> None:
    """The last day of the contract, before the card comes back."""
    stage = await enrolling(*ANSWERS)
    reply = await stage.say(said)
    assert (reply.messages[0], reply.step) == (f"已改：劳动合同开始日期：{start}。", "contract_end")
    assert ((await stage.pick("保留原来的")).step, sent(stage)) == ("card", False)


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("身份证号好像错了", "identity_number"),
        ("1错了", "identity_number"),
        ("第一项不对", "identity_number"),
        ("工资不对", "contribution_base"),
        ("错的是岗位", "post"),
    ],
)
async def test_what_is_wrong_without_a_new_value_is_asked_again(said: str, step: str) -> None:
    """The lines of the card count from 1 though they show no numbers."""
    stage = await enrolling(*ANSWERS)
    assert ((await stage.say(said)).step, sent(stage)) == (step, False)


@pytest.mark.parametrize("said", ["日期不对", "合同改成9月15日"])
async def test_one_of_several_is_asked_for(said: str) -> None:
    """Only those that it may be are offered."""
    stage = await enrolling(*ANSWERS)
    await stage.say(said)
    assert stage.labels == ["劳动合同开始日期：2026年11月1日", "劳动合同终止日期：2029年10月31日"]


@pytest.mark.parametrize("said", ["险种不对", "第12项不对", "不对，不是这个人"])
async def test_what_cannot_be_told_is_asked_with_the_answers(said: str) -> None:
    """The card's own options are not among them; 返回 and 修改 are named."""
    stage = await enrolling(*ANSWERS)
    await stage.say(said)
    assert stage.labels[0] == "缴费基数：6000元"
    assert not any("提交" in label for label in stage.labels)
    assert ("返回" in stage.text, "修改" in stage.text) == (True, True)


@pytest.mark.parametrize("said", ["改好了", "没有写错", "岗位改成8500", "职务改成经理"])
async def test_what_may_not_be_meant_changes_nothing(said: str) -> None:
    """A yes in passing is no value, and a value does not go to an answer of another name."""
    stage = await enrolling(*ANSWERS)
    await stage.say(said)
    assert ("已改" in stage.text, sent(stage)) == (False, False)


async def test_an_identity_number_is_known_by_its_form() -> None:
    """Whatever it was called; one that cannot be is refused with the reason."""
    stage = await enrolling(*ANSWERS)
    assert (await stage.say("身份证改成321399198206060042")).messages[0] == "已改：公民身份号码：321399198206060042。"
    stage = await enrolling(*ANSWERS)
    reply = await stage.say("身份证号不对，应该是321399199001030216")
    assert (reply.step, "校验" in reply.messages[0]) == ("identity_number", True)


async def test_the_second_correction_is_never_lost() -> None:
    """One that does not fit is asked for; what is no answer is named."""
    stage = await enrolling(*ANSWERS)
    reply = await stage.say("钱改回6500 岗位改成宇航员")
    assert (reply.messages[0], reply.step) == ("已改：缴费基数：6500元。", "post")
    stage = await enrolling(*ANSWERS)
    reply = await stage.say("钱改回6500 颜色改成红")
    assert reply.messages[:2] == (
        "已改：缴费基数：6500元。",
        "没有改：没有找到“颜色”这一项。回复“进度”可以看已填的内容。",
    )


async def test_an_impossible_value_is_refused() -> None:
    """An end before the start is said to be none, and asked for."""
    stage = await enrolling(*ANSWERS)
    reply = await stage.say("终止日期改成2020年1月1日")
    assert (reply.messages[0], reply.step) == ("终止日期要晚于开始日期。请核对后重新输入。", "contract_end")


async def test_a_day_just_given_is_corrected() -> None:
    """The value that is denied tells which answer is meant."""
    stage = await enrolling(ANSWERS[0], "昨天")
    reply = await stage.say("不是昨天，是前天")
    assert (reply.messages[0], reply.step) == ("已改：劳动合同开始日期：2026年11月18日。", "contract_kind")


@pytest.mark.parametrize(
    ("before", "says", "step"),
    [(("321399199001030215，基数6000元",), "已改", "contract_start"), (ANSWERS[:3], "已记下", "post")],
)
async def test_the_base_is_corrected_while_another_question_is_open(
    before: tuple[str, ...], says: str, step: str
) -> None:
    """It is changed or noted, and the open question stands."""
    stage = await enrolling(*before)
    reply = await stage.say("基数不对，5600")
    assert (reply.messages[0], reply.step) == (f"{says}：缴费基数：5600元。", step)


@pytest.mark.parametrize("place", [(), ("手机",)])
@pytest.mark.parametrize(
    "said", ["等等，老板没有支付宝，改收短信", "刚才说错了，他刷不了脸，只能收短信", "我说错了，要短信验证码"]
)
async def test_a_choice_before_is_changed_to_the_option_that_is_named(said: str, place: tuple[str, ...]) -> None:
    """Where just one other option of one answer is named."""
    stage = await password("刷脸", *place)
    assert (await stage.say(said)).messages[0] == "已改：法定代表人能否配合：能，收短信验证码。"


async def test_another_place_is_taken() -> None:
    """What was shown for the phone is shown for the page."""
    stage = await password("刷脸", "手机")
    reply = await stage.say("换成电脑吧")
    assert (reply.messages[0], reply.step) == ("已改：在哪里办：电脑网页。", "page")


@pytest.mark.parametrize(
    "said", ["验证码错了，收不到短信", "页面不对", "手机换成新的了", "改用电脑行不行", "改天再弄电脑", "法人换成张三了"]
)
async def test_a_trouble_told_changes_no_choice(said: str) -> None:
    """Words that speak of something else as wrong or changed leave the answers as they are."""
    stage = await password("刷脸", "手机")
    await stage.say(said)
    assert "已改" not in stage.text
