"""What is denied, and who is elsewhere."""

import pytest

from faq.decision import Decision, Understanding
from faq.meant import is_elsewhere, meant, of_the_employer


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("不是忘记密码,是被锁了", "被锁了"),
        ("我问的不是停保,是停保时间能不能改", "停保时间能不能改"),
        ("不用转人工,我就想问怎么停保", "怎么停保"),
        ("没收到短信,是不是就没批", "没收到短信,是不是就没批"),
        ("是不是要先停保", "是不是要先停保"),
        ("不是本人能办吗", "不是本人能办吗"),
    ],
)
def test_what_is_denied_goes_where_something_is_affirmed(text: str, left: str) -> None:
    """A clause that is denied counts no more once another one says what is meant; a question denies nothing."""
    assert meant(text) == left


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("不是忘记密码，是被锁了", "account.locked"),
        ("我没忘密码就是锁了", "account.locked"),
        ("不用转人工，我就想问怎么停保", "filing.stop"),
        ("不是增员，是减员怎么弄", "filing.stop"),
        ("不是个人密码，是单位密码忘了", "account.password_forgot_unit"),
        ("不是医保报销，是社保怎么补缴", "filing.arrears"),
    ],
)
def test_what_is_affirmed_is_answered(understanding: Understanding, text: str, topic: str) -> None:
    """不是公积金，是社保 is a matter of ours, and 不用转人工 no wish for a person."""
    understood = understanding.understand(text)
    assert (understood.decision, understood.topics[0].id) == (Decision.ANSWER, topic)


def test_what_is_left_is_no_foreign_matter(understanding: Understanding) -> None:
    """It may be too little for an answer, and is asked back then."""
    understood = understanding.understand("不是公积金，是社保怎么停")
    assert understood.decision in (Decision.ANSWER, Decision.CLARIFY)
    assert understood.topics[0].id == "filing.stop"


@pytest.mark.parametrize(
    "text",
    [
        "员工是河南户口怎么参保",
        "他上家在浙江没停，加不进来",
        "员工辞职去上海了，怎么减员",
        "原单位在杭州，没有停保，我们怎么加",
        "苏州公司怎么给河南籍员工办参保",
        "法人在北京出差，单位密码忘了怎么找回",
    ],
)
def test_a_person_from_elsewhere_is_ours(understanding: Understanding, text: str) -> None:
    """Only the employer's place decides whose matter it is."""
    assert understanding.understand(text).decision is not Decision.OUT_OF_SCOPE


@pytest.mark.parametrize(
    "text",
    [
        "山东的公司怎么增员",
        "我们公司在浙江，怎么停保",
        "云南单位权益单怎么打",
        "温州单位怎么加经办人",
        "青岛单位账号被锁了怎么办",
    ],
)
def test_an_employer_elsewhere_is_not(understanding: Understanding, text: str) -> None:
    """Whatever is asked, another province has its own bureau."""
    understood = understanding.understand(text)
    assert (understood.decision, understood.kind) == (Decision.OUT_OF_SCOPE, "other_province")


def test_a_place_is_the_employers_or_a_persons() -> None:
    """山东的公司 stays; 河南户口 becomes 别处户口; an employer of two places may be ours."""
    assert of_the_employer("山东的公司怎么增员") == "山东的公司怎么增员"
    assert of_the_employer("员工是河南户口怎么参保") == "员工是别处户口怎么参保"
    assert of_the_employer("女职工产假158天津贴") == "女职工产假158天津贴"
    assert is_elsewhere("我们公司在浙江,怎么停保")
    assert is_elsewhere("河南那套系统提示未查询到单位信息")
    assert is_elsewhere("浙江那边给员工停保在哪个网站")
    assert not is_elsewhere("浙江那边的社保还没停,这边加不进来")
    assert not is_elsewhere("北京公司在南京的员工怎么参保")
    assert not is_elsewhere("原单位在杭州,没有停保")
