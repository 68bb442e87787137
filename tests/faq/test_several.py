"""Several questions in one message."""

import pytest

from faq.decision import Decision, Understanding
from faq.several import Part, parts


def test_a_message_falls_into_its_questions() -> None:
    """Signs, words and numbers part questions; what asks nothing is known as such."""
    assert parts("你好呀老师，公司搬家了。怎么停保？另外基数怎么调") == (
        Part("你好呀老师，公司搬家了", named=False, asks=False),
        Part("怎么停保", named=False, asks=True),
        Part("基数怎么调", named=True, asks=True),
    )
    assert [part.text for part in parts("1、密码怎么改 2、账号怎么解锁")] == ["密码怎么改", "账号怎么解锁"]


@pytest.mark.parametrize("text", ["补缴还有没有机会", "税务有账号了，社保还要另外注册吗", "能补2.5个月吗"])
def test_words_within_a_question_part_nothing(text: str) -> None:
    """另外 before a verb, and a number in a sum, begin no question."""
    assert not any(part.named for part in parts(text))


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("怎么增员？怎么减员？", ("filing.enrol", "filing.stop")),
        ("单位密码忘了怎么找回，另外员工离职怎么停保", ("account.password_forgot_unit", "filing.stop")),
        ("1、单位密码忘了怎么找回 2、账号被锁了怎么解", ("account.password_forgot_unit", "account.locked")),
        ("请问参保证明在哪打印，还有权益单有效期多久", ("query.certificate", "query.rights_record")),
        ("老师好，新员工怎么参保？另外缴费基数怎么调高？谢谢", ("filing.enrol", "filing.base_up")),
    ],
)
def test_each_question_is_understood(understanding: Understanding, text: str, topics: tuple[str, ...]) -> None:
    """Every topic that is surely asked for is named, in the order asked."""
    understood = understanding.understand(text)
    assert understood.decision is Decision.ANSWER
    assert (understood.topics[0].id, *understood.also) == topics


def test_a_vague_one_of_several_is_asked_back_with_the_others(understanding: Understanding) -> None:
    """证书 may be the one to log in with or the one to print: the user says what comes first."""
    understood = understanding.understand("证书怎么弄，另外员工离职怎么停保")
    assert understood.decision is Decision.CLARIFY
    assert understood.needs[0] == "account.ca_certificate" and understood.needs[-1] == "filing.stop"


@pytest.mark.parametrize(
    "text",
    [
        "员工上周离职了，人也联系不上。现在怎么停保？谢谢老师",
        "单位账号被锁了，怎么办？我急着给员工停保",
        "公司去年没给他交，今年想补。能补几个月？怎么补？",
        "你好！在吗？怎么打印参保证明？",
        "停保怎么弄，还有公积金怎么停",
    ],
)
def test_background_and_courtesy_are_no_question(understanding: Understanding, text: str) -> None:
    """A story with one question stays one question; a foreign matter is not answered beside it."""
    assert not understanding.understand(text).also
