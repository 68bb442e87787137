"""Answers: joins what was understood, the knowledge, the rules and the texts of the day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from bot.engine.messages import Candidate, Decision, Heard, Offer
from bot.services.day_names import day_names, day_wording
from bot.services.errors import KnownError, Recognition
from bot.services.library import Snapshot
from bot.services.link_wish import LINKING, wishes_to_link
from bot.services.rule_answers import answer_by_rule, asks_why, unfold
from bot.services.rule_deciding import ruled
from bot.services.rule_questions import RuleQuestion, is_about_days, no_such_day
from bot.services.year_answers import TOPIC as YEAR_TOPIC
from bot.services.year_answers import answer_year, asked_year, year_of, year_offered
from faq.catalogue import SURE
from faq.decision import PERSON, Understood
from faq.decision import Decision as FaqDecision
from faq.follow_up import matters
from faq.knowledge import ErrorEntry, Grade, Later, Source, Topic
from faq.normalize import plain
from rules.parameters import ParameterMissing

_WISH = re.compile(
    r"(?:[^，,。；;]{1,20}[，,。；;\s])?\s*(?:请|麻烦)?"
    r"(?:帮我|替我|给我|帮忙|帮|给|我要|我想|我来|现在给|马上给|办理?|我要办理?)(?:给|为|帮)?.{2,60}$"
)
"""How one says that something is to be done."""
_ASKS = re.compile(
    r"怎么|怎样|如何|咋|吗|么|呢|？|\?|多少|几|能不能|可不可以|可以|为什么|什么|哪|错|查|看|问|知道|了解|材料"
)
"""What makes a question of it all the same."""
_NUMBERS = re.compile(r"[0-9０-９]{6,}[XxＸｘ]?")


def _bare_wish(text: str) -> str:
    """A wish without the particulars that come with it: numbers, and what stands behind the first clause of it."""
    clauses = [clause for clause in re.split("[，,。；;]", text) if clause.strip()]
    first = next((clause for clause in clauses if _WISH.match(clause)), text)
    return _NUMBERS.sub("员工", _WANTING.sub("", first))


_WANTING = re.compile(r"^\s*(?:请|麻烦)?(?:帮我|替我|给我|帮忙|我要|我想|我来)(?=.{2})")


_CERTAIN = 0.6
"""From this confidence on a text is taken for a question even where a free text was asked for."""
_WISHED = 0.4
"""From this likelihood on a wish is taken for the topic's, where it could not be told for sure."""
_MOST_CANDIDATES = 8
_FOLDED = "【细节】"
"""How a message begins that channels may fold."""
_MOST_TOLD = 1_000
"""Answers that are kept as written; beyond that, and so on another day at last, they are written anew."""
_MISSED = frozenset({"gibberish", "unknown", "unclear"})
"""Kinds of foreign matters that say no more than that nothing was understood."""
_UNKNOWN_ERROR = "unknown_error"
_LEAST_PASTED = 14
"""Signs from which on a text about an unknown message is likely the message itself."""


class Answers:
    """Fulfills the engine's ``Knowledge`` with the snapshot that is current at each call."""

    def __init__(self, snapshot: Callable[[], Snapshot]) -> None:
        self._snapshot = snapshot

    def hear(self, text: str, today: date, last_topic: str | None, lean: str = "") -> Heard:
        """What the text is about, and what to say to it: by a rule, where it asks for what a rule computes."""
        snapshot = self._snapshot()
        if (dialog := snapshot.wordings.entry(text)) is not None:
            return Heard(Decision.ANSWER, start=Offer(dialog), certain=True)
        if wishes_to_link(text):
            return Heard(Decision.ANSWER, start=Offer(LINKING), certain=True)
        understood = snapshot.understanding.understand(text, last_topic)
        if (year := asked_year(text, today)) is not None:
            return answer_year(year, snapshot, today)
        if (said := no_such_day(text, today)) and (lean or last_topic or is_about_days(text)):
            return Heard(Decision.CLARIFY, (snapshot.wordings.rule("no_such_day", said=said),), certain=True, lean=lean)
        if lean and asks_why(text) and (why := unfold(f"why:{lean}", snapshot)) is not None:
            return why
        question = ruled(text, understood, today, lean, last_topic)
        if question is not None and not understood.also:
            return answer_by_rule(question, snapshot, today)
        heard = _Answering(snapshot, today).heard(understood)
        if not _WISH.match(text) or _ASKS.search(text):
            return heard
        if heard.decision is not Decision.ANSWER and (topic := _wished(understood, snapshot)) is not None:
            return replace(_Answering(snapshot, today).topic(topic, heard.topics), wish=True)
        if heard.decision is Decision.CLARIFY or (heard.decision is not Decision.ANSWER and _NUMBERS.search(text)):
            wished = _Answering(snapshot, today).heard(snapshot.understanding.understand(_bare_wish(text)))
            heard = wished if wished.decision is Decision.ANSWER else heard
        return replace(heard, wish=True) if heard.decision is Decision.ANSWER else heard

    def quoted(self, text: str) -> str:
        """The portal's message that surely stands in the text; empty where there is none, or several."""
        sure = [match for match in self._snapshot().catalogue.recognize(plain(text)) if match.score >= SURE]
        return sure[0].entry.message if len({match.entry.topic for match in sure}) == 1 else ""

    def tell(self, topic: str, today: date) -> Heard:
        """The answer to a topic chosen by its id."""
        snapshot = self._snapshot()
        if topic not in snapshot.knowledge.topics:
            return Heard(Decision.NOT_UNDERSTOOD, missed=True)
        return _Answering(snapshot, today).topic(topic, (_candidate(snapshot, topic, 1.0),))

    def more(self, key: str, today: date) -> Heard:
        """What an earlier answer offered to unfold."""
        if (year := year_of(key)) is not None:
            return answer_year(year, self._snapshot(), today)
        return unfold(key, self._snapshot()) or Heard(Decision.NOT_UNDERSTOOD, missed=True)

    def ask(self, text: str, today: date) -> dict[str, Any]:
        """One answer for scripts: text, decision, candidate topics, answer, sources."""
        snapshot = self._snapshot()
        understood = snapshot.understanding.understand(text)
        question = ruled(text, understood, today)
        if question is not None and not understood.also:
            return _ask_rule(text, question, understood, snapshot, today)
        heard = _Answering(snapshot, today).heard(understood)
        says = heard.messages or (snapshot.wordings.shape("human"), *self.tell(PERSON, today).messages)
        choices = [f"{n}. {choice.title}" for n, choice in enumerate(heard.choices, 1)]
        return {
            "text": text,
            "decision": understood.decision.value,
            "topics": [{"id": c.id, "score": round(c.score, 4)} for c in understood.topics[:_MOST_CANDIDATES]],
            "answer": "\n".join([*says, *choices]),
            "sources": self._sources_of(snapshot, understood),
        }

    @staticmethod
    def _sources_of(snapshot: Snapshot, understood: Understood) -> list[dict[str, str]]:
        if understood.decision is FaqDecision.HUMAN:
            return _sources_json(snapshot, snapshot.knowledge.topics[PERSON].sources)
        if understood.decision is not FaqDecision.ANSWER:
            return []
        if understood.error is not None:
            return _sources_json(snapshot, snapshot.knowledge.errors[understood.error].sources)
        asked = (understood.topics[0].id, *understood.also)
        return _sources_json(snapshot, [one for topic in asked for one in snapshot.knowledge.topics[topic].sources])

    def title(self, topic: str) -> str:
        """The topic's title; the id itself where there is none."""
        known = self._snapshot().knowledge.topics.get(topic)
        return known.title if known else topic

    def click_path(self, topic: str) -> tuple[str, ...]:
        """Where the matter is filed on the portal; empty where that is not known."""
        known = self._snapshot().knowledge.topics.get(topic)
        return tuple(known.path) if known else ()

    def recognize(self, text: str) -> KnownError:
        """What the catalogue knows of a pasted message."""
        snapshot = self._snapshot()
        matches = snapshot.catalogue.recognize(plain(text))
        return _known(snapshot, matches[0].entry) if matches else KnownError(Recognition.UNKNOWN)


def _wished(understood: Understood, snapshot: Snapshot) -> str | None:
    """The topic of a wish that is likely enough to be done: who asks for it in so many words is not asked back."""
    first = understood.topics[0] if understood.topics else None
    if first is None or first.score < _WISHED or understood.decision is FaqDecision.HUMAN:
        return None
    return first.id if snapshot.knowledge.topics[first.id].dialog else None


class _Answering:
    """Answers out of one snapshot for one day."""

    def __init__(self, snapshot: Snapshot, today: date) -> None:
        self._snapshot = snapshot
        self._knowledge = snapshot.knowledge
        self._today = today

    def heard(self, understood: Understood) -> Heard:
        """What to say to what was understood."""
        nearest = understood.topics[:_MOST_CANDIDATES]
        candidates = tuple(_candidate(self._snapshot, c.id, c.score) for c in nearest)
        certain = understood.confidence >= _CERTAIN
        if understood.decision is FaqDecision.ANSWER:
            if understood.error is not None:
                return self._error(self._knowledge.errors[understood.error], candidates, certain)
            topic = understood.topics[0].id
            if understood.also:
                return self._several((topic, *understood.also), candidates, certain)
            if understood.follow is not None:
                return self._follow(topic, understood.follow, candidates)
            told = self.topic(topic, candidates, certain)
            if understood.leans:
                return replace(self._in_detail(told, self._knowledge.topics[topic], understood.text), leans=True)
            return self._with_what_was_pasted(told, understood.text)
        decision = Decision(understood.decision.value)
        says, missed = self._says(understood)
        choices = tuple(_candidate(self._snapshot, topic, 0.0) for topic in understood.needs)
        return Heard(decision, says, candidates, choices=choices, certain=certain and not missed, missed=missed)

    @staticmethod
    def _with_what_was_pasted(heard: Heard, text: str) -> Heard:
        """The offer of the dialog for unknown messages begins with the message, so that it is not asked for again."""
        if heard.offer is None or heard.offer.dialog != _UNKNOWN_ERROR or len(text) < _LEAST_PASTED:
            return heard
        return replace(heard, offer=Offer(_UNKNOWN_ERROR, {"pasted": text}))

    def topic(self, topic_id: str, candidates: tuple[Candidate, ...], certain: bool = True) -> Heard:
        """The answer to a topic."""
        topic = self._knowledge.topics[topic_id]
        offer = Offer(topic.dialog, dict(topic.start)) if topic.dialog else None
        related = tuple(_candidate(self._snapshot, other, 0.0) for other in topic.see)
        more = year_offered(self._snapshot, self._today) if topic_id == YEAR_TOPIC else {}
        return Heard(
            Decision.ANSWER,
            self._once(f"topic {topic_id}", lambda: self._topic_says(topic)),
            candidates,
            offer,
            certain=certain,
            more=more,
            related=related,
        )

    def _in_detail(self, told: Heard, topic: Topic, text: str) -> Heard:
        """What is asked on about the same matter: where to click, what to prepare, or else all that was folded away."""
        shape, asked = self._snapshot.wordings.shape, matters(plain(text))
        details = "\n".join(said.removeprefix(_FOLDED).strip() for said in told.messages if said.startswith(_FOLDED))
        if "bring" in asked and topic.prepare:
            details = shape("how", path=(), prepare=topic.prepare)
        elif "where" in asked and topic.path:
            details = shape("how", path=topic.path, prepare=())
        if not details:
            return told
        return replace(told, messages=(shape("in_detail", title=topic.title, details=details),))

    def _several(self, asked: tuple[str, ...], candidates: tuple[Candidate, ...], certain: bool) -> Heard:
        """The answers to several questions of one message, short, with all of each a choice away."""
        first = self.topic(asked[0], candidates, certain)
        says = tuple(self._shortly(number, self._knowledge.topics[topic]) for number, topic in enumerate(asked, 1))
        choices = tuple(_candidate(self._snapshot, topic, 0.0) for topic in asked)
        return replace(first, messages=says, choices=choices, more={})

    def _shortly(self, number: int, topic: Topic) -> str:
        sources = source_lines(self._snapshot, topic.sources)
        answer, who = self._day_answer(topic.answer), "、".join(topic.who)
        shape = self._snapshot.wordings.shape
        return shape("one_of_several", number=number, title=topic.title, answer=answer, who=who, sources=sources)

    def _once(self, key: str, write: Callable[[], tuple[str, ...]]) -> tuple[str, ...]:
        """What an entry says today, written once: within a snapshot and a day it stays the same."""
        told = self._snapshot.told
        says = told.get((key, self._today))
        if says is None:
            if len(told) >= _MOST_TOLD:
                told.clear()
            says = told[key, self._today] = write()
        return says

    def _says(self, understood: Understood) -> tuple[tuple[str, ...], bool]:
        """What to say where there is no answer, and whether nothing was understood."""
        kind = understood.kind or ""
        if understood.decision is FaqDecision.SMALLTALK and kind in self._knowledge.smalltalk:
            return (self._knowledge.smalltalk[kind].say,), False
        if understood.decision is FaqDecision.OUT_OF_SCOPE and kind in self._knowledge.out_of_scope:
            return (self._knowledge.out_of_scope[kind].say,), kind in _MISSED
        if understood.decision is FaqDecision.CLARIFY:
            entry = self._knowledge.clarify.get(kind)
            question = entry.question if entry else self._snapshot.wordings.phrases.say("nearest_topics")
            return (question,), False
        if understood.decision is FaqDecision.HUMAN:
            return (), False
        return (self._snapshot.wordings.shape("unanswered"),), True

    def _follow(self, topic_id: str, follow: str, candidates: tuple[Candidate, ...]) -> Heard:
        topic = self._knowledge.topics[topic_id]
        said = self._snapshot.wordings.shape("follow", answer=topic.follow[follow], title=topic.title)
        offer = Offer(topic.dialog, dict(topic.start)) if topic.dialog else None
        return Heard(Decision.ANSWER, (said,), candidates, offer)

    def _topic_says(self, topic: Topic) -> tuple[str, ...]:
        shape = self._snapshot.wordings.shape
        head = [self._day_answer(topic.answer)]
        if all(source.guide == "000" for source in topic.sources):
            head.append(shape("general"))
        if topic.who:
            head.append(shape("who", who="、".join(topic.who)))
        how = shape("how", path=topic.path, prepare=topic.prepare)
        if not topic.dialog:
            head.append(how)
        head.append(shape("sources", sources=source_lines(self._snapshot, topic.sources)))
        later = [self._later(later) for later in topic.later]
        folded = how if topic.dialog else ""
        details = "\n".join(filter(None, (folded, shape("more", notes=topic.notes, later=later))))
        says = "\n".join(filter(None, head))
        return (says, shape("details", details=details)) if details else (says,)

    def _day_answer(self, answer: str) -> str:
        """The answer with the day filled in; where the window of that day is not known, that is the answer."""
        read = day_wording(answer)
        try:
            names = day_names(self._today, self._snapshot.law) if read.reads else {}
        except ParameterMissing as missing:
            return str(missing)
        return read.render(names)

    def _error(self, entry: ErrorEntry, candidates: tuple[Candidate, ...], certain: bool) -> Heard:
        topic = self._knowledge.topics[entry.topic]
        key = entry.dialog or topic.dialog
        offer = Offer(key, dict(topic.start) if key == topic.dialog else {}) if key else None
        if entry.remedies and (offer is None or offer.dialog == _UNKNOWN_ERROR):
            offer = Offer(_UNKNOWN_ERROR, {"pasted": entry.message})
        says = self._once(f"error {entry.id}", lambda: self._error_says(entry))
        return Heard(Decision.ANSWER, says, candidates, offer, certain=certain)

    def _error_says(self, entry: ErrorEntry) -> tuple[str, ...]:
        shape = self._snapshot.wordings.shape
        head = shape("error_head" if entry.trouble else "no_error_head", message=entry.message, cause=entry.cause)
        if entry.grade is not None:
            head += shape(f"grade_{entry.grade.value}")
        if entry.who:
            head = f"{head}\n{shape('who', who='、'.join(entry.who))}"
        sources = shape("sources", sources=source_lines(self._snapshot, entry.sources))
        remedies = [SimpleNamespace(who="、".join(r.who), do=r.do, path=r.path or "") for r in entry.remedies]
        body = shape("error_remedies", remedies=remedies, scope=entry.scope)
        says = f"{head}\n{body}\n{sources}"
        return (says, shape("note", note=entry.note.strip())) if entry.note else (says,)

    def _later(self, later: Later) -> str:
        return later.fact + self._snapshot.wordings.shape(f"grade_{_letter(later.grade)}")


def _ask_rule(
    text: str, question: RuleQuestion, understood: Understood, snapshot: Snapshot, today: date
) -> dict[str, Any]:
    """One answer by a rule for scripts; the topic that it stands under comes first."""
    heard = answer_by_rule(question, snapshot, today)
    others = [c for c in understood.topics if c.id != question.topic][: _MOST_CANDIDATES - 1]
    choices = [f"{n}. {label}" for n, label in enumerate(heard.more.values(), 1)] if question.missing else []
    return {
        "text": text,
        "decision": heard.decision.value,
        "topics": [{"id": question.topic, "score": 1.0}, *({"id": c.id, "score": round(c.score, 4)} for c in others)],
        "answer": "\n".join([*heard.messages, *choices]),
        "sources": _sources_json(snapshot, snapshot.knowledge.topics[question.topic].sources),
        "rule": {"name": question.rule, "given": {} if question.private else dict(question.given)},
    }


def source_lines(snapshot: Snapshot, sources: Iterable[Source]) -> list[str]:
    """Each document once, with its date and all the headings used."""
    headings: dict[str, list[str]] = {}
    for source in sources:
        headings.setdefault(source.guide, []).append(source.heading)
    lines = []
    for guide_id, used in headings.items():
        guide = snapshot.knowledge.guides[guide_id]
        lines.append(f"{guide.short or guide.title}（{guide.date}）{'、'.join(used)}")
    return lines


def _sources_json(snapshot: Snapshot, sources: Iterable[Source]) -> list[dict[str, str]]:
    guides = snapshot.knowledge.guides
    return [
        {"guide": s.guide, "title": guides[s.guide].title, "date": guides[s.guide].date, "heading": s.heading}
        for s in sources
    ]


def _letter(grade: Grade) -> str:
    return grade.value


def _candidate(snapshot: Snapshot, topic: str, score: float) -> Candidate:
    return Candidate(topic, snapshot.knowledge.topics[topic].title, score)


def _known(snapshot: Snapshot, entry: ErrorEntry) -> KnownError:
    remedies = tuple(f"{r.do}\n{r.path}" if r.path else r.do for r in entry.remedies)
    return KnownError(
        Recognition.HAS_DIALOG if entry.dialog and entry.dialog != _UNKNOWN_ERROR else Recognition.KNOWN,
        entry.message,
        f"{entry.cause}（见于：{entry.scope}）" if entry.grade else entry.cause,
        "、".join(entry.who),
        remedies,
        (entry.note or "").strip(),
        entry.dialog or "",
        "；".join(source_lines(snapshot, entry.sources)),
    )
