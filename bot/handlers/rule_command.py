"""``python -m bot rule``: one rule for people or scripts, many as JSON lines, or the list of all."""

from __future__ import annotations

import argparse
import sys
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from functools import partial
from typing import Any

from rich.console import Console

from bot.handlers.rule_lines import answer_lines, read_lines
from bot.handlers.rule_prints import plain_json, print_answer, print_compared, print_rules
from bot.services.rulings import Answer, Refusal, Rulings, Trouble, compared_json

_STATUS = {Trouble.PARAMETER_MISSING: 3, Trouble.PARAMETER_UNKNOWN: 3}
_BAD = 2
_say = partial(print, flush=True)


async def run_rule_command(rulings: Rulings, asked: argparse.Namespace) -> int:
    """Answers on standard output. Gives 0, 2 for bad input, or 3 where the law has no number for the day."""
    asked.whatif, misplaced = _parted(asked.whatif)
    if asked.list:
        _list(rulings, asked.json)
        return 0
    if asked.jsonl:
        return await _many(rulings, read_lines(), asked.today)
    given = _pairs([*asked.given, *misplaced])
    if not asked.name or isinstance(given, Refusal):
        missing = Refusal(Trouble.UNKNOWN_RULE, "请写规则的名称，全部规则见：python -m bot rule --list。")
        return _one(given if isinstance(given, Refusal) and asked.name else missing, asked.json)
    if asked.whatif:
        return _side_by_side(rulings.compare(asked.name, given, asked.whatif, asked.today), asked.json)
    return _one(rulings.ask(asked.name, given, asked.today), asked.json)


def _parted(words: Sequence[str]) -> tuple[list[str], list[str]]:
    """Days, and answers that stand behind them."""
    return [word for word in words if "=" not in word], [word for word in words if "=" in word]


def _pairs(words: Sequence[str]) -> dict[str, Any] | Refusal:
    given: dict[str, Any] = {}
    for place, word in enumerate(words, 1):
        key, sign, value = word.partition("=")
        if not sign or not key:
            return Refusal(Trouble.BAD_GIVEN, f"第{place}个值没有写成“名称=值”。请改成 名称=值，中间不要空格。")
        if key in given:
            return Refusal(Trouble.BAD_GIVEN, "有一项写了两次，不知道以哪个为准。请每一项只写一次。", key[:20])
        given[key] = value
    return given


def _list(rulings: Rulings, as_json: bool) -> None:
    if as_json:
        _say(plain_json([asdict(rule) for rule in rulings.rules()]))
    else:
        print_rules(rulings.rules(), _console())


def _one(answer: Answer, as_json: bool) -> int:
    if as_json:
        _say(plain_json(answer.as_json()))
    elif isinstance(answer, Refusal):
        _say(answer.message, file=sys.stderr)
    else:
        print_answer(answer, _console())
    return _STATUS.get(answer.trouble, _BAD) if isinstance(answer, Refusal) else 0


def _side_by_side(answers: Sequence[Answer], as_json: bool) -> int:
    if len(answers) == 1:
        return _one(answers[0], as_json)
    if as_json:
        _say(plain_json(compared_json(answers)))
    else:
        print_compared(answers, _console())
    return 0


async def _many(rulings: Rulings, lines: AsyncIterator[bytes | None], today: str | None) -> int:
    async for answer in answer_lines(rulings, lines, today):
        _say(answer)
    return 0


def _console() -> Console:
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())
