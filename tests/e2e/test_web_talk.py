"""Talking on the web page: bubbles, options, commands, history; nothing of what is said is run."""

from __future__ import annotations

import pytest

from bot.engine.messages import FileRef, Option, Reply
from tests.e2e.fakes import LONG, QUESTION
from tests.e2e.screen import DESKTOP, Chat, Look, Screen, both_sizes

pytestmark = pytest.mark.asyncio(loop_scope="session")

NASTY = "<img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}} ' OR 1=1; \x1b[31m 㛃𬭎· &lt;b&gt;"
SHOWN_NASTY = NASTY.replace("\x1b", "")


@both_sizes
async def test_first_visit_is_welcomed_and_a_choice_is_answered(
    chat: Chat, look: Look, size: tuple[int, int]
) -> None:
    """The welcome's option is sent by its id, shown as the person's own words, and answered."""
    chat.assistant.script["topic|password"] = QUESTION
    screen = await look(size)
    await screen.open(chat.address)
    await screen.option("单位账号密码忘记了").click()
    await screen.told("法定代表人现在方便做人脸识别吗")
    assert await screen.own() == ["单位账号密码忘记了"]
    assert [inbound.choice for inbound in chat.assistant.said] == [None, "topic|password"]


@both_sizes
async def test_nothing_is_wider_than_the_screen(chat: Chat, look: Look, size: tuple[int, int]) -> None:
    """Long words, addresses and labels wrap; neither page nor conversation scrolls sideways."""
    long = "https://rs.example/" + "x" * 300
    chat.assistant.script["宽"] = Reply((long, "字" * 300, "W" * 300), (Option("wide", "W" * 90),))
    screen = await look(size)
    await screen.open(chat.address)
    await screen.say("宽")
    await screen.told("WWWW")
    await screen.say("W" * 400)
    for name in ("document.documentElement", "document.getElementById('log')"):
        assert await screen.page.evaluate(f"{name}.scrollWidth <= {name}.clientWidth")


@pytest.mark.parametrize(
    "size", [(195, 422), (640, 400), (320, 568)], ids=["phone at 200%", "desktop at 200%", "small phone"]
)
async def test_page_works_enlarged(chat: Chat, look: Look, size: tuple[int, int]) -> None:
    """At 200 % and on small phones everything is in reach and nothing scrolls sideways."""
    screen = await look(size)
    await screen.open(chat.address)
    await screen.say("看得清吗")
    await screen.told("收到：看得清吗")
    assert await screen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for part in ("#say", "#pick-image", "#pick-file", "#log", "h1"):
        box = await screen.page.locator(part).bounding_box()
        assert box is not None
        assert box["x"] >= 0 and box["x"] + box["width"] <= size[0], part
        assert box["y"] >= 0 and box["y"] + box["height"] <= size[1], part


async def test_older_options_are_grey_and_still_work(chat: Chat, look: Look) -> None:
    """Options of an older reply stay on the page; pressing one sends it."""
    screen = await look()
    await screen.open(chat.address)
    await screen.say("等一下")
    await screen.told("收到：等一下")
    assert await screen.page.locator(".options.old").count() == 1
    await screen.old_option("现在能申报吗").click()
    await screen.told("收到：现在能申报吗")
    assert chat.assistant.said[-1].choice == "topic|calendar"


async def test_double_tap_sends_once(chat: Chat, look: Look) -> None:
    """A button that is pressed twice in a hurry counts once."""
    screen = await look()
    await screen.open(chat.address)
    await screen.option("现在能申报吗").dblclick()
    await screen.page.get_by_role("button", name="进度").dblclick()
    await screen.told("收到：进度")
    assert chat.texts() == ["现在能申报吗", "进度"]


async def test_commands_are_in_reach(chat: Chat, look: Look) -> None:
    """Every command has a button under the conversation that sends its word."""
    words = ["返回", "修改", "取消", "重新开始", "进度", "帮助", "人工"]
    screen = await look()
    await screen.open(chat.address)
    buttons = screen.page.get_by_role("navigation", name="常用指令").get_by_role("button")
    assert await buttons.all_inner_texts() == words
    for word in words:
        await screen.page.get_by_role("button", name=word, exact=True).click()
        await screen.told(f"收到：{word}")
    assert chat.texts() == words


async def test_slow_reply_shows_that_it_is_coming(chat: Chat, look: Look) -> None:
    """The person's words are there at once, and until the reply comes a sign that it is being written."""
    screen = await look()
    await screen.open(chat.address)
    chat.assistant.pace = 1.2
    await screen.say("慢一点")
    assert await screen.own() == ["慢一点"]
    await screen.page.locator(".typing").wait_for()
    await screen.told("收到：慢一点")
    assert await screen.page.locator(".typing").count() == 0
    assert await screen.page.locator(".own").get_attribute("data-state") == "sent"


@both_sizes
async def test_tall_reply_is_read_from_its_beginning(chat: Chat, look: Look, size: tuple[int, int]) -> None:
    """A reply that is taller than the screen begins at the top, and a button leads to its end."""
    chat.assistant.script["养老已参保"] = LONG
    screen = await look(size, reduced_motion="reduce")
    await screen.open(chat.address)
    await screen.say("养老已参保")
    await screen.told("这样解决了吗")
    top = "document.querySelectorAll('.reply')[1].getBoundingClientRect().top"
    log_top = "document.getElementById('log').getBoundingClientRect().top"
    assert 0 <= await screen.page.evaluate(f"{top} - {log_top}") < 40
    await screen.page.get_by_role("button", name="看最新").click()
    await screen.until("document.getElementById('to-end').hidden")


async def test_note_to_forward_is_copied(chat: Chat, look: Look) -> None:
    """A note to forward is a card of its own; 复制 takes the note and no more."""
    chat.assistant.script["养老已参保"] = LONG
    screen = await look(DESKTOP, permissions=["clipboard-read", "clipboard-write"])
    await screen.open(chat.address)
    await screen.say("养老已参保")
    await screen.page.get_by_role("button", name="复制").click()
    await screen.page.get_by_role("button", name="已复制").wait_for()
    copied = await screen.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("您好！我单位")
    assert copied.endswith("谢谢！")
    assert "【可转发】" not in await screen.page.locator("#log").inner_text()


async def test_addresses_become_careful_links(chat: Chat, look: Look) -> None:
    """An address in a reply opens elsewhere, tells nothing of this page, and ends where Chinese begins."""
    chat.assistant.script["网址"] = Reply(("见 http://rs.jshrss.jiangsu.gov.cn/index/?a=1。javascript:alert(1)",))
    screen = await look()
    await screen.open(chat.address)
    await screen.say("网址")
    link = screen.page.locator(".said a")
    await link.wait_for()
    assert await link.count() == 1
    assert await link.get_attribute("href") == "http://rs.jshrss.jiangsu.gov.cn/index/?a=1"
    assert await link.get_attribute("target") == "_blank"
    assert "noopener" in (await link.get_attribute("rel") or "")


async def test_answer_keeps_its_lines_and_sections(chat: Chat, look: Look) -> None:
    """Line breaks stay; who acts, where to click and the source are set apart."""
    chat.assistant.script["养老已参保"] = LONG
    screen = await look()
    await screen.open(chat.address)
    await screen.say("养老已参保")
    await screen.told("这样解决了吗")
    sections = await screen.page.locator(".section").all_inner_texts()
    assert [text[:3] for text in sections] == ["谁来办", "在哪里", "要准备", "说明：", "后来的", "依据："]
    steps = await screen.page.locator(".section >> nth=1").locator(".step").all_inner_texts()
    assert [text[0] for text in steps] == ["1", "2", "3"]


async def test_file_of_a_reply_can_be_fetched(chat: Chat, look: Look) -> None:
    """A file that the assistant gives is a link that loads it under its name."""
    screen = await look()
    await screen.open(chat.address)
    person = chat.assistant.said[0].address
    file = await chat.uploads.keep_upload(person, "批量模板.xlsx", "application/octet-stream", b"content")
    chat.assistant.script["模板"] = Reply(("给您。",), files=(file,))
    await screen.say("模板")
    async with screen.page.expect_download() as started:
        await screen.page.locator("a.file").click()
    download = await started.value
    assert download.suggested_filename == "批量模板.xlsx"

@both_sizes
async def test_reload_shows_what_was_said(chat: Chat, look: Look, size: tuple[int, int]) -> None:
    """After a reload the conversation is there, at its end, with its options; nothing is asked again."""
    chat.assistant.script["topic|password"] = QUESTION
    screen = await look(size)
    await screen.open(chat.address)
    await screen.say("一件长事\n" * 40)
    await screen.old_option("单位账号密码忘记了").click()
    await screen.told("法定代表人现在方便做人脸识别吗")
    before = len(chat.assistant.said)
    await screen.page.reload()
    await screen.told("法定代表人现在方便做人脸识别吗")
    assert (await screen.own())[1] == "单位账号密码忘记了"
    assert await screen.page.locator(".option.chosen").inner_text() == "1\n单位账号密码忘记了"
    assert await screen.page.evaluate(
        "(() => { const log = document.getElementById('log');"
        " return log.scrollHeight - log.clientHeight - log.scrollTop < 2; })()"
    )
    await screen.option("不方便").click()
    await screen.told("收到：不方便")
    assert len(chat.assistant.said) == before + 1
    assert chat.assistant.said[-1].choice == "answer|run|face|NO"


async def test_earlier_messages_can_be_shown(chat: Chat, look: Look) -> None:
    """The page begins with the last turns and shows earlier ones when asked, each once."""
    screen = await look()
    await screen.open(chat.address)
    person = chat.assistant.said[0].address
    for number in range(80):
        chat.assistant.remember(person, f"第{number}句", Reply((f"答{number}",)))
    await screen.page.reload()
    await screen.told("答79")
    assert len(await screen.own()) == 50
    await screen.say("新的一句")
    await screen.told("收到：新的一句")
    await screen.page.get_by_role("button", name="查看更早的消息").click()
    await screen.told("答0")
    own = await screen.own()
    assert own[0] == "第0句"
    assert own.count("新的一句") == 1


async def test_times_are_shown_after_a_pause(chat: Chat, look: Look) -> None:
    """A time stands where the conversation paused, on Beijing's clock."""
    screen = await look(DESKTOP, timezone_id="America/New_York")
    await screen.open(chat.address)
    assert await screen.page.locator("#log time").all_inner_texts() == ["12:00"]

@both_sizes
async def test_markup_is_shown_as_typed(chat: Chat, look: Look, size: tuple[int, int]) -> None:
    """Markup in words, replies, notes, labels, file names and addresses is text, live and after a reload."""
    note, link = f"【可转发】{NASTY}\n{NASTY}", f"https://x.example/{NASTY}"
    nasty = (NASTY, note, link, f"1. 姓名：{NASTY}\n说明：{NASTY}")
    files = (FileRef("x", NASTY, 3, "text/html"),)
    chat.assistant.script[NASTY] = Reply(nasty, (Option(NASTY, NASTY),), files)
    screen = await look(size)
    await screen.open(chat.address)
    await screen.say(NASTY)
    await screen.page.locator(".note").wait_for()
    assert chat.texts() == [NASTY]
    for _ in ("live", "reloaded"):
        assert (await screen.page.locator(".own .bubble").first.text_content() or "") == NASTY
        for part in (".said .text", ".note-head span", ".note-text", ".option span >> nth=-1", ".file .name"):
            shown = await screen.page.locator(part).last.text_content()
            assert SHOWN_NASTY in (shown or "").replace("\x1b", ""), part
        assert await screen.page.locator("#log img, #log script").count() == 0
        await screen.page.reload()
        await screen.page.locator(".note").wait_for()


async def test_empty_messages_are_not_sent(chat: Chat, look: Look) -> None:
    """Blanks and line breaks alone stay in the input."""
    screen = await look()
    await screen.open(chat.address)
    await screen.say("  \n ")
    await screen.say("有内容")
    await screen.told("收到：有内容")
    assert chat.texts() == ["有内容"]


async def test_what_is_said_in_one_tab_stands_in_the_other(chat: Chat, look: Look) -> None:
    """Both see the same options, so that a number means the same in both."""
    chat.assistant.script["密码忘了"] = QUESTION
    screen = await look()
    await screen.open(chat.address)
    other = Screen(await screen.context.new_page(), screen.context, screen.troubles)
    other.watch()
    await other.open(chat.address)
    await other.say("密码忘了")
    await other.told("法定代表人现在方便做人脸识别吗")
    await screen.told("法定代表人现在方便做人脸识别吗")
    assert await screen.option("不方便").is_visible()
