"""``action_canbao_turn`` over HTTP: whose turn it is, what is pressed, what comes twice, what comes by itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
import pytest_asyncio
from aiohttp import ClientSession
from rasa_sdk.executor import CollectingDispatcher

from bot.app import BeijingClock
from bot.engine.messages import Address, FileRef, Option, Reply
from bot.engine.ports import StoreTrouble
from bot.handlers.channel import ChannelFault
from bot.handlers.rasa.channel import RasaChannel
from bot.handlers.rasa.house import House, utter
from bot.handlers.rasa.settings import RasaSettings, read_settings
from bot.services.outbox import Delivered, Parcel
from tests.channels.rasa_double import Rasa, Talker, house_of, served, shown
from tests.channels.rasa_house import DAY, Echo, History, Noted, echo_tools

TURN = "action_canbao_turn"


@dataclass
class Stage:
    """An echo behind the action server, and Rasa before it."""

    echo: Echo
    notes: Noted
    history: History
    house: House
    rasa: Rasa
    channel: RasaChannel

    async def send(self, text: str) -> None:
        """The outbox sends the person something."""
        parcel = Parcel(f"outbox:{text}", "p", Reply((text,)))
        assert await self.channel.send(Address("rasa", "u-1"), parcel) == Delivered()

    @property
    def talker(self) -> Talker:
        return Talker(self.rasa, Address("rasa", "u-1"), self.channel)


@pytest_asyncio.fixture
async def stage() -> AsyncIterator[Stage]:
    echo, notes, history = Echo(), Noted(), History()
    house = house_of(echo_tools(echo, notes), history=history)
    async with served(house) as url, ClientSession() as session:
        yield Stage(echo, notes, history, house, Rasa(session, url), RasaChannel(RasaSettings(), house))


async def test_what_was_typed_is_a_turn_of_the_sender_s(stage: Stage) -> None:
    """The text, the sender as address and Rasa's message id reach the assistant; its reply reaches Rasa."""
    stage.rasa.hears("单位密码忘了", "m-1")
    assert shown(await stage.rasa.run(TURN)) == ["听到单位密码忘了", "甲\n乙"]
    (heard,) = stage.echo.heard
    assert (heard.address, heard.message_id, heard.text) == (Address("rasa", "u-1"), "m-1", "单位密码忘了")
    assert heard.private


async def test_slots_say_where_the_conversation_stands(stage: Stage) -> None:
    """Stories may go by the dialog, the step, the topic and the decision; a slot the domain has not is left alone."""
    del stage.rasa.slots["canbao_topic"]
    stage.rasa.hears("你好")
    await stage.rasa.run(TURN)
    told = {name: value for name, value in stage.rasa.slots.items() if value is not None}
    assert told == {"canbao_dialog": "d", "canbao_step": "s", "canbao_decision": "step"}
    assert "canbao_topic" not in stage.rasa.slots


async def test_a_button_chooses_its_option(stage: Stage) -> None:
    """The payload of a button comes back as a choice, not as a text."""
    await stage.talker.say("a")
    assert (await stage.talker.choose("乙"))[0] == "听到选了o2"
    assert stage.echo.heard[-1].choice == "o2" and stage.echo.heard[-1].text is None


@pytest.mark.parametrize("given", ['{"n":2}', '{"n":"2"}', '{"n":2.0}'])
async def test_a_team_s_own_button_may_name_the_number_alone(stage: Stage, given: str) -> None:
    """``/canbao_choose{"n":2}`` is the second of the options shown now."""
    await stage.talker.say(f"/canbao_choose{given}")
    assert stage.echo.heard[-1].choice == "o2"


@pytest.mark.parametrize("given", ['{"n":3}', '{"n":0}', '{"n":true}', '{"n":null}', '{"n":"二"}', "{}"])
async def test_a_number_that_is_none_chooses_nothing(stage: Stage, given: str) -> None:
    """The assistant is asked for an option that nobody has, and says so; nothing is chosen by accident."""
    await stage.talker.say(f"/canbao_choose{given}")
    assert str(stage.echo.heard[-1].choice).startswith("gone:")


async def test_a_button_under_another_question_has_expired(stage: Stage) -> None:
    """The second option of an earlier question is not the second option of the one that is open now."""
    await stage.talker.say("a")
    stage.echo.options = (Option("o3", "丙"), Option("o4", "丁"))
    await stage.talker.choose("乙")
    assert stage.echo.heard[-1].choice == "gone:2"


async def test_a_call_that_comes_again_is_answered_the_same_and_done_once(stage: Stage) -> None:
    """Where the answer was lost on its way, Rasa's side may call once more."""
    first = await stage.talker.say("办理")
    assert await stage.talker.repeat() == first
    assert len(stage.echo.heard) == 1


async def test_an_action_that_is_run_again_for_the_message_says_nothing_more(stage: Stage) -> None:
    """A policy that predicts the action twice does not make the person read everything twice."""
    await stage.talker.say("办理")
    assert await stage.rasa.run(TURN) == []
    assert len(stage.echo.heard) == 1


@pytest.mark.parametrize("sender", ["default", "None"])
async def test_a_sender_that_may_be_anybody_has_no_conversation(stage: Stage, sender: str) -> None:
    """Rasa writes ``default`` where a request named nobody: all of them would share one conversation."""
    stage.rasa.sender = sender
    assert "sender" in (await stage.talker.say("我的申报办到哪了"))[0]
    assert stage.echo.heard == []


async def test_without_a_token_there_are_no_conversations() -> None:
    """Whoever can reach the port could be anybody: the reason and the setting are said."""
    echo = Echo()
    async with served(house_of(echo_tools(echo), is_guarded=False), "") as url, ClientSession() as session:
        rasa = Rasa(session, url, token="")
        rasa.hears("我的申报办到哪了")
        (said,) = shown(await rasa.run(TURN))
    assert "CANBAO_RASA_TOKEN" in said and echo.heard == []


async def test_others_who_read_along_are_taken_into_account(stage: Stage) -> None:
    """A team's group channel says so in the metadata; then nothing personal is shown in full."""
    stage.rasa.hears("进度")
    stage.rasa.latest["metadata"] = {"private": False}
    await stage.rasa.run(TURN)
    assert not stage.echo.heard[-1].private


async def test_a_message_without_an_id_has_one_made_of_it(stage: Stage) -> None:
    """Old channels send none: it is the same for the same event, and another for the next."""
    for _ in range(2):
        stage.rasa.hears("你好")
        del stage.rasa.latest["message_id"], stage.rasa.events[-1]["message_id"]
        await stage.rasa.run(TURN)
        await stage.talker.repeat()
    ids = [inbound.message_id for inbound in stage.echo.heard]
    assert len(set(ids)) == len(ids) == 2


@pytest.mark.parametrize("latest", [{}, {"text": None, "intent": None, "entities": None, "metadata": None}])
async def test_a_message_without_text_is_told_what_can_be_sent(stage: Stage, latest: dict[str, None]) -> None:
    """A sticker or a place, which Rasa hands on empty, is no turn."""
    stage.rasa.hears("")
    stage.rasa.latest = dict(latest)
    (said,) = shown(await stage.rasa.run(TURN))
    assert "请打字" in said and stage.echo.heard == []


async def test_a_button_of_the_team_s_own_is_no_text(stage: Stage) -> None:
    """``/greet`` is not read to the person's matters as if it had been typed."""
    await stage.talker.say("/greet")
    assert stage.echo.heard[-1].text == ""


async def test_what_came_by_itself_stands_before_the_next_answer_once(stage: Stage) -> None:
    """It waits for the person's message, comes again only with the same call, and its buttons work."""
    late = Reply(("审核通过了",), (Option("o9", "看结果"),), (FileRef("f1", "回执.txt", 3, "text/plain"),))
    for _ in range(2):
        sent = await stage.channel.send(Address("rasa", "u-1"), Parcel("outbox:1", "p", late))
        assert sent == Delivered()
    said = await stage.talker.say("你好")
    assert said == ["审核通过了", "看结果", "文件：回执.txt", "听到你好", "甲\n乙"]
    assert await stage.talker.repeat() == said
    await stage.talker.choose("看结果")
    assert stage.echo.heard[-1].choice == "o9"
    assert "审核通过了" not in await stage.talker.say("还有吗")


async def test_a_button_under_what_came_by_itself_works_though_more_came_since(stage: Stage) -> None:
    """What came since is told with the answer, and takes no button from the person who presses one they see."""
    late = Reply(("审核通过了",), (Option("o9", "看结果"),))
    assert await stage.channel.send(Address("rasa", "u-1"), Parcel("outbox:1", "p", late)) == Delivered()
    await stage.talker.hear()
    await stage.send("二")
    assert (await stage.talker.choose("看结果"))[:2] == ["二", "听到选了o9"]


async def test_a_press_that_cannot_be_read_takes_nothing_of_what_came_by_itself() -> None:
    """The person is told that the press was not taken; what waits is said with their next message."""
    broken = [True]

    async def shown_now(address: Address) -> Sequence[Option]:
        if broken.pop():
            raise StoreTrouble("the database is away")
        raise AssertionError("a text asks for no options")

    house = house_of(replace(echo_tools(Echo()), shown=shown_now))
    async with served(house) as url, ClientSession() as session:
        channel = RasaChannel(RasaSettings(), house)
        talker = Talker(Rasa(session, url), Address("rasa", "u-1"), channel)
        assert await channel.send(talker.address, Parcel("outbox:1", "p", Reply(("审核通过了",)))) == Delivered()
        assert "这一句没有处理" in (await talker.say('/canbao_choose{"n":1}'))[0]
        assert (await talker.say("你好"))[:2] == ["审核通过了", "听到你好"]


async def test_what_came_by_itself_can_be_looked_for(stage: Stage) -> None:
    """``action_canbao_late`` says each once, at whatever message the conversation is; nobody else hears it."""
    await stage.talker.say("你好")
    await stage.send("一")
    stage.rasa.sender = "u-2"
    assert await stage.talker.hear() == []
    stage.rasa.sender = "u-1"
    assert await stage.talker.hear() == ["一"]
    assert await stage.talker.hear() == []
    await stage.send("二")
    assert await stage.talker.hear() == ["二"]
    assert await stage.talker.hear() == []


async def test_a_look_that_is_repeated_finds_the_same_and_what_came_since(stage: Stage) -> None:
    """Where its answer was lost on the way, Rasa's side calls once more with the tracker as it was."""
    await stage.talker.say("你好")
    await stage.send("一")
    call = stage.rasa.call("action_canbao_late")
    told = [shown((await stage.rasa.post(call))[1]["responses"]) for _ in range(2)]
    await stage.send("二")
    told.append(shown((await stage.rasa.post(call))[1]["responses"]))
    assert told == [["一"], ["一"], ["一", "二"]]


async def test_a_look_without_a_conversation_finds_each_once(stage: Stage) -> None:
    """A reminder of the team's own may know nothing but whom it asks for."""
    await stage.send("一")
    call = {"next_action": "action_canbao_late", "tracker": {"sender_id": "u-1"}}
    assert shown((await stage.rasa.post(call))[1]["responses"]) == ["一"]
    assert shown((await stage.rasa.post(call))[1]["responses"]) == []


async def test_what_waited_too_long_is_not_said(stage: Stage) -> None:
    """A quarter of a year later it is of no use, and hides nothing newer."""
    old = BeijingClock(DAY - timedelta(days=91)).now()
    await stage.history.keep("p", Address("rasa", "u-1"), "outbox:0", Reply(("旧的",)), old)
    await stage.send("新的")
    assert await stage.talker.hear() == ["新的"]


async def test_files_go_both_ways_for_their_person_alone(stage: Stage) -> None:
    """The team's front end hands files on and fetches them, with the token."""
    assert (await stage.talker.send_file("名单.xlsx", b"abc"))[0] == "收到名单.xlsx"
    assert await stage.talker.files() == [("名单.xlsx", b"abc")]
    asked = {"token": stage.rasa.token, "sender": "u-2"}
    async with stage.rasa.session.get(f"{stage.rasa.url}/files/f1", params=asked) as response:
        assert response.status == 404


async def test_trouble_with_the_database_is_said_and_the_next_call_works(stage: Stage) -> None:
    """A person who waits hears that it was not taken, not silence."""
    stage.notes.broken = True
    assert "这一句没有处理" in (await stage.talker.say("你好"))[0]
    assert stage.echo.heard == []
    stage.notes.broken = False
    assert (await stage.talker.say("你好"))[0] == "听到你好"


async def test_what_nobody_foresaw_is_said_with_a_number(stage: Stage) -> None:
    """Nothing of the failure is told but a number to find it by."""

    def breaks() -> None:
        raise RuntimeError("a secret")

    stage.echo.breaks = breaks
    (said,) = await stage.talker.say("你好")
    assert "编号" in said and "secret" not in said


def test_the_start_says_what_is_served(stage: Stage) -> None:
    """Where, what, and that others may reach it, where they may."""
    assert "http://127.0.0.1:5055/webhook" in stage.channel.about() and "不只本机" not in stage.channel.about()
    open_to_all = RasaChannel(RasaSettings(SANIC_HOST="0.0.0.0"), replace(stage.house, is_guarded=False))
    assert "不只本机" in open_to_all.about() and "CANBAO_RASA_TOKEN" in open_to_all.about()


def test_the_settings_are_as_rasa_sdk_s_and_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Loopback where nothing is said; ``SANIC_HOST`` as for every action server."""
    monkeypatch.delenv("SANIC_HOST", raising=False)
    assert (read_settings().host, read_settings().port) == ("127.0.0.1", 5055)
    monkeypatch.setenv("SANIC_HOST", "::1")
    assert read_settings().is_local
    monkeypatch.setenv("SANIC_HOST", "10.0.0.5")
    assert not read_settings().is_local


@pytest.mark.parametrize(
    ("name", "value"), [("CANBAO_RASA_TOKEN", "abcdefg"), ("CANBAO_RASA_PORT", "http"), ("CANBAO_RASA_PORT", "70000")]
)
def test_a_setting_that_does_not_fit_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """With what to do; the value, which may be a secret, is not said."""
    monkeypatch.setenv(name, value)
    with pytest.raises(ChannelFault) as fault:
        read_settings()
    assert name in str(fault.value) and "请" in str(fault.value) and value not in str(fault.value)


def test_marks_are_not_shown_and_buttons_stand_under_no_note() -> None:
    """Details have a heading; a note to forward is a message of its own."""
    dispatcher = CollectingDispatcher()
    utter(dispatcher, Reply(("能办。", "【细节】\n一。", "【可转发】\n您好。"), (Option("a", "好了"),)))
    told = [message["text"] for message in dispatcher.messages]
    assert told == ["能办。", "更多：\n一。", "下面这段可以直接转发：", "您好。", "请选一项："]
    assert [bool(message["buttons"]) for message in dispatcher.messages] == [False] * 4 + [True]
