"""Promises of ``python -m bot rule``: a few in a process of its own, the rest within this one."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.handlers.rule_lines import MOST_BYTES, answer_lines, read_lines
from bot.services.rulings import Rulings
from bot.settings import ROOT
from rules.listing import RULES, as_json, run_rule
from rules.parameters import load_parameters

TODAY = date(2026, 11, 22)
LAW = load_parameters(ROOT / "data/parameters/jiangsu")
APART = ("outcome", "outcome_label", "because", "open_points", "sources")
Said = pytest.CaptureFixture[str]


def rule(*words: str) -> int:
    """Runs the command within this process, on the test's day."""
    return main(["rule", "--today", str(TODAY), *words])


def words_of(name: str) -> list[str]:
    """A rule's example as words of a command line."""
    return [f"{key}={value}" for key, value in RULES[name].example_given().items()]


@pytest.mark.parametrize("name", RULES)
def test_every_rule_answers(name: str, capsys: Said) -> None:
    """Each rule gives by command what it gives itself, and tells it in Chinese with why and sources."""
    found = as_json(run_rule(name, RULES[name].example_given(), LAW, TODAY))
    assert isinstance(found, dict)
    assert rule(name, *words_of(name), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert {**told["numbers"], **{key: told[key] for key in APART}} == found
    assert rule(name, *words_of(name)) == 0
    shown = capsys.readouterr().out
    assert told["outcome_label"] in shown and "为什么" in shown and "出处：" in shown
    assert all(point["question"] in shown and point["ask"] in shown for point in told["open_points"])


def test_answers_may_stand_behind_options(capsys: Said) -> None:
    """The order of answers and options does not matter, and answers may be named in Chinese."""
    assert main(["rule", "back_payment", "--json", "--whatif", "2026-12-08", "劳动合同开始日期=2026-06-01",
                 "--today", str(TODAY)]) == 0  # fmt: skip
    answers = json.loads(capsys.readouterr().out)
    assert [answer["day"] for answer in answers] == ["2026-11-22", "2026-12-08"] and answers[1]["differs"]


def test_other_days_stand_in_a_table(capsys: Said) -> None:
    """What differs is marked; a day without numbers is told in its column."""
    words = ("contract_start=2026-06-01", "--whatif", "2026-12-08", "--whatif", "2021-01-01")
    assert rule("back_payment", *words) == 0
    shown = capsys.readouterr().out
    assert "2026-12-08" in shown and "没有查到" in shown and "│ * │ 应补的月份" in shown


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["nothing"], 2, "filing_window"),
        ([], 2, "--list"),
        (["suspension", "geheim"], 2, "第1个值"),
        (["suspension", "=geheim"], 2, "第1个值"),
        (["suspension", "x=1"], 2, "termination_day"),
        (["suspension"], 2, "还缺"),
        (["suspension", "termination_day=2026-02-30"], 2, "不是日历上有的日子"),
        (["suspension", "termination_day=2026-11-20", "termination_day=2026-11-20"], 2, "两次"),
        (["suspension", "termination_day=2026-11-20", "--today", "x"], 2, "要问的日子"),
        (["suspension", "termination_day=2026-11-20", "--whatif", "x"], 0, ""),
        (["module", "aim=停保", "today=2021-07-31"], 3, "12333"),
        (["password", "password=geheim", "kind=geheim"], 2, "kind"),
    ],
    ids=str,
)
def test_bad_input_is_one_sentence(words: list[str], status: int, says: str, capsys: Said) -> None:
    """Bad input ends with 2 and a Chinese sentence, a missing number with 3; what was typed is not repeated."""
    assert rule(*words) == status
    told = capsys.readouterr()
    assert says in told.err and "geheim" not in told.err + told.out
    assert rule(*words, "--json") == status
    assert ("error" in json.loads(capsys.readouterr().out)) == (status != 0)


def test_a_wrong_option_does_not_show_its_value(capsys: Said) -> None:
    """A password typed as an option is refused by the option's name alone."""
    with pytest.raises(SystemExit) as ended:
        rule("password", "--password=geheim")
    told = capsys.readouterr().err
    assert ended.value.code == 2 and "--password" in told and "geheim" not in told


def test_the_list_has_everything(capsys: Said) -> None:
    """Every rule with its answers, types, choices and an example, for people and for programs."""
    assert rule("--list") == 0
    shown = capsys.readouterr().out
    assert all(f"{name}  {entry.label}" in shown for name, entry in RULES.items())
    assert rule("--list", "--json") == 0
    listed = json.loads(capsys.readouterr().out)
    assert [(one["name"], one["example"]) for one in listed] == [(e.name, e.example) for e in RULES.values()]


GOOD = b'{"rule": "mobile", "given": {"number": "13800000000"}}\n'
LINES: list[tuple[bytes, str]] = [
    (b'{"rule"\n', "JSON"),
    (b"[1]\n", "rule"),
    (b'"x"\n', "rule"),
    (b'{"rule": 5}\n', "rule"),
    (b'{"rule": "mobile", "given": {}, "x": 1}\n', "rule"),
    (b'{"rule": "mobile", "given": {"number": "1", "number": "2"}}\n', "两次"),
    (b'{"rule": "mobile", "given": {"number": NaN}}\n', "NaN"),
    (b'{"rule": "mobile", "given": []}\n', "JSON对象"),
    (b'{"rule": "nothing"}\n', "filing_window"),
    (b'{"rule": "mobile"}\n', "还缺"),
    (b'{"rule": "person_name", "given": {"name": "\\ud800"}}\n', "残缺"),
    (b'{"rule": "person_name", "given": {"name": "\\u0000"}}\n', "控制符"),
    (b"\x00\n", "JSON"),
    (b"\xff\xfe\n", "UTF-8"),
    (b"[" * 200_000 + b"\n", "JSON"),
    (b"a" * 10_000_000 + b"\n", "太长"),
    (b"a" * (MOST_BYTES + 1) + b"\n", "太长"),
]


def answered(*lines: bytes) -> list[str]:
    """The lines that come out for those that go in."""

    async def collect() -> list[str]:
        rulings = Rulings(lambda: LAW, lambda: TODAY)
        return [line async for line in answer_lines(rulings, read_lines(io.BytesIO(b"".join(lines))))]

    return asyncio.run(collect())


@pytest.mark.parametrize(("line", "says"), LINES, ids=[f"{n}-{row[1]}" for n, row in enumerate(LINES)])
def test_a_broken_line_is_answered_and_the_next_one_served(line: bytes, says: str) -> None:
    """One line out for each line in, in order: an error in its place, and then the next result."""
    first, broken, last = map(json.loads, answered(GOOD, line, GOOD))
    assert first == last and first["outcome"] == "fits"
    assert says in broken["error"]["message"]


def test_a_line_may_have_a_day_of_its_own() -> None:
    """Empty lines are passed over, and a last line without an end is read."""
    out = answered(b"\n", b'\xef\xbb\xbf{"rule": "filing_window", "given": {}, "today": "2026-12-08"}')
    assert [json.loads(line)["day"] for line in out] == ["2026-12-08"]


def process(tmp_path: Path, *words: str) -> subprocess.Popen[bytes]:
    """The command in a process of its own, under a locale that knows no Chinese."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CANBAO_", "DATABASE_", "LC_", "LANG"))}
    environment |= {"CANBAO_STATE": str(tmp_path / "var")}
    command = [sys.executable, "-m", "bot", "rule", *words]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=ROOT, env=environment)


def test_each_line_is_answered_before_the_next_is_sent(tmp_path: Path) -> None:
    """A program may ask, read, and ask again: nothing waits in a buffer, and no state folder is made."""
    with process(tmp_path, "--jsonl") as running:
        assert running.stdin and running.stdout
        for line in (GOOD, b"broken\n", GOOD):
            running.stdin.write(line)
            running.stdin.flush()
            assert json.loads(running.stdout.readline())
        running.stdin.close()
        assert running.wait(20) == 0
    assert not (tmp_path / "var").exists()


def test_a_single_question_in_a_process(tmp_path: Path) -> None:
    """The status tells scripts what became of it."""
    good = process(tmp_path, "suspension", "termination_day=2026-11-20", "--today", "2026-11-22", "--json")
    out, err = good.communicate(timeout=30)
    assert good.returncode == 0 and json.loads(out)["outcome"] == "stop_today" and not err
    bad = process(tmp_path, "suspension")
    out, err = bad.communicate(timeout=30)
    assert bad.returncode == 2 and not out and "还缺" in err.decode() and b"Traceback" not in err
