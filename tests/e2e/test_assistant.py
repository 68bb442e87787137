"""The real assistant in a real browser: a newcomer gets out of each of four troubles, with detours and corrections."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.screen import DESKTOP, PHONE, Look, Screen

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.asyncio(loop_scope="session")
both_sizes = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The assistant's address, served as ``make run`` does, with a state folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    state = tmp_path_factory.mktemp("state")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CANBAO_", "DATABASE_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", str(port), "--today", "2026-11-22"],
        cwd=ROOT,
        env=environment | {"CANBAO_STATE": str(state), "CANBAO_VISITOR_RATE": "0"},
        stdout=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}/"
    try:
        _wait_until_healthy(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server did not start"
        try:
            urllib.request.urlopen(f"{url}healthz", timeout=2).read()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server is not healthy")


async def press(screen: Screen, label: str) -> None:
    """Presses the newest option with this label."""
    await screen.option(label).click()


@both_sizes
async def test_out_of_a_forgotten_unit_password(assistant: str, look: Look, size: tuple[int, int]) -> None:
    """With a question in the middle, a correction, and a reload on the way."""
    screen = await look(size)
    await screen.open(assistant)
    await screen.say("单位密码忘了，咋办")
    await screen.told("操作指南")
    await press(screen, "一步步带我办：找回单位密码")
    await screen.told("法定代表人现在能配合吗")
    await press(screen, "能，用支付宝刷脸")
    await screen.told("您在哪里办")
    await screen.say("现在能申报吗")
    await screen.told("还剩15天")
    await screen.page.reload()
    await screen.told("您在哪里办")
    await screen.say("网页")
    await screen.told("打开支付宝APP刷脸认证")
    await screen.say("修改 1")
    await screen.told("原来选的是：能，用支付宝刷脸")
    await screen.say("短信")
    await screen.told("收短信，填验证码认证")
    await press(screen, "解决了")
    await screen.told("这样还需要打12333吗")
    await press(screen, "不用了，解决了")
    await screen.told("太好了")


@both_sizes
async def test_out_of_already_insured(assistant: str, look: Look, size: tuple[int, int]) -> None:
    """From a pasted error box to a note for the employee that can be copied."""
    screen = await look(size)
    await screen.open(assistant)
    await screen.say("2026-11-20 10:22:31 操作失败：养老已参保,不能再办理参保！ traceId:a81f0c22 关闭")
    await screen.told("原单位")
    await press(screen, "一步步带我办")
    await screen.told("他现在参保在哪里")
    await press(screen, "上一家说已经停了")
    await screen.told("再提交一次增员")
    await screen.say("修改 1")
    await press(screen, "上一家单位，或还不清楚")
    await screen.page.get_by_text("麻烦您问一下上一家单位").last.wait_for()
    await screen.page.get_by_role("button", name="复制").last.click()
    await screen.say("公积金怎么提取")
    await screen.told("12329")
    await screen.say("原单位停了")
    await screen.told("请再提交一次增员")
    await screen.say("好了")
    await screen.told("这样还需要打12333吗")


@both_sizes
async def test_out_of_a_failed_review(assistant: str, look: Look, size: tuple[int, int]) -> None:
    """The review opinion, what to mend, and sending it again."""
    screen = await look(size)
    await screen.open(assistant)
    await screen.say("单位注册审核没通过")
    await press(screen, "一步步带我办")
    await screen.told("意见说的是哪一类")
    await screen.say("返回")
    await screen.told("已经是第一步了")
    await screen.say("材料不清楚")
    await screen.told("重新扫描")
    await screen.say("修改 1")
    await screen.say("材料不齐")
    await screen.told("单位授权委托书")
    await screen.say("进度")
    await screen.told("正在办：处理单位注册被退回")
    await screen.say("交上去了")
    await screen.told("1到3个工作日")


@both_sizes
async def test_out_of_a_locked_account(assistant: str, look: Look, size: tuple[int, int]) -> None:
    """The dialog begins at the lock, and a person is in reach at any moment."""
    screen = await look(size)
    await screen.open(assistant)
    await screen.say("账号被锁定了")
    await press(screen, "一步步带我办")
    await screen.told("先别再试密码")
    await screen.say("已经解开了")
    await screen.told("登")
    await screen.page.get_by_role("button", name="人工", exact=True).first.click()
    await screen.told("12333")


@both_sizes
async def test_computed_with_reasons_and_a_picture(assistant: str, look: Look, size: tuple[int, int]) -> None:
    """A question is computed, unfolds its reasons, takes another day, and the year's calendar shows as a picture."""
    screen = await look(size)
    await screen.open(assistant)
    await screen.say("8月20号合同6月1号开始的，补几个月？")
    await screen.told("应补2026年6月至2026年8月（3个月）")
    await press(screen, "为什么？")
    await screen.told("当前月不算")
    await screen.say("那9月12号办呢")
    await screen.told("应补2026年6月至2026年9月（4个月）")
    await screen.say("今年的申报日历")
    picture = screen.page.get_by_role("img", name="2026年社保申报日历.png").last
    await picture.wait_for()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    await screen.page.reload()
    await screen.page.get_by_role("img", name="2026年社保申报日历.png").last.wait_for()


@both_sizes
async def test_from_a_question_to_its_module(assistant: str, look: Look, size: tuple[int, int]) -> None:
    """Which module is mine: two questions, and the answer knows the day."""
    screen = await look(size)
    await screen.open(assistant)
    await screen.say("我这个情况该用哪个模块")
    await press(screen, "一步步带我办")
    await screen.say("给人交社保")
    await screen.say("普通职工")
    await screen.told("用人单位用工参保登记")
    await screen.told("2026年12月")


async def test_an_operator_files_and_has_a_paper_verified(assistant: str, look: Look) -> None:
    """Bound by a code, files a suspension, takes the employer's record, and somebody else verifies it by the form."""
    screen = await look(PHONE)
    await screen.open(assistant)
    for said, answer in (
        ("绑定单位", "统一社会信用代码"),
        ("91321399MA000001AC", "请输入您本人"),
        ("321399198206060042", "收到的绑定码是"),
    ):
        await screen.say(said)
        await screen.told(answer)
    await screen.say(await _told_last(screen, r"收到的绑定码是：(\w+)"))
    await screen.told("已绑定：演示机械厂")
    await screen.say("给员工停保")
    await screen.told("请输入职工的公民身份号码")
    await screen.say("32139919800210041X")
    await screen.told("退工原因是哪一种")
    await press(screen, "个人解除合同")
    await screen.told("请核对")
    await press(screen, "确认提交")
    await screen.told("业务编号")
    await screen.page.locator(".note", has_text="您好，演示机械厂在2026年11月22日").wait_for()
    await screen.say("打权益单")
    await screen.told("要哪一种")
    await press(screen, "权益记录单，今年")
    await screen.told("列出单位全部职工")
    await screen.say("全部")
    await screen.told("开好了，编号QY")
    number, code = await _told_last(screen, r"编号(QY\d+)"), await _told_last(screen, r"验证码(\w{10})")
    page = screen.page
    await page.goto(f"{assistant}verify")
    await page.get_by_label("编号").fill(number)
    await page.get_by_label("验证码").fill(code.upper())
    await page.get_by_role("button", name="验一验").click()
    await page.get_by_text("权益记录单：有效").wait_for()
    await page.goto(f"{assistant}demo")
    await page.get_by_role("button", name="让公安接口恢复").click()
    await page.get_by_text("让公安接口恢复：好了").wait_for()


async def _told_last(screen: Screen, pattern: str) -> str:
    """What the newest reply with the pattern says in its group."""
    found = re.findall(pattern, "\n".join(await screen.replies()), re.ASCII)
    assert found, pattern
    return str(found[-1])
