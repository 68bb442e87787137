"""绑定单位: a person proves by a code to act for an employer; without a bureau they say so themselves."""

from __future__ import annotations

from typing import Annotated

from bot.dialogs.desk import CanbaoDialog
from bot.dialogs.fields import CreditCode, IdentityNumber, SentCode
from bot.engine.checks import Text
from bot.engine.messages import Offer
from bot.engine.steps import ask, end, look_up, perform
from bot.services.binder import Binder, BindingWay, BindsHow, Bound, Code, CodeSent, Proof, Proved
from rules.permissions import Role

OneTimeCode = Annotated[str, SentCode("绑定码", "123456")]
EmployerName = Annotated[str, Text(label="单位名称", example="某某机械厂", most=60, least=2)]


async def binds_how(binder: Binder) -> BindingWay:
    """How binding goes here."""
    return await binder.how()


async def send_code(binder: Binder, credit_code: str, identity_number: str) -> Code:
    """Has the bureau send a one-time code to the operator."""
    return await binder.send_code(credit_code, identity_number)


async def prove(binder: Binder, credit_code: str, identity_number: str, code: str) -> Proof:
    """What the code proves."""
    return await binder.prove(credit_code, identity_number, code)


async def bind(
    request: str, binder: Binder, credit_code: str, identity_number: str, proved_name: str, proved_role: str
) -> Bound:
    """Keeps the binding, so that filings go out in this employer's name."""
    return await binder.bind(request, credit_code, identity_number, proved_name, proved_role)


async def declare(request: str, binder: Binder, own_code: str, own_name: str) -> Bound:
    """Keeps what the person says of their employer; it proves nothing, and nobody else sees it."""
    return await binder.bind(request, own_code, "", own_name, Role.OPERATOR.value)


def what_now(binder: Binder) -> tuple[str | Offer, ...]:
    """What a bound person can do."""
    return ("filing.enrol", "filing.stop", "filing.which_module")


class BindEmployer(CanbaoDialog):
    """绑定单位: by credit code, the operator's identity number and a one-time code sent through the bureau.

    The portal's own passwords and codes are never asked for. Where everybody files by hand, the employer's name is
    taken as it is said: it stands on the person's own task sheets and nowhere else.

    Source: 002 问题一 (who acts for a unit)
    """

    key = "bind_employer"
    topic = "account.roles"
    title = "绑定单位"
    version = 1

    how: BindingWay = look_up(
        binds_how,
        {
            BindsHow.BY_CODE: "credit_code",
            BindsHow.BY_WORD: "own_name",
            BindsHow.NOT_AT_ALL: "not_needed",
            BindsHow.UNKNOWN: "silent",
        },
    )
    credit_code: CreditCode = ask(
        """
        {{ demo }}绑定以后，才能替单位申报、查单位的人。网厅的密码和验证码我不要，请别发。
        {% if try_code %}
        【演示】可以拿{{ try_name }}来试：{{ try_code }}，管理员 {{ try_number }}。
        {% endif %}
        请输入单位的统一社会信用代码。
        """,
        label="统一社会信用代码",
    )
    identity_number: IdentityNumber = ask("请输入您本人（法人、管理员或经办人）的公民身份号码。", label="本人身份号码")
    sending: Code = look_up(send_code, {CodeSent.ASKED: "code", CodeSent.UNKNOWN: "silent"})
    code: OneTimeCode = ask(
        """
        {{ demo }}如果您是这家单位登记的人，绑定码已经发出，10分钟内有效，最多试5次。
        {% if shown_code %}
        【演示】收到的绑定码是：{{ shown_code }}
        {% endif %}
        请输入绑定码。
        """,
        label="绑定码",
    )
    proof: Proof = look_up(prove, {Proved.RIGHT: "binding", Proved.WRONG: "wrong", Proved.UNKNOWN: "silent"})
    binding: Bound = perform(bind, {Bound.BOUND: "bound", Bound.UNKNOWN: "not_known"})
    own_name: EmployerName = ask(
        "这里不连经办系统，单位名称只写在您自己的办理单上，别人看不到。\n请输入单位名称。", label="单位名称"
    )
    own_code: CreditCode = ask("请输入单位的统一社会信用代码。", label="信用代码")
    declaring: Bound = perform(declare, {Bound.BOUND: "declared", Bound.UNKNOWN: "not_known"})

    bound = end(
        "{{ demo }}已绑定：{{ proved_name }}，您的身份是{{ role_label }}。要办什么？", offers=what_now, silent=True
    )
    declared = end("记下了：{{ own_name }}。要办什么？办理单由我做，网厅上由您提交。", offers=what_now, silent=True)
    wrong = end(
        """
        {{ demo }}没有对上：绑定码不对、用过了或过了时间，或者您不是这家单位登记的人。
        回复“继续”可以再输一次绑定码；重新发一个，回复“重新开始”。
        谁能办：单位法人或管理员可以在网厅给经办人授权。
        """,
        pause=True,
    )
    not_needed = end("这里没有接通经办系统，不用绑定单位；问答和步骤直接问就行。", silent=True)
    silent = end("经办系统现在没有回话，没有绑定，什么都没有改变。过一会儿回复“继续”。", retry=True)
    not_known = end("系统没有回话，还不知道绑上没有。请过一会儿再试，重复绑定没有关系。", silent=True)
