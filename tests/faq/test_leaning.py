"""What a message means right after an answer."""

import pytest

from faq.decision import Decision, Understanding
from faq.evidence import NearnessWitness
from faq.knowledge import Knowledge


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("filing.stop", "原因选哪个", "filing.stop"),
        ("filing.stop", "要他本人来吗", "filing.stop"),
        ("filing.enrol", "外地的呢", "filing.enrol"),
        ("filing.enrol", "试用期也要吗", "filing.enrol"),
        ("account.password_forgot_unit", "要法人去吗", "account.password_forgot_unit"),
        ("account.add_operator", "要换一个经办人呢", "account.add_operator"),
        ("query.certificate", "上面有章吗", "query.certificate"),
    ],
)
def test_a_piece_of_a_question_means_the_topic_before(
    understanding: Understanding, before: str, text: str, meant: str
) -> None:
    """What names no matter of its own is asked about the matter before."""
    understood = understanding.understand(text, last_topic=before)
    assert (understood.decision, understood.topics[0].id) == (Decision.ANSWER, meant)


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("filing.enrol", "那补缴呢", "filing.arrears"),
        ("account.password_forgot_unit", "个人的呢", "account.password_forgot_person"),
        ("account.ca_certificate", "过期了呢", "account.ca_expired"),
        ("account.review_time", "审核没过呢", "account.review_failed"),
        ("query.no_payment_record", "他自己查呢", "query.person_payment"),
    ],
)
def test_a_piece_that_names_another_matter_moves_there(
    understanding: Understanding, before: str, text: str, meant: str
) -> None:
    """那补缴呢 after enrolling asks for back payment."""
    understood = understanding.understand(text, last_topic=before)
    assert (understood.decision, understood.topics[0].id) == (Decision.ANSWER, meant)


@pytest.mark.parametrize("before", ["account.locked", "filing.calendar", "query.export", "service.app"])
@pytest.mark.parametrize(
    "text",
    [
        "那医保呢",
        "公积金呢",
        "谢谢啦",
        "张三",
        "320105199003078888",
        "转人工",
        "员工离职了我们单位这边怎么给他停保",
        "U盾插上没反应",
        "没解决",
    ],
)
def test_what_stands_alone_is_understood_as_without_a_topic_before(
    understanding: Understanding, before: str, text: str
) -> None:
    """Foreign matters, names, numbers, thanks and whole questions do not lean."""
    after, alone = understanding.understand(text, last_topic=before), understanding.understand(text)
    assert (after.decision, after.kind, after.topics[0].id) == (alone.decision, alone.kind, alone.topics[0].id)


def test_without_likelihoods_nothing_is_weighed(knowledge: Knowledge) -> None:
    """A knowledge that was never trained for has follow-ups by their keys alone."""
    untrained = Understanding.by(knowledge, NearnessWitness(knowledge))
    assert untrained.understand("要带什么", last_topic="account.unit_opening").follow == "带什么"
    assert untrained.understand("那补缴呢", last_topic="filing.enrol") == untrained.understand("那补缴呢")
