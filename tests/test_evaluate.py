"""The command that evaluates: from a file to figures, report and pictures."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.__main__ import main

MESSAGES = (
    {"text": "单位密码忘了怎么办", "expect": "answer", "topics": ["account.password_forgot_unit"], "part": "test"},
    {
        "text": "與公安部門信息比對不成功",
        "expect": "answer",
        "topics": ["error.police_mismatch"],
        "noise": "traditional",
    },
    {"text": "谢谢", "expect": "smalltalk", "part": "train"},
    {"text": "[b]转人工[/b]", "expect": "out_of_scope", "part": "train"},
    {"text": "转人工 | 13912345678\n快点", "expect": "out_of_scope", "part": "train"},
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of five messages, two of which nobody can understand as they want to be."""
    path = tmp_path / "messages.jsonl"
    path.write_text("\n".join(json.dumps(message, ensure_ascii=False) for message in MESSAGES), "utf-8")
    return path


def said(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    """Status, output and errors of ``python -m bot evaluate``."""
    status = main(["evaluate", *map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out, err


def test_json_has_every_figure(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Parts apart, shares with counts and interval, failures one by one and masked."""
    status, out, _ = said(capsys, file, "--no-baselines", "--json")
    told = json.loads(out)
    test, unstated, train = told["parts"]
    assert status == 0 and [test["part"], unstated["part"], train["part"]] == ["test", None, "train"]
    assert test["measures"]["plain_first"]["hits"] == test["measures"]["plain_first"]["of"] == 1
    assert unstated["measures"]["error_first"]["share"] == 1.0 and unstated["by_noise"].keys() == {"traditional"}
    assert train["measures"]["refused"] | {"title": ""} == {
        "title": "",
        "hits": 0,
        "of": 2,
        "share": 0.0,
        "low": 0.0,
        "high": pytest.approx(0.6576, abs=1e-4),
        "aim": {"bound": 0.95, "below": False, "met": False},
    }
    assert len(train["failures"]) == 2 and "13912345678" not in out and "139****5678" in out


def test_the_terminal_shows_the_figures(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was trained on is said to be so, and what somebody typed is no markup."""
    status, out, _ = said(capsys, file, "--no-baselines")
    assert status == 0 and "训练部分（3 条）" in out and "训练时看过这些问法" in out
    assert "测试部分（1 条）" in out and "≥ 95%" in out and "[b]转人工[/b]" in out


def test_the_report_lists_failures_and_shows_pictures(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A row is one row whatever the message holds; each part has its pictures beside the report."""
    status, _, _ = said(capsys, file, "--no-baselines", "--report", tmp_path / "out.md")
    report = (tmp_path / "out.md").read_text("utf-8")
    assert status == 0 and "### 没有对的（2 条）" in report
    assert "| 转人工 \\| 139\\*\\*\\*\\*5678 ⏎ 快点 |  | 管不了 | 人工 |" in report
    for part in ("test", "all", "train"):
        for picture in (f"out-{part}-calibration.svg", f"out-{part}-noise.svg"):
            assert f"](<{picture}>)" in report
            assert "<svg" in (tmp_path / picture).read_text("utf-8")


def test_baselines_are_compared(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row each beside the assistant's, in the terminal and in the report."""
    from faq.evaluation.baselines import BaselineMissing, WordBm25

    def gone(known: object) -> WordBm25:
        raise BaselineMissing("没有装 abacus")

    monkeypatch.setattr("bot.evaluate_commands.BASELINES", {"词": WordBm25, "算盘": gone})
    status, out, err = said(capsys, file, "--report", tmp_path / "out.md")
    report = (tmp_path / "out.md").read_text("utf-8")
    assert status == 0 and "│ 词" in out and re.search(r"\n\| 词 \| [0-9.]+% \|", report)
    assert "没有装 abacus" in err and "没有装 abacus" in report and "算盘" not in report


def test_a_faulty_file_is_not_judged_by(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line is named, and nothing is counted."""
    path = tmp_path / "bad.jsonl"
    path.write_text('{"text": "x", "expect": "answer", "topics": ["no.such"]}\n{', "utf-8")
    status, out, err = said(capsys, path)
    assert status == 1 and not out and f"{path} 第1行：没有主题“no.such”" in err and f"{path} 第2行" in err


def test_a_file_or_folder_that_is_not_there_is_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Before anything is measured."""
    status, _, err = said(capsys, file.with_name("none.jsonl"))
    assert status == 1 and "none.jsonl" in err
    status, _, err = said(capsys, file, "--report", file.parent / "nowhere" / "out.md")
    assert status == 1 and "没有文件夹" in err
