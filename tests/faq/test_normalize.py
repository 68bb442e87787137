"""One plain form for every way of writing."""


import pytest

from faq.normalize import LIMIT, has_symbols, letters, plain


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("  单位  密码 忘 了 ", "单位密码忘了"),
        ("ＣＡ証書過期", "ca证书过期"),
        ("個人帳戶怎麼註冊", "个人账户怎么注册"),
        ("與公安部門資訊比對不成功", "与公安部门信息比对不成功"),
        ("登陆不上,怎么办", "登录不上,怎么办"),
        ("帐号", "账号"),
        ("「户籍性质为空」……", '"户籍性质为空"......'),
        ("密\u200b码\x00\x07\ufeff", "密码"),
        ("加人😀🏽👨‍👩‍👧‍👦急", "加人急"),
        ("[图片]报错了[捂脸]", "报错了"),
        ("增\t员\n报\r\n错", "增员报错"),
        ("打开 Chrome 再试", "打开 chrome 再试"),
        ("姓名𬭎㛃", "姓名𬭎㛃"),
        ("", ""),
    ],
)
def test_plain_form(written: str, wanted: str) -> None:
    """Widths, scripts, spaces, invisible signs and emoji no longer matter."""
    assert plain(written) == wanted


@pytest.mark.parametrize("text", ["怎么办", "什么著名", "干活的后面还有余钱", "只有一台", "里面"])
def test_simplified_text_stays(text: str) -> None:
    """Simplified text is not converted into something else."""
    assert plain(text) == text


def test_plain_twice_is_plain_once() -> None:
    """The plain form of a plain form is itself."""
    text = "【ERR-5003】與公安部門　比對不成功，ＣＡ 证 书…"
    assert plain(plain(text)) == plain(text)


def test_a_huge_text_is_cut() -> None:
    """Of ten million characters only the first are read."""
    assert len(plain("繁體字𬭎x" * 2_000_000)) <= LIMIT


def test_letters_alone() -> None:
    """Punctuation and spaces are no letters."""
    assert letters(plain("7-10号,能申报吗?(急)")) == "710号能申报吗急"


@pytest.mark.parametrize(
    ("text", "wanted"), [("😀", True), ("[捂脸]", True), ("...", False), ("好的", False)]
)
def test_symbols_are_seen(text: str, wanted: bool) -> None:
    """Emoji and chat stickers are told from silence."""
    assert has_symbols(text) is wanted
