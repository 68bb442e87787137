"""What every channel promises. A new one takes part as soon as its double lies here; without one, the suite fails."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace

import pytest

from bot.engine.messages import Inbound, Reply
from bot.handlers.channels import channels_there
from bot.handlers.wording import TO_FORWARD
from bot.services.outbox import Dispatcher
from bot.store.outbox_rows import Note, Outgoing
from tests.channels.doubles import Talking, doubles
from tests.channels.house import HouseTools
from tests.channels.talker import Odd, Talker
from tests.channels.transcript import plain

DOUBLES = doubles()


def test_every_channel_has_a_double() -> None:
    """No channel is released that was not talked on."""
    missing = sorted(set(channels_there()) - set(DOUBLES))
    assert not missing, f"write tests/channels/{missing[0]}_double.py (tests/channels/talker.py says what is in it)"


@pytest.fixture(params=DOUBLES)
def talking(request: pytest.FixtureRequest) -> Talking:
    """Opens a talker on each channel in turn."""
    return DOUBLES[request.param]


@pytest.fixture
async def talker(talking: Talking, house: HouseTools) -> AsyncIterator[Talker]:
    """A person on the channel, talking to the real assistant."""
    async with talking(house) as opened:
        yield opened


async def turns_kept(house: HouseTools, talker: Talker) -> int:
    return len(await house.opened.store.conversations.history(talker.address, 100))


async def step(house: HouseTools, talker: Talker) -> str | None:
    """The step at which the open matter is."""
    matter = (await house.opened.store.conversations.load(talker.address)).conversation.matter
    return matter.step if matter else None


@dataclass
class Scripted:
    """Replies as it is told, one message at a time, and keeps what it got."""

    reply: Callable[[str], Reply]
    got: list[str] = field(default_factory=list)
    alone: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def turn(self, inbound: Inbound) -> Reply:
        async with self.alone:
            await asyncio.sleep(0.005)
            self.got.append(inbound.text or "")
            return self.reply(inbound.text or "")


async def test_a_double_says_what_is_wanted(talker: Talker) -> None:
    """It has all that the promises below are asked with."""
    assert isinstance(talker, Talker) and talker.address.user


async def test_a_repeated_message_is_answered_once(talker: Talker, house: HouseTools) -> None:
    """What a platform delivers twice is one turn; where its response is the answer, it is the same one."""
    first = await talker.say("怎么停保")
    kept = await turns_kept(house, talker)
    again = await talker.repeat()
    assert kept and await turns_kept(house, talker) == kept
    assert again in ([], first)


async def test_options_are_chosen_by_number_label_and_hand(talker: Talker, house: HouseTools) -> None:
    """The number, the typed label and the channel's own way lead on alike; every label can be read."""
    shown = plain("".join(await talker.say("忘记单位密码了")))
    labels = [option.label for option in await house.shown(talker.address)]
    assert labels and all(plain(label) in shown for label in labels)
    await talker.say("1")
    assert await step(house, talker) == "representative"
    await talker.say("能，收短信验证码")
    assert await step(house, talker) == "way"
    await talker.choose("电脑网页")
    assert await step(house, talker) == "page"


async def test_a_message_of_unknown_kind_gets_a_helpful_answer(talker: Talker) -> None:
    """It is told in Chinese what can be sent instead, and the conversation goes on."""
    if not isinstance(talker, Odd):
        pytest.skip("this channel has texts and files alone")
    assert re.search("[一-鿿]{4}", "".join(await talker.say_odd()))
    assert "停保" in "".join(await talker.say("怎么停保"))


async def test_a_long_text_arrives_whole(talking: Talking, house: HouseTools) -> None:
    """Whatever the channel takes at once, all of it is read in order, and no sentence is torn."""
    sentences = [f"第{number:04}句：abcdefghijklmnop。" for number in range(180)]
    scripted = Scripted(lambda said: Reply(("".join(sentences),)))
    async with talking(replace(house, turns=scripted)) as talker:
        texts = await talker.say("说长一点")
    heard = [sentence for text in texts for sentence in re.findall("第[0-9]{4}句：abcdefghijklmnop。", text)]
    assert heard == sentences


async def test_no_mark_is_shown(talking: Talking, house: HouseTools) -> None:
    """What the web folds has a heading; a note to forward is a message of its own, behind a line that says so."""
    messages = ("能办。", "【细节】\n第一步。", "【可转发】\n您好，请您找回密码。", "办好了吗？")
    async with talking(replace(house, turns=Scripted(lambda said: Reply(messages)))) as talker:
        texts = [text.strip() for text in await talker.say("怎么办")]
    if talker.address.channel in ("web", "terminal"):
        pytest.skip("the page folds by the marks, and so may scripts that read the terminal's JSON lines")
    assert "【" not in "".join(texts) and "更多：" in "".join(texts)
    assert texts[texts.index("您好，请您找回密码。") - 1].endswith(TO_FORWARD)


async def test_the_order_stays_when_much_is_said_at_once(talking: Talking, house: HouseTools) -> None:
    """Twenty messages without a pause are taken in order, answered in order, each once."""
    scripted = Scripted(lambda said: Reply((f"“{said}”收到",)))
    said = [f"第{number}句" for number in range(1, 21)]
    async with talking(replace(house, turns=scripted)) as talker:
        texts = await talker.say_quickly(said)
    assert [one for one in scripted.got if one in said] == said
    heard = re.findall("“(.*?)”收到", "".join(texts))
    assert [one for one in heard if one in said] == said


async def test_what_comes_by_itself_arrives(talker: Talker, house: HouseTools) -> None:
    """The outbox reaches the person, once, after they have said something; nothing waits any more."""
    opened = house.opened
    await talker.say("你好")
    await talker.hear()
    person = (await opened.store.conversations.load(talker.address)).person
    told = Note(("【演示】您7月1日提交的参保登记审核通过了。",))
    await opened.store.outbox.put(Outgoing(person, talker.address, "filing:1", told))
    dispatcher = Dispatcher(opened.store.outbox, {talker.address.channel: talker.channel}, opened.assistant.runner)
    async with asyncio.timeout(30):
        while not await dispatcher.dispatch(person):
            await asyncio.sleep(0.05)
    assert plain("".join(await talker.hear())).count(plain(told.messages[0])) == 1
    assert await dispatcher.dispatch(person) == 0
