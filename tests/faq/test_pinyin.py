"""How text sounds."""

import pytest

from faq.pinyin import is_pinyin, syllables, units


def test_units_are_characters_words_and_numbers() -> None:
    """Chinese is read by character, Latin and digits by run."""
    assert units("ca证书过期30天") == ("ca", "证", "书", "过", "期", "30", "天")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("zengyuan baocuo", "增员报错"),
        ("mima wang le", "密码忘了"),
        ("gonganbu", "公安部"),
        ("shenbaoqi", "申报期"),
    ],
)
def test_pinyin_sounds_like_the_characters(typed: str, meant: str) -> None:
    """A message in pinyin has the sound of the one in characters."""
    assert syllables(typed) == syllables(meant)


@pytest.mark.parametrize(
    ("one", "other"), [("减员", "减圆"), ("离职", "离值"), ("证书", "正书"), ("男", "蓝"), ("今", "京")]
)
def test_what_is_mixed_up_sounds_alike(one: str, other: str) -> None:
    """Homophones, zh and z, n and l, n and ng make no difference."""
    assert syllables(one) == syllables(other)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("zhanghao bei suo le", True),
        ("jia ren 的时候 meiyou xinxi", True),
        ("ca证书过期了怎么续", False),
        ("chrome打不开", False),
        ("asdfghjkl", False),
        ("加人报错", False),
        ("", False),
    ],
)
def test_pinyin_is_told_from_english_and_noise(text: str, wanted: bool) -> None:
    """Only what can be spelled as Mandarin counts as pinyin."""
    assert is_pinyin(text) is wanted
