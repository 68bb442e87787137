"""Codes that link channels: easy to type, found in a sentence, and nothing else is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.link_code import SIGNS, code_in, is_spelt_right, read_code, shown, spelt

CODE = spelt(bytes(range(40, 56)))


def test_there_are_forty_bits_in_signs_that_nobody_mistakes() -> None:
    """Thirty-two signs, eight of them at random: none that looks like another one."""
    assert len(set(SIGNS)) == 32 and not set("01IO") & set(SIGNS)
    codes = {spelt(bytes([0, 0, 0, low, high])) for low in range(256) for high in range(256)}
    assert len(codes) == 65_536
    assert spelt(b"\x00" * 5)[:8] == SIGNS[0] * 8 and spelt(b"\xff" * 5)[:8] == SIGNS[31] * 8


@given(st.binary(min_size=16, max_size=16))
def test_every_code_is_found_as_it_is_shown(secret: bytes) -> None:
    """Whatever its signs, alone and in a sentence."""
    code = spelt(secret)
    assert is_spelt_right(code)
    assert code_in(shown(code)) == code_in(f"助手给我的是{shown(code).lower()}，请关联") == read_code(code) == code


@pytest.mark.parametrize("said", ["{} 谢谢", "关联码：{}", "我的关联码是{}。", "“{}”"])
@pytest.mark.parametrize("between", ["", " ", "-", " - ", "—", "　"])
def test_it_may_be_spaced_and_stand_in_a_sentence(said: str, between: str) -> None:
    """With whatever between its groups."""
    typed = between.join((CODE[:3], CODE[3:6], CODE[6:]))
    assert code_in(said.format(typed)) == CODE


@given(st.binary(min_size=5, max_size=5))
def test_one_wrong_sign_is_seen(secret: bytes) -> None:
    """The last sign checks the others."""
    code = spelt(secret)
    typos = {code[:place] + sign + code[place + 1 :] for place in range(9) for sign in SIGNS} - {code}
    assert len(typos) == 9 * 31 and not any(map(is_spelt_right, typos))


@given(st.binary(min_size=5, max_size=5))
def test_neighbours_that_changed_places_are_seen(secret: bytes) -> None:
    """As happens while typing."""
    code = spelt(secret)
    typos = {code[:at] + code[at + 1] + code[at] + code[at + 2 :] for at in range(8)} - {code}
    assert not any(map(is_spelt_right, typos))


@pytest.mark.parametrize(
    "said",
    [
        "32139919800210041X",
        "统一社会信用代码91321399MA000001AC",
        "13800001234",
        "我的密码忘了怎么办",
        "PASSWORDS",
        "2026-11-20",
        "错误代码ABC123DEF是什么意思",
        "电话 025-123-456",
        "025-123-456",
        "how are you",
        "验证码是ABC-123-DEF",
        "编码是ABC123DEF",
        "码是MA1234567",
        "报错码ERR123456关联不上",
        "关联的时候报错ERR123456",
        "怎么关联 windows10系统",
        "想关联windows10系统",
        "怎么把关联企业A1B2C3D4E删掉",
        "关联企业A1B2C3D4E",
        "关联码ABC123DEF是什么",
        "",
    ],
)
def test_what_people_send_otherwise_is_no_code(said: str) -> None:
    """Numbers, words, days and messages of the portal."""
    assert code_in(said) is None


@pytest.mark.parametrize(
    "said",
    [
        "K7Q-M3X-PTA",
        "关联码 k7qm3xpta",
        "我有码：K7Q M3X PTA",
        "帮我关联 k7qm3xpta",
        "我要关联，给我的码是K7QM3XPTA",
        "K7Q-M3X-PTA 关联不上",
    ],
)
def test_what_was_meant_for_a_code_is_one_and_wrong(said: str) -> None:
    """So that a slip of the finger gets the answer that wrong codes get."""
    assert code_in(said) == "K7QM3XPTA" and not is_spelt_right("K7QM3XPTA")


@pytest.mark.parametrize("said", ["码是 J7V-97L-2J2", "码：j7v 97l 2j2", "J7V-97L-2J2", "“J7V 97L 2J2”。"])
def test_a_damaged_code_alone_or_called_one_is_told_as_one(said: str) -> None:
    """With nothing around it that says more than that it is a code."""
    assert code_in(said) == "J7V97L2J2" and not is_spelt_right("J7V97L2J2")


def test_letters_alone_in_three_groups_with_dashes_are_meant_for_a_code() -> None:
    """As one code in thirteen is spelt; without dashes they are words."""
    assert code_in("KQX-MWX-PTB") == "KQXMWXPTB" and code_in("KQX MWX PTB") is None


@pytest.mark.parametrize("said", ["{}-{}-{}", "给我的码是{}-{}-{}", "关联码{}{}{}", "{}{}{}，帮我关联"])
def test_what_is_plainly_a_code(said: str) -> None:
    """Its three groups with dashes, or what is called a code."""
    assert code_in(said.format(CODE[:3], CODE[3:6], CODE[6:]), plainly=True) == CODE


@pytest.mark.parametrize("said", ["{}{}{}", "{} {} {}", "编号{}{}{}"])
def test_what_may_be_something_else(said: str) -> None:
    """Nine signs alone, which other numbers have, too."""
    assert code_in(said.format(CODE[:3], CODE[3:6], CODE[6:])) == CODE
    assert code_in(said.format(CODE[:3], CODE[3:6], CODE[6:]), plainly=True) is None
