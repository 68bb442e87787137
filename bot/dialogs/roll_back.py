"""人员变更回退: an enrollment or a suspension that was a mistake is undone in the same window."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from bot.dialogs.by_name import ASK_THE_NUMBER, Whom, filed_about, the_number, told_by
from bot.dialogs.fields import CodeText, IdentityNumber
from bot.dialogs.filing_steps import (
    FilingDialog,
    WindowNow,
    authorized,
    filed,
    filing_card,
    foreseen,
    in_window,
    receipt_files,
)
from bot.engine.choice import Reviewed
from bot.engine.conversation import Outcome
from bot.engine.dialog import Form
from bot.engine.messages import Offer
from bot.engine.steps import ask, end, look_up
from bot.services.filing_results import Authorized, FilingSent, Foresight, PersonNamed, Undo, Undoable
from bot.services.filings import Filings
from rules.modules import Module
from rules.parameters import Parameters

FilingNumber = Annotated[str, CodeText("业务编号", "D000000001", 40, 2)]


async def what_can_be_undone(
    identity_number: str, filings: Filings, acting_for: str, today: date, law: Parameters
) -> Undoable:
    """What was filed about the person and may still be rolled back."""
    return await filings.acting(acting_for).undoable(identity_number, today, law)


def the_only_one(undo_numbers: tuple[str, ...]) -> str | None:
    """The filing, where there is just one."""
    return undo_numbers[0] if len(undo_numbers) == 1 else None


def the_newest(undo_numbers: tuple[str, ...]) -> str | None:
    """The newest filing, which is most often meant."""
    return undo_numbers[0] if undo_numbers else None


def in_the_list(filing_number: str, undo_numbers: tuple[str, ...]) -> str | None:
    """One of those listed, where a list was shown."""
    if not undo_numbers or filing_number in undo_numbers:
        return None
    return "列表里没有这个业务编号。请照列表里的输入。"


def file_anew(filings: Filings) -> tuple[str | Offer, ...]:
    """What has to be filed right after all."""
    return ("filing.which_module", Offer("roll_back", {}, "再回退一笔"))


class RollBack(FilingDialog):
    """人员变更回退: lists what can be undone, and sends nothing that the rule does not allow.

    Source: 002 §三.6, §五 问题四; domain.md Form fields
    """

    key = "roll_back"
    topic = "filing.rollback"
    title = "人员变更回退"
    version = 1
    as_form = Form(once=("filing_number",))

    authority: Authorized = authorized(Module.FILING_ROLLBACK, then="window")
    window: WindowNow = in_window("who", paused="too_late")
    who: Whom = ask(
        "{{ demo }}{{ employer_name }}哪个人的业务办错了？请输入他的公民身份号码，或者姓名。", label="职工", field=False
    )
    named: PersonNamed = told_by(filed_about)
    identity_number: IdentityNumber = ask(ASK_THE_NUMBER, label="公民身份号码", prefill=the_number)
    undoable: Undoable = look_up(
        what_can_be_undone,
        {
            Undo.SOME: "filing_number",
            Undo.NONE: "nothing_to_undo",
            Undo.NOT_SHOWN: "filing_number",
            Undo.UNKNOWN: "bureau_silent_later",
        },
    )
    filing_number: FilingNumber = ask(
        """
        {% if undo_lines %}
        {{ demo }}还能回退的：
        {% for line in undo_lines %}
        {{ line }}
        {% endfor %}
        {% endif %}
        要回退哪一笔？请回复业务编号。
        """,
        label="业务编号",
        prefill=the_only_one,
        suggest=the_newest,
        check=in_the_list,
    )
    foresight: Foresight = foreseen(Module.FILING_ROLLBACK)
    card: Reviewed = filing_card("{% for line in undo_lines %}", "{{ line }}", "{% endfor %}")
    filing: FilingSent = filed(Module.FILING_ROLLBACK)

    too_late = end(
        "今天暂停申报，回退只在申报期内能办；{{ reopens }}恢复以后，上一期办错的要到经办机构问。", silent=True
    )
    nothing_to_undo = end(
        "{{ demo }}这个人没有还能回退的业务：只有本期的增员和停保能在网上撤回。其余的请问参保地社保经办机构或12333。",
        offers=file_anew,
        silent=True,
    )
    done = end(
        "{{ demo }}已回退，业务编号{{ filing_number }}。该办的请重新办对。",
        offers=file_anew,
        made=receipt_files,
        outcome=Outcome.SOLVED,
    )
