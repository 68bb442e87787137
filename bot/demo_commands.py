"""The command that shows the demonstration's panel in the terminal and does the others' part."""

from __future__ import annotations

import argparse
import sys

from bot.app import BeijingClock, open_bureau, open_library, open_store
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.services.demo_panel import DemoPanel
from bot.settings import Settings


async def demo(settings: Settings, asked: argparse.Namespace) -> int:
    """As whom the demonstration can be tried and with whom; or does what an employee or the police would."""
    library = open_library(settings)
    async with open_store(settings) as store:
        bureau = await open_bureau(settings, store, lambda: library.current.law, BeijingClock())
        if not isinstance(bureau, SimulatedBureau):
            print("现在接的不是演示经办系统（CANBAO_BUREAU），没有演示面板。", file=sys.stderr)
            return 1
        panel = DemoPanel(bureau, settings.data)
        if asked.act:
            print(await panel.act(asked.act, asked.number or ""))
            return 0
        shown = await panel.shown()
    print("用谁来试（单位、信用代码、本人号码、注册手机号）：")
    for login in shown.logins:
        who = f"{login.operator}（{login.role.label}）"
        print(f"  {login.employer}  {login.credit_code}  {login.identity_number}  {who}  {login.mobile}")
    print("试着办谁：")
    for subject in shown.subjects:
        print("  " + "  ".join(filter(None, [subject.identity_number, subject.name, subject.employer, subject.about])))
    print("收到的绑定码：" + ("" if shown.codes else "现在没有"))
    for code in shown.codes:
        print(f"  {code.employer} {code.operator}：{code.code}")
    print("替别人办一步（python -m bot demo 动作 [号码]）：")
    for act, label in panel.acts:
        print(f"  {act}  {label}")
    return 0
