"""Promises of files that are none, too much, or made to do harm: each is refused with what to do, and nothing falls."""

from __future__ import annotations

import io
import random
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.package import MOST_BYTES, Refused, open_package
from tests.documents.sheets import (
    GOOD_TEXTS,
    HEADINGS,
    LINKED,
    MAIN,
    WORKSHEET,
    by_hand,
    filled,
    inline,
    only_row,
    opened,
    plain,
    rows_of,
    sheet_xml,
    told,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD_SHEET = sheet_xml([HEADINGS, GOOD_TEXTS])


def refusal(content: bytes) -> str:
    """What is said of the file."""
    with pytest.raises(Refused) as refused:
        opened(content)
    return refused.value.message


def zipped(**parts: str) -> bytes:
    """A zip of these parts, a double underscore for the slash and a single one at the end for the dot."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "这个文件是空的"),
        (b"PK\x03\x04" + b"x" * 100, "没有传完整，或者已经损坏"),
        (OLE + b"\0" * 600 + "Workbook".encode("utf-16-le"), "旧格式（.xls 或 .et）"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "加了打开密码"),
        ("证件号码,姓名\n".encode("gbk"), "文本（.csv 一类）"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\0\0", "不是 .xlsx 表格"),
        (b"PK" + b"\0" * MOST_BYTES, "最多10MB"),
        (zipped(xl__workbook_bin=""), "二进制工作簿（.xlsb）"),
        (zipped(content_xml=""), "开放文档（.ods 一类）"),
        (zipped(word__document_xml=""), "Word 文档"),
        (zipped(any_txt=""), "损坏"),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(content: bytes, said: str) -> None:
    """Old, locked, broken, empty, too big, or something else altogether."""
    message = refusal(content)
    assert said in message and "请" in message


def test_a_cut_off_workbook_is_refused() -> None:
    """As after a broken upload."""
    content = filled({})
    assert "损坏" in refusal(content[: len(content) // 2])


def test_a_workbook_with_a_locked_part_is_refused_as_locked() -> None:
    """A zip's own password."""
    content = bytearray(by_hand(GOOD_SHEET))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        at = -1
        while (at := content.find(start, at + 1)) >= 0:
            content[at + (6 if start.endswith(b"\x04") else 8)] |= 1
    assert "加了密码" in refusal(bytes(content))


def test_a_part_that_blows_up_is_refused_before_it_is_parsed() -> None:
    """By its ratio, and by all parts together."""
    assert "展开以后太大" in refusal(by_hand(GOOD_SHEET, **{"xl/sharedStrings.xml": b" " * 20 * 2**20}))
    noise = random.Random(1).randbytes(30_000)
    heavy = {f"xl/worksheets/sheet{n}.xml": noise * 900 for n in range(2, 7)}
    assert "展开以后太大" in refusal(by_hand(GOOD_SHEET, **heavy))


def test_a_part_that_lies_about_its_size_is_refused() -> None:
    """What is unpacked is measured, whatever the archive says of it."""
    content = by_hand(GOOD_SHEET)
    size = len(GOOD_SHEET.encode()).to_bytes(4, "little")
    assert content.count(size) == 2
    assert "损坏" in refusal(content.replace(size, (10).to_bytes(4, "little")))


@pytest.mark.parametrize("packing", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_packed_in_a_way_that_no_table_program_uses_is_refused(packing: int) -> None:
    """Unpacking it might ask for any amount of memory."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(by_hand(GOOD_SHEET))) as old, zipfile.ZipFile(made, "w", packing) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert "损坏" in refusal(made.getvalue())


DATED = f'<styleSheet {MAIN}><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>'


@pytest.mark.parametrize("kind", ["n", "d", "b", "s", "str", "odd"])
@pytest.mark.parametrize("value", ["1e12", "-5", "0", "2958466", "1e300", "NaN", "inf", "abc", "2026-13-45", ""])
def test_days_beyond_the_calendar_are_faults_of_their_row(kind: str, value: str) -> None:
    """Cells in the form of a day that hold anything but one."""
    cells = "".join(map(inline, GOOD_TEXTS[:5])) + f'<c s="1" t="{kind}"><v>{value}</v></c>'
    heads = "".join(map(inline, HEADINGS))
    sheet = f"<worksheet {MAIN}><sheetData><row>{heads}</row><row>{cells}</row></sheetData></worksheet>"
    content = by_hand(sheet, **{"xl/styles.xml": DATED})
    try:
        assert "合同开始日期" in told(only_row(content))
    except Refused as refused:
        assert "损坏" in refused.message


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REACH = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("before", [BOMB, REACH, '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'])
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_document_types_and_entities_are_refused(before: str, part: str) -> None:
    """In whichever part they stand; nothing is fetched, nothing multiplied."""
    assert "损坏" in refusal(by_hand(GOOD_SHEET, **{part: f"{before}<x>&b;</x>"}))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_an_unusual_encoding_hides_nothing(encoding: str) -> None:
    """It is read as what it is, or refused as broken."""
    far = '<row r="900000"><c r="XFD900000" t="inlineStr"><is><t>x</t></is></c></row>'
    content = by_hand(sheet_xml([HEADINGS, GOOD_TEXTS], far).encode(encoding))
    assert "第900000行还有内容" in refusal(content)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ('<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "到第1048576行还有内容，最多20,000行"),
        ("<row r='1048576'><c><v>1</v></c></row>", "到第1048576行"),
        ('<row r="9"><c r="XFD9"><v>1</v></c></row>', "在第16384列还有内容，最多200列"),
        (f"<row r='9'>{'<c><v>1</v></c>' * 300}</row>", "在第201列还有内容"),
        ('<x:row xmlns:x="u" r="9"><x:c r="&#88;FD9"><x:v>1</x:v></x:c></x:row>', "在第16384列"),
    ],
)
def test_a_far_away_cell_is_refused_before_room_is_taken(extra: str, said: str) -> None:
    """However it is written; one cell in the last corner would ask for seventeen thousand million."""
    assert said in refusal(by_hand(sheet_xml([HEADINGS, GOOD_TEXTS], extra)))


def test_cells_that_are_only_formatted_do_not_count() -> None:
    """Whole columns with borders are common."""
    styled = '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"></c></row>'
    assert len(rows_of(by_hand(sheet_xml([HEADINGS, GOOD_TEXTS], styled)))) == 1


def test_more_rows_than_may_be_sent_at_once_are_refused() -> None:
    """Twenty thousand and no more."""
    rows = sheet_xml([HEADINGS], f"<row>{inline('x')}</row>" * 20_100)
    assert "到第20051行还有内容，最多20,000行" in refusal(by_hand(rows))


def test_more_cells_than_a_list_has_are_refused() -> None:
    """Every cell of the largest sheet filled in."""
    rows = f"<row>{'<c><v>1</v></c>' * 190}</row>" * 8_000
    assert "格子太多" in refusal(by_hand(sheet_xml([HEADINGS, GOOD_TEXTS], rows)))


def test_one_long_text_used_a_thousand_times_is_measured() -> None:
    """Shared texts are small in the file and big in memory."""
    shared = f"<sst {MAIN}><si><t>{'长' * 300_000}</t></si><si><t>x</t></si></sst>"
    cells = '<row><c t="s"><v>{}</v></c></row>' * 1_000
    sheet = f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>"
    parts = {"xl/sharedStrings.xml": shared}
    assert "特别长的文字" in refusal(by_hand(sheet.replace("{}", "0"), **parts))
    assert "没有找到" in refusal(by_hand(sheet.replace("{}", "1"), **parts))


def test_endless_merges_are_refused() -> None:
    """Thousands of merges over the whole sheet, one above the other."""
    merges = '<mergeCells>' + '<mergeCell ref="A2:XFD1048576"/>' * 50_000 + "</mergeCells>"
    body = sheet_xml([HEADINGS, *[GOOD_TEXTS] * 100]).replace("</sheetData>", f"</sheetData>{merges}")
    assert "合并的格子太多" in refusal(by_hand(body))


def test_links_to_other_files_and_macros_stay_behind() -> None:
    """Only parts with cells are taken out of the file."""
    more = {"xl/externalLinks/externalLink1.xml": "<x/>", "xl/vbaProject.bin": "x", "xl/media/a.png": "x"}
    content = by_hand(GOOD_SHEET, **more)
    package = open_package(content)
    assert not any("external" in name or "vba" in name or "media" in name for name in package.parts)
    assert len(rows_of(content)) == 1


def test_a_sheet_that_lies_outside_is_not_followed() -> None:
    """A relationship to another file, or out of the archive, leads to nothing."""
    away = 'Target="http://127.0.0.1/x" TargetMode="External"'
    for target in (away, 'Target="../../etc/passwd"', 'Target="sheet9.xml"'):
        links = f'<Relationships><Relationship Id="rId1" Type="{WORKSHEET}" {target}/></Relationships>'
        assert "没有找到" in refusal(by_hand(GOOD_SHEET, **{"xl/_rels/workbook.xml.rels": links}))


def test_two_sheets_of_one_name_do_not_bring_in_one_that_was_not_measured() -> None:
    """Only the measured part is there when the sheet is read."""
    twice = f'<workbook {MAIN} {LINKED}><sheets>{"".join(SHEET.format(n) for n in (1, 2))}</sheets></workbook>'
    links = "".join(LINK.format(n, n) for n in (1, 2))
    far = f'<worksheet {MAIN}><sheetData><row r="1"><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>'
    content = by_hand(GOOD_SHEET, **{
        "xl/workbook.xml": twice, "xl/worksheets/sheet2.xml": far,
        "xl/_rels/workbook.xml.rels": f"<Relationships>{links}</Relationships>",
    })  # fmt: skip
    assert "在第16384列还有内容" in refusal(content)
    package = open_package(content)
    for sheet in package.sheets:
        names = zipfile.ZipFile(io.BytesIO(package.repacked(sheet))).namelist()
        assert [name for name in names if "worksheets" in name] == [sheet.part]


SHEET = '<sheet name="表" sheetId="{0}" r:id="rId{0}"/>'
LINK = f'<Relationship Id="rId{{}}" Type="{WORKSHEET}" Target="worksheets/sheet{{}}.xml"/>'


def test_names_of_parts_may_be_spelled_otherwise() -> None:
    """Capital letters and backslashes, as some programs write them."""
    content = by_hand("<x/>")
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            if not name.endswith("sheet1.xml"):
                new.writestr(name, old.read(name))
        new.writestr("xl\\worksheets\\Sheet1.XML", GOOD_SHEET)
    assert len(rows_of(made.getvalue())) == 1


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "+86", "@SUM(1)", "-1", "\t=1", "＝1+1"])
def test_what_looks_like_a_formula_is_only_a_text(text: str) -> None:
    """It is read as it stands; whether it will do is for the column's check to say."""
    def put(book: Any, sheet: Any) -> None:
        sheet["J4"] = text
        sheet["J4"].data_type = "s"

    row = only_row(filled({}, change=put))
    assert not row.faults and row.answers["post"] == text.strip()


def test_a_workbook_of_words_is_still_no_list() -> None:
    """Text dates in headings, thousands of headings, headings of thousands of signs."""
    assert "没有找到" in refusal(plain([[f"列{n}" for n in range(150)], ["x" * 5000] * 150]))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_refused_and_nothing_else(content: bytes) -> None:
    """No file makes the reader fall."""
    for start in (b"", b"PK\x03\x04", OLE):
        assert refusal(start + content)


WHOLE = filled({})


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_workbook_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    """Whichever bytes were lost on the way."""
    damaged = bytearray(WHOLE)
    for place, value in changes:
        damaged[place] = value
    read_or_refused(bytes(damaged))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD_SHEET) - 1), st.integers(0, 40), st.text("<>/=\"'&;rcvtfsiA19 ", max_size=12))
def test_a_sheet_with_odd_xml_is_read_or_refused(place: int, cut: int, put: str) -> None:
    """Whatever stands among the cells."""
    read_or_refused(by_hand(GOOD_SHEET[:place] + put + GOOD_SHEET[place + cut :]))


def read_or_refused(content: bytes) -> None:
    """Reads it to its end, or learns why not."""
    try:
        for row in rows_of(content):
            assert row.answers or told(row)
    except Refused as refused:
        assert "请" in refused.message
