"""Names are taken out of what editors read; the words around them stay."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.engine.conversation import Conversation, Given, Run
from bot.engine.masking_names import names_in, without_names

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("我叫张测试，社保查不到", "我叫**，社保查不到"),
        ("给李样例停保", "给**停保"),
        ("帮我给王样本办减员", "帮我给**办减员"),
        ("张测试", "**"),
        ("张测试 3213**********1230", "** 3213**********1230"),
        ("员工欧阳测试的社保查不到", "员工**的社保查不到"),
        ("买买提·测试怎么参保", "**怎么参保"),
        ("张测试和李样例停保", "**和**停保"),
        ("经办人赵演示离职了", "经办人**离职了"),
        ("帮张三增员", "帮**增员"),
        ("姓名：钱样例，手机138****1234", "姓名：**，手机138****1234"),
    ],
)
def test_a_full_name_goes(said: str, kept: str) -> None:
    """Where it stands as names do, of two to four signs, or with the dot of minority names."""
    assert without_names(said) == kept


@pytest.mark.parametrize(
    "said", ["给小王办入职", "谢谢", "周五能停保吗", "给高管停保", "江苏的网厅", "单位密码忘了", ""]
)
def test_words_stay(said: str) -> None:
    """Nicknames name no one, and words that begin with a surname's sign are no names."""
    assert without_names(said) == said


def test_hardly_a_phrasing_loses_a_word() -> None:
    """Of all the ways to ask that the knowledge holds, fewer than one in 400 is taken for one with a name."""
    entries = [yaml.safe_load(path.read_text("utf-8")) for path in (DATA / "topics").glob("*.yaml")]
    for name in ("smalltalk", "out_of_scope", "clarify", "human"):
        entries += yaml.safe_load((DATA / f"{name}.yaml").read_text("utf-8"))
    asked = [str(phrase) for entry in entries for phrase in entry["ask"]]
    changed = [phrase for phrase in asked if without_names(phrase) != phrase]
    assert len(changed) < len(asked) / 400, changed


def test_names_given_before_are_known() -> None:
    """Answers that may be names are, also in what was put aside and inside lists; codes, days and numbers are not."""
    given = {
        "name": Given("张测试"),
        "people": Given([{"who": "李样例", "id": "321302199003071230"}]),
        "way": Given("BY_SMS"),
    }
    aside = Run("r2", "other", 1, given={"who": Given("买买提·测试"), "day": Given(str(date(2026, 11, 20)))})
    conversation = Conversation(runs=(Run("r1", "some", 1, given=given),), aside=aside)
    assert names_in(conversation) == {"张测试", "李样例", "买买提·测试"}
    assert without_names("那李样例呢，还有张测试他爱人", names_in(conversation)) == "那**呢，还有**他爱人"
