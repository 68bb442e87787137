"""A question as it is read for a rule: its text with digits, the days, months and amounts in it, what stands near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from bot.engine.days import DayMention, Mention, MonthMention, Toward, YearMention, find_mentions
from bot.engine.numerals import arabic
from faq.normalize import plain

_AMOUNT = re.compile(
    r"(?<![\d.])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(万|千|[kw](?![a-z]))?\s*(?:元|块钱?)?"
    r"(?!\s*(?:\d|[号日月年岁天人%]|个|mb?|兆|周岁|类|条|张|[./-]\d))"
)
_TIMES = {"万": 10_000, "w": 10_000, "千": 1_000, "k": 1_000, None: 1}
_NEAR_BEFORE, _NEAR_AFTER = 5, 4


Dated = DayMention | MonthMention


_NO_AMOUNT = 10**9
"""From here on a number is a mobile's, an account's or an identity number."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in a text, in yuan."""

    start: int
    end: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class RuleQuestion:
    """A question that a rule answers.

    Args:
        rule: its name in the list of rules.
        given: what the rule is given, as text.
        topic: the id of the topic that it belongs to.
        about: what was asked to be done, in Chinese, where the wording of the answer depends on it; or empty.
        missing: the answer that the rule still needs, with the question to the person; None where it can be run.
        choices: for ``missing``: Chinese label by value.
        private: whether what was given must not be said again or kept in an option.
    """

    rule: str
    given: Mapping[str, str]
    topic: str
    about: str = ""
    missing: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    private: bool = False


@dataclass(frozen=True)
class Reading:
    """A question, read on ``today``."""

    text: str
    today: date

    @classmethod
    def of(cls, typed: str, today: date) -> Reading:
        """Reads what was typed."""
        return cls(arabic(plain(typed)).text, today)

    def has(self, pattern: str) -> bool:
        """Whether the pattern stands in the text."""
        return re.search(pattern, self.text) is not None

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """Days, months and years, in order."""
        return find_mentions(self.text, self.today)

    @cached_property
    def dated(self) -> tuple[Dated, ...]:
        """Days and months, in order."""
        return tuple(mention for mention in self.mentions if not isinstance(mention, YearMention))

    @cached_property
    def days(self) -> tuple[DayMention, ...]:
        """Days, in order."""
        return tuple(mention for mention in self.mentions if isinstance(mention, DayMention))

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Amounts of a hundred yuan and more that are no part of a day, and no number of somebody's, in order."""
        found = (_amount(match) for match in _AMOUNT.finditer(self.text))
        return tuple(
            amount
            for amount in found
            if 100 <= amount.value < _NO_AMOUNT
            and all(amount.end <= m.start or amount.start >= m.end for m in self.mentions)
        )

    def beside(self, span: Mention | Amount, before: str = "", after: str = "") -> int:
        """How well cues fit a span: one that ends right before it, or begins right after it, counts double."""
        ahead = self.text[max(0, span.start - _NEAR_BEFORE) : span.start]
        behind = self.text[span.end : span.end + _NEAR_AFTER + 4]
        score = 0
        if before and (found := re.search(rf"(?:{before})([^\d]{{0,3}})$", ahead)):
            score += 3 - min(2, len(found[1]))
        if after and (found := re.match(rf"([^\d,。;]{{0,{_NEAR_AFTER}}}?)(?:{after})", behind)):
            score += 3 - min(2, len(found[1]))
        return score

    def best(self, spans: Iterable[Dated], before: str, after: str) -> Dated | None:
        """The span whose cues fit best; None where none fits."""
        scored = [(self.beside(span, before, after), -span.start, span) for span in spans]
        fitting = [each for each in scored if each[0] > 0]
        return max(fitting, key=lambda each: each[:2])[2] if fitting else None

    def day(self, mention: Dated | None, toward: Toward, anchor: date | None = None) -> str | None:
        """The day that a mention means, as ISO text; None where there is none."""
        found = mention.resolve(anchor or self.today, toward) if mention is not None else None
        return found.isoformat() if found else None


def _amount(match: re.Match[str]) -> Amount:
    value = Decimal(match[1].replace(",", "") + (match[2] or "")) * _TIMES[match[3]]
    return Amount(match.start(), match.end(), value)
