"""The portal's messages are recognized in what surrounds them, and nowhere else."""


import pytest

from faq.catalogue import SURE, Catalogue
from faq.knowledge import Knowledge
from faq.normalize import plain


@pytest.fixture(scope="module")
def catalogue(knowledge: Knowledge) -> Catalogue:
    """Every message that ships."""
    return Catalogue(knowledge.errors.values())


def full_width(text: str) -> str:
    """``text`` as an input method in full-width mode writes it."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


DRESSINGS = {
    "alone": "{}",
    "box": "提示:×\n[ERR-40{}]\n关闭  重试".replace("{}", "1] {} ["),
    "trace": "操作失败：{}！ code=-1 traceId:7f3c 返回上一页",
    "chat": "人事张测试  2024-03-01 09:12\n“{}”\n这是什么意思呀老师，急",
    "name": "给李样例(3213**********0018)加保的时候弹出来：{}，怎么弄",
    "blanks": " {} ",
}


@pytest.mark.parametrize("dressing", DRESSINGS)
def test_a_message_is_recognized_in_every_dressing(
    knowledge: Knowledge, catalogue: Catalogue, dressing: str
) -> None:
    """Junk before and behind, codes, names and times do not hide a message."""
    missed = []
    for error in knowledge.errors.values():
        found = catalogue.recognize(plain(DRESSINGS[dressing].format(error.message)))
        if not found or found[0].entry.id != error.id:
            missed.append(error.id)
    assert missed == []


def test_widths_and_blanks_do_not_hide_a_message(knowledge: Knowledge, catalogue: Catalogue) -> None:
    """Full-width signs and a blank after each character are the same message."""
    for error in knowledge.errors.values():
        for text in (full_width(error.message), " ".join(error.message)):
            assert catalogue.recognize(plain(text))[0].entry.id == error.id


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("不能再办理参保", "pension_already_insured"),
        ("…未获取到人员基本", "no_basic_info"),
        ("找到多条人员信息", "multiple_persons"),
        ("存在失业金发放信息", "unemployment_benefit_paid"),
        ("为灵活就业参保人员", "flexible_employment"),
        ("公安部人员基准信息查询接口", "police_interface"),
    ],
)
def test_a_part_is_enough(catalogue: Catalogue, part: str, wanted: str) -> None:
    """A part that only one message has leads to it."""
    assert catalogue.recognize(plain(part))[0].entry.id == wanted


def test_a_name_inside_does_not_hide_a_message(catalogue: Catalogue) -> None:
    """Portals put the person's name and dates into the message."""
    found = catalogue.recognize(plain("该人员王样例为灵活就业参保人员，无法办理"))
    assert found[0].entry.id == "flexible_employment"
    found = catalogue.recognize(plain("自参保开始日期2024-05下一月起，存在失业金发放信息"))
    assert found[0].entry.id == "unemployment_benefit_paid"


@pytest.mark.parametrize(
    "text",
    [
        "养老金怎么领",
        "户籍性质怎么改",
        "灵活就业人员能不能由单位参保",
        "公安",
        "员工的基本信息在哪里看",
        "怎么办理参保",
        "失业金一个月多少",
        "你好",
        "",
    ],
)
def test_shared_words_are_no_message(catalogue: Catalogue, text: str) -> None:
    """A question that shares words with a message is not taken for it."""
    assert catalogue.recognize(plain(text)) == ()


def test_questions_are_not_surely_messages_of_others(knowledge: Knowledge, catalogue: Catalogue) -> None:
    """No phrasing of a topic is surely a message of another one, but for messages two topics quote."""
    surely = {
        (topic.id, match.entry.topic)
        for topic in knowledge.topics.values()
        for asked in topic.ask
        for match in catalogue.recognize(plain(asked))
        if match.score >= SURE and match.entry.topic != topic.id
    }
    assert len(surely) <= 2


def test_equal_fits_are_both_told(knowledge: Knowledge) -> None:
    """Where two messages read alike, both come back."""
    one = knowledge.errors["police_mismatch"]
    twin = one.model_copy(update={"id": "twin"})
    found = Catalogue([one, twin]).recognize(plain(one.message))
    assert {match.entry.id for match in found} == {"police_mismatch", "twin"}


def test_a_long_paste_is_searched(catalogue: Catalogue) -> None:
    """A whole page of near misses is no message for sure."""
    assert catalogue.recognize("办理参保信息未获取到" * 200) == ()
