"""Whether a message is answered by a rule: what was understood has to agree with what the rule is about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.services.rule_answers import read_lean
from bot.services.rule_questions import CHATTED, RuleQuestion, find_rule_question
from faq.decision import Decision, Understood

_CERTAIN = 0.75
_NOTHING_UNDERSTOOD = frozenset({"gibberish", "unknown", "unclear"})
_NEAR = 4
_ELSEWHERE = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃"
    "|青海|内蒙|广西|西藏|宁夏|新疆|香港|澳门|台湾|深圳|广州|杭州|宁波|青岛|厦门|大连|成都|武汉"
)
"""Places whose numbers are not ours."""


def ruled(text: str, understood: Understood, today: date, lean: str = "") -> RuleQuestion | None:
    """The question in ``text`` that a rule answers; None where the knowledge answers it, or nobody does.

    A foreign matter that was recognized (公积金 …), the portal's message, and the wish for a person go before a rule;
    so does a topic that was understood for certain, and that is none of the rule's.
    """
    before = read_lean(lean) if lean else None
    question = find_rule_question(text, today, before[0] if before else None)
    if question is None or question.private:
        return question
    if _ELSEWHERE.search(text) or _is_foreign(understood, question):
        return None
    allowed = CHATTED[question.rule]
    nearest = [candidate.id for candidate in understood.topics[:_NEAR]]
    if before is not None and question.rule == before[0].rule:
        return question
    if nearest and nearest[0] in allowed:
        return replace(question, topic=nearest[0])
    certain = understood.decision is Decision.ANSWER and understood.confidence >= _CERTAIN
    return None if certain else question


def _is_foreign(understood: Understood, question: RuleQuestion) -> bool:
    if understood.decision is Decision.OUT_OF_SCOPE:
        return understood.kind not in _NOTHING_UNDERSTOOD and question.rule != "retirement_age"
    return understood.decision in (Decision.HUMAN, Decision.SMALLTALK) or understood.error is not None
