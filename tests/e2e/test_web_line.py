"""The web page on a slow or broken line: nothing is lost, nothing counts twice."""

from __future__ import annotations

import pytest

from bot.engine.messages import Decision, Reply
from bot.handlers.web_settings import Rate
from tests.e2e.screen import NO_NETWORK, REFUSED, Chat, Look, Screen, Serve

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_lost_reply_does_not_send_twice(chat: Chat, look: Look) -> None:
    """When the reply is lost on the way the page asks again, and the message counts and shows once."""
    screen = await look()
    screen.forgiven.append(NO_NETWORK)
    await screen.open(chat.address)
    chat.line.cut = 99
    await screen.say("只能一次")
    await screen.page.get_by_text("正在重试").wait_for()
    chat.line.cut = 0
    await screen.told("收到：只能一次")
    assert chat.assistant.calls > len(chat.assistant.said)
    assert chat.texts() == ["只能一次"]
    assert await screen.own() == ["只能一次"]
    assert sum("只能一次" in reply for reply in await screen.replies()) == 1


async def test_words_said_offline_go_out_in_order(chat: Chat, look: Look) -> None:
    """Without a network words wait; when it is back they go out in order, each once, by themselves."""
    screen = await look()
    screen.forgiven.append(NO_NETWORK)
    await screen.open(chat.address)
    await screen.context.set_offline(True)
    for text in ("第一句", "第二句", "第三句"):
        await screen.say(text)
    await screen.page.get_by_text("网络断开了").wait_for()
    assert await screen.own() == ["第一句", "第二句", "第三句"]
    await screen.context.set_offline(False)
    await screen.told("收到：第三句")
    assert chat.texts() == ["第一句", "第二句", "第三句"]
    assert await screen.page.locator("#notice").inner_text() == ""


async def test_unsent_words_outlive_the_page(chat: Chat, look: Look) -> None:
    """What was not sent when the page was closed goes out when it is opened again, and is then dropped."""
    screen = await look()
    screen.forgiven.append(NO_NETWORK)
    await screen.open(chat.address)
    await screen.page.route("**/api/chat/turn", lambda route: route.abort())
    await screen.say("关页面前说的")
    await screen.page.get_by_text("正在重试").wait_for()
    await screen.page.unroute("**/api/chat/turn")
    await screen.page.reload()
    await screen.told("收到：关页面前说的")
    assert chat.texts() == ["关页面前说的"]
    assert await screen.own() == ["关页面前说的"]
    assert await screen.page.evaluate("localStorage.length") == 0


async def test_words_that_arrived_unnoticed_show_once(chat: Chat, look: Look) -> None:
    """A message whose reply was lost and whose page was reloaded counts once and shows once."""
    screen = await look()
    screen.forgiven.append(NO_NETWORK)
    await screen.open(chat.address)
    chat.line.cut = 9
    await screen.say("收到了吗")
    await screen.page.get_by_text("正在重试").wait_for()
    chat.line.cut = 0
    await screen.page.reload()
    await screen.told("收到：收到了吗")
    await screen.until("!document.querySelector('.own:not([data-state=sent])')")
    assert chat.texts() == ["收到了吗"]
    assert await screen.own() == ["收到了吗"]


async def test_words_sent_again_after_a_reload_show_once(chat: Chat, look: Look) -> None:
    """A message that had arrived, and is sent again after the history was loaded, still shows once."""
    screen = await look()
    screen.forgiven.append(NO_NETWORK)
    await screen.page.clock.install()
    await screen.open(chat.address)
    chat.line.cut = 99
    await screen.say("说了一遍")
    await screen.page.get_by_text("正在重试").wait_for()
    await screen.page.reload()
    await _until_failed(screen)
    await screen.told("收到：说了一遍")
    chat.line.cut = 0
    await screen.page.get_by_role("button", name="重发").click()
    await screen.until("!document.querySelector('.own:not([data-state=sent])')")
    await screen.until("document.querySelectorAll('.own').length === 1")
    assert chat.texts() == ["说了一遍"]
    assert sum("说了一遍" in reply for reply in await screen.replies()) == 1


async def _until_failed(screen: Screen) -> None:
    failed = screen.page.locator(".own[data-state=failed]")
    for _ in range(60):
        await screen.page.clock.run_for(5_000)
        if await failed.count():
            return


async def test_failed_message_can_be_sent_again(chat: Chat, look: Look) -> None:
    """After several tries the message is marked; 重发 sends the same one."""
    screen = await look()
    screen.forgiven.append(NO_NETWORK)
    await screen.page.clock.install()
    await screen.open(chat.address)
    await screen.page.route("**/api/chat/turn", lambda route: route.abort())
    await screen.say("发不出去")
    await _until_failed(screen)
    await screen.page.unroute("**/api/chat/turn")
    await screen.page.get_by_role("button", name="重发").click()
    await screen.told("收到：发不出去")
    assert chat.texts() == ["发不出去"]
    assert await screen.own() == ["发不出去"]


async def test_trouble_of_the_assistant_can_be_sent_again(chat: Chat, look: Look) -> None:
    """When the assistant could not keep the message, it says so and the message can be sent again."""
    chat.assistant.script["存不下"] = Reply(("系统忙，这条没有记下。",), decision=Decision.TROUBLE)
    screen = await look()
    await screen.open(chat.address)
    await screen.say("存不下")
    await screen.told("这条没有记下")
    ids = {inbound.message_id for inbound in chat.assistant.said if inbound.text}
    calls = chat.assistant.calls
    await screen.page.get_by_role("button", name="重发").click()
    await screen.until("document.querySelectorAll('.reply').length === 3")
    assert chat.assistant.calls == calls + 1
    assert {inbound.message_id for inbound in chat.assistant.said if inbound.text} == ids
    assert await screen.own() == ["存不下"]


async def test_hurry_is_slowed_down_unseen(serve: Serve, look: Look) -> None:
    """When too many messages come at once the page waits and sends the rest by itself, in order."""
    chat = await serve(visitor_rate=Rate(per_second=2, burst=4))
    screen = await look()
    screen.forgiven.append(REFUSED)
    await screen.open(chat.address)
    refused: list[int] = []
    screen.page.on("response", lambda response: refused.append(1) if response.status == 429 else None)
    words = [f"第{number}句" for number in range(6)]
    for word in words:
        await screen.say(word)
    await screen.told("收到：第5句")
    assert chat.texts() == words
    assert 0 < len(refused) < 10


async def test_message_that_is_too_long_says_so(chat: Chat, look: Look) -> None:
    """A message over the limit shows the reason, is not kept, and can be put back to be shortened."""
    screen = await look()
    screen.forgiven.append(REFUSED)
    await screen.open(chat.address)
    await screen.say("x" * 70_000)
    await screen.page.get_by_text("这条消息太长了，最多 64 KB").wait_for()
    assert await screen.page.evaluate("localStorage.length") == 0
    await screen.page.get_by_role("button", name="改一改").click()
    assert len(await screen.page.input_value("#say")) == 70_000
    assert await screen.own() == []
    await screen.say("短一点")
    await screen.told("收到：短一点")


async def test_server_away_at_the_start_is_told(chat: Chat, look: Look) -> None:
    """When the server does not answer at first the page says so, and goes on by itself."""
    screen = await look()
    screen.forgiven.append(NO_NETWORK)
    await screen.page.route("**/api/chat/history*", lambda route: route.abort())
    await screen.page.goto(chat.address)
    await screen.page.get_by_text("连不上服务器").wait_for()
    await screen.page.unroute("**/api/chat/history*")
    await screen.told("您好，我是参保助手")
    assert await screen.page.locator("#notice").inner_text() == ""
