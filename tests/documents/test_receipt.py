"""Receipts: as PDF and as a picture, the same bytes for the same filing, and no paper of the bureau."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta, timezone

from PIL import Image

from bot.documents.receipt import Receipt, receipt_pdf, receipt_png

AT = datetime(2026, 11, 25, 10, 30, tzinfo=timezone(timedelta(hours=8)))
SLIP = Receipt(
    "用人单位用工参保登记",
    (("单位", "演示机械厂"), ("业务编号", "YS2026112500000001"), ("补缴", "2026年6月至2026年11月（6个月）" * 3)),
    AT,
    "https://canbao.example/filing/abcdefghijklmnop",
    True,
)


def test_a_receipt_is_a_small_pdf() -> None:
    """With its own signs of the font only; the same filing gives the same bytes."""
    made = receipt_pdf(SLIP)
    assert made.startswith(b"%PDF-") and len(made) < 60_000
    assert receipt_pdf(SLIP) == made
    assert receipt_pdf(replace(SLIP, demo=False)) != made


def test_a_receipt_is_a_picture() -> None:
    """As wide as a phone shows it, higher with more on it, and with a code only where there is something to open."""
    whole = Image.open(io.BytesIO(receipt_png(SLIP)))
    plain = Image.open(io.BytesIO(receipt_png(replace(SLIP, url="", lines=SLIP.lines[:1]))))
    assert whole.width == plain.width == 840 and whole.height > plain.height
    assert whole.convert("L").getextrema() == (0, 255)
