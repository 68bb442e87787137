"""Whether a message is answered by a rule: what was understood has to agree with what the rule is about."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from bot.services.rule_answers import read_lean
from bot.services.rule_questions import CHATTED, RuleQuestion, find_rule_question
from faq.decision import Decision, Understood

_CERTAIN = 0.75
_TO_TOPIC = {
    question.topic: question
    for question in (
        RuleQuestion("back_payment", {}, "filing.arrears"),
        RuleQuestion("filing_window", {}, "filing.calendar"),
        RuleQuestion("record_validity", {}, "query.rights_record"),
    )
}
"""What a day alone asks after a topic's answer."""
_NOTHING_UNDERSTOOD = frozenset({"gibberish", "unknown", "unclear"})
_NEVER_FOREIGN = frozenset({"retirement_age", "back_payment_estimate"})
"""Rules whose questions say enough themselves: what is foreign is left out where they are found."""
_NEAR = 4
_ELSEWHERE = re.compile(
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃"
    "|青海|内蒙|广西|西藏|宁夏|新疆|香港|澳门|台湾|深圳|广州|杭州|宁波|青岛|厦门|大连|成都|武汉"
)
"""Places whose numbers are not ours."""


def ruled(
    text: str, understood: Understood, today: date, lean: str = "", last_topic: str | None = None
) -> RuleQuestion | None:
    """The question in ``text`` that a rule answers; None where the knowledge answers it, or nobody does.

    It may lean on the rule's answer before, or, where that was a topic's, on what one says to that topic.

    A foreign matter that was recognized (公积金 …), the portal's message, and the wish for a person go before a rule;
    so does a topic that was understood for certain, and that is none of the rule's.
    """
    known = read_lean(lean) if lean else None
    before = known[0] if known else _TO_TOPIC.get(last_topic or "")
    question = find_rule_question(text, today, before)
    if question is None or question.private:
        return question
    if _ELSEWHERE.search(text) or _is_foreign(understood, question):
        return None
    allowed = CHATTED[question.rule]
    nearest = [candidate.id for candidate in understood.topics[:_NEAR]]
    if before is not None and question.rule == before.rule:
        return question
    if nearest and nearest[0] in allowed:
        return replace(question, topic=nearest[0])
    certain = understood.decision is Decision.ANSWER and understood.confidence >= _CERTAIN
    return None if certain else question


def _is_foreign(understood: Understood, question: RuleQuestion) -> bool:
    if understood.decision is Decision.OUT_OF_SCOPE:
        near = bool(understood.topics) and understood.topics[0].id in CHATTED[question.rule]
        if near and understood.confidence < _CERTAIN:
            return False
        return understood.kind not in _NOTHING_UNDERSTOOD and question.rule not in _NEVER_FOREIGN
    return understood.decision in (Decision.HUMAN, Decision.SMALLTALK) or understood.error is not None
