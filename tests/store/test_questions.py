"""Questions without an answer: masked, with what came near, for a while."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from alembic import command
from sqlalchemy import JSON, Connection, bindparam, text

from bot.engine.conversation import Question
from bot.engine.messages import Decision
from bot.engine.ports import Turn, Unanswered, Why
from bot.store.database import Database
from bot.store.migrations.running import configuration
from bot.store.questions import Settled, UnansweredText
from bot.store.schema import Instant
from bot.store.store import Store
from tests.store.sample import AT, IDENTITY_NUMBER, KEYS, MOBILE, NAME, TELEGRAM, WEB, Place, conversation, turn

NEAREST = (("filing.stop", 0.31), ("filing.enrol", 0.12))


def missed(number: int, said: str, why: Why = Why.NOT_UNDERSTOOD, **more: object) -> Turn:
    """A turn that leaves a question without an answer."""
    question = Question(said, Decision.OUT_OF_SCOPE, NEAREST, AT + timedelta(minutes=number))
    return replace(turn(str(number), said), unanswered=Unanswered(question, why), **more)  # type: ignore[arg-type]


async def test_a_question_is_kept_with_what_came_near(store: Store) -> None:
    """Text, day, channel, decision, reason and candidates with their scores are there, in the order of asking."""
    session = await store.conversations.load(WEB)
    session = await store.conversations.save(session, missed(1, "停社保咋弄", Why.UNSOLVED))
    await store.conversations.save(session, missed(0, "早些问的"))
    first, second = await store.questions.unanswered()
    assert first.text == "早些问的"
    asked = AT + timedelta(minutes=1)
    assert second == UnansweredText(asked, "web", "停社保咋弄", Why.UNSOLVED, Decision.OUT_OF_SCOPE, NEAREST)


async def test_nothing_personal_is_in_it(store: Store) -> None:
    """Numbers, passwords, names that the person gave to a dialog before, and names where they show, are masked."""
    said = f"李样例和买买提·测试的{IDENTITY_NUMBER},手机{MOBILE},密码是Gan9-Yu3，帮我查{NAME}"
    session = await store.conversations.load(WEB)
    await store.conversations.save(session, missed(1, said, conversation=conversation(NAME)))
    (kept,) = await store.questions.unanswered()
    assert kept.text == "**和**的3213**********1230,手机138****1234,密码是******，帮我查**"


async def test_a_choice_takes_the_question_back(store: Store) -> None:
    """A question that was asked back about goes where a topic is chosen; those of others and other reasons stay."""
    other = await store.conversations.load(TELEGRAM)
    await store.conversations.save(
        other, replace(missed(1, "别人的", Why.UNCHOSEN), inbound=turn(address=TELEGRAM).inbound)
    )
    session = await store.conversations.load(WEB)
    for number, said, why in ((1, "社保", Why.UNCHOSEN), (2, "没听懂的", Why.NOT_UNDERSTOOD)):
        session = await store.conversations.save(session, missed(number, said, why))
    session = await store.conversations.save(session, replace(turn("3"), found=AT + timedelta(minutes=1)))
    await store.conversations.save(session, replace(turn("4"), found=AT + timedelta(minutes=2)))
    assert {kept.text for kept in await store.questions.unanswered()} == {"别人的", "没听懂的"}


async def test_old_questions_go(store: Store) -> None:
    """What is older than the limit is deleted, and no more."""
    session = await store.conversations.load(WEB)
    for number in (1, 2):
        session = await store.conversations.save(session, missed(number, f"第{number}个"))
    assert await store.questions.forget_before(AT + timedelta(minutes=2)) == 1
    assert [kept.text for kept in await store.questions.unanswered()] == ["第2个"]


async def test_a_forgotten_persons_questions_go(store: Store) -> None:
    """They belong to their person."""
    session = await store.conversations.save(await store.conversations.load(WEB), missed(1, "停社保咋弄"))
    await store.forget(session.person)
    assert await store.questions.unanswered() == []


async def test_what_is_settled_is_remembered(store: Store) -> None:
    """By text, the last word counts; the database does not show the text, and other texts are not settled."""
    await store.questions.settle(["停社保咋弄", "另一句"], Settled(AT, "filing.stop"))
    later = Settled(AT + timedelta(days=1), None)
    await store.questions.settle(["另一句"], later)
    known = await store.questions.settled(["停社保咋弄", "另一句", "第三句"])
    assert known == {"停社保咋弄": Settled(AT, "filing.stop"), "另一句": later}
    stored = await store.database.read(lambda at: at.execute(text("SELECT * FROM settled_questions")).all())
    assert all("停社保咋弄".encode() not in bytes(row[0]) for row in stored)
    await store.questions.settle([], later)


OLD_PERSON = text("INSERT INTO persons (id, data_key, met_at) VALUES ('p_old', :key, :at)").bindparams(
    bindparam("at", type_=Instant)
)
OLD_QUESTION = text(
    "INSERT INTO unanswered (person, at, channel, candidates, kept) VALUES ('p_old', :at, 'web', :near, :kept)"
).bindparams(bindparam("at", type_=Instant), bindparam("near", type_=JSON))


async def test_questions_of_an_older_release_stay(place: Place, tmp_path: Path) -> None:
    """A text that was kept before its reason and scores were is not lost, and its candidates come in their order."""
    wrapped = KEYS.new_data_key("p_old")
    sealed = KEYS.data_key(wrapped, "p_old").seal("从前问的".encode(), "unanswered text of p_old")

    def of_an_older_release(connection: Connection) -> None:
        command.upgrade(configuration(connection), "0008")
        connection.execute(OLD_PERSON, {"key": wrapped, "at": AT})
        connection.execute(OLD_QUESTION, {"at": AT, "near": ["filing.stop", "filing.enrol"], "kept": sealed})

    database = Database(place.url, create=True)
    await database.write(of_an_older_release)
    await database.close()
    store = await Store.open(place.url, KEYS, tmp_path / "uploads")
    (kept,) = await store.questions.unanswered()
    assert (kept.text, kept.why) == ("从前问的", Why.NOT_UNDERSTOOD)
    assert kept.nearest == (("filing.stop", 0.0), ("filing.enrol", 0.0))
    await store.close()
