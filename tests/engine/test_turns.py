"""One turn: once for each message, one at a time, in order, and with at most one effect whatever breaks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.engine.checks import Name, WholeNumber
from bot.engine.choice import Reviewed, Sent
from bot.engine.conversation import Outcome
from bot.engine.dialog import Dialog
from bot.engine.memory import MemoryConversations
from bot.engine.messages import Address, Decision, Inbound, Reply
from bot.engine.ports import Intent, Overtaken, Session, StoreTrouble, Turn
from bot.engine.runner import Runner
from bot.engine.steps import ask, end, perform, review
from tests.engine.small import Bureau, Killed, OnePerson, Person, raising, restarted
from tests.engine.stand import Stand

bureau = Bureau()


@pytest.fixture(autouse=True)
def fresh_bureau() -> None:
    bureau.answers, bureau.requests = (lambda: Sent.ACCEPTED), []


async def send(request: str, name: str) -> Sent:
    await asyncio.sleep(0)
    return bureau.take(request, name)


class Filing(Dialog):
    """Sends a name."""

    key, title, topic = "filing", "申报", "filing.name"

    name: Name = ask("姓名？")
    count: WholeNumber = ask("几个？")
    card: Reviewed = review("请核对。", {Reviewed.SEND: "sent", Reviewed.DROP: "dropped"})
    sent: Sent = perform(
        send,
        {**dict.fromkeys(Sent, "done"), Sent.UNKNOWN: "unknown"},
    )
    done = end("办好了。")
    unknown = end("还不知道结果。", silent=True)
    dropped = end("没有提交。", silent=True)


async def send_at_once(request: str) -> Sent:
    return bureau.take(request, "")


class AtOnce(Dialog):
    """Performs in the very turn that begins it."""

    key, title = "at_once", "马上办"

    sent: Sent = perform(send_at_once, dict.fromkeys(Sent, "done"))
    done = end("{{ sent }}。", silent=True)


@dataclass
class Moody(MemoryConversations):
    """A store that breaks as told: each plan is taken at the next call of that name, an exception is raised."""

    plans: dict[str, list[BaseException]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def _maybe(self, call: str) -> None:
        if self.plans.get(call):
            raise self.plans[call].pop(0)

    async def load(self, address: Address) -> Session:
        self._maybe("load")
        return await super().load(address)

    async def save(self, session: Session, turn: Turn) -> Session:
        self._maybe("save")
        return await super().save(session, turn)

    async def intend(self, session: Session, intent: Intent) -> tuple[Session, Intent]:
        self._maybe("intend")
        return await super().intend(session, intent)

    async def settle(self, intent: Intent, result: object) -> None:
        self._maybe("settle")
        await super().settle(intent, result)


async def at_the_card(store: MemoryConversations | None = None) -> Stand:
    stand = Stand([Filing, AtOnce, Person], store=store or MemoryConversations())
    await stand.start(Filing)
    await stand.say("张测试")
    await stand.say("3")
    return stand


def requests() -> set[str]:
    return {request for request, _ in bureau.requests}


async def test_the_same_message_gets_the_same_reply_and_does_nothing_twice() -> None:
    """A repeated message id is the same message, though the conversation went on meanwhile."""
    stand = await at_the_card()
    first = await stand.say("确认", message_id="once")
    again = await stand.say("确认", message_id="once")
    assert (again, len(bureau.requests), len(stand.store.turns)) == (first, 1, 4)


async def test_a_repeated_answer_does_not_answer_the_next_step() -> None:
    """“3” delivered twice is one answer."""
    stand = Stand([Filing, Person])
    await stand.start(Filing)
    first = await stand.say("张测试", message_id="once")
    await stand.say("3")
    assert await stand.say("张测试", message_id="once") == first
    assert (await stand.say("进度")).step == "card"


async def test_the_same_message_arriving_twice_at_once_is_one_turn() -> None:
    """A channel that repeats impatiently gets one reply and one effect."""
    stand = await at_the_card()
    replies = await asyncio.gather(*(stand.say("确认", message_id="once") for _ in range(3)))
    assert (len(set(replies)), len(bureau.requests)) == (1, 1)


async def test_the_same_message_in_two_processes_at_once_is_one_effect() -> None:
    """Without a common lock the store decides, and the request id is the same."""
    stand = await at_the_card()
    other = restarted(stand)
    replies = await asyncio.gather(stand.say("确认", message_id="once"), other.say("确认", message_id="once"))
    assert (replies[0].messages, len(requests())) == (replies[1].messages, 1)


async def test_a_message_id_belongs_to_its_address() -> None:
    """Two channels may use the same ids."""
    first = Stand([Filing, Person], store=OnePerson(), channel="web")
    await first.start(Filing)
    await first.say("张测试", message_id="1")
    second = Stand([Filing, Person], store=first.store, channel="wechat", clock=first.clock)
    assert (await second.say("3", message_id="1")).step == "card"


async def test_two_messages_at_once_are_two_turns_in_order() -> None:
    """The second waits for the first, and answers the step after it."""
    stand = Stand([Filing, Person])
    await stand.start(Filing)
    first, second = await asyncio.gather(stand.say("张测试"), stand.say("3"))
    assert (first.step, second.step) == ("count", "card")


async def test_two_messages_at_once_over_two_channels_are_two_turns() -> None:
    """Each is redone until it follows the other; none is lost."""
    first = Stand([Filing, Person], store=OnePerson(), channel="web")
    await first.start(Filing)
    second = Stand([Filing, Person], store=first.store, channel="wechat", clock=first.clock)
    await asyncio.gather(first.say("张测试"), second.say("进度"))
    assert [turn.said for turn in first.store.turns[1:]] in (["张测试", "进度"], ["进度", "张测试"])
    assert (await second.say("3")).step == "card"


async def test_different_people_do_not_wait_for_each_other() -> None:
    """While one person's effect hangs, another one gets a reply."""
    hanging = asyncio.Event()

    async def hang(request: str) -> Sent:
        await hanging.wait()
        return Sent.ACCEPTED

    class Hanging(Dialog):
        """Hangs until told."""

        key, title = "hanging", "慢慢办"

        sent: Sent = perform(hang, dict.fromkeys(Sent, "done"))
        done = end("好了。", silent=True)

    stand = Stand([Hanging, Filing, Person])
    slow = asyncio.create_task(stand.start(Hanging))
    await asyncio.sleep(0)
    other = Stand([Filing, Person], store=stand.store, user="别人")
    assert (await other.start(Filing)).step == "name"
    assert not slow.done()
    hanging.set()
    assert (await slow).messages == ("好了。",)


async def test_an_effect_that_raises_is_unknown_and_not_tried_again() -> None:
    """Whether it happened is not known, and that is what is said."""
    bureau.answers = raising(ConnectionError())
    stand = await at_the_card()
    await stand.say("确认")
    await stand.say("确认")
    assert ("还不知道结果。" in stand.replies[-2].messages, len(bureau.requests)) == (True, 1)


async def test_killed_between_intent_and_result_the_next_try_has_the_same_request_id() -> None:
    """The other side knows the id, so that trying again is one effect."""
    bureau.answers = raising(Killed())
    stand = await at_the_card()
    with pytest.raises(Killed):
        await stand.say("确认", message_id="once")
    bureau.answers = lambda: Sent.ACCEPTED
    stand = restarted(stand)
    reply = await stand.say("确认", message_id="once")
    assert ("办好了。" in reply.messages, len(bureau.requests), len(requests())) == (True, 2, 1)


async def test_killed_and_confirmed_by_another_message_has_the_same_request_id_too() -> None:
    """Nobody needs to send the very same message again."""
    bureau.answers = raising(Killed())
    stand = await at_the_card()
    with pytest.raises(Killed):
        await stand.say("确认")
    bureau.answers = lambda: Sent.ACCEPTED
    await restarted(stand).pick("确认提交")
    assert (len(bureau.requests), len(requests())) == (2, 1)


async def test_killed_after_the_effect_was_settled_it_is_not_tried_again() -> None:
    """A result that was written down is used, though the turn was lost."""
    store = Moody()
    stand = await at_the_card(store)
    store.plans["save"] = [Killed()]
    with pytest.raises(Killed):
        await stand.say("确认")
    await restarted(stand).say("确认")
    assert ("办好了。" in stand.text, len(bureau.requests)) == (True, 1)


async def test_an_unknown_outcome_that_was_not_kept_is_tried_again_under_the_same_id() -> None:
    """Unknown is no result: who asks again under the same id may learn what happened."""
    bureau.answers = raising(ConnectionError())
    store = Moody()
    stand = await at_the_card(store)
    store.plans["save"] = [Killed()]
    with pytest.raises(Killed):
        await stand.say("确认")
    bureau.answers = lambda: Sent.ACCEPTED
    await restarted(stand).say("确认")
    assert ("办好了。" in stand.replies[-1].messages, len(bureau.requests), len(requests())) == (True, 2, 1)


class TwoCards(Dialog):
    """Two effects, each with a card."""

    key, title = "two_cards", "两次核对"

    name: Name = ask("姓名？")
    card: Reviewed = review("第一次核对。", {Reviewed.SEND: "sent", Reviewed.DROP: "done"})
    sent: Sent = perform(send, dict.fromkeys(Sent, "again"))
    again: Reviewed = review("第二次核对。", {Reviewed.SEND: "sent_again", Reviewed.DROP: "done"})
    sent_again: Sent = perform(send, dict.fromkeys(Sent, "done"))
    done = end("好了。", silent=True)


async def test_a_repeated_confirmation_confirms_no_later_card() -> None:
    """The message that confirmed the first card, delivered again, sends nothing for the second one."""
    stand = Stand([TwoCards, Person])
    await stand.start(TwoCards)
    await stand.say("张测试")
    first = await stand.say("确认", message_id="once")
    assert first.step == "again"
    assert await stand.say("确认", message_id="once") == first
    assert len(bureau.requests) == 1


async def test_an_effect_in_the_first_turn_keeps_its_request_id_when_the_turn_is_redone() -> None:
    """A run that was not saved yet has the same id when the same message begins it again."""
    stand = Stand([AtOnce, Person], store=Moody(plans={"save": [Overtaken(), Overtaken()]}))
    await stand.start(AtOnce)
    assert (stand.text, len(requests())) == ("已受理。", 1)
    bureau.answers = raising(Killed())
    with pytest.raises(Killed):
        await stand.send(choice="start|at_once", message_id="again")
    bureau.answers = lambda: Sent.ACCEPTED
    await stand.send(choice="start|at_once", message_id="again")
    assert len(requests()) == 2


async def test_overtaken_is_redone() -> None:
    """Where another process was faster the turn is done again on what it left."""
    store = Moody()
    stand = await at_the_card(store)
    store.plans["save"] = [Overtaken(), Overtaken()]
    reply = await stand.say("确认")
    assert ("办好了。" in reply.messages, len(requests()), len(stand.store.turns)) == (True, 1, 4)


async def test_overtaken_before_the_effect_nothing_is_sent_twice() -> None:
    """Held by another process when the intent is written: nothing was tried yet."""
    store = Moody()
    stand = await at_the_card(store)
    store.plans["intend"] = [Overtaken()]
    await stand.say("确认")
    assert len(bureau.requests) == 1


@pytest.mark.parametrize("call", ["load", "save", "intend"])
async def test_store_trouble_is_told_and_answers_are_kept(call: str) -> None:
    """The person learns that this message was not kept; what was before it is there."""
    store = Moody()
    stand = await at_the_card(store)
    store.plans[call] = [StoreTrouble()]
    reply = await stand.say("确认")
    assert (reply.decision, "您刚才这一句没有记下，之前填的都在" in stand.text) == (Decision.TROUBLE, True)
    await stand.say("确认")
    assert ("办好了。" in stand.replies[-1].messages, len(requests())) == (True, 1)


async def test_store_trouble_after_the_effect_leads_to_the_same_request() -> None:
    """The result could not be kept: the next try asks under the same id."""
    store = Moody()
    stand = await at_the_card(store)
    store.plans["settle"] = [StoreTrouble()]
    await stand.say("确认")
    await stand.say("确认")
    assert (len(bureau.requests), len(requests())) == (2, 1)


async def test_a_mistake_of_ours_is_caught_and_numbered() -> None:
    """Whatever breaks, there is a reply with a number to tell, and the conversation is as it was."""
    store = Moody()
    stand = await at_the_card(store)
    store.plans["save"] = [ZeroDivisionError()]
    reply = await stand.say("进度")
    assert (reply.decision, "编号" in reply.messages[0]) == (Decision.TROUBLE, True)
    assert (await stand.say("进度")).step == "card"


async def test_every_turn_is_watched() -> None:
    """Who measures sees message, reply and seconds of each turn, also of one that failed."""
    seen: list[tuple[str | None, Decision | None, bool]] = []

    def watch(inbound: Inbound, reply: Reply, seconds: float) -> None:
        seen.append((inbound.text, reply.decision, seconds >= 0))

    stand = Stand([Filing, Person], store=Moody(plans={"load": [StoreTrouble()]}))
    stand.runner = Runner(stand.house, stand.store, stand, stand.clock, watch)
    await stand.say("天气")
    await stand.say("天气")
    assert seen == [("天气", Decision.TROUBLE, True), ("天气", Decision.ANSWER, True)]


async def test_nothing_is_left_of_a_queue_that_ran_empty() -> None:
    """Addresses that are silent take no memory."""
    stand = Stand([Filing, Person])
    await asyncio.gather(*(stand.say("天气") for _ in range(5)))
    assert stand.runner._queues == {}


def ended(stand: Stand) -> list[tuple[str | None, str | None, Outcome]]:
    return [(e.matter.topic, e.matter.dialog, e.outcome) for turn in stand.store.turns for e in turn.ended]


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        (("张测试", "3", "确认", "不用了，解决了"), Outcome.SOLVED),
        (("张测试", "3", "确认", "还没解决"), Outcome.UNSOLVED),
        (("张测试", "取消"), Outcome.LEFT),
        (("张测试", "人工"), Outcome.PERSON_WANTED),
    ],
    ids=lambda value: str(value) if isinstance(value, Outcome) else "",
)
async def test_a_matter_ends_in_an_outcome(said: tuple[str, ...], outcome: Outcome) -> None:
    """What somebody came with ends solved, unsolved, left, or with a person."""
    stand = Stand([Filing, Person])
    await stand.start(Filing)
    for text in said:
        await stand.say(text)
    assert ended(stand) == [("filing.name", "filing", outcome)]


async def test_a_matter_knows_where_it_stands_and_how_far_it_got() -> None:
    """Steps are counted as answered, the last open one is named, and nothing personal is in it."""
    stand = await at_the_card()
    matter = stand.store.turns[-1].conversation.matter
    assert matter is not None
    assert (matter.step, matter.steps, matter.channel) == ("card", 2, "test")
    assert "张测试" not in str(matter)
