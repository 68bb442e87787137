"""Promises of ``rules.parameter_files`` about what one row of a file may say."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules.parameters import Grade, ParameterFault, ParameterMissing, Parameters, ParameterUnknown, load_parameters

_HEAD = '[base.floor]\nlabel = "下限"\nunit = "元/月"\nask = "问税务"\n'
_ROW = '[[base.floor.values]]\nfrom = 2025-01-01\nvalue = 4952\ndocument = "试"\ngrade = "B"\n'
_NEXT = _ROW.replace("2025", "2026").replace("4952", "5000")
_UNKNOWN = '[[base.floor.values]]\nfrom = 2026-01-01\nunknown = true\ndocument = "试"\n'
_DAY = date(2026, 6, 1)


def load(folder: Path, text: str, region: str = "testland") -> Parameters:
    """The parameters of a test region with one file."""
    place = folder / region
    place.mkdir(exist_ok=True)
    (place / "base.toml").write_text(text, encoding="utf-8")
    return load_parameters(place)


def fault(folder: Path, text: str) -> str:
    """What is said about a file that does not check."""
    with pytest.raises(ParameterFault) as caught:
        load(folder, text)
    return str(caught.value)


def test_what_a_row_leaves_out(tmp_path: Path) -> None:
    """A plain row is final, began on its first day, and has no note."""
    row = load(tmp_path, _HEAD + _ROW).row("base.floor", _DAY)
    assert (row.provisional, row.first_day_known, row.note, row.provisional_value) == (False, True, "", None)
    assert row.told == ""
    assert (row.value, row.document, row.grade) == (Decimal(4952), "试", Grade.REPUBLISHED)
    assert isinstance(row.value, Decimal)


def test_what_a_row_may_add(tmp_path: Path) -> None:
    """A note, that it began earlier, and that it is provisional, are kept as they are written."""
    added = 'note = "另有说法。"\nfrom_known = false\nprovisional = true\nprovisional_value = 4879\n'
    row = load(tmp_path, _HEAD + _ROW + added).row("base.floor", _DAY)
    assert (row.note, row.first_day_known, row.provisional) == ("另有说法。", False, True)
    assert row.provisional_value == Decimal(4879)


@pytest.mark.parametrize("key", ["unknown", "from_known", "provisional"])
def test_a_flag_of_another_kind_is_refused_at_its_line(tmp_path: Path, key: str) -> None:
    """Yes in quotes is not true: file, line and key are named."""
    told = fault(tmp_path, _HEAD + _ROW + f'{key} = "true"\n')
    assert "base.toml:10" in told
    assert key in told and "true 或 false" in told


@pytest.mark.parametrize(
    ("taken_out", "meaning"),
    [
        ('label = "下限"\n', "label（给用户看的中文名称）"),
        ('ask = "问税务"\n', "ask（数值缺失时请用户问谁）"),
        ('document = "试"\n', "document（来源文件；没有来源的数值不能用）"),
    ],
)
def test_a_missing_text_says_what_it_is_for(tmp_path: Path, taken_out: str, meaning: str) -> None:
    """Whoever forgot a text learns which one and what for."""
    assert meaning in fault(tmp_path, (_HEAD + _ROW).replace(taken_out, ""))


@pytest.mark.parametrize(
    ("head_or_row", "line", "meaning"),
    [("head", "not_below = 3\n", "not_below（另一参数的名称）"), ("row", "note = 3\n", "note（补充说明）")],
)
def test_a_text_that_is_none_says_what_it_is_for(tmp_path: Path, head_or_row: str, line: str, meaning: str) -> None:
    """What may be left out must be text where it is written."""
    told = fault(tmp_path, _HEAD + line + _ROW if head_or_row == "head" else _HEAD + _ROW + line)
    assert meaning in told
    assert f"base.toml:{5 if head_or_row == 'head' else 10}" in told


def test_an_unknown_row_needs_no_grade_but_keeps_one(tmp_path: Path) -> None:
    """A notice can say that the value is not known, with or without a grade."""
    bare = load(tmp_path, _HEAD + _ROW + _UNKNOWN).row("base.floor", _DAY)
    graded = load(tmp_path, _HEAD + _ROW + _UNKNOWN + 'grade = "A"\n').row("base.floor", _DAY)
    assert (bare.unknown, bare.grade) == (True, None)
    assert (graded.unknown, graded.grade) == (True, Grade.OFFICIAL)


def test_the_second_row_is_named_as_the_second(tmp_path: Path) -> None:
    """A fault in a row says which file, which parameter, and which row of it."""
    told = fault(tmp_path, _HEAD + _ROW + _NEXT.replace("5000", '"5000"'))
    assert "base.toml:12" in told
    assert "[base.floor] 的第2段数值" in told


def test_a_stray_key_is_pointed_at(tmp_path: Path) -> None:
    """Text outside any parameter is refused at its line."""
    assert "base.toml:2" in fault(tmp_path, "\nstray = 1\n" + _HEAD + _ROW)


def test_missing_and_unknown_values_say_whom_to_ask(tmp_path: Path) -> None:
    """Before the first row, in an unknown one, and without such a parameter: who is asked, by name, day and label."""
    law = load(tmp_path, _HEAD + _ROW + _UNKNOWN)
    with pytest.raises(ParameterMissing) as before:
        law.value("base.floor", date(2024, 12, 31))
    with pytest.raises(ParameterUnknown) as unknown:
        law.value("base.floor", _DAY)
    with pytest.raises(ParameterMissing) as nowhere:
        law.value("base.nothing", _DAY)
    assert before.value.args[:4] == ("base.floor", date(2024, 12, 31), "问税务", "下限")
    assert unknown.value.args[:4] == ("base.floor", _DAY, "问税务", "下限")
    assert (nowhere.value.name, nowhere.value.label) == ("base.nothing", "base.nothing")
    assert nowhere.value.whom_to_ask == "参保地社保经办机构或12333"


def test_the_same_values_in_another_region_are_another_snapshot(tmp_path: Path) -> None:
    """An audit trail tells the regions apart, however alike their values are."""
    here, there = load(tmp_path, _HEAD + _ROW), load(tmp_path, _HEAD + _ROW, "otherland")
    assert here.region == "testland"
    assert here.id != there.id
    assert here == load(tmp_path, _HEAD + _ROW)


def test_an_empty_folder_is_named(tmp_path: Path) -> None:
    """Where there is no parameter file, the folder and the ending of the files are named."""
    with pytest.raises(ParameterFault, match=r"没有参数文件.*\.toml") as caught:
        load_parameters(tmp_path)
    assert str(tmp_path) in str(caught.value)


def test_every_pair_is_held_against_each_other(tmp_path: Path) -> None:
    """A limit that undercuts its partner is found also after a stretch in which one of them is unknown."""
    ceiling = _HEAD.replace("floor", "ceiling") + 'not_below = "base.floor"\n'
    rows = _ROW.replace("floor", "ceiling") + _UNKNOWN.replace("floor", "ceiling")
    low = _NEXT.replace("floor", "ceiling").replace("2026", "2027").replace("5000", "100")
    assert "base.ceiling" in fault(tmp_path, _HEAD + _ROW + ceiling + rows + low)
