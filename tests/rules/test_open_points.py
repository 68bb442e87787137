"""Promises about ``rules/open_points.md``."""

import ast
import re
from collections.abc import Iterator

from rules.parameters import Parameters
from tests.rules.open_points import COPY, told_points, written


def test_the_reading_copy_is_fresh(law: Parameters) -> None:
    """The list says what the rules tell today."""
    assert COPY.read_text(encoding="utf-8") == written(law), "stale: python -m tests.rules.open_points"


def test_every_open_point_is_told_in_some_case(law: Parameters) -> None:
    """No question that a rule can leave open stays out of the cases, and so out of the list."""
    told = {point.question for _, _, point in told_points(law)}
    untold = [pattern for pattern in _written_questions() if not any(re.search(pattern, each) for each in told)]
    assert untold == []


def _written_questions() -> Iterator[str]:
    """The question of each open point in the rules' code, as a pattern; what is filled in matches anything."""
    for path in sorted(COPY.parent.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("OpenPoint", "_point"):
                yield from _patterns(node.args[0], tree)


def _patterns(question: ast.expr, tree: ast.Module) -> Iterator[str]:
    if isinstance(question, ast.Constant):
        yield re.escape(str(question.value))
    elif isinstance(question, ast.JoinedStr):
        parts = (re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in question.values)
        yield "".join(parts)
    elif isinstance(question, ast.Name):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == question.id:
                yield from _patterns(node.value, tree)
