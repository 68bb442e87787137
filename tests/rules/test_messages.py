"""Promises about whole messages: an expert's file or a clerk's answer that does not fit, told word by word."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules.attachments import AttachmentPurpose, check_attachment
from rules.calendar import beijing_day
from rules.contribution_base import contribution_base
from rules.duties import EventKind, StaffEvent
from rules.entries import BadGiven, RuleEntry
from rules.explained import Explained, used
from rules.identifiers import Sex
from rules.identifiers_told import credit_code_told, identity_number_told, mobile_told
from rules.listing import RULES, run_rule
from rules.module_chooser import choose_module
from rules.money import yuan
from rules.month import Month
from rules.parameters import ParameterFault, ParameterMissing, Parameters, load_parameters
from rules.retirement import retirement_age
from rules.situation import Aim, Situation, Worker
from rules.staff_duties import StaffDutyKind, staff_duty
from rules.typed import Misfit, read
from rules.window_told import window_told

_TODAY = date(2026, 11, 22)
_HEAD = '[base.floor]\nlabel = "下限"\nunit = "元/月"\nask = "问税务"\n'
_ROW = '[[base.floor.values]]\nfrom = 2025-01-01\nvalue = 4952\ndocument = "试"\ngrade = "B"\n'
_CEILING = (_HEAD + 'not_below = "base.floor"\n' + _ROW.replace("4952", "100")).replace("[base.floor", "[base.ceiling")


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        ("\nstray = 1\n", 2, "文件开头的“stray”不在任何参数之内。请把它移到 [组.参数] 之下，或删去。"),
        (_HEAD, 1, "[base.floor] 没有数值。请至少写一段 [[base.floor.values]]。"),
        (
            _HEAD + _ROW + _ROW,
            11,
            "[base.floor] 的第2段数值从2025-01-01开始，没有晚于上一行的2025-01-01。"
            "请按起始日从早到晚排列，同一天只写一行。",
        ),
        (
            _HEAD + _ROW.replace("from = 2025-01-01\n", ""),
            5,
            "[base.floor] 的第1段数值缺少起始日 from，或写法不对。请写成 from = 2025-01-01，不加引号。",
        ),
        (
            _HEAD + _ROW.replace("value = 4952\n", ""),
            5,
            "[base.floor] 的第1段数值没有 value。请补上数值；确实查不到时写 unknown = true。",
        ),
        (
            _HEAD + _ROW + "unknown = true\n",
            10,
            "[base.floor] 的第1段数值既有 value 又写了 unknown = true。请按是否已知留下一个。",
        ),
        (
            _HEAD + "other = 1\n" + _ROW,
            5,
            "[base.floor] 有不认识的项“other”。可用的项：ask、label、not_below、unit、values；请改正或删去。",
        ),
        (
            _HEAD.replace("元/月", "方法") + _ROW.replace("4952", '"some"'),
            5,
            "[base.floor] 的第1段数值缺少 told（方法的中文说法）。请补上一段文字。",
        ),
        (
            _HEAD + _ROW + _CEILING,
            17,
            "[base.ceiling] 的第1段数值有误：2025-01-01起下限是100，低于下限4952。请对照文件核实这两个数。",
        ),
    ],
)
def test_a_file_that_does_not_check(tmp_path: Path, text: str, line: int, told: str) -> None:
    """File, line, place, reason and mend."""
    (tmp_path / "base.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ParameterFault) as caught:
        load_parameters(tmp_path)
    assert (caught.value.path, caught.value.line) == (tmp_path / "base.toml", line)
    assert caught.value.reason == told
    assert str(caught.value) == f"{tmp_path / 'base.toml'}:{line}:{told}"


def test_a_folder_without_files(tmp_path: Path) -> None:
    """The folder is named, without a line."""
    with pytest.raises(ParameterFault) as caught:
        load_parameters(tmp_path)
    told = "没有参数文件。请确认文件夹存在，并放入至少一个 .toml 文件。"
    assert str(caught.value) == f"{tmp_path}:{told}"


@pytest.mark.parametrize(
    ("kind", "given", "told"),
    [
        (date, "x", "须是日期，如 2026-08-20"),
        (date | Month, "x", "须是日期，如 2026-08-20，或月份，如 2026-08"),
        (date | Month, None, "不能空着"),
        (Sequence[int], 3, "须是一组值，写成JSON的方括号，或用顿号隔开"),
        (Sequence[int], "[1", "须是写对的JSON"),
        (date, "2026-02-30", "不是日历上有的日子，请核对"),
        (date, "2026-02-30T00:00:00+08:00", "不是有的时刻，请核对"),
        (Month, "2026-13", "不是有的月份，请核对"),
        (Month, [], "须是月份，如 2026-08"),
        (Decimal, "X5", "须是数，如 6000 或 4879.50"),
    ],
)
def test_an_answer_that_does_not_fit(kind: Any, given: object, told: str) -> None:
    """What is wanted, and how it is written."""
    with pytest.raises(Misfit) as caught:
        read(kind, given)
    assert str(caught.value) == told


@pytest.mark.parametrize("given", ["NONE", "Unknown", " Null "])
def test_unknown_in_any_letters(given: str) -> None:
    """Capital letters and blanks do not make the unknown known."""
    assert read(date | None, given) is None


@pytest.mark.parametrize("given", ["MALE", "Male", "m a l e", "ＭＡＬＥ"])
def test_a_choice_in_any_letters(given: str) -> None:
    """Capital and wide letters and blanks are forgiven."""
    assert read(Sex, given) is Sex.MALE


def test_a_list_of_records_is_described() -> None:
    """Names, labels, what is wanted and required, options, and what each item of a list holds."""

    def rule(events: Sequence[StaffEvent], sex: Sex | None, day: date, law: Parameters) -> Explained:
        return window_told(day, law)

    events, sex, day = RuleEntry("rule", "试", rule, (), "").parameters
    assert [(each.name, each.required) for each in (events, sex, day)] == [
        ("events", True), ("sex", False), ("day", False),
    ]  # fmt: skip
    assert [each.name for each in events.members] == ["day", "kind", "who"]
    assert events.members[1].choices == (
        ("hired", "用工"), ("ended", "终止用工"), ("advance_enrolled", "做了用工参保预登记"),
    )  # fmt: skip
    assert (sex.choices, sex.members, sex.kind) == ((("male", "男"), ("female", "女")), (), Sex | None)
    assert day.wanted == "日期，如 2026-08-20"
    assert all(each.label and not each.label.isascii() for each in (events, sex, day))


def test_a_refused_number_names_its_standard() -> None:
    """A refusal has its source as a result has."""
    told = identity_number_told("1", _TODAY), credit_code_told("1"), mobile_told("1")
    assert [each.sources for each in told] == [("GB 11643",), ("GB 32100",), (told[2].because.source,)]
    assert [each.because.source for each in told[:2]] == ["GB 11643", "GB 32100"]
    assert told[2].because.source


def test_what_a_rule_says_of_wrong_facts(law: Parameters) -> None:
    """Its own words reach the user as they are, with what to do."""
    with pytest.raises(ValueError, match=r"^上一自然年度的工作月数须是0到12之间的整数。请核对后重新输入。$"):
        contribution_base(Month(2026, 9), Decimal(6000), 13, law)
    with pytest.raises(ValueError, match=r"^文件大小不能小于0。请给出字节数。$"):
        check_attachment(AttachmentPurpose.ENROLLMENT, "合同.pdf", -1, b"%PDF", _TODAY, law)
    with pytest.raises(ValueError, match=r"^出生日期晚于所问的日子。请核对后重新输入。$"):
        retirement_age(Month(2026, 12), Sex.MALE, None, _TODAY, law)
    with pytest.raises(ValueError, match=r"^日历要写明是哪位职工，请给每位职工一个名称。$"):
        StaffEvent(_TODAY, EventKind.HIRED, " ")
    with pytest.raises(ValueError, match=r"^an instant needs a time zone: .*datetime\.now\(UTC\)$"):
        beijing_day(datetime(2026, 11, 22))
    with pytest.raises(BadGiven, match=r"^没有这个规则。请从这些当中选：filing_window、module、"):
        run_rule("nothing", {}, law, _TODAY)


def test_an_unread_method_is_named(law: Parameters) -> None:
    """Before any method is known, the parameter and its day are named."""
    with pytest.raises(ParameterMissing) as caught:
        contribution_base(Month(1990, 1), Decimal(6000), 12, law)
    assert (caught.value.name, caught.value.day) == ("base.method", date(1990, 1, 1))


def test_a_step_knows_its_parameter(law: Parameters) -> None:
    """A program that reads an explanation finds the parameter, its day and document, and whether it is provisional."""
    told = contribution_base(Month(2026, 9), Decimal(6000), 12, law)
    method = told.because.parts[0].used
    assert method is not None
    assert (method.name, method.value, method.day) == ("base.method", "last_year_average", date(2026, 9, 1))
    for name, series in law.by_name.items():
        for row in series.rows:
            found = used(law, name, row.first_day)
            assert (found.value, found.document, found.provisional) == (row.value, row.document, row.provisional)
    assert any(row.provisional for row in law.by_name["base.floor"].rows)


def test_every_rule_has_its_place() -> None:
    """The list gives each rule under its own name, in an order that does not change."""
    assert [entry.name for entry in RULES.values()] == list(RULES)


def test_an_agency_is_told_what_it_must_fill_in(law: Parameters) -> None:
    """A dispatched worker's enrollment names the kind of work and the host, with its source."""
    told = choose_module(Situation(_TODAY, Aim.ENROLL, worker=Worker.EMPLOYEE, by_agency=True), law)
    assert ("派遣、代理的人，用工类型和实际用工单位一定要填。", "002 §三.3") in [
        (step.says, step.source) for step in told.because.parts
    ]


def test_without_a_day_the_window_is_told_in_general(law: Parameters) -> None:
    """Where the day is not known, the pause is still named, with its source."""
    told = choose_module(Situation(None, Aim.ENROLL, worker=Worker.EMPLOYEE), law)
    last = told.because.parts[-1]
    assert (last.says, last.source) == ("不知道哪天办：只在申报期内能办，暂停申报的几天不能。", "002 §一")


@pytest.mark.parametrize("kind", StaffDutyKind)
def test_a_duty_says_which_it_is(kind: StaffDutyKind, law: Parameters) -> None:
    """Enrollment and suspension are never mistaken for each other."""
    assert staff_duty(kind, _TODAY, law).kind is kind


def test_an_amount_below_zero_is_told_how_to_write() -> None:
    """What an amount looks like, and what to do."""
    with pytest.raises(ValueError, match=r"^金额须是不小于0的数，单位为元，如6000或4879\.50。请核对后重新输入。$"):
        yuan(Decimal(-1))
