"""Permissions (权限): who in a unit's account may do what, and what is still missing before they can."""

from dataclasses import dataclass
from enum import StrEnum

from rules.explained import Because, OpenPoint

_SOURCE = "002 §五 问题一"


class Role(StrEnum):
    """What someone is to the unit's account."""

    LEGAL_REPRESENTATIVE = "legal_representative"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"

    @property
    def label(self) -> str:
        """For users."""
        return _ROLES[self]


class Act(StrEnum):
    """What is to be done."""

    ADD_ADMINISTRATOR = "add_administrator"
    REMOVE_ADMINISTRATOR = "remove_administrator"
    ADD_OPERATOR = "add_operator"
    REMOVE_OPERATOR = "remove_operator"
    GRANT_MATTERS = "grant_matters"
    FILE = "file"

    @property
    def label(self) -> str:
        """For users."""
        return _ACTS[self]


class PermissionOutcome(StrEnum):
    """Whether it may be done."""

    ALLOWED = "allowed"
    ALLOWED_IF = "allowed_if"
    NOT_YET = "not_yet"
    NOT_ALLOWED = "not_allowed"
    UNCLEAR = "unclear"

    @property
    def label(self) -> str:
        """For users."""
        return _OUTCOMES[self]


class Need(StrEnum):
    """What has to be done first."""

    VERIFY = "verify"
    FIRST_LOGIN = "first_login"
    MATTER = "matter"
    VERIFY_NEWCOMER = "verify_newcomer"

    @property
    def label(self) -> str:
        """For users: what to do, and who does it."""
        return _NEEDS[self]


_ROLES = {Role.LEGAL_REPRESENTATIVE: "法人", Role.ADMINISTRATOR: "管理员", Role.OPERATOR: "经办人"}
_ACTS = {
    Act.ADD_ADMINISTRATOR: "增加管理员",
    Act.REMOVE_ADMINISTRATOR: "减少管理员",
    Act.ADD_OPERATOR: "增加经办人",
    Act.REMOVE_OPERATOR: "减少经办人",
    Act.GRANT_MATTERS: "给经办人授权事项",
    Act.FILE: "申报业务",
}
_OUTCOMES = {
    PermissionOutcome.ALLOWED: "可以办",
    PermissionOutcome.ALLOWED_IF: "条件都满足就可以办",
    PermissionOutcome.NOT_YET: "还差一步",
    PermissionOutcome.NOT_ALLOWED: "这个身份办不了",
    PermissionOutcome.UNCLEAR: "资料没有写明",
}
_NEEDS = {
    Need.VERIFY: "本人先完成实名认证",
    Need.FIRST_LOGIN: "本人在江苏智慧人社APP的“企业服务”里刷脸并设置登录密码",
    Need.MATTER: "请法人或管理员把这个事项授权给经办人",
    Need.VERIFY_NEWCOMER: "被增加的人先完成实名认证",
}
_FOR_ADMINISTRATORS = (Act.ADD_ADMINISTRATOR, Act.REMOVE_ADMINISTRATOR)
_ADDING = (Act.ADD_ADMINISTRATOR, Act.ADD_OPERATOR)

_OWN_FILING = OpenPoint(
    "法人自己能不能直接申报业务，操作指南没有写。",
    ("法人的权限最大，可以直接申报。", "法人只管人和授权，申报由管理员或经办人办。"),
)
_ALL_POWERS = OpenPoint(
    "指南说管理员默认有单位的全部权限，列举时却只写了增减经办人。",
    ("按列举读：管理员不能增减管理员，由法人办。", "按“全部”读：管理员也能增减管理员，以网厅页面为准。"),
)
_HOW_TO_REMOVE = OpenPoint("减少时点哪里，操作指南没有写。", ("在“经办人管理”的分类名单里找，按钮名称以网厅为准。",))


@dataclass(frozen=True)
class Permission:
    """Whether someone may do something.

    Args:
        who: the roles that may do it in any case.
        missing: what is known to be missing.
        to_check: what nobody has told: it is needed, too.
    """

    outcome: PermissionOutcome
    role: Role
    act: Act
    who: tuple[Role, ...]
    missing: tuple[Need, ...]
    to_check: tuple[Need, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...]


def who_may(act: Act) -> tuple[Role, ...]:
    """The roles to which the guide gives ``act``; for filing, the operator within the matters granted.

    Source: 002 §五 问题一
    """
    if act is Act.FILE:
        return (Role.ADMINISTRATOR, Role.OPERATOR)
    if act in _FOR_ADMINISTRATORS:
        return (Role.LEGAL_REPRESENTATIVE,)
    return (Role.LEGAL_REPRESENTATIVE, Role.ADMINISTRATOR)


def permission(
    role: Role,
    act: Act,
    verified: bool | None = None,
    first_login_done: bool | None = None,
    matter_granted: bool | None = None,
    newcomer_verified: bool | None = None,
) -> Permission:
    """Whether someone of ``role`` may do ``act``; a fact that is None is not known and is named as to be checked.

    Args:
        verified: their identity is verified (实名认证).
        first_login_done: a granted administrator or operator has shown their face and set a password in the app.
        matter_granted: an operator has been granted the matter that is to be filed.
        newcomer_verified: the identity of the person to be added is verified.

    Source: 002 §五 问题一
    """
    who = who_may(act)
    facts = {
        Need.VERIFY: verified,
        Need.FIRST_LOGIN: first_login_done,
        Need.MATTER: matter_granted,
        Need.VERIFY_NEWCOMER: newcomer_verified,
    }
    needed = _needed(role, act)
    missing = tuple(need for need in needed if facts[need] is False)
    to_check = tuple(need for need in needed if facts[need] is None)
    outcome = _outcome(role, act, missing, to_check)
    return Permission(
        outcome=outcome,
        role=role,
        act=act,
        who=who,
        missing=missing,
        to_check=to_check,
        because=_because(role, act, outcome, missing, to_check),
        open_points=_open_points(role, act),
        sources=(_SOURCE,),
    )


def _needed(role: Role, act: Act) -> tuple[Need, ...]:
    if role not in who_may(act) and not _own_filing(role, act):
        return ()
    needs = [Need.VERIFY]
    if role is not Role.LEGAL_REPRESENTATIVE:
        needs.append(Need.FIRST_LOGIN)
    if role is Role.OPERATOR and act is Act.FILE:
        needs.append(Need.MATTER)
    if act in _ADDING:
        needs.append(Need.VERIFY_NEWCOMER)
    return tuple(needs)


def _own_filing(role: Role, act: Act) -> bool:
    return role is Role.LEGAL_REPRESENTATIVE and act is Act.FILE


def _outcome(role: Role, act: Act, missing: tuple[Need, ...], to_check: tuple[Need, ...]) -> PermissionOutcome:
    if role not in who_may(act) and not _own_filing(role, act):
        return PermissionOutcome.NOT_ALLOWED
    if missing:
        return PermissionOutcome.NOT_YET
    if _own_filing(role, act):
        return PermissionOutcome.UNCLEAR
    return PermissionOutcome.ALLOWED_IF if to_check else PermissionOutcome.ALLOWED


def _because(
    role: Role, act: Act, outcome: PermissionOutcome, missing: tuple[Need, ...], to_check: tuple[Need, ...]
) -> Because:
    allowed = "、".join(each.label for each in who_may(act))
    steps = [Because(f"指南把“{act.label}”交给：{allowed}。", _SOURCE)]
    if role is Role.OPERATOR and act is Act.FILE:
        steps.append(Because("经办人只能办法人或管理员授权给他的事项。", _SOURCE))
    steps += [Because(f"还差：{need.label}。", _SOURCE) for need in missing]
    steps += [Because(f"还要确认：{need.label}。", _SOURCE) for need in to_check]
    return Because(f"{role.label}要{act.label}：{outcome.label}。", _SOURCE, parts=tuple(steps))


def _open_points(role: Role, act: Act) -> tuple[OpenPoint, ...]:
    if _own_filing(role, act):
        return (_OWN_FILING,)
    points = []
    if role is Role.ADMINISTRATOR and act in _FOR_ADMINISTRATORS:
        points.append(_ALL_POWERS)
    if role in who_may(act) and act in (Act.REMOVE_ADMINISTRATOR, Act.REMOVE_OPERATOR):
        points.append(_HOW_TO_REMOVE)
    return tuple(points)
