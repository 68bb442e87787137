"""A bad declaration does not import: each fault names the dialog, the step and the mend."""

# Annotations are evaluated where they stand here, since the dialogs below are declared inside functions.

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pytest

from bot.engine.checks import Day, FreeText, Name, WholeNumber
from bot.engine.choice import Choice, Reviewed, Sent, YesNo
from bot.engine.declaration import DeclarationError
from bot.engine.dialog import Context, Dialog, Form, Group, Registry
from bot.engine.messages import FileRef, Offer
from bot.engine.steps import (
    ask,
    attach,
    call,
    choose,
    choose_many,
    decide,
    end,
    gather,
    perform,
    review,
    tell,
    wait,
)

FAULTS: list[tuple[Callable[[], object], str, str, str]] = []
Declare = Callable[[], object]


def fault(step: str, wrong: str, mend: str) -> Callable[[Declare], Declare]:
    """Notes a bad declaration with the step, the fault and the mend that its message must name."""

    def note(declare: Declare) -> Declare:
        FAULTS.append((declare, step, wrong, mend))
        return declare

    return note


class Weather(Choice):
    """A choice."""

    DRY = "晴"
    WET = "雨"


class Other(Choice):
    """Another choice."""

    ONE = "一"


class NoUnknown(Choice):
    """Outcomes of which none says that nothing is known."""

    DONE = "好了"


@dataclass(frozen=True)
class Demanding:
    """A result that needs more than its outcome."""

    outcome: Sent
    number: str


@dataclass(frozen=True)
class Found:
    """A decision with a detail."""

    outcome: YesNo
    found: int = 0


def is_long(name: str) -> YesNo:
    return YesNo.YES if len(name) > 3 else YesNo.NO


def is_many(count: int) -> YesNo:
    return YesNo.YES if count > 3 else YesNo.NO


def reads_a_ghost(ghost: str) -> YesNo:
    return YesNo.YES


def untyped(name):  # type: ignore[no-untyped-def]
    return YesNo.YES


def gives_text(name: str) -> str:
    return name


def a_number() -> int:
    return 1


async def sends(request: str, name: str) -> Sent:
    return Sent.ACCEPTED


async def ends_known(request: str) -> NoUnknown:
    return NoUnknown.DONE


async def demands(request: str) -> Demanding:
    return Demanding(Sent.ACCEPTED, "1")


@fault("name", "is a dead end", "end the class with")
def dead_end() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")

    return Bad


@fault("lost", "is never reached", "lead to it, or take it out")
def unreachable() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")
        done = end("好。")
        lost = end("没人来。")

    return Bad


@fault("lost", "is never reached", "lead to it, or take it out")
def reached_from_the_unreached_only() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？", then="done")
        lost: Name = ask("谁？", then="late")
        done = end("好。")
        late = end("晚了。")

    return Bad


@fault("name", "leads to 'nowhere', which does not exist", "name a step of this dialog")
def unknown_target() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？", then="nowhere")
        done = end("好。")

    return Bad


@fault("weather", "leads back to 'name'", "a dialog only goes forward")
def backward_target() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")
        weather: Weather = choose("天气？", {Weather.DRY: "done", Weather.WET: "name"})
        done = end("好。")

    return Bad


@fault("weather", "does not say where WET leads", "add it to the targets")
def option_without_a_target() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        weather: Weather = choose("天气？", {Weather.DRY: "done"})
        done = end("好。")

    return Bad


@fault("weather", "which it cannot give", "take it out of the targets")
def target_of_no_option() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        weather: Weather = choose("天气？", {Weather.DRY: "done", Weather.WET: "done", Other.ONE: "done"})
        done = end("好。")

    return Bad


@fault("there", "does not say where late leads", "add it to the targets")
def ending_of_a_called_dialog_without_a_target() -> object:
    class Inner(Dialog):
        key, title = "inner", "里"
        soon: YesNo = choose("马上吗？", {YesNo.YES: "now", YesNo.NO: "late"})
        now = end("现在。")
        late = end("以后。")

    class Bad(Dialog):
        key, title = "bad", "坏"
        there = call(Inner, {"now": "done"})
        done = end("好。")

    return Bad


@fault("there", "whose context gives ['desk'] as well", "give this dialog the same context")
def called_dialog_with_a_richer_context() -> object:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Rich(Context):
        desk: str

    class Inner(Dialog):
        key, title, context = "inner", "里", Rich
        done = end("{{ desk }}")

    class Bad(Dialog):
        key, title = "bad", "坏"
        there = call(Inner, {"done": "done"})
        done = end("好。")

    return Bad


@fault("name", "has no text", "say what the person reads")
def missing_text() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("  ")
        done = end("好。")

    return Bad


@fault("done", "has no text", "say what the person reads")
def missing_closing_text() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")
        done = end("")

    return Bad


@fault("done", "the text is not a template", "mend the braces")
def broken_template() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")
        done = end("{{ name")

    return Bad


@fault("done", "reads 'count', which is not given on every path to it", "ask 'count' before it on every path")
def text_reads_what_one_path_does_not_give() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        weather: Weather = choose("天气？", {Weather.DRY: "count", Weather.WET: "done"})
        count: WholeNumber = ask("几个？")
        done = end("{{ count }}个。")

    return Bad


@fault("done", "reads 'count', which is not given on every path to it", "ask 'count' before it on every path")
def text_reads_what_the_later_path_does_not_give() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        weather: Weather = choose("天气？", {Weather.DRY: "count", Weather.WET: "number"})
        count: WholeNumber = ask("几个？", then="done")
        number: WholeNumber = ask("多少？", then="done")
        done = end("{{ count }}个。")

    return Bad


@fault("done", "reads 'counts', which is not given", "no step gives 'counts': correct the name")
def text_reads_what_nobody_gives() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        count: WholeNumber = ask("几个？")
        done = end("{{ counts }}个。")

    return Bad


@fault("long", "is_long reads 'name', which is not given on every path", "ask 'name' before it on every path")
def rule_reads_what_comes_later() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        long: YesNo = decide(is_long, {YesNo.YES: "name", YesNo.NO: "name"})
        name: Name = ask("姓名？")
        done = end("好。")

    return Bad


@fault("long", "reads_a_ghost reads 'ghost'", "no step gives 'ghost'")
def rule_reads_what_nobody_gives() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        long: YesNo = decide(reads_a_ghost, {YesNo.YES: "done", YesNo.NO: "done"})
        done = end("好。")

    return Bad


@fault("sent", "sends reads 'name', which is not given on every path", "no step gives 'name'")
def effect_reads_what_nobody_gives() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        sent: Sent = perform(sends, dict.fromkeys(Sent, "done"))
        done = end("好。")

    return Bad


@fault("count", "is_long reads 'name'", "no step gives 'name'")
def prefill_reads_what_nobody_gives() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        count: WholeNumber = ask("几个？", prefill=is_long)
        done = end("好。")

    return Bad


@fault("which", "goes to 'other', which is not given on every path", "no step gives 'other'")
def goes_to_what_nobody_gives() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")
        which = end("好。", goes_to="other")

    return Bad


def leads_on(other: str) -> tuple[str | Offer, ...]:
    return (other,)


@fault("which", "leads_on reads 'other', which is not given on every path", "no step gives 'other'")
def offers_by_what_nobody_gives() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")
        which = end("好。", offers=leads_on)

    return Bad


@fault("which", "is_long gives no offers", "return `tuple[str | Offer, ...]`")
def offers_by_what_gives_none() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")
        which = end("好。", offers=is_long)

    return Bad


@fault("age", "is_many wants 'count' as", "make the types agree")
def rule_in_a_group_of_another_type() -> object:
    class Item(Group):
        count: Name = ask("几个？")
        age: YesNo = decide(is_many, {YesNo.YES: "more", YesNo.NO: "more"})
        more: Name = ask("还有？")

    class Bad(Dialog):
        key, title = "bad", "坏"
        items: tuple[Item, ...] = gather("还有吗？", Item)
        done = end("好。")

    return Bad


@fault("name", "has no check", "annotate `Annotated[type, SomeCheck()]`")
def ask_without_a_check() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: str = ask("姓名？")
        done = end("好。")

    return Bad


@fault("name", "has no check", "annotate `Annotated[type, SomeCheck()]`")
def ask_annotated_with_something_else() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Annotated[str, "姓名"] = ask("姓名？")
        done = end("好。")

    return Bad


@fault("name", "has no annotation", "write `name: Type = ...`")
def step_without_annotation() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name = ask("姓名？")
        done = end("好。")

    return Bad


@fault("weather", "is annotated <class 'str'>", "annotate a Choice")
def choose_without_a_choice() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        weather: str = choose("天气？")
        done = end("好。")

    return Bad


@fault("weather", "is annotated", "annotate `tuple[SomeChoice, ...]`")
def choose_many_of_one() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        weather: Weather = choose_many("天气？")
        done = end("好。")

    return Bad


@fault("files", "is annotated", "annotate `tuple[FileRef, ...]`")
def attach_one() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        files: FileRef = attach("照片？", kinds=("image/png",), max_bytes=1)
        done = end("好。")

    return Bad


@fault("card", "is annotated", "annotate a Choice")
def review_without_a_choice() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        card: bool = review("对吗？", {Reviewed.SEND: "done", Reviewed.DROP: "done"})
        done = end("好。")

    return Bad


@fault("result", "is annotated", "annotate a Choice")
def wait_without_a_choice() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        result: date = wait("等。", {})
        done = end("好。")

    return Bad


@fault("items", "is annotated", "annotate `tuple[Item, ...]`")
def gather_of_something_else() -> object:
    class Item(Group):
        name: Name = ask("姓名？")

    class Bad(Dialog):
        key, title = "bad", "坏"
        items: tuple[str, ...] = gather("还有吗？", Item)
        done = end("好。")

    return Bad


@fault("long", "is_many wants 'count' as <class 'int'>, it is <class 'str'>", "make the types agree")
def rule_parameter_of_another_plain_type() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        count: Name = ask("姓名？")
        long: YesNo = decide(is_many, {YesNo.YES: "done", YesNo.NO: "done"})
        done = end("好。")

    return Bad


@fault("name", "a_number gives <class 'int'>, the step is <class 'str'>", "make the types agree")
def suggestion_of_another_type() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？", suggest=a_number)
        done = end("好。")

    return Bad


@fault("long", "uses a function that cannot be read: untyped: name has no type", "type every parameter")
def untyped_rule() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")
        long: YesNo = decide(untyped, {YesNo.YES: "done", YesNo.NO: "done"})
        done = end("好。")

    return Bad


@fault("long", "gives <class 'str'>", "return a Choice, or a dataclass with `outcome: SomeChoice`")
def rule_that_decides_nothing() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")
        long: str = decide(gives_text, {})
        done = end("好。")

    return Bad


@fault("long", "but gives", "annotate `YesNo`")
def rule_annotated_with_another_choice() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        name: Name = ask("姓名？")
        long: Weather = decide(is_long, {Weather.DRY: "done", Weather.WET: "done"})
        done = end("好。")

    return Bad


@fault("sent", "has no UNKNOWN among its outcomes", "an effect or a look-up whose reply is lost is UNKNOWN")
def effect_without_unknown() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        sent: NoUnknown = perform(ends_known, {NoUnknown.DONE: "done"})
        done = end("好。")

    return Bad


@fault("sent", "gives Demanding whose ['number'] have no default", "an UNKNOWN one has only")
def effect_whose_result_needs_more() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        sent: Sent = perform(demands, dict.fromkeys(Sent, "done"))
        done = end("好。")

    return Bad


@fault("today", "gives 'today', a name that the context or what is around gives", "give it another name")
def step_named_as_the_context() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"
        today: Day = ask("哪天？")
        done = end("好。")

    return Bad


@fault("sent", "cannot stand in a group", "use ask, choose, choose_many, attach, decide or tell")
def effect_in_a_group() -> object:
    class Item(Group):
        name: Name = ask("姓名？")
        sent: Sent = perform(sends, dict.fromkeys(Sent, "name"))

    return Item


@fault("", "has no steps", "declare at least one question and one `end(...)`")
def no_steps() -> object:
    class Bad(Dialog):
        key, title = "bad", "坏"

    return Bad


@fault("", "has no title", 'add `title = "..."`')
def no_title() -> object:
    class Bad(Dialog):
        key = "bad"
        done = end("好。")

    return Bad


@fault("", "renames for version 3, but is at version 2", "raise `version`")
def rename_for_a_version_to_come() -> object:
    class Bad(Dialog):
        key, title, version = "bad", "坏", 2
        renamed = {3: {"who": "name"}}
        name: Name = ask("姓名？")
        done = end("好。")

    return Bad


@fault("nobody", "is the new name of an answer but no step", "name a step")
def rename_to_no_step() -> object:
    class Bad(Dialog):
        key, title, version = "bad", "坏", 2
        renamed = {2: {"who": "nobody"}}
        name: Name = ask("姓名？")
        done = end("好。")

    return Bad


@fault("", "is a form without fields", "ask something, or take `as_form` out")
def a_form_without_fields() -> object:
    class Bad(Dialog):
        key, title, as_form = "bad", "坏", Form()
        name: Name = ask("姓名？", field=False)
        card: Reviewed = review("核对。", dict.fromkeys(Reviewed, "done"))
        done = end("好。")

    return Bad


@fault("", "is a form without a review", "add `review(...)` before it is sent")
def a_form_without_a_review() -> object:
    class Bad(Dialog):
        key, title, as_form = "bad", "坏", Form()
        name: Name = ask("姓名？")
        done = end("好。")

    return Bad


@fault("number", "is in `once` but no field of the form", "name a field")
def a_form_told_apart_by_no_field() -> object:
    class Bad(Dialog):
        key, title, as_form = "bad", "坏", Form(once=("number",))
        name: Name = ask("姓名？")
        card: Reviewed = review("核对。", dict.fromkeys(Reviewed, "done"))
        done = end("好。")

    return Bad


@fault("items", "repeats, which one row of a sheet cannot hold", "ask its steps one by one, or say `field=False`")
def a_form_that_gathers() -> object:
    class Item(Group):
        nick: Name = ask("小名？")

    class Bad(Dialog):
        key, title, as_form = "bad", "坏", Form()
        name: Name = ask("姓名？")
        items: tuple[Item, ...] = gather("还有吗？", Item)
        card: Reviewed = review("核对。", dict.fromkeys(Reviewed, "done"))
        done = end("好。")

    return Bad


@fault("other", "has the same label as 'name': a sheet could not tell them apart", 'give it a `label="..."` of its own')
def a_form_with_one_heading_twice() -> object:
    class Bad(Dialog):
        key, title, as_form = "bad", "坏", Form()
        name: Name = ask("姓名？")
        other: Name = ask("另一个姓名？")
        card: Reviewed = review("核对。", dict.fromkeys(Reviewed, "done"))
        done = end("好。")

    return Bad


@fault("name", "is labelled '*姓名', which is no heading", 'say `label="..."` of at most 20 signs')
def a_form_with_a_bad_heading() -> object:
    class Bad(Dialog):
        key, title, as_form = "bad", "坏", Form()
        name: Name = ask("姓名？", label="*姓名")
        card: Reviewed = review("核对。", dict.fromkeys(Reviewed, "done"))
        done = end("好。")

    return Bad


@pytest.mark.parametrize(("declare", "step", "wrong", "mend"), FAULTS, ids=[declare.__name__ for declare, *_ in FAULTS])
def test_a_fault_names_dialog_step_and_mend(declare: Declare, step: str, wrong: str, mend: str) -> None:
    """Whoever declares this learns where it is, what is wrong, and what to do."""
    with pytest.raises(DeclarationError) as caught:
        declare()
    said = str(caught.value)
    place, _, rest = said.partition(": ")
    assert re.match("dialog '(bad|[a-z_]+.<locals>.Item|bad.items)'", place), said
    assert place.endswith(f"step '{step}'") == bool(step), said
    assert wrong in rest, said
    assert f"Mend: {mend}" in rest, said


def test_a_key_is_given_once() -> None:
    """Two dialogs with one key do not go into one house."""

    class One(Dialog):
        key, title = "twice", "一"
        done = end("好。")

    class Two(Dialog):
        key, title = "twice", "二"
        done = end("好。")

    with pytest.raises(DeclarationError, match=r"'twice': is declared twice\. Mend: give one of them another key"):
        Registry([One, Two])


def test_an_abstract_dialog_needs_nothing() -> None:
    """A class that dialogs only build on is not checked."""

    class Common(Dialog, abstract=True):
        pass

    assert Common.steps == {}


def test_good_ones_import() -> None:
    """Optional parameters, wider types, details of results and names of the context may be read."""

    def optional(today: date, name: str | None = None, ghost: int = 3) -> Found:
        return Found(YesNo.YES, ghost)

    class Good(Dialog):
        key, title = "good", "好"
        name: Name = ask("姓名？")
        seen: Found = decide(optional, {YesNo.YES: "remark", YesNo.NO: "remark"})
        remark: FreeText = ask("{{ seen.outcome }}，{{ found }}，{{ stamp }}？")
        told = tell("记下了。")
        done = end("{{ name }}：{{ remark }}。")

    assert list(Good.steps) == ["name", "seen", "remark", "told", "done"]


def test_a_name_given_on_both_ways_may_be_read_where_they_meet() -> None:
    """What every path gives is there, whichever was taken."""

    class Good(Dialog):
        key, title = "good", "好"
        weather: Weather = choose("天气？", {Weather.DRY: "count", Weather.WET: "number"})
        count: WholeNumber = ask("几个？", then="done")
        number: WholeNumber = ask("多少？", then="done")
        done = end("{{ weather }}")

    assert Good.steps["done"].wording.reads == {"weather"}
