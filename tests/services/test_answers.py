"""What the assistant answers: sourced, dated, for the day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from bot.engine.messages import Decision
from bot.services.answers import Answers
from bot.services.errors import Recognition
from bot.services.library import Library
from bot.settings import ROOT
from faq.decision import Understanding
from faq.learned.meaning import sentence_meaning
from faq.learned.model import TRAINED, read_model

LIBRARY = Library(ROOT / "data")
ANSWERS = Answers(lambda: LIBRARY.current)
TODAY = date(2026, 11, 22)
TOPICS = list(LIBRARY.current.knowledge.topics.values())
GUIDES = LIBRARY.current.knowledge.guides


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_every_title_gets_a_sourced_answer(topic) -> None:
    """The title of a topic is answered by that topic, with source, the source's date, and who must act."""
    asked = ANSWERS.ask(topic.title, TODAY)
    assert asked["topics"][0]["id"] == topic.id
    assert asked["decision"] == ("human" if topic.id == "service.human" else "answer")
    heard = ANSWERS.tell(topic.id, TODAY)
    said = "\n".join(heard.messages)
    assert "依据：" in said
    for source in topic.sources:
        guide = GUIDES[source.guide]
        assert f"{guide.short}（{guide.date}）" in said
    assert not topic.who or "谁来办：" in said
    assert not re.search(r"\{\{|\{%|None", said)


@pytest.mark.parametrize(
    ("plain", "begins"),
    [
        ("怎么停保", "停保由单位在网厅“用人单位退工停保登记”里办"),
        ("如何办理停保", "停保由单位在网厅“用人单位退工停保登记”里办"),
        ("怎么办退工", "停保由单位在网厅“用人单位退工停保登记”里办"),
        ("停保时间怎么填", "停保时间就是您办理的当时"),
        ("如何办理增员", "普通职工增员，用“用人单位用工参保登记”"),
        ("用工参保登记怎么办理", "普通职工增员，用“用人单位用工参保登记”"),
        ("怎么补缴社保", "能补，网上最多六个月"),
        ("企业社会保险信息登记怎么办", "从没参过保的单位，在网厅“企业社会保险信息登记”里办"),
        ("预登记怎么做", "由单位在“用人单位用工参保预登记”里做"),
        ("人员基础信息采集怎么做", "由单位在“人员基础信息采集”里录入"),
        ("增员提交后多久生效", "看到职工参保状态变成“正常”才算办成"),
    ],
)
def test_a_plain_question_is_answered_in_the_first_sentence(plain: str, begins: str) -> None:
    """Who asks plainly how something is done is told so at once; limits and exceptions come after."""
    assert ANSWERS.ask(plain, TODAY)["answer"].startswith(begins)


def test_candidates_are_at_least_four() -> None:
    """A script gets at least four candidates, best first, with scores from 0 to 1."""
    topics = ANSWERS.ask("单位密码忘了怎么办", TODAY)["topics"]
    scores = [topic["score"] for topic in topics]
    assert len(topics) >= 4
    assert scores == sorted(scores, reverse=True) and 0 <= scores[-1] <= scores[0] <= 1


@pytest.mark.parametrize(
    ("day", "says"),
    [
        (date(2026, 11, 22), ["今天是2026年11月22日", "2026年12月的社保", "2026年11月11日到2026年12月6日", "还剩15天"]),
        (date(2026, 12, 6), ["今天是2026年12月6日", "2026年12月的社保", "还剩1天"]),
        (date(2026, 12, 7), ["暂停申报", "2026年12月11日恢复", "2027年1月的社保"]),
        (date(2026, 12, 10), ["暂停申报", "2026年12月11日恢复"]),
        (date(2026, 12, 11), ["可以申报", "2027年1月的社保"]),
    ],
    ids=str,
)
def test_the_answer_knows_the_day(day: date, says: list[str]) -> None:
    """“现在能申报吗” names the day, the window, the contribution month and the days left."""
    answer = ANSWERS.ask("现在能申报吗", day)["answer"]
    assert [part for part in says if part not in answer] == []


def test_a_day_without_a_known_window_is_said_to_be_so() -> None:
    """Before the first known window there is no computed one, but whom to ask."""
    answer = ANSWERS.ask("现在能申报吗", date(2020, 1, 15))["answer"]
    assert "2020年1月" in answer and "12333" in answer and "还剩" not in answer


def test_what_rests_on_the_general_article_alone_says_so() -> None:
    """Topics whose every source is the article on no province carry the line that Jiangsu's portal decides."""
    for topic in TOPICS:
        said = "\n".join(ANSWERS.tell(topic.id, TODAY).messages)
        only_general = all(source.guide == "000" for source in topic.sources)
        assert ("这是全国通用说法，江苏以网厅为准。" in said) == only_general, topic.id


def test_grades_of_later_facts_are_told() -> None:
    """A fact from a re-published notice says so; one from a weak page sends people to ask."""
    for topic in TOPICS:
        said = "\n".join(ANSWERS.tell(topic.id, TODAY).messages)
        for later in topic.later:
            assert later.fact + LIBRARY.current.wordings.shape(f"grade_{later.grade.value}") in said


def test_the_weakest_grade_sends_people_to_ask() -> None:
    """What rests on one weak page names who knows."""
    assert "12333" in LIBRARY.current.wordings.shape("grade_C")


@pytest.mark.parametrize("entry", LIBRARY.current.knowledge.errors.values(), ids=lambda entry: entry.id)
def test_a_pasted_message_is_explained(entry) -> None:
    """Every message of the catalogue, pasted as it stands, gets its cause, who must act, and its source."""
    heard = ANSWERS.hear(entry.message, TODAY, None)
    said = "\n".join(heard.messages)
    assert heard.decision is Decision.ANSWER
    assert entry.cause in said and "依据：" in said
    assert all(who.value in said for who in entry.who)


def test_a_note_to_forward_stands_in_a_message_of_its_own() -> None:
    """What an employee must do comes as a note that can be forwarded as it is."""
    heard = ANSWERS.hear("该人员为灵活就业参保人员", TODAY, None)
    notes = [message for message in heard.messages if message.startswith("【可转发】\n")]
    assert len(notes) == 1 and "灵活就业人员停保登记" in notes[0]


def test_a_procedure_is_offered_with_what_is_known() -> None:
    """A locked account is offered the dialog of failed logins, begun at the lock."""
    heard = ANSWERS.tell("account.locked", TODAY)
    assert heard.offer is not None
    assert (heard.offer.dialog, dict(heard.offer.given)) == ("login_failed", {"symptom": "LOCKED"})


def test_the_catalogue_knows_a_message_with_junk_around_it() -> None:
    """Time stamps, codes, names and odd widths do not hide a message."""
    pasted = "2024-05-20 10:22:31 [ERR-5003] 张测试 养老已参保,不能再办理参保! traceId:a81f0c22 关闭"
    assert ANSWERS.recognize(pasted).outcome is Recognition.HAS_DIALOG
    assert ANSWERS.recognize("今天天气不错").outcome is Recognition.UNKNOWN


def test_somebody_else_s_business_is_refused_honestly() -> None:
    """What is not ours is not answered, and the answer names who knows."""
    asked = ANSWERS.ask("公积金账户被锁了去哪里解", TODAY)
    assert asked["decision"] == "out_of_scope" and "12329" in asked["answer"] and asked["sources"] == []


def test_several_questions_are_all_answered_and_each_can_be_opened() -> None:
    """Short answers under their titles, in the order asked, and each topic is a choice away."""
    knowledge = LIBRARY.current.knowledge
    learned = Understanding(knowledge, read_model(ROOT / "data" / TRAINED), sentence_meaning())
    snapshot = replace(LIBRARY.current, understanding=learned)
    answers = Answers(lambda: snapshot)
    text = "单位密码忘了怎么找回，另外员工离职怎么停保"
    heard = answers.hear(text, TODAY, None)
    asked = [knowledge.topics[key] for key in ("account.password_forgot_unit", "filing.stop")]
    assert [said.split("\n")[0] for said in heard.messages] == [
        f"{n}. {topic.title}" for n, topic in enumerate(asked, 1)
    ]
    assert all("依据：" in said for said in heard.messages)
    assert "停保时间就是您办理的当天" in heard.messages[1]
    assert [choice.id for choice in heard.choices] == [topic.id for topic in asked]
    assert heard.topic == asked[0].id
    told = {source["heading"] for source in answers.ask(text, TODAY)["sources"]}
    assert told == {source.heading for topic in asked for source in topic.sources}


@pytest.mark.parametrize(
    ("asked", "has", "lacks"), [("在哪里点", "在哪里点", "要准备"), ("要什么材料", "要准备", "在哪里点")]
)
def test_a_question_that_leans_gets_the_part_it_asks_for(asked: str, has: str, lacks: str) -> None:
    """Not the whole answer again."""
    heard = ANSWERS.hear(asked, TODAY, "filing.stop")
    assert heard.decision is Decision.ANSWER
    (said,) = heard.messages
    assert has in said and lacks not in said
