"""Papers of the demonstration: on as many pages as it takes, and plainly no document of the bureau."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest

from bot.documents.paper import LaidOut, paper_pdf

PAPER = LaidOut(
    "单位权益记录单",
    tuple((f"栏目{number}", "演示机械厂") for number in range(11)),
    (),
    date(2026, 11, 25),
    "https://canbao.example/verify?number=QY2026112500000001&code=0123456789",
)
SOMEBODY = ("张测试", "32139919800210041X", "2025-12", "2026-11", 12)


def _page_count(made: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", made))


@pytest.mark.parametrize(("people", "pages"), [(0, 1), (24, 1), (25, 2), (62, 2), (63, 3), (1000, 27)])
def test_it_takes_the_pages_that_it_needs(people: int, pages: int) -> None:
    """A page more where the last one is full; nobody is left out for want of room."""
    assert _page_count(paper_pdf(replace(PAPER, rows=(SOMEBODY,) * people))) == pages


def test_equal_papers_are_equal_bytes() -> None:
    """The day is that of issue, not of making; another name gives another file."""
    made = paper_pdf(replace(PAPER, rows=(SOMEBODY,)))
    assert made.startswith(b"%PDF-") and made == paper_pdf(replace(PAPER, rows=(SOMEBODY,)))
    assert made != paper_pdf(replace(PAPER, rows=(("李示例", *SOMEBODY[1:]),)))


def test_a_name_of_any_length_stays_on_its_line() -> None:
    """What does not fit is cut, not written over the number."""
    long = ("长" * 60, *SOMEBODY[1:])
    assert paper_pdf(replace(PAPER, rows=(long,))) == paper_pdf(replace(PAPER, rows=(("长" * 12, *SOMEBODY[1:]),)))
