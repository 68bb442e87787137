"""Promises of ``rules.permissions``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.permissions import Act, PermissionOutcome, Role, permission, who_may
from tests.rules.cases import Case, rows

_known = st.none() | st.booleans()


@pytest.mark.parametrize("case", rows("permissions"))
def test_permission_rows(case: Case) -> None:
    """Each role and act gets its outcome, what is missing, and what has to be checked."""
    facts = {**case.given, "role": Role(case.given["role"]), "act": Act(case.given["act"])}
    told = permission(**facts)
    assert {
        "outcome": told.outcome.value,
        "missing": [need.value for need in told.missing],
        "to_check": [need.value for need in told.to_check],
        "open_points": len(told.open_points),
    } == case.expect


@given(role=st.sampled_from(Role), act=st.sampled_from(Act), facts=st.tuples(_known, _known, _known, _known))
def test_learning_a_good_fact_never_takes_a_permission_away(
    role: Role, act: Act, facts: tuple[bool | None, bool | None, bool | None, bool | None]
) -> None:
    """Whoever may do something still may when every unknown turns out well, and nothing is left to check then."""
    now = permission(role, act, *facts)
    later = permission(role, act, *(True if fact is None else fact for fact in facts))
    assert later.to_check == ()
    assert later.missing == now.missing
    if now.outcome is PermissionOutcome.ALLOWED_IF:
        assert later.outcome is PermissionOutcome.ALLOWED
    else:
        assert later.outcome is now.outcome


@given(role=st.sampled_from(Role), act=st.sampled_from(Act))
def test_whoever_may_not_is_told_who_may(role: Role, act: Act) -> None:
    """A refusal names the roles that may, and none of them is refused."""
    told = permission(role, act)
    assert told.who == who_may(act)
    assert all(other.label in told.because.parts[0].says for other in told.who)
    assert all(permission(other, act).outcome is PermissionOutcome.ALLOWED_IF for other in told.who)


def test_needs_say_who_does_what() -> None:
    """What is missing is told as something to do."""
    told = permission(Role.OPERATOR, Act.FILE, True, False, False)
    lines = "".join(told.because.lines())
    assert "还差：本人在江苏智慧人社APP" in lines
    assert "还差：请法人或管理员把这个事项授权给经办人" in lines


@given(role=st.sampled_from(Role), act=st.sampled_from(Act))
def test_the_scope_of_an_operator_is_told_to_operators_who_file(role: Role, act: Act) -> None:
    """That only granted matters count is told where it matters, and nowhere else."""
    told = "只能办法人或管理员授权给他的事项" in "".join(permission(role, act).because.lines())
    assert told == (role is Role.OPERATOR and act is Act.FILE)
