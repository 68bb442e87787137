"""Messages that come by themselves, on pages that are open: each shown once, whatever the line does."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.fakes import QUESTION
from tests.e2e.screen import DESKTOP, NO_NETWORK, Chat, Look, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")

DONE = "审核通过了，业务编号 N-1。"


async def another_tab(screen: Screen, chat: Chat) -> Screen:
    """A second tab of the same visitor."""
    tab = Screen(await screen.context.new_page(), screen.context, screen.troubles, screen.forgiven)
    tab.watch()
    await tab.open(chat.address)
    return tab


async def times(screen: Screen, text: str) -> int:
    """How often the assistant has said it on this screen."""
    return sum(text in reply for reply in await screen.replies())


async def test_a_late_message_appears_by_itself(chat: Chat, look: Look) -> None:
    """No reload, nothing typed: it is there at once, once, and after a reload it is in the history, once."""
    screen = await look()
    await screen.open(chat.address)
    await chat.come_by_itself(DONE)
    await screen.told(DONE)
    await chat.come_by_itself(DONE)
    await chat.come_by_itself("第二条")
    await screen.told("第二条")
    assert await times(screen, DONE) == 1
    await screen.page.reload()
    await screen.told("第二条")
    assert await times(screen, DONE) == await times(screen, "第二条") == 1


async def test_each_of_two_tabs_shows_it_once(chat: Chat, look: Look) -> None:
    """All open tabs of a visitor show it; another visitor does not."""
    screen = await look()
    await screen.open(chat.address)
    tab = await another_tab(screen, chat)
    await chat.come_by_itself(DONE)
    await asyncio.gather(screen.told(DONE), tab.told(DONE))
    stranger = await look(DESKTOP)
    await stranger.open(chat.address)
    assert [await times(one, DONE) for one in (screen, tab, stranger)] == [1, 1, 0]


async def test_what_came_while_the_line_was_broken_is_not_lost(chat: Chat, look: Look) -> None:
    """After a break both tabs show what came before, during and after it, each once and in order."""
    screen = await look()
    screen.forgiven.append(NO_NETWORK)
    await screen.open(chat.address)
    tab = await another_tab(screen, chat)
    await chat.come_by_itself("断开前")
    await asyncio.gather(screen.told("断开前"), tab.told("断开前"))
    await screen.context.set_offline(True)
    chat.late.hang_up()
    await asyncio.sleep(0.3)
    await chat.come_by_itself("断开时")
    assert await times(screen, "断开时") == 0
    await screen.context.set_offline(False)
    await asyncio.gather(screen.told("断开时"), tab.told("断开时"))
    await chat.come_by_itself("恢复后")
    await asyncio.gather(screen.told("恢复后"), tab.told("恢复后"))
    for one in (screen, tab):
        said = [reply for reply in await one.replies() if reply[:2] in ("断开", "恢复")]
        assert said == ["断开前", "断开时", "恢复后"]


async def test_one_that_comes_while_the_history_is_read_shows_once(chat: Chat, look: Look) -> None:
    """It is in the history and on the line, and on the page once."""
    screen = await look()
    await screen.open(chat.address)
    await chat.come_by_itself(DONE)
    await screen.told(DONE)
    chat.late_turns.behind = True
    await screen.page.reload()
    await screen.told(DONE)
    await chat.come_by_itself("下一条")
    await screen.told("下一条")
    assert await times(screen, DONE) == 1


async def test_a_hidden_tab_holds_no_line_and_catches_up(chat: Chat, look: Look) -> None:
    """Many tabs in the background take no connection; one that is looked at again shows what it missed."""
    screen = await look()
    await screen.open(chat.address)
    await hide(screen, True)
    await asyncio.sleep(1.2)
    assert chat.late.open_streams == 0
    await chat.come_by_itself(DONE)
    assert await times(screen, DONE) == 0
    await hide(screen, False)
    await screen.told(DONE)
    assert await times(screen, DONE) == 1


async def hide(screen: Screen, hidden: bool) -> None:
    """Puts the tab into the background, as far as it can know."""
    await screen.page.evaluate(
        "hidden => { Object.defineProperty(document, 'hidden', {value: hidden, configurable: true});"
        " document.dispatchEvent(new Event('visibilitychange')); }", hidden,
    )


async def test_an_open_question_stays_open(chat: Chat, look: Look) -> None:
    """A late message neither greys the options of the open question nor sends the reader's eye away."""
    chat.assistant.script["密码忘了"] = QUESTION
    screen = await look()
    await screen.open(chat.address)
    await screen.say("密码忘了")
    await screen.told("人脸识别")
    await chat.come_by_itself(DONE)
    await screen.told(DONE)
    await screen.option("不方便").click()
    await screen.told("收到：不方便")
    assert chat.texts() == ["密码忘了", "不方便"]


async def test_a_reader_of_old_messages_is_left_there(chat: Chat, look: Look) -> None:
    """Who scrolled up stays where they read, and finds the way to the newest."""
    screen = await look(reduced_motion="reduce")
    await screen.open(chat.address)
    for number in range(12):
        await screen.say(f"第{number}句")
        await screen.told(f"收到：第{number}句")
    await screen.page.locator("#log").evaluate("log => log.scrollTo({top: 0})")
    await screen.page.locator("#to-end").wait_for()
    await chat.come_by_itself(DONE)
    await screen.told(DONE)
    await screen.page.wait_for_timeout(300)
    assert await screen.page.locator("#log").evaluate("log => log.scrollTop") == 0
    assert await screen.page.locator("#to-end").is_visible()
    await screen.page.locator("#to-end").click()
    await screen.until("document.querySelector('#to-end').hidden")


async def test_markup_in_a_late_message_is_text(chat: Chat, look: Look) -> None:
    """Nothing in it is run."""
    screen = await look()
    await screen.open(chat.address)
    await chat.come_by_itself("<img src=x onerror=alert(1)><b>甲</b>", "outbox:nasty")
    await screen.told("<b>甲</b>")
    assert await screen.page.locator(".said .bubble img, .said .bubble b").count() == 0
