"""Texts: what is wrong with one is found when it is read, not when it is said."""

import pytest

from bot.engine.texts import TemplateSyntaxError, wording


@pytest.mark.parametrize("source", ["{{ name", "{% if name %}好", "{{ name|nofilter }}", "{% nothing %}"])
def test_a_mistake_is_found_when_it_is_read(source: str) -> None:
    """Also one that only making the template would meet."""
    with pytest.raises(TemplateSyntaxError):
        wording(source)


def test_lines_of_blocks_go_where_that_is_wanted() -> None:
    """The same source is two texts."""
    source = "甲\n{% if yes %}\n乙\n{% endif %}\n丙"
    assert wording(source).render({"yes": False}) == "甲\n丙"
    assert wording(source, whole_lines=False).render({"yes": False}) == "甲\n\n丙"


def test_a_plain_text_is_said_as_it_stands() -> None:
    """Nothing is read, and nothing filled in."""
    assert wording("  单位\n  职工 ").render({}) == "单位\n职工" and not wording("单位").reads
