"""The web page for everyone: keyboard, screen readers, contrast, the dark."""

from __future__ import annotations

import pytest

from tests.e2e.fakes import LONG, QUESTION, reply_with
from tests.e2e.screen import DESKTOP, NO_NETWORK, REFUSED, Chat, Look, Screen

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_everything_goes_by_keyboard(chat: Chat, look: Look) -> None:
    """Typing, line breaks, options and commands need no mouse, and the focus is always seen."""
    chat.assistant.script["topic|password"] = QUESTION
    screen = await look(DESKTOP)
    await screen.open(chat.address)
    keyboard = screen.page.keyboard
    await keyboard.type("第一行")
    await keyboard.press("Shift+Enter")
    await keyboard.type("第二行")
    await keyboard.press("Enter")
    await screen.told("收到：第一行")
    assert chat.texts() == ["第一行\n第二行"]
    for _ in range(20):
        await keyboard.press("Shift+Tab")
        if await screen.page.evaluate("document.activeElement.textContent") == "人工":
            break
    assert await _focus_is_seen(screen)
    await keyboard.press("Enter")
    await screen.told("收到：人工")


async def _focus_is_seen(screen: Screen) -> bool:
    script = "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
    return bool(await screen.page.evaluate(script))


async def test_digits_choose_an_option(chat: Chat, look: Look) -> None:
    """With the input empty a digit chooses the option of that number; after Escape it does so at once."""
    chat.assistant.script["topic|password"] = QUESTION
    screen = await look(DESKTOP)
    await screen.open(chat.address)
    await screen.page.focus("#say")
    await screen.page.keyboard.press("1")
    await screen.told("法定代表人现在方便做人脸识别吗")
    assert await screen.page.input_value("#say") == ""
    await screen.page.keyboard.press("Escape")
    assert await screen.page.evaluate("document.activeElement.id") == "log"
    await screen.page.keyboard.press("2")
    await screen.told("收到：不方便")
    assert chat.texts() == ["单位账号密码忘记了", "不方便"]


async def test_numbers_can_be_typed_where_options_are(chat: Chat, look: Look) -> None:
    """An amount or an identity number that begins with an option's number is typed in peace."""
    chat.assistant.script["开始"] = reply_with("沿用上次的", "不清楚")
    screen = await look(DESKTOP)
    await screen.open(chat.address)
    await screen.say("开始")
    await screen.option("沿用上次的").wait_for()
    await screen.page.keyboard.type("2500", delay=60)
    await screen.page.wait_for_timeout(900)
    assert await screen.page.input_value("#say") == "2500"
    await screen.page.keyboard.press("Enter")
    await screen.told("收到：2500")


async def test_many_options_leave_digits_alone(chat: Chat, look: Look) -> None:
    """With twelve options 1 may be the first digit of 12, so only full numbers choose."""
    chat.assistant.script["很多"] = reply_with(*(f"第{number}项" for number in range(1, 13)))
    screen = await look(DESKTOP)
    await screen.open(chat.address)
    await screen.say("很多")
    await screen.option("第12项").wait_for()
    await screen.page.keyboard.press("Escape")
    await screen.page.keyboard.press("1")
    await screen.page.keyboard.press("3")
    await screen.told("收到：第3项")
    assert chat.texts() == ["很多", "第3项"]


async def test_composing_chinese_does_not_send(chat: Chat, look: Look) -> None:
    """The Enter that ends a composition of the input method does not send."""
    screen = await look(DESKTOP)
    await screen.open(chat.address)
    await screen.page.focus("#say")
    typing = await screen.context.new_cdp_session(screen.page)
    composed = {"text": "canbao", "selectionStart": 6, "selectionEnd": 6}
    await typing.send("Input.imeSetComposition", composed)
    await screen.page.evaluate(
        """() => {
          const options = { key: "Enter", isComposing: true, bubbles: true, cancelable: true };
          document.getElementById("say").dispatchEvent(new KeyboardEvent("keydown", options));
        }"""
    )
    await typing.send("Input.insertText", {"text": "参保"})
    assert await screen.page.input_value("#say") == "参保"
    assert chat.texts() == []
    await screen.page.keyboard.press("Enter")
    await screen.told("收到：参保")


async def test_input_grows_to_four_lines(chat: Chat, look: Look) -> None:
    """The input grows with what is typed up to four lines, and is small again after sending."""
    screen = await look()
    await screen.open(chat.address)

    async def height() -> float:
        box = await screen.page.locator("#say").bounding_box()
        assert box is not None
        return box["height"]

    one = await height()
    await screen.page.fill("#say", "1\n2\n3")
    assert await height() > one + 40
    await screen.page.fill("#say", "\n".join("123456789"))
    assert await height() <= one + 3 * 24 + 4
    await screen.page.press("#say", "Enter")
    assert await height() == one


async def test_page_speaks_to_screen_readers(chat: Chat, look: Look) -> None:
    """Landmarks, a polite log that names the speaker, named buttons and a labeled input."""
    screen = await look()
    await screen.open(chat.address)
    page = screen.page
    for role in ("banner", "main", "navigation", "contentinfo", "log"):
        assert await page.get_by_role(role).count() == 1, role
    assert await page.get_by_role("log").get_attribute("aria-live") == "polite"
    assert await page.get_by_label("输入您的问题").count() == 1
    assert "参保助手：" in (await page.locator(".said").first.text_content() or "")
    for button in await page.get_by_role("button").all():
        name = await button.get_attribute("aria-label") or await button.inner_text()
        assert name.strip()


CONTRAST = """(selectors) => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgb(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const selector of selectors) {
    const found = document.querySelectorAll(selector);
    if (!found.length) weak.push(`${selector}: not on the page`);
    for (const element of found) {
      const shades = [light(rgb(getComputedStyle(element).color)), light(ground(element))];
      const [a, b] = shades.sort((x, y) => y - x);
      const ratio = (a + 0.05) / (b + 0.05);
      if (ratio < 4.5) weak.push(`${selector}: ${ratio.toFixed(2)}`);
    }
  }
  return weak;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out(chat: Chat, look: Look, scheme: str) -> None:
    """Every kind of text has a contrast of 4.5 and more, in the light and in the dark."""
    chat.assistant.script["养老已参保"] = LONG
    screen = await look(color_scheme=scheme)
    screen.forgiven += [REFUSED, NO_NETWORK]
    await screen.open(chat.address)
    await screen.say("养老已参保")
    await screen.told("这样解决了吗")
    await screen.say("x" * 70_000)
    await screen.page.locator(".refusal").wait_for()
    await screen.context.set_offline(True)
    await screen.say("断网")
    await screen.page.get_by_text("网络断开了").wait_for()
    await screen.page.fill("#say", "还没发")
    parts = [
        *("h1", ".top p", "#notice", "#log time", ".said .text", ".own .bubble", ".section b"),
        *(".section.quiet", ".said a", ".note-head span", ".copy", ".note-text", ".option"),
        *(".option .number", ".refusal", ".edit", ".unfold", ".chip", "#say", "#send"),
    ]
    assert await screen.page.evaluate(CONTRAST, parts) == []


async def test_dark_is_dark(chat: Chat, look: Look) -> None:
    """The page follows the device into the dark."""
    shades = []
    for scheme in ("light", "dark"):
        screen = await look(color_scheme=scheme)
        await screen.open(chat.address)
        shade = "getComputedStyle(document.getElementById('app')).backgroundColor"
        shades.append(await screen.page.evaluate(shade))
    assert shades == ["rgb(237, 237, 237)", "rgb(17, 17, 17)"]


async def test_two_pages_of_one_person_share_the_conversation(chat: Chat, look: Look) -> None:
    """A second tab shows what was said in the first and goes on with it."""
    screen = await look(DESKTOP)
    await screen.open(chat.address)
    await screen.say("第一页说的")
    await screen.told("收到：第一页说的")
    second = Screen(await screen.context.new_page(), screen.context)
    await second.open(chat.address)
    assert await second.own() == ["第一页说的"]
    await second.say("第二页说的")
    await second.told("收到：第二页说的")
    assert len({inbound.address for inbound in chat.assistant.said}) == 1


async def test_welcome_is_no_message_of_the_person(chat: Chat, look: Look) -> None:
    """The request for the welcome shows no bubble, before and after a reload."""
    screen = await look()
    await screen.open(chat.address)
    assert await screen.own() == []
    await screen.page.reload()
    await screen.told("您好，我是参保助手")
    assert await screen.own() == []
    assert [inbound.text for inbound in chat.assistant.said] == [""]
