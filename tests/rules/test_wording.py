"""Promises about what users and editors read of the rules: Chinese punctuation, and no English in sources."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rules.listing import RULES, RuleEntry
from rules.parameters import Parameters
from tests.rules.explaining import steps

_ROOT = Path(__file__).parents[2]
_HALF_WIDTH = re.compile(r"[一-鿿”）〕][,;:!?(]|[,;:!?)](?=[一-鿿“（])")


def _texts(path: Path) -> Iterator[str]:
    """The strings of a module with Chinese in them, without docstrings and patterns of regular expressions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {id(part) for node in ast.walk(tree) if _is_no_message(node) for part in ast.walk(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def _is_no_message(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return ast.unparse(node.func) == "re.compile"
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@pytest.mark.parametrize("path", sorted((_ROOT / "rules").glob("*.py")), ids=lambda path: path.stem)
def test_messages_have_chinese_punctuation(path: Path) -> None:
    """No sentence of the rules mixes half-width signs into Chinese."""
    assert [text for text in _texts(path) if _HALF_WIDTH.search(text)] == []


@pytest.mark.parametrize("path", sorted((_ROOT / "data/parameters").rglob("*.toml")), ids=lambda path: path.stem)
def test_parameter_files_have_chinese_punctuation(path: Path) -> None:
    """Labels, documents, notes and remarks of the parameter files are written in Chinese throughout."""
    lines = path.read_text(encoding="utf-8").split("\n")
    assert [line for line in lines if _HALF_WIDTH.search(line)] == []


@pytest.mark.parametrize("entry", RULES.values(), ids=RULES)
def test_explanations_hold_no_identifiers(entry: RuleEntry, law: Parameters) -> None:
    """No name of the code and no English heading reaches a user, in a step or in its source."""
    result = entry.run(entry.example_given(), law, date(2026, 11, 22))
    told = [text for step in steps(result.because) for text in (step.says, step.source)]
    told += [text for point in result.open_points for text in (point.question, *point.readings, point.ask)]
    assert [text for text in told if re.search(r"[a-z]+_[a-z]+|\.md\b", text)] == []
