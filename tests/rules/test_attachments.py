"""Promises of ``rules.attachments`` and ``rules.file_kinds``."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.attachments import AttachmentCheck, AttachmentOutcome, AttachmentPurpose, check_attachment
from rules.file_kinds import FileKind, ending, file_kind
from rules.parameters import ParameterMissing, Parameters
from tests.rules.cases import Case, rows

_TODAY = date(2026, 11, 22)
_PDF = b"%PDF-1.7"


def checked(law: Parameters, size: int, purpose: AttachmentPurpose = AttachmentPurpose.ENROLLMENT) -> AttachmentCheck:
    """A PDF of a size."""
    return check_attachment(purpose, "a.pdf", size, _PDF, _TODAY, law)


@pytest.mark.parametrize("case", rows("attachments"))
def test_attachment_rows(case: Case, law: Parameters) -> None:
    """Each file is accepted, or every fault is told with its mend."""
    check = check_attachment(
        AttachmentPurpose(case.given["purpose"]),
        case.given["file_name"],
        case.given["size"],
        bytes.fromhex(case.given["first_bytes"]),
        _TODAY,
        law,
    )
    told = [part for part, fault in zip(case.expect["faults"], check.faults, strict=True) if part in fault]
    assert {
        "outcome": check.outcome.value,
        "kind": check.kind.value,
        "faults": told,
        "open_points": len(check.open_points),
    } == case.expect


@pytest.mark.parametrize(
    ("first_bytes", "file_name", "kind"),
    [
        (b"GIF89a", "a.gif", FileKind.OTHER_PICTURE),
        (b"BM\x36", "a.bmp", FileKind.OTHER_PICTURE),
        (b"II*\x00", "a.tif", FileKind.OTHER_PICTURE),
        (b"Rar!\x1a\x07", "a.rar", FileKind.ARCHIVE),
        (b"PK\x03\x04..ppt/slides", "a", FileKind.SLIDES),
        (b"PK\x03\x04", "a.pptx", FileKind.SLIDES),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a", FileKind.OTHER),
        ("姓名，基数".encode()[:-1], "a.txt", FileKind.TEXT),
        ("姓名，基数".encode("gb18030")[:-1], "a.txt", FileKind.TEXT),
        (b"  <TABLE border=1>", "a.xls", FileKind.WEB_PAGE),
        (b"\x01\x02\x03", "a.txt", FileKind.OTHER),
        (b"\xff\xfe\xff\xff\xff", "a.txt", FileKind.OTHER),
        (b"RIFF\x00\x01\x02\x03WAVE", "a.wav", FileKind.OTHER),
        (b"\x00\x01\x02\x03\x04\x05\x06\x07WEBP", "a.webp", FileKind.OTHER),
        (b"\x00\x00\x00\x18ftypmp42", "a.mp4", FileKind.OTHER),
        (b"\x00\x00\x00\x18freeheic", "a.bin", FileKind.OTHER),
    ],
)
def test_kinds_by_first_bytes(first_bytes: bytes, file_name: str, kind: FileKind) -> None:
    """The first bytes tell the kind, also of text that is cut within a sign."""
    assert file_kind(first_bytes, file_name) is kind


@given(name=st.text(max_size=20))
def test_a_name_cannot_make_a_pdf(name: str) -> None:
    """Whatever the name, what begins like a PDF is one, and what begins like a PNG is none."""
    assert file_kind(_PDF, name) is FileKind.PDF
    assert file_kind(b"\x89PNG\r\n\x1a\n", name + ".pdf") is FileKind.PNG


@pytest.mark.parametrize(("name", "expected"), [("a.PDF", "pdf"), ("a.b.jpg ", "jpg"), ("a", ""), (".x", "x")])
def test_endings(name: str, expected: str) -> None:
    """The ending is what stands behind the last dot."""
    assert ending(name) == expected


@given(sizes=st.tuples(st.integers(1, 12 * 2**20), st.integers(1, 12 * 2**20)))
def test_a_larger_file_is_never_better(law: Parameters, sizes: tuple[int, int]) -> None:
    """What is accepted stays accepted when it shrinks."""
    order = (AttachmentOutcome.ACCEPTED, AttachmentOutcome.UNSURE, AttachmentOutcome.TOO_LARGE)
    smaller, larger = (order.index(checked(law, size).outcome) for size in sorted(sizes))
    assert smaller <= larger


def test_the_limit_of_no_province_is_told_as_such(law: Parameters) -> None:
    """The enrollment limit is said to be a general saying, with the portal's word counting."""
    check = checked(law, 1)
    assert any("全国通用说法" in line for line in check.because.lines())
    assert any("材料列表" in reading for reading in check.open_points[0].readings)


def test_both_readings_of_a_megabyte_are_told(law: Parameters) -> None:
    """Between the two readings, both limits are told in bytes."""
    readings = checked(law, 5_100_000).open_points[1].readings
    assert "5242880字节，可以传" in readings[0]
    assert "5000000字节，超过了" in readings[1]


def test_purposes_have_names_for_users() -> None:
    """Each purpose is told in Chinese."""
    assert [purpose.label for purpose in AttachmentPurpose] == ["增员附件", "缴费基数上调文件"]


def test_mends_fit_what_is_uploaded(law: Parameters) -> None:
    """A scan is scanned more coarsely, a sheet is split: each is told its own way to shrink."""
    large = 20 * 2**20
    scan = check_attachment(AttachmentPurpose.ENROLLMENT, "a.pdf", large, _PDF, _TODAY, law)
    sheet = check_attachment(AttachmentPurpose.BASE_SHEET, "a.xlsx", large, b"PK\x03\x04", _TODAY, law)
    assert "清晰度" in scan.faults[0]
    assert "名单" in sheet.faults[0]


def test_no_size_below_nothing(law: Parameters) -> None:
    """A negative size is refused."""
    with pytest.raises(ValueError, match="小于0"):
        checked(law, -1)


def test_no_limit_before_the_guide(law: Parameters) -> None:
    """Before any limit is known, none is assumed."""
    with pytest.raises(ParameterMissing, match="12333"):
        check_attachment(AttachmentPurpose.ENROLLMENT, "a.pdf", 1, _PDF, date(2021, 7, 31), law)
