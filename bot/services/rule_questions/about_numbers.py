"""Questions about identifiers that are typed: whether a number is written right."""

from __future__ import annotations

import re

from bot.services.rule_questions.reading import Reading, RuleQuestion

_IDENTITY = re.compile(r"(?<![0-9a-z])(\d{17}[\dx]|\d{15}(?![\dx]))(?![0-9a-z])")
_CREDIT = re.compile(r"(?<![0-9a-z])([0-9a-z]{18})(?![0-9a-z])")
_ASKED = r"对不对|对吗|正确|错|校验|有没有问题|哪一?位|有效|检查|查一下|看看|看一下|行不行|能用|验"


def identity_number(reading: Reading) -> RuleQuestion | None:
    """“身份证32…对不对”."""
    found = _IDENTITY.search(reading.text)
    if found is None or not reading.has(_ASKED) or reading.has(r"记录|缴费|参保|工资|他的|她的"):
        return None
    return RuleQuestion("identity_number", {"number": found[1]}, "account.id_mismatch", private=True)


def credit_code(reading: Reading) -> RuleQuestion | None:
    """“信用代码91…写得对不对”."""
    found = _CREDIT.search(reading.text)
    if found is None or not reading.has(_ASKED) or _IDENTITY.search(reading.text):
        return None
    return RuleQuestion("credit_code", {"code": found[1].upper()}, "account.code_mismatch", private=True)
