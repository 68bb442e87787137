"""A wish for a form begins it, with what the message told already; a question begins nothing."""

from __future__ import annotations

from datetime import date

import pytest

from bot.engine.messages import Candidate, Decision, Heard, Offer
from tests.engine.sample_form import Enrollment
from tests.engine.small import Person
from tests.engine.stand import SmallKnowledge, Stand

NUMBER = "32139919800210041X"


class Wishing(SmallKnowledge):
    """Takes what begins with 帮我 for a wish for the form."""

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = "") -> Heard:
        topics = (Candidate("test.enrollment", "参保", 1.0),)
        wish = text.startswith("帮我")
        return Heard(Decision.ANSWER, ("先这样再那样。",), topics, Offer("sample_enrollment"), wish=wish)


def stand() -> Stand:
    """With the form."""
    return Stand([Enrollment, Person], knowledge=Wishing())


async def test_a_wish_takes_what_it_told() -> None:
    """The number is noted, and said back; the first question stays to be asked, and the number is not asked again."""
    talk = stand()
    reply = await talk.say(f"帮我给身份证号{NUMBER}的人参保")
    assert reply.dialog == "sample_enrollment" and f"证件号码：{NUMBER}" in talk.text and reply.step == "how"
    reply = await talk.say("1")
    assert reply.step == "name"


async def test_a_question_is_answered() -> None:
    """It is told, and the form is offered."""
    talk = stand()
    reply = await talk.say("怎么参保")
    assert reply.dialog is None and "先这样再那样" in talk.text and any("参保" in label for label in talk.labels)


async def test_a_form_under_way_keeps_what_it_has() -> None:
    """The same wish again goes on with the form, and does not put the message's numbers over what was said."""
    talk = stand()
    await talk.say(f"帮我给身份证号{NUMBER}的人参保")
    await talk.say("1")
    await talk.say("张测试")
    await talk.say("帮我给身份证号321399199001030215的人参保")
    kept = talk.store.turns[-1].conversation
    assert kept.active is not None and kept.active.given["identity_number"].value == NUMBER


async def test_a_half_filled_form_is_not_taken_for_another_one() -> None:
    """Wished for again about somebody else, the person says whether the one that waits is meant; both can be had."""
    talk = stand()
    await talk.say(f"帮我给身份证号{NUMBER}的人参保")
    await talk.say("1")
    await talk.say("张测试")
    await talk.start(Person)
    reply = await talk.say("帮我给身份证号321399199001030215的人参保")
    assert reply.step is None and "还没办完" in talk.text
    assert talk.labels == ["接着办：用工参保登记（样例）", "新办一件"]
    await talk.pick("新办一件")
    reply = await talk.say("1")
    assert reply.step == "name" and "接着办" not in talk.text
    kept = talk.store.turns[-1].conversation
    assert kept.aside is not None and kept.aside.given["identity_number"].value == NUMBER
    assert kept.active is not None and kept.active.given["identity_number"].value == "321399199001030215"


@pytest.mark.parametrize("said", ["取消", "不办了", "算了"])
async def test_where_it_is_asked_which_one_is_meant_cancelling_leaves_the_one_that_waits(said: str) -> None:
    """It is put aside, and can be taken up again; nothing is said to be over that was only asked about."""
    talk = stand()
    await talk.say(f"帮我给身份证号{NUMBER}的人参保")
    await talk.say("1")
    await talk.say("张测试")
    await talk.start(Person)
    await talk.say("帮我给身份证号321399199001030215的人参保")
    await talk.say(said)
    kept = talk.store.turns[-1].conversation
    assert kept.active is None and kept.aside is not None
    assert kept.aside.given["identity_number"].value == NUMBER


async def test_a_command_for_what_is_only_asked_about_says_that_nothing_is_asked() -> None:
    """返回 has no question to go back from, and nothing is said to be dealt with."""
    talk = stand()
    await talk.say(f"帮我给身份证号{NUMBER}的人参保")
    await talk.say("1")
    await talk.say("张测试")
    await talk.start(Person)
    await talk.say("帮我给身份证号321399199001030215的人参保")
    await talk.say("返回")
    assert "现在没有正在问的" in talk.text
    assert talk.labels == ["接着办：用工参保登记（样例）", "新办一件"]


async def test_the_same_wish_goes_on_with_what_waits() -> None:
    """What is told stands in the form already: nobody needs to be asked."""
    talk = stand()
    await talk.say(f"帮我给身份证号{NUMBER}的人参保")
    await talk.say("1")
    await talk.start(Person)
    reply = await talk.say(f"帮我给身份证号{NUMBER}的人参保")
    assert reply.step == "name"
