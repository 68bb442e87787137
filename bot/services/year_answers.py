"""The filing calendar of a year as an answer: a picture, and the same in words for channels without pictures."""

from __future__ import annotations

import re
from datetime import date

from bot.documents.year_calendar import year_photo, year_text
from bot.engine.days import YearMention, find_mentions
from bot.engine.messages import Candidate, Decision, Heard, Made
from bot.engine.numerals import arabic
from bot.services.citing import citing
from bot.services.library import Snapshot
from faq.normalize import plain

TOPIC = "filing.calendar"
_ASKED = re.compile(
    r"(?:申报|报社保|停报|暂停|增减员).{0,6}(?:日历|时间表|全年|整年)|(?:日历|全年|整年).{0,8}(?:申报|报社保|停报|社保)"
)
_YEAR_KEY = "year:"


def asked_year(text: str, today: date) -> int | None:
    """The year whose filing calendar the text asks for; None where it asks for none."""
    said = arabic(plain(text)).text
    if not _ASKED.search(said):
        return None
    named = [mention.year for mention in find_mentions(said, today) if isinstance(mention, YearMention)]
    return named[0] if named else today.year


def year_offered(snapshot: Snapshot, today: date) -> dict[str, str]:
    """The option that unfolds the calendar of the year; in December that of the next."""
    year = today.year + (today.month == 12)
    return {f"{_YEAR_KEY}{year}": snapshot.wordings.rule("year_offer", year=year)}


def year_of(key: str) -> int | None:
    """The year that an option's key names; None where it is no such key."""
    year = key.removeprefix(_YEAR_KEY)
    return int(year) if key.startswith(_YEAR_KEY) and year.isdecimal() else None


def answer_year(year: int, snapshot: Snapshot, today: date) -> Heard:
    """The calendar of the year as a picture, with the same in words."""
    topics = (Candidate(TOPIC, snapshot.knowledge.topics[TOPIC].title, 1.0),)
    cite = citing(snapshot.knowledge.guides)
    try:
        picture = year_photo(year, snapshot.law, today, cite)
        words = year_text(year, snapshot.law, cite)
    except ValueError as trouble:
        return Heard(Decision.ANSWER, (str(trouble),), topics, certain=True)
    says = (snapshot.wordings.rule("year_said", year=year), snapshot.wordings.rule("year_words", words=words))
    made = Made(f"{year}年社保申报日历.png", "image/png", picture)
    return Heard(Decision.ANSWER, says, topics, certain=True, made=(made,))
