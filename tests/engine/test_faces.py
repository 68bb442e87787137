"""One declaration, many faces: every field of every form is in the chat, the sheet, the schema, the card, the copy."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import product
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from bot.dialogs import DIALOGS
from bot.dialogs.desk import Desk
from bot.dialogs.fields import Mobile
from bot.dialogs.filing_steps import receipt_lines
from bot.documents.workbook_cells import ENTRIES_SHEET, GUIDE_SHEET
from bot.documents.workbook_template import blank_workbook
from bot.engine.card import check_of, lines, members
from bot.engine.checks import Name, WholeNumber
from bot.engine.choice import Choice, Reviewed, YesNo
from bot.engine.conversation import Given, Origin, Run
from bot.engine.declaration import reached_from
from bot.engine.dialog import Context, Dialog, Form
from bot.engine.drawing import reading_copy
from bot.engine.faces import Column, ColumnKind, columns_of, needed_when
from bot.engine.form_schema import form_schema
from bot.engine.messages import Address
from bot.engine.needs import Demand
from bot.engine.signature import fields_of, plain, signature
from bot.engine.steps import Attach, Choose, ChooseMany, LookUp, Review, Step, ask, choose, decide, end, review
from bot.engine.walk import basis_of, dump_value, walk
from bot.services.binder import Binder
from bot.services.filings import Filings
from bot.services.links import Links
from bot.services.papers import Papers
from bot.services.receipts import NO_RECEIPTS
from bot.services.reminders import Reminders
from bot.services.sheets import Sheets
from tests.dialogs.stage import LAW, WORDINGS, FewErrors, KeptPackets
from tests.engine.sample_form import Enrollment, Insurance, Reason, Term
from tests.engine.small import photo
from tests.services.counter import ListedBindings

TODAY, PAUSED = date(2026, 11, 20), date(2026, 12, 8)
NUMBER = "32139919800210041X"
NOW = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=8)))
FORMS = [Enrollment, *(dialog for dialog in DIALOGS if dialog.as_form is not None)]
FIELDS = [pytest.param(form, column, id=f"{form.key}-{column.name}") for form in FORMS for column in columns_of(form)]
TYPED: dict[Any, Any] = {
    str: "张测试", date: date(2026, 3, 1), Decimal: Decimal(6000), Decimal | None: Decimal(6000), int: 3,
}  # fmt: skip


@pytest.mark.parametrize(("form", "column"), FIELDS)
def test_each_field_is_asked_in_the_chat_and_shown_on_the_card(form: type[Dialog], column: Column) -> None:
    """Some way through the dialog comes to the field, and its card has a line for it."""
    for path, card in ways(form):
        if column.name in path and any(f"{column.label}：" in line for line in card):
            return
    pytest.fail(f"no way through {form.key} shows {column.name}")


@pytest.mark.parametrize(("form", "column"), FIELDS)
def test_each_field_is_a_column_of_the_workbook(form: type[Dialog], column: Column) -> None:
    """A heading with a note; told in 填写说明; an example; a drop-down with every option where one is chosen."""
    book = openpyxl.load_workbook(io.BytesIO(blank_workbook(form)))
    sheet = book[ENTRIES_SHEET]
    head = next(cell for cell in sheet[1] if cell.value.lstrip("*") == column.label)
    assert head.value.startswith("*") is column.need.always
    assert needed_when(columns_of(form), column) in head.comment.text
    assert any(row[0].value == column.label for row in book[GUIDE_SHEET].iter_rows())
    assert column.example in head.comment.text
    if column.kind is ColumnKind.CHOICE:
        assert drop_down(book, head.column_letter) == [option.label for option in column.options]


@pytest.mark.parametrize(("form", "column"), FIELDS)
def test_each_field_is_in_the_schema_and_in_the_reading_copy(form: type[Dialog], column: Column) -> None:
    """A property with the heading as its title; a line of the table, and a step with its question."""
    assert form_schema(form)["properties"][column.name]["title"] == column.label
    copy = reading_copy(form)
    assert f"| {column.label} `{column.name}` | {column.kind.label} |" in copy.partition("## 流程图")[0]
    assert f"`{column.name}`" in copy.partition("## 每一步")[2]


@pytest.mark.parametrize(("form", "column"), FIELDS)
def test_each_field_is_on_the_receipt(form: type[Dialog], column: Column) -> None:
    """A line with its label; what tells somebody's number stands there masked."""
    value = (photo(),) if column.kind is ColumnKind.FILES else _sample(column)
    lines = dict(receipt_lines(form, {column.name: value}, ("经办系统说：收到",)))
    assert lines.pop("经办系统说") == "收到" and list(lines) == [column.label] and lines[column.label]
    if column.personal:
        assert str(value) not in lines[column.label]


def _sample(column: Column) -> Any:
    """A value of the field."""
    if column.kind is ColumnKind.CHOICE:
        return column.options[0]
    if column.kind is ColumnKind.CHOICES:
        return column.options[:1]
    return NUMBER if column.personal else TYPED[plain(column.step.kind)]


@pytest.mark.parametrize("form", FORMS)
def test_each_schema_is_a_schema_of_2020_12(form: type[Dialog]) -> None:
    """Checked by the schema of schemas."""
    Draft202012Validator.check_schema(form_schema(form))


WHOLE = {
    "identity_number": "11010519491231002X", "name": "张测试", "phone": "13800000000", "reason": "NEW", "term": "FIXED",
    "begins": "2026-03-01", "ends": "2027-03-01", "post": "普通员工", "months": 3, "insurances": ["INJURY"],
}  # fmt: skip
LASTING = {name: value for name, value in WHOLE.items() if name not in ("begins", "ends")}
LASTING |= {"term": "OPEN", "begins_open": "2026-03-01"}


@pytest.mark.parametrize("answers", [WHOLE, LASTING, WHOLE | {"base": "6000.50", "proof": ["id-1"]}])
def test_whole_answers_fit_the_schema(answers: dict[str, Any]) -> None:
    """With what the chosen options ask for, and with optional fields."""
    assert not list(Draft202012Validator(form_schema(Enrollment)).iter_errors(answers))


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends": None}, {"term": "OPEN"}, {"term": "固定期限"}, {"months": 7}, {"insurances": []}, {"how": "YES"},
        {"identity_number": "1101051949123100"}, {"base": "1.234"}, {"post": "长" * 21},
    ],
)  # fmt: skip
def test_what_does_not_fit_the_form_does_not_fit_its_schema(wrong: dict[str, Any]) -> None:
    """Something missing, superfluous, out of bounds, or no field."""
    answers = {name: value for name, value in (WHOLE | wrong).items() if value is not None}
    assert list(Draft202012Validator(form_schema(Enrollment)).iter_errors(answers))


def test_a_column_says_all_that_the_declaration_says() -> None:
    """Heading, kind, options, example, note, length, and whether others see it masked."""
    columns = {column.name: column for column in columns_of(Enrollment)}
    assert "how" not in columns and list(columns)[:2] == ["identity_number", "name"]
    assert columns["post"].most == 20 and columns["post"].note == "以网厅选项为准。"
    assert columns["reason"].options == tuple(Reason) and columns["insurances"].options == tuple(Insurance)
    assert [name for name, column in columns.items() if column.personal] == ["identity_number", "name", "phone"]
    kinds = [columns[name].kind.value for name in ("begins", "base", "months", "term", "insurances", "proof")]
    assert kinds == ["day", "money", "count", "choice", "choices", "files"]


def test_what_is_needed_follows_from_where_choices_lead() -> None:
    """Always; beside some options and never beside others; not where it is filled in or may be left out."""
    needs = {column.name: column.need for column in columns_of(Enrollment)}
    assert needs["name"].always and not needs["base"].always and not needs["proof"].always
    assert needs["ends"].beside({"term": Term.TASK}) is Demand.NEEDED
    assert needs["ends"].beside({"term": Term.OPEN}) is Demand.UNASKED
    assert needs["begins_open"].beside({"term": Term.OPEN}) is Demand.NEEDED
    assert needs["ends"].beside({}) is Demand.ALLOWED


def rather(today: date) -> YesNo:
    return YesNo.YES if today.day < 15 else YesNo.NO


class Decided(Dialog):
    """A form in which a rule decides what is asked, and a closing that comes before the card."""

    key, title, as_form = "decided", "有规则的表", Form()

    go: YesNo = choose("要办吗？", {YesNo.YES: "name", YesNo.NO: "left"}, label="要办")
    name: Name = ask("姓名？")
    way: YesNo = decide(rather, {YesNo.YES: "phone", YesNo.NO: "card"})
    phone: Mobile = ask("手机？")
    card: Reviewed = review("核对。", {Reviewed.SEND: "after", Reviewed.DROP: "left"})
    after: WholeNumber = ask("一共几个？", label="之后")
    left = end("好。")


def test_what_a_rule_decides_on_may_be_left_to_it() -> None:
    """A field on every way to a card is needed; one that a rule may pass over, or that comes after the card, is not."""
    needs = {column.name: column.need for column in columns_of(Decided)}
    assert needs["go"].always and needs["name"].always
    assert not needs["phone"].always and needs["phone"].condition is None
    assert needs["phone"].beside({"go": YesNo.YES}) is Demand.ALLOWED and not needs["after"].always


def test_a_dialog_that_is_no_form_has_no_columns() -> None:
    """Guiding dialogs stay conversations."""
    assert all(columns_of(dialog) == () for dialog in DIALOGS if dialog.as_form is None)


def ways(form: type[Dialog]) -> Iterator[tuple[set[str], list[str]]]:
    """The names on the path and the lines of the card, once for each option of each choice."""
    choices = [step for step in form.steps.values() if isinstance(step, Choose | LookUp)]
    for day, flag in product((TODAY, PAUSED), (False, True)):
        yield way(form, {}, day, flag)
        yield from (way(form, {choice.name: member}, day, flag) for choice in choices for member in options_of(choice))


def options_of(step: Choose | LookUp) -> list[Choice]:
    """The options of a question, or the outcomes of a look-up."""
    return list(step.targets) if isinstance(step, LookUp) else members(step)


def likely(form: type[Dialog], step: LookUp) -> Choice:
    """The first outcome that leads to a card."""
    onward = {outcome: reached_from(form.steps, target) for outcome, target in step.targets.items()}
    return next(o for o, names in onward.items() if any(isinstance(form.steps[name], Review) for name in names))


def way(form: type[Dialog], chosen: dict[str, Any], day: date, flag: bool) -> tuple[set[str], list[str]]:
    """One way with the given options and samples for the rest."""
    run = Run("r", form.key, form.version)
    while True:
        position = walk(form, run, context_of(form, day))
        if position.finished or isinstance(position.open.step, Review):
            path = {visit.step.name for visit in position.path}
            return path, lines(position.answered(), position.run, private=True)
        step, context = position.open.step, context_of(form, day)
        if isinstance(step, LookUp):
            outcome = chosen.get(step.name, likely(form, step))
            gives = signature(step.inquiry).gives
            flags = {name: flag for name, kind in fields_of(gives).items() if kind is bool}
            kept = dump_value(step, gives(outcome, **flags))
            given = Given(kept, Origin.DECIDED, day, "", basis_of(position.open, context))
        else:
            given = Given(dump_value(step, chosen.get(step.name, sample(step))))
        run = position.run.with_given(position.open.address, given)


def sample(step: Step) -> Any:
    """A value of the step's type."""
    if isinstance(step, ChooseMany):
        return (members(step)[0],)
    if isinstance(step, Attach):
        return (photo(),)
    if isinstance(step, Choose):
        return members(step)[0]
    check = check_of(step)
    return NUMBER if check is not None and check.label == "公民身份号码" else TYPED[plain(step.kind)]


def context_of(form: type[Dialog], day: date) -> Context:
    """What the form's texts and rules may read."""
    if form.context is Context:
        return Context(day)
    kept = ListedBindings()
    return Desk(
        day,
        recent_matter="",
        tried="",
        catalogue=FewErrors(),
        handovers=KeptPackets(),
        law=LAW,
        filings=Filings(None, kept, "p"),
        binder=Binder(None, kept, "p", NOW),
        demo="",
        by_hand=False,
        portal=FewErrors(),
        sheets=Sheets(None, None, Filings(None, kept, "p"), "p", Address("t", "me"), Context(day), NOW),
        receipts=NO_RECEIPTS,
        papers=Papers(Filings(None, kept, "p"), None, ""),
        now=NOW,
        reminders=Reminders(None, "p", Address("t", "me"), lambda: WORDINGS),
        links=Links(None, "p", Address("t", "me"), True, lambda: WORDINGS),
    )


def drop_down(book: Any, letter: str) -> list[str]:
    """What the drop-down of a column offers."""
    down = next(d for d in book[ENTRIES_SHEET].data_validations.dataValidation if f"{letter}4" in d.sqref)
    sheet, _, cells = down.formula1.partition("!")
    return [row[0].value for row in book[sheet.strip("'")][cells.replace("$", "")]]
