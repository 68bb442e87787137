"""What is counted about messages, among which of them, and what it aims at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from faq.evaluation.judged import Judged
from faq.evaluation.shares import Aim, Share, share_of
from faq.understood import Decision

Holds = Callable[[Judged], bool]


@dataclass(frozen=True)
class Measure:
    """A share: how many of the messages that are ``among`` it are ``counted``."""

    name: str
    title: str
    among: Holds
    counted: Holds
    aim: Aim | None = None

    def of(self, judged: Iterable[Judged]) -> Share:
        """The share in these messages."""
        return share_of(self.counted(each) for each in judged if self.among(each))


def _expected(decision: Decision) -> Holds:
    return lambda each: each.message.expect is decision


def _otherwise(decision: Decision) -> Holds:
    return lambda each: each.message.expect is not decision


def _given(decision: Decision) -> Holds:
    return lambda each: each.given is decision


def _plain(each: Judged) -> bool:
    return each.message.asks and each.message.noise is None


def _noisy(each: Judged) -> bool:
    return each.message.asks and each.message.noise is not None


def _question(each: Judged) -> bool:
    return each.message.asks


def _error(each: Judged) -> bool:
    return each.message.quotes_error


def _followed(each: Judged) -> bool:
    return each.message.expect is Decision.ANSWER and each.message.after is not None


def _vague(each: Judged) -> bool:
    """It should be asked back, and the message's data say with which options."""
    return each.message.expect is Decision.CLARIFY and bool(each.message.topics)


def _first(each: Judged) -> bool:
    return each.first_right


def _among(each: Judged) -> bool:
    return each.among_right


def _right(each: Judged) -> bool:
    return each.right


def _answered_wrongly(each: Judged) -> bool:
    return each.answered_wrongly


def _all(each: Judged) -> bool:
    return True


def _offers_likeliest(each: Judged) -> bool:
    """It was asked back, and the first of the expected options is among those offered."""
    return each.message.topics[0] in each.asked_back_of


def _offers_some(each: Judged) -> bool:
    """It was asked back, and at least one of the expected options is among those offered."""
    return bool(each.asked_back_of)


def _offers_every(each: Judged) -> bool:
    """It was asked back, and all of the expected options are among those offered."""
    return each.asked_back_of == frozenset(each.message.topics)


_ANSWER, _CLARIFY, _HUMAN = Decision.ANSWER, Decision.CLARIFY, Decision.HUMAN
_REFUSED, _SMALLTALK = Decision.OUT_OF_SCOPE, Decision.SMALLTALK

MEASURES: tuple[Measure, ...] = (
    Measure("plain_first", "一般问法：第一个主题对", _plain, _first, Aim(0.95)),
    Measure("plain_among", "一般问法：前三个主题里有对的", _plain, _among, Aim(0.99)),
    Measure("plain_answered", "一般问法：直接答了，也答对了", _plain, _right),
    Measure("noisy_first", "带噪声的问法：第一个主题对", _noisy, _first, Aim(0.92)),
    Measure("noisy_among", "带噪声的问法：前三个主题里有对的", _noisy, _among, Aim(0.97)),
    Measure("noisy_answered", "带噪声的问法：直接答了，也答对了", _noisy, _right),
    Measure("error_first", "报错（不论噪声）：第一个主题对", _error, _first, Aim(0.98)),
    Measure("error_among", "报错（不论噪声）：前三个主题里有对的", _error, _among),
    Measure("follow_up", "追问：接着上一个主题答对", _followed, _right),
    Measure("answered_wrongly", "当真答错（占全部消息）", _all, _answered_wrongly, Aim(0.03, below=True)),
    Measure("refused", "管不了的：认出来了", _expected(_REFUSED), _given(_REFUSED), Aim(0.95)),
    Measure("refused_rightly", "说管不了的：确实管不了", _given(_REFUSED), _expected(_REFUSED)),
    Measure("refused_wrongly", "管得了的：误说管不了", _expected(_ANSWER), _given(_REFUSED), Aim(0.02, below=True)),
    Measure("human", "要人工的：认出来了", _expected(_HUMAN), _given(_HUMAN), Aim(0.98)),
    Measure("human_wrongly", "不要人工的：误当要人工", _otherwise(_HUMAN), _given(_HUMAN)),
    Measure("asked_back", "说不清的：反问了", _expected(_CLARIFY), _given(_CLARIFY)),
    Measure("asked_back_likeliest", "说不清的：反问了，选项里有最可能的那个", _vague, _offers_likeliest, Aim(0.9)),
    Measure("asked_back_some", "说不清的：反问了，选项里至少有一个对的", _vague, _offers_some),
    Measure("asked_back_every", "说不清的：反问了，对的选项都在", _vague, _offers_every),
    Measure("asked_back_needlessly", "说得清的：多问了一句", _question, _given(_CLARIFY)),
    Measure("smalltalk", "寒暄：认出来了", _expected(_SMALLTALK), _given(_SMALLTALK)),
    Measure("smalltalk_wrongly", "不是寒暄的：误当寒暄", _otherwise(_SMALLTALK), _given(_SMALLTALK)),
)
"""Questions are plain or noisy only where they stand by themselves; follow-ups are counted apart.

"First right" and "among three" look at the order of the topics, whatever was decided; "answered" wants the decision
too. The aim for what is asked back is held against the stricter reading: the likeliest option has to be offered.
"""
