"""Who may do what for an employer: by the roles and the matters granted, as the guide has them."""

from __future__ import annotations

from bot.bureau.protocol import NoAuthority
from bot.bureau.simulated.books import Books
from bot.bureau.simulated.records import Operator
from rules.modules import Module
from rules.permissions import Act, PermissionOutcome, Role, permission, who_may

PERSONAL = frozenset(Module) - {Module.INSURANCE_REGISTRATION}
"""The matters that are about people."""


def granted(operator: Operator) -> frozenset[Module]:
    """The matters that the operator may file now: all of them for those who are not bound to matters granted."""
    return frozenset(module for module in Module if not _missing(operator, module))


def check_operator(books: Books, operator: str, employer: str) -> Operator:
    """The employer's operator of that identity number.

    Raises:
        NoAuthority: there is none; of an unknown employer it says the same.
    """
    found = books.operators.get((employer, operator))
    if found is None:
        raise NoAuthority(f"您不是这家单位的经办人。请{_who()}在“经办人管理”里开通授权。")
    return found


def check_filing(books: Books, operator: str, employer: str, module: Module) -> None:
    """Lets pass whoever may file the module for the employer.

    Raises:
        NoAuthority: with what is missing and who can.
    """
    found = check_operator(books, operator, employer)
    if missing := _missing(found, module):
        raise NoAuthority(f"“{module.label}”您还办不了：{missing}。可以授权的是{_who()}。")


def check_people(books: Books, operator: str, employer: str) -> None:
    """Lets pass whoever may see the employer's people.

    Raises:
        NoAuthority: no matter that is about people was granted.
    """
    if not granted(check_operator(books, operator, employer)) & PERSONAL:
        raise NoAuthority(f"您没有办理人员业务的权限，看不到人员名单。可以授权的是{_who()}。")


def _missing(operator: Operator, module: Module) -> str:
    """What is missing, for users; empty where the operator may. What the guide leaves unclear is allowed here."""
    role = Role(operator.role)
    told = permission(
        role,
        Act.FILE,
        verified=operator.verified,
        first_login_done=operator.first_login_done,
        matter_granted=module.value in operator.modules,
    )
    if told.outcome in (PermissionOutcome.ALLOWED, PermissionOutcome.UNCLEAR):
        return ""
    return "；".join(need.label for need in told.missing) or told.outcome.label


def _who() -> str:
    return "、".join(role.label for role in who_may(Act.GRANT_MATTERS))
