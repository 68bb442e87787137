"""Answers that a rule computes: two sentences, what is left open, and the reasons to unfold."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.engine.messages import Candidate, Decision, Heard
from bot.services.library import Snapshot
from bot.services.rule_questions import CHATTED, RuleQuestion
from bot.services.rule_sources import cited
from bot.services.rule_wordings import rule_names
from bot.services.year_answers import year_offered
from faq.normalize import letters, plain
from rules.evidence import grades_of
from rules.explained import Because, Explained
from rules.listing import BadGiven, run_rule
from rules.parameters import ParameterMissing

_WHY, _RUN = "why", "run"
_WHY_ASKED = re.compile(
    "(?:这是|那是|请问)?(?:为什么|为啥|为何|凭什么|凭啥|什么依据|依据(?:是)?什么|有什么依据|哪条规定|怎么算的|咋算的|怎么来的)"
    "(?:呢|啊|呀|的)?"
)
_MOST_LINES = 40


def answer_by_rule(question: RuleQuestion, snapshot: Snapshot, today: date) -> Heard:
    """What the rule says to the question on ``today``; what it still needs is asked for with options."""
    if question.missing is not None:
        return _asked_back(question, snapshot, today)
    topics = (_candidate(snapshot, question.topic),)
    try:
        result = run_rule(question.rule, question.given, snapshot.law, today)
    except (BadGiven, ParameterMissing) as trouble:
        return Heard(Decision.ANSWER, (str(trouble),), topics, certain=True, lean=lean_on(question, today))
    wordings = snapshot.wordings
    says = [wordings.rule(question.rule, **rule_names(result, question, snapshot.law))]
    points = result.open_points
    if points:
        says.append(wordings.rule("more_open", points=points))
    resting = result.sources[:1] if question.about == "停保" else result.sources
    if sources := cited(resting, grades_of(result.because)):
        says.append(wordings.shape("sources", sources=[sources]))
    messages = ["\n".join(part for part in says if part)]
    if question.private:
        return Heard(Decision.ANSWER, tuple(messages), topics, certain=True)
    if points:
        messages.append(wordings.rule("open_points", points=points))
    related = tuple(_candidate(snapshot, each) for each in snapshot.knowledge.topics[question.topic].see)
    more = {_key(_WHY, question, today): wordings.rule("why")}
    if question.rule == "filing_window":
        more |= year_offered(snapshot, today)
    return Heard(
        Decision.ANSWER, tuple(messages), topics, certain=True, more=more, lean=lean_on(question, today),
        choices=topics, related=related,
    )  # fmt: skip


def unfold(key: str, snapshot: Snapshot) -> Heard | None:
    """What an option under an answer unfolds: its reasons, or the answer once something was still needed.

    None where the key is not one of these.
    """
    kind, _, written = key.partition(":")
    if kind not in (_WHY, _RUN) or (known := read_lean(written)) is None:
        return None
    question, day = known
    if kind == _RUN:
        return answer_by_rule(question, snapshot, day)
    topics = (_candidate(snapshot, question.topic),)
    try:
        result = run_rule(question.rule, question.given, snapshot.law, day)
    except (BadGiven, ParameterMissing) as trouble:
        return Heard(Decision.ANSWER, (str(trouble),), topics, lean=written)
    return Heard(Decision.ANSWER, ("\n".join(_tree(result)),), topics, lean=written)


def asks_why(text: str) -> bool:
    """Whether the text asks for the reasons of the answer before."""
    return _WHY_ASKED.fullmatch(letters(plain(text))) is not None


def read_lean(written: str) -> tuple[RuleQuestion, date] | None:
    """The question that was kept as text, and the day on which it was asked; None where it is none."""
    try:
        rule, given, topic, about, day = json.loads(written)
        if rule not in CHATTED or topic not in CHATTED[rule]:
            return None
        return RuleQuestion(rule, dict(given), topic, about), date.fromisoformat(day)
    except (ValueError, TypeError):
        return None


def lean_on(question: RuleQuestion, today: date) -> str:
    """The question as text, for what leans on it."""
    kept = [question.rule, dict(question.given), question.topic, question.about, today.isoformat()]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _key(kind: str, question: RuleQuestion, today: date) -> str:
    return f"{kind}:{lean_on(question, today)}"


def _asked_back(question: RuleQuestion, snapshot: Snapshot, today: date) -> Heard:
    assert question.missing is not None
    complete = {
        _key(_RUN, replace(question, given={**question.given, question.missing: value}, missing=None), today): label
        for value, label in question.choices.items()
    }
    said = snapshot.wordings.rule(f"ask_{question.missing}")
    topics = (_candidate(snapshot, question.topic),)
    return Heard(Decision.CLARIFY, (said,), topics, certain=True, more=complete, lean=lean_on(question, today))


def _tree(result: Explained) -> list[str]:
    """The reasons: numbered steps with what they rest on beneath, and the documents that the signs [1] stand for."""
    marks: dict[str, int] = {}
    lines = [_marked(result.because, marks)]
    for number, step in enumerate(result.because.parts, 1):
        lines.append(f"{number}. {_marked(step, marks)}")
        lines += [line for line in _beneath(step, marks) if line not in lines]
    if len(lines) > _MOST_LINES:
        lines = [*lines[:_MOST_LINES], "……"]
    return [*lines, *(["依据："] if marks else []), *(f"[{number}] {source}" for source, number in marks.items())]


def _beneath(step: Because, marks: dict[str, int]) -> Iterator[str]:
    for part in step.parts:
        yield f"· {_marked(part, marks)}"
        yield from _beneath(part, marks)


def _marked(step: Because, marks: dict[str, int]) -> str:
    """The step with the sign of its source, which gets the next number where it is new."""
    source = cited([step.source]) if step.source else ""
    return f"{step.says}[{marks.setdefault(source, len(marks) + 1)}]" if source else step.says


def _candidate(snapshot: Snapshot, topic: str) -> Candidate:
    return Candidate(topic, snapshot.knowledge.topics[topic].title, 1.0)
