"""A 绑定码 proves an operator once, for ten minutes, in five attempts."""

from __future__ import annotations

from bot.bureau.protocol import Authority
from bot.bureau.simulated.bureau import open_simulated
from rules.modules import Module
from rules.parameters import Parameters
from rules.permissions import Role
from tests.bureau.stand import DATA, FACTORY, KEY, OPERATORS, PEOPLE, SHOP, Stand, administrator, credit_code

WHO = (credit_code(FACTORY), administrator(FACTORY))


async def _sent(stand: Stand) -> str:
    await stand.bureau.send_code(*WHO)
    return (await stand.bureau.demo_codes())[0].code


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_the_code_proves_the_operator(anywhere: Stand) -> None:
    """The code that the panel shows proves who they are; it names employer and operator to the panel."""
    code = await _sent(anywhere)
    shown = (await anywhere.bureau.demo_codes())[0]
    assert (shown.employer, shown.operator) == (FACTORY, "李管理") and code not in repr(shown)
    authority = await anywhere.bureau.check_code(*WHO, code)
    assert authority is not None and authority.role is Role.ADMINISTRATOR
    assert authority.modules == frozenset(Module) and authority.employer.name == FACTORY


async def test_a_code_works_once(anywhere: Stand) -> None:
    """Used, it proves nothing any more, and the panel has forgotten it."""
    code = await _sent(anywhere)
    assert await anywhere.bureau.check_code(*WHO, code)
    assert await anywhere.bureau.check_code(*WHO, code) is None
    assert await anywhere.bureau.demo_codes() == []


async def test_a_code_lives_ten_minutes(anywhere: Stand) -> None:
    """It still proves a second before ten minutes are over, and nothing at ten minutes."""
    code = await _sent(anywhere)
    anywhere.clock.pass_by(minutes=10)
    assert await anywhere.bureau.check_code(*WHO, code) is None
    assert await anywhere.bureau.demo_codes() == []
    code = await _sent(anywhere)
    anywhere.clock.pass_by(minutes=10, seconds=-1)
    assert await anywhere.bureau.check_code(*WHO, code)


async def test_the_fifth_attempt_may_be_right_and_the_sixth_not(anywhere: Stand) -> None:
    """After four wrong attempts the right code proves; after five it does not."""
    code = await _sent(anywhere)
    for _ in range(4):
        assert await anywhere.bureau.check_code(*WHO, _wrong(code)) is None
    assert await anywhere.bureau.check_code(*WHO, code)
    code = await _sent(anywhere)
    for _ in range(5):
        assert await anywhere.bureau.check_code(*WHO, _wrong(code)) is None
    assert await anywhere.bureau.check_code(*WHO, code) is None


async def test_asking_again_gives_no_more_attempts(anywhere: Stand) -> None:
    """A new code voids the old one, and its attempts count on until the time of the last code is over."""
    old = await _sent(anywhere)
    for _ in range(5):
        await anywhere.bureau.check_code(*WHO, _wrong(old))
    await anywhere.bureau.send_code(*WHO)
    assert await anywhere.bureau.demo_codes() == []
    anywhere.clock.pass_by(minutes=10)
    new = await _sent(anywhere)
    assert await anywhere.bureau.check_code(*WHO, new)


async def test_only_the_newest_code_counts(anywhere: Stand) -> None:
    """The code before proves nothing once another was sent."""
    old = await _sent(anywhere)
    new = await _sent(anywhere)
    if old != new:
        assert await anywhere.bureau.check_code(*WHO, old) is None
    assert await anywhere.bureau.check_code(*WHO, new)


async def test_who_is_no_operator_gets_no_code(anywhere: Stand) -> None:
    """Asking for somebody else ends the same way, and sends nothing."""
    await anywhere.bureau.send_code(credit_code(FACTORY), PEOPLE["张测试"])
    await anywhere.bureau.send_code("没有这家单位", administrator(FACTORY))
    assert await anywhere.bureau.demo_codes() == []
    assert await anywhere.bureau.check_code(credit_code(FACTORY), PEOPLE["张测试"], "000000") is None


async def test_a_code_is_for_one_employer(anywhere: Stand) -> None:
    """The code for one client of a bookkeeping agent does not prove another."""
    agent = OPERATORS[SHOP, "周记账"]
    await anywhere.bureau.send_code(credit_code(SHOP), agent)
    code = (await anywhere.bureau.demo_codes())[0].code
    assert await anywhere.bureau.check_code(credit_code("演示小吃店"), agent, code) is None
    assert isinstance(await anywhere.bureau.check_code(credit_code(SHOP), agent, code), Authority)


async def test_an_operators_authority_is_what_was_granted(stand: Stand) -> None:
    """It has the matters granted; before the first login none; for strangers there is none."""
    bureau, factory = stand.bureau, credit_code(FACTORY)
    granted = await bureau.authority(factory, OPERATORS[FACTORY, "王经办"])
    assert granted is not None and granted.role is Role.OPERATOR
    assert Module.EMPLOYEE_ENROLLMENT in granted.modules and Module.BASE_INCREASE not in granted.modules
    fresh = await bureau.authority(factory, OPERATORS[FACTORY, "赵新手"])
    assert fresh is not None and fresh.modules == frozenset()
    assert await bureau.authority(factory, PEOPLE["张测试"]) is None


async def test_everybody_on_the_panel_can_be_bound(stand: Stand) -> None:
    """Each login that the panel offers gets a code that proves them."""
    logins = await stand.bureau.demo_logins()
    assert {(each.employer, each.operator) for each in logins} == set(OPERATORS)
    for each in logins:
        await stand.bureau.send_code(each.credit_code, each.identity_number)
        shown = [code for code in await stand.bureau.demo_codes() if code.operator == each.operator]
        authority = await stand.bureau.check_code(each.credit_code, each.identity_number, shown[0].code)
        assert authority is not None and authority.role is each.role and authority.employer.name == each.employer


async def test_the_code_does_not_lie_in_the_database(stand: Stand, law: Parameters) -> None:
    """Another process with the key shows the same code; without the key, the same rows give another one."""
    code = await _sent(stand)
    parts = stand.database, lambda: law, stand.clock, DATA
    assert (await (await open_simulated(*parts, KEY)).demo_codes())[0].code == code
    others = [(await (await open_simulated(*parts, bytes([n]) * 32)).demo_codes())[0].code for n in range(3)]
    assert set(others) != {code}
