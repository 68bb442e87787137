"""Promises of ``rules.names``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.identifiers import IdentifierFault
from rules.names import DOT, person_name
from tests.rules.cases import Case, rows

_signs = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
_parts = st.text(_signs, min_size=2, max_size=6).filter(lambda part: part[-2:] not in _TITLES)
_TITLES = ("先生", "女士", "小姐", "师傅", "老师", "经理", "阿姨")


@pytest.mark.parametrize("case", rows("names"))
def test_name_rows(case: Case) -> None:
    """Each name is cleaned, or refused with what is wrong."""
    if "fault" not in case.expect:
        name = person_name(case.given["text"])
        assert {"name": name.text, "rare": list(name.rare)} == case.expect
        return
    with pytest.raises(IdentifierFault) as caught:
        person_name(case.given["text"])
    assert caught.value.kind.value == case.expect["fault"]
    assert case.expect["says"] in caught.value.message_zh
    assert "请" in caught.value.message_zh


@given(parts=st.lists(_parts, min_size=1, max_size=4), dot=st.sampled_from("·•・.．‧"))
def test_parts_and_dots_survive(parts: list[str], dot: str) -> None:
    """Any dot between the parts is the one dot, and the parts stay as they were; cleaning again changes nothing."""
    name = person_name(dot.join(parts))
    assert name.text == DOT.join(parts)
    assert person_name(name.text) == name


@given(text=st.text(max_size=30))
def test_nothing_typed_is_an_outage(text: str) -> None:
    """Whatever is typed is a name of Chinese characters and dots, or is refused kindly."""
    try:
        name = person_name(text)
    except IdentifierFault as fault:
        assert fault.message_zh.endswith("。")
        return
    assert not name.text.isascii()
    assert not any(sign.isspace() or sign.isdecimal() for sign in name.text)


def test_a_name_is_not_shown_by_accident() -> None:
    """Its written form for logs holds no sign of it, and the masked one only the first."""
    name = person_name("张测试")
    assert "测" not in repr(name)
    assert name.masked == "张**"
