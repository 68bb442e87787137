"""A phrasing goes in as one line; every other byte of the file stays."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from faq.insertion import NoPlace, with_phrasing

DATA = Path(__file__).resolve().parents[2] / "data"
TOPICS = sorted((DATA / "topics").glob("*.yaml"))
LISTS = [
    (DATA / f"{name}.yaml", entry["id"])
    for name in ("smalltalk", "out_of_scope", "clarify", "human")
    for entry in yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))
]


def added_line(before: bytes, after: bytes) -> tuple[int, bytes]:
    """The one line that came in, with its number; fails where anything else changed."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    place = next((n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), len(old))
    assert new[:place] + new[place + 1 :] == old
    return place + 1, new[place]


@pytest.mark.parametrize(
    ("path", "entry"), [*((path, None) for path in TOPICS), *LISTS], ids=lambda x: getattr(x, "name", x)
)
def test_every_entry_of_every_file_takes_a_phrasing(path: Path, entry: str | None) -> None:
    """All bytes but the new line are the same, and the file reads as before with the phrasing at the list's end."""
    before = path.read_bytes()
    after, line = with_phrasing(before, entry, "这是一个新的问法: 怎么办")
    assert added_line(before, after)[0] == line
    old, new = yaml.safe_load(before), yaml.safe_load(after)
    one = old if entry is None else next(each for each in old if each["id"] == entry)
    one["ask"].append("这是一个新的问法: 怎么办")
    assert new == old


WRITTEN = {
    "comments": ("ask:\n  - 一 # 说明\n  # 还有\nsay: x\n", "ask:\n  - 一 # 说明\n  - 新\n  # 还有\nsay: x\n"),
    "no indent": ("ask:\n- 一\nsay: x\n", "ask:\n- 一\n- 新\nsay: x\n"),
    "windows": ("ask:\r\n  - 一\r\nsay: x\r\n", "ask:\r\n  - 一\r\n  - 新\r\nsay: x\r\n"),
    "no end of line": ("say: x\nask:\n  - 一", "say: x\nask:\n  - 一\n  - 新"),
    "last in the file": ("say: x\nask:\n  - 一\n\n\n", "say: x\nask:\n  - 一\n  - 新\n\n\n"),
    "quotes": ("ask:\n  - '一'\n  - \"二\"\nsay: x\n", "ask:\n  - '一'\n  - \"二\"\n  - 新\nsay: x\n"),
    "two lines": ("ask:\n  - 一\n    二\nsay: x\n", "ask:\n  - 一\n    二\n  - 新\nsay: x\n"),
    "block": ("ask:\n  - |\n    一\nsay: x\n", "ask:\n  - |\n    一\n  - 新\nsay: x\n"),
    "flow": ("ask: [一, 二] # 说明\nsay: x\n", 'ask: [一, 二, "新"] # 说明\nsay: x\n'),
    "flow over lines": ("ask: [\n  一,\n]\nsay: x\n", 'ask: [\n  一, "新",\n]\nsay: x\n'),
    "mark of the encoding": ("\ufeffask:\n  - 一\n", "\ufeffask:\n  - 一\n  - 新\n"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_however_the_list_is_written(name: str) -> None:
    """Comments, indentation, line ends and quotes stay as their editor wrote them."""
    before, after = WRITTEN[name]
    assert with_phrasing(before.encode(), None, "新")[0].decode() == after


@pytest.mark.parametrize(
    "text",
    [
        "- 减号",
        "a: b",
        "井号 # 后",
        "'引号",
        "@某",
        "123",
        "yes",
        "2026-11-20",
        "[括号",
        "“中文引号”",
        "反\\斜",
        "停保？",
        "!叹号",
        "*星",
    ],
)
def test_signs_that_yaml_reads_its_own_way_are_quoted(text: str) -> None:
    """Whatever the phrasing begins with or looks like, it is read back as it was typed."""
    for before in (b"ask:\n  - a\n", b"ask: [a]\n"):
        assert yaml.safe_load(with_phrasing(before, None, text)[0]) == {"ask": ["a", text]}


@pytest.mark.parametrize(
    ("content", "entry"),
    [("ask: 一\n", None), ("say: x\n", None), ("- id: other\n  ask: [一]\n", "mine"), ("", None), ("ask: []\n", None)],
)
def test_a_file_without_the_list_is_left_alone(content: str, entry: str | None) -> None:
    """Where there is nothing to add to, that is said."""
    with pytest.raises(NoPlace):
        with_phrasing(content.encode(), entry, "新")


def test_what_would_be_read_otherwise_is_left_alone() -> None:
    """A text block that ends with the file would get a line end of its own: that is refused, not written."""
    with pytest.raises(NoPlace, match="手工"):
        with_phrasing("ask:\n  - |\n    一".encode(), None, "新")
