"""What Telegram sends again, to a bot that was started anew, and what only looks as if it came again."""

from __future__ import annotations

from pydantic import SecretStr

from bot.handlers.telegram.channel import open_telegram
from bot.handlers.telegram.pace import Pace
from tests.channels.telegram_double import FAST, serving, settings, talking
from tests.channels.telegram_house import OPTIONS, Scripted, step
from tests.channels.telegram_person import Person
from tests.channels.telegram_server import bot_api


async def test_a_press_whose_reply_was_cut_off_is_answered_when_it_comes_again() -> None:
    """The receipt of what was confirmed is said, though other options stand there by now."""
    house = Scripted(lambda inbound: step("提交吗？") if inbound.text else step("已提交。还要办吗？", OPTIONS[1]))
    async with talking(house.tools()) as person:
        await person.say("办理")
        press = person.press(person.button("是"))
        person.api.refusals["sendMessage"] = person.api.refusals["editMessageText"] = [(403, "Forbidden", {})] * 2
        assert await person.do(press) == []
        person.api.refusals.clear()
    async with talking(house.tools()) as again:
        again.api.numbers = person.api.numbers
        assert await again.do({"callback_query": press["callback_query"]}) == ["已提交。还要办吗？\n1. 否"]
        await again.choose("否")
    assert [inbound.choice for inbound in house.got] == [None, OPTIONS[0].id, OPTIONS[1].id]


async def test_another_bot_on_the_same_database_gives_its_own_replies() -> None:
    """Its messages have the numbers that an older bot's had, and are new all the same."""
    house = Scripted()
    async with talking(house.tools()) as person:
        assert await person.do({"message": person.message(text="一")["message"] | {"message_id": 7}}) == ["收到：一"]
    async with bot_api("654321:TEST-another") as api:
        channel = open_telegram(settings(api.url, token=SecretStr(api.token)), house.tools(), Pace(FAST))
        api.settled = channel.idle
        async with serving(channel):
            person = Person(api)
            assert await person.do({"message": person.message(text="二")["message"] | {"message_id": 7}}) == [
                "收到：二"
            ]
