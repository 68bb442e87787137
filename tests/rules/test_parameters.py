"""Promises of ``rules.parameters`` and of the files that it reads."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules.parameter_files import read_series
from rules.parameters import (
    Grade,
    ParameterFault,
    ParameterMissing,
    Parameters,
    ParameterUnknown,
    load_parameters,
)
from tests.rules.cases import Case, rows

_JIANGSU = Path(__file__).parents[2] / "data" / "parameters" / "jiangsu"
_HEAD = '[base.floor]\nlabel = "下限"\nunit = "元/月"\nask = "12333"\n'
_ROW = '[[base.floor.values]]\nfrom = 2025-01-01\nvalue = 4952\ndocument = "试"\ngrade = "B"\n'
_CEILING = _HEAD.replace("floor", "ceiling") + 'not_below = "base.floor"\n'
_CEILING_ROW = _ROW.replace("floor", "ceiling")
_METHOD = _HEAD.replace("元/月", "方法")
_METHOD_ROW = _ROW.replace("4952", '"some_method"')


def load(folder: Path, text: str, name: str = "base.toml") -> Parameters:
    """The parameters of a test region with one more file."""
    region = folder / "testland"
    region.mkdir(exist_ok=True)
    (region / name).write_text(text, encoding="utf-8")
    return load_parameters(region)


@pytest.mark.parametrize("case", rows("jiangsu_parameters"))
def test_jiangsu_rows(case: Case, law: Parameters) -> None:
    """Every value of the law is what its source says, on both sides of every change."""
    name, day, expect = case.given["name"], case.given["day"], dict(case.expect)
    if expect.get("unknown") or expect.get("missing"):
        with pytest.raises(ParameterMissing) as caught:
            law.value(name, day)
        assert isinstance(caught.value, ParameterUnknown) == ("unknown" in expect)
        assert caught.value.whom_to_ask == expect.get("ask", caught.value.whom_to_ask)
        return
    row = law.row(name, day)
    assert law.value(name, day) == expect["value"]
    assert row.grade == expect["grade"]
    assert row.provisional == expect.get("provisional", False)


def test_every_jiangsu_row_is_in_a_case(law: Parameters) -> None:
    """No value enters the data without a row of its own among the cases."""
    cases = [param.values[0] for param in rows("jiangsu_parameters")]
    seen = {(case.given["name"], law.row(case.given["name"], case.given["day"]).first_day)
            for case in cases if "missing" not in case.expect}  # fmt: skip
    assert unseen_rows(_JIANGSU, seen) == []


def test_a_row_without_a_case_is_named(tmp_path: Path) -> None:
    """The message for a new row names its file, the parameter and its first day."""
    load(tmp_path, _HEAD + _ROW + _ROW.replace("2025", "2026"))
    seen = {("base.floor", date(2025, 1, 1))}
    (told,) = unseen_rows(tmp_path / "testland", seen)
    assert told.startswith("base.toml: [base.floor] from = 2026-01-01")


def unseen_rows(folder: Path, seen: set[tuple[str, date]]) -> list[str]:
    """The rows of a region's files that are in force in no case."""
    return [
        f"{path.name}: [{found.series.name}] from = {row.first_day} has no row in tests/cases/jiangsu_parameters.toml"
        for path in sorted(folder.glob("*.toml"))
        for found in read_series(path)
        for row in found.series.rows
        if (found.series.name, row.first_day) not in seen
    ]


def test_replaced_provisional_value_is_kept(law: Parameters) -> None:
    """The ceiling of 2022 remembers what was used before it came, for 补差."""
    row = law.row("base.ceiling", date(2022, 5, 1))
    assert (row.value, row.provisional_value) == (Decimal(22470), Decimal(21821))


def test_unknown_row_can_be_explained(law: Parameters) -> None:
    """A row that says unknown is there to be read, with its day and document."""
    row = law.row("base.floor", date(2026, 11, 22))
    assert row.unknown
    assert row.first_day == date(2026, 1, 1)
    assert row.document


def test_unknown_beginning_is_said(law: Parameters) -> None:
    """A rate whose beginning nobody found says so."""
    assert not law.row("rate.unemployment.employer", date(2025, 1, 1)).first_day_known
    assert law.row("rate.pension.employer", date(2025, 1, 1)).first_day_known


def test_every_known_value_has_a_grade(law: Parameters) -> None:
    """An answer can say how sure each value is."""
    known = [row for series in law.by_name.values() for row in series.rows if not row.unknown]
    assert {type(row.grade) for row in known} == {Grade}


def test_missing_and_unknown_tell_the_user(law: Parameters) -> None:
    """Both sentences name the parameter, the day and whom to ask."""
    for day in (date(2019, 6, 30), date(2026, 3, 1)):
        with pytest.raises(ParameterMissing) as caught:
            law.value("base.floor", day)
        told = str(caught.value)
        assert "缴费基数下限" in told
        assert f"{day.year}年{day.month}月{day.day}日" in told
        assert "请向参保地社保经办机构或12333核实" in told


def test_an_unknown_value_says_why(law: Parameters) -> None:
    """What is unknown because sources conflict is not told as something that has ended."""
    with pytest.raises(ParameterUnknown, match="各市不同，来源互相矛盾") as caught:
        law.value("rate.medical.employer", date(2025, 6, 1))
    assert "市医保局（12393）" in str(caught.value)


def test_parameter_that_a_region_lacks(tmp_path: Path) -> None:
    """A region without a parameter has no value for it, rather than another region's."""
    with pytest.raises(ParameterMissing) as caught:
        load(tmp_path, _HEAD + _ROW).value("filing.first_day", date(2025, 1, 1))
    assert (caught.value.name, caught.value.day) == ("filing.first_day", date(2025, 1, 1))


def test_typed_look_ups(law: Parameters) -> None:
    """Whole numbers and decimals come typed, and asking for the wrong one is a mistake of ours."""
    day = date(2025, 1, 1)
    assert law.whole("filing.first_day", day) == 11
    assert law.decimal("rate.pension.employer", day) == Decimal("0.16")
    with pytest.raises(TypeError, match="元/月"):
        law.whole("base.floor", day)
    with pytest.raises(TypeError, match="号"):
        law.decimal("filing.first_day", day)


def test_a_region_is_a_folder(tmp_path: Path) -> None:
    """Another region needs a folder and no code."""
    law = load(tmp_path, _HEAD + _ROW)
    assert law.region == "testland"
    assert law.value("base.floor", date(2025, 1, 1)) == Decimal(4952)


def test_id_follows_the_content(tmp_path: Path) -> None:
    """The id changes with a value and not with a comment or the file's name."""
    first = load(tmp_path, _HEAD + _ROW)
    commented = load(tmp_path, "# 说明\n" + _HEAD + _ROW)
    changed = load(tmp_path, _HEAD + _ROW.replace("4952", "4953"))
    assert first == commented
    assert first.id == commented.id != changed.id
    assert len(first.id) == 12
    assert first != changed


def test_snapshot_cannot_be_changed(law: Parameters) -> None:
    """What a rule was given stays as it was."""
    with pytest.raises(TypeError):
        law.by_name["base.floor"] = law.by_name["base.ceiling"]  # type: ignore[index]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        pytest.param(_HEAD + _ROW + "vaule = 1\n", 10, "不认识的项“vaule”", id="unknown key in a row"),
        pytest.param(_HEAD + "unti = 1\n" + _ROW, 5, "不认识的项“unti”", id="unknown key in a table"),
        pytest.param("loose = 1\n" + _HEAD + _ROW, 1, "不在任何参数之内", id="value outside a table"),
        pytest.param(_HEAD.replace("元/月", "美元") + _ROW, 3, "unit 缺少或不认识", id="unknown unit"),
        pytest.param(_HEAD.replace('unit = "元/月"\n', "") + _ROW, 1, "unit 缺少或不认识", id="no unit"),
        pytest.param(_HEAD.replace("元/月", "比例") + _ROW, 7, "与单位“比例”不符", id="yuan as a fraction"),
        pytest.param(_HEAD.replace("元/月", "号") + _ROW, 7, "与单位“号”不符", id="yuan as a day"),
        pytest.param(_HEAD.replace("元/月", "方法") + _ROW, 7, "与单位“方法”不符", id="yuan as a method"),
        pytest.param(_HEAD + _ROW.replace("4952", '"4952"'), 7, "与单位“元/月”不符", id="number in quotes"),
        pytest.param(_HEAD + _ROW.replace("4952", "true"), 7, "与单位“元/月”不符", id="true for a number"),
        pytest.param(_HEAD + _ROW.replace("4952", "nan"), 7, "与单位“元/月”不符", id="not a number"),
        pytest.param(_HEAD + _ROW.replace("4952", "0"), 7, "与单位“元/月”不符", id="zero yuan"),
        pytest.param(_HEAD + _ROW + 'provisional_value = "x"\n', 10, "与单位", id="wrong provisional value"),
        pytest.param(_HEAD + _ROW.replace('document = "试"\n', ""), 5, "缺少 document", id="no source"),
        pytest.param(_HEAD + _ROW.replace("试", " "), 8, "缺少 document", id="empty source"),
        pytest.param(_HEAD + _ROW.replace('grade = "B"\n', ""), 5, "grade 缺少", id="no grade"),
        pytest.param(_HEAD + _ROW.replace('"B"', '"D"'), 9, "grade 缺少或不认识", id="unknown grade"),
        pytest.param(_HEAD.replace('label = "下限"\n', "") + _ROW, 1, "缺少 label", id="no label"),
        pytest.param(_HEAD.replace('ask = "12333"\n', "") + _ROW, 1, "缺少 ask", id="nobody to ask"),
        pytest.param(_METHOD + _METHOD_ROW, 5, "缺少 told", id="a method without words for users"),
        pytest.param(_HEAD + _ROW + 'told = "试"\n', 10, "不认识的项“told”", id="words for a number"),
        pytest.param(_HEAD, 1, "没有数值", id="no rows"),
        pytest.param(_HEAD + "values = 1\n", 5, "没有数值", id="rows that are no list"),
        pytest.param(_HEAD + "values = [1]\n", 1, "不是一段数值", id="a row that is no table"),
        pytest.param(_HEAD + _ROW.replace("value = 4952\n", ""), 5, "没有 value", id="no value"),
        pytest.param(_HEAD + _ROW + "unknown = true\n", 10, "既有 value", id="both known and unknown"),
        pytest.param(_HEAD + _ROW + 'provisional = "yes"\n', 10, "true 或 false", id="a flag in words"),
        pytest.param(_HEAD + _ROW.replace("2025-01-01", '"2025-01-01"'), 6, "起始日", id="day in quotes"),
        pytest.param(_HEAD + _ROW.replace("2025-01-01", "2025-01-01T00:00:00"), 6, "起始日", id="an instant"),
        pytest.param(_HEAD + _ROW + _ROW, 11, "没有晚于上一行", id="the same day twice"),
        pytest.param(
            _HEAD + _ROW + _ROW.replace("2025", "2024"), 11, "没有晚于上一行", id="rows out of order"
        ),
        pytest.param(_HEAD + "value = = 1\n", 5, "不合TOML写法", id="not TOML"),
        pytest.param(
            _HEAD + _ROW + _CEILING + _CEILING_ROW.replace("4952", "4951"),
            17,
            "低于下限4952",
            id="low ceiling",
        ),
        pytest.param(_CEILING + _CEILING_ROW, 5, "没有单位相同的这个参数", id="nothing to compare"),
        pytest.param(
            _HEAD.replace("元/月", "天") + _ROW + _CEILING + _CEILING_ROW,
            14,
            "单位相同",
            id="units to compare",
        ),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, text: str, line: int | None, reason: str) -> None:
    """What does not check is refused with the file, the line, the reason and something to do."""
    with pytest.raises(ParameterFault) as caught:
        load(tmp_path, text)
    assert caught.value.path.name == "base.toml"
    assert caught.value.line == line
    assert reason in caught.value.reason
    assert "请" in caught.value.reason


@pytest.mark.parametrize(
    ("unit", "fitting", "faulty"),
    [
        ("元/月", ["1", "0.01", "4952.5"], ["0", "-1", "inf"]),
        ("比例", ["0", "1", "0.16"], ["-0.01", "1.01", "nan", "false"]),
        ("号", ["1", "28"], ["0", "29", "1.0"]),
        ("天", ["0", "30"], ["-1", "1.5", '"30"']),
        ("个月", ["0", "6"], ["-1", "6.0", "true"]),
        ("MB", ["1", "10"], ["0", "5.0", "true"]),
        ("方法", ['"last_year_average"'], ['"上年平均"', '"two words"', '""']),
    ],
)
def test_limits_of_each_unit(tmp_path: Path, unit: str, fitting: list[str], faulty: list[str]) -> None:
    """Each unit takes the values up to its limits and refuses the next."""
    table = _HEAD.replace("元/月", unit)
    for value in fitting:
        row = _ROW.replace("4952", value) + ('told = "试"\n' if unit == "方法" else "")
        assert load(tmp_path, table + row).value("base.floor", date(2025, 1, 1)) is not None
    for value in faulty:
        with pytest.raises(ParameterFault, match="不符"):
            load(tmp_path, table + _ROW.replace("4952", value))


def test_fault_counts_rows_from_one(tmp_path: Path) -> None:
    """The second row of a table is called the second."""
    with pytest.raises(ParameterFault, match="第2段"):
        load(tmp_path, _HEAD + _ROW + _ROW)


def test_equal_floor_and_ceiling_are_fine(tmp_path: Path) -> None:
    """The ceiling may equal the floor."""
    law = load(tmp_path, _HEAD + _ROW + _CEILING + _CEILING_ROW)
    assert law.value("base.floor", date(2025, 1, 1)) == law.value("base.ceiling", date(2025, 1, 1))


def test_a_floor_that_rises_above_the_ceiling_later(tmp_path: Path) -> None:
    """Each day counts: a new floor is held against the ceiling of an earlier row."""
    later = _ROW.replace("2025", "2026").replace("4952", "5000")
    with pytest.raises(ParameterFault, match="2026-01-01起"):
        load(tmp_path, _HEAD + _ROW + later + _CEILING + _CEILING_ROW)


def test_unknown_limits_are_not_compared(tmp_path: Path) -> None:
    """Where one of the two is unknown there is nothing to hold against the other."""
    unknown = _ROW.replace("2025", "2026").replace("value = 4952", "unknown = true")
    law = load(tmp_path, _HEAD + _ROW + unknown + _CEILING + _CEILING_ROW)
    with pytest.raises(ParameterUnknown):
        law.value("base.floor", date(2026, 1, 1))


def test_a_parameter_stands_in_one_file_only(tmp_path: Path) -> None:
    """The same parameter in two files is refused, and both files are named."""
    load(tmp_path, _HEAD + _ROW)
    with pytest.raises(ParameterFault, match=r"copy\.toml.*base\.toml"):
        load(tmp_path, _HEAD + _ROW, "copy.toml")


def test_a_folder_without_parameters_is_refused(tmp_path: Path) -> None:
    """An empty or absent folder is a fault, not a law without numbers."""
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(ParameterFault, match="没有参数文件"):
            load_parameters(folder)


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    """A file saved in another encoding is named, with the encoding it needs."""
    (tmp_path / "base.toml").write_bytes("# 说明".encode("gbk"))
    with pytest.raises(ParameterFault, match=r"base\.toml.*UTF-8"):
        load_parameters(tmp_path)
