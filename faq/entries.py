"""What the knowledge files hold: one frozen model per kind of entry."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Annotated

from jinja2 import Environment, TemplateSyntaxError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


def _parses(template: str) -> str:
    if "{" in template:
        try:
            Environment().parse(template)
        except TemplateSyntaxError as error:
            raise ValueError(f"模板写法有误({error.message}),请检查 {{{{ }}}} 和 {{% %}} 是否成对") from error
    return template


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""A text that is not empty."""

Template = Annotated[Line, AfterValidator(_parses)]
"""A text that may read the variables of the day; how it is filled in is not ours."""

Texts = Annotated[
    Mapping[Line, Line],
    AfterValidator(lambda texts: MappingProxyType(dict(texts))),
    Field(default_factory=dict, validate_default=True),
]
"""Texts by name, read-only."""


class Who(StrEnum):
    """Who must act."""

    OPERATOR = "单位经办"
    ADMINISTRATOR = "管理员"
    LEGAL_REPRESENTATIVE = "法人"
    EMPLOYEE = "员工本人"
    FORMER_EMPLOYER = "原单位"
    SERVICE_COUNTER = "柜台"


class Grade(StrEnum):
    """How well a fact is founded: an official page, an official notice re-published, one weak page."""

    OFFICIAL = "A"
    REPUBLISHED = "B"
    WEAK = "C"


class Entry(BaseModel):
    """One entry of a knowledge file; a key that is not declared is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Line


class Phrased(Entry):
    """An entry that is recognized by the ways people say it."""

    ask: tuple[Line, ...] = Field(min_length=3)


class Source(BaseModel):
    """A heading of a guide, or of ``domain.md`` for what is newer than the guides."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    guide: Line
    heading: Line


class Later(BaseModel):
    """A fact newer than the guides."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: Line
    grade: Grade
    source: Line


class Sourced(Entry):
    """An entry that rests on headings of the guides."""

    sources: tuple[Source, ...] = Field(min_length=1)


class Topic(Phrased, Sourced):
    """One of the things an employer comes with, and its answer (``data/topics/<id>.yaml``)."""

    title: Line
    ask: tuple[Line, ...] = Field(min_length=20)
    who: tuple[Who, ...] = ()
    answer: Template
    path: tuple[Line, ...] = ()
    prepare: tuple[Line, ...] = ()
    notes: tuple[Line, ...] = ()
    later: tuple[Later, ...] = ()
    see: tuple[Line, ...] = ()
    dialog: Line | None = None
    start: Texts = Field(alias="with")
    """Answers that the dialog starts with, by step name."""
    follow: Texts
    """Short answers to follow-up questions by what is asked (带什么, 多久)."""


class Remedy(BaseModel):
    """One thing to try, by whom, and where to click."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    who: tuple[Who, ...] = Field(min_length=1)
    do: Line
    path: Line | None = None


class ErrorEntry(Sourced):
    """A message of the portal, what it means and what to try, in order (``data/errors/<id>.yaml``)."""

    message: Line
    variants: tuple[Line, ...] = ()
    topic: Line
    scope: Line
    trouble: bool
    """False where the message only informs, and nothing is wrong."""
    cause: Line
    who: tuple[Who, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    note: Line | None = None
    """A text that is ready to be forwarded to the employee or the former employer."""
    dialog: Line | None = None
    grade: Grade | None = None
    """None where the message stands in one of the three guides."""


class Guide(Entry):
    """A document that answers rest on."""

    title: Line
    short: Line | None = None
    """What answers call it; the title where there is none."""
    date: Line
    """As it is told to the user: 2021-08-01, or 未注明日期."""
    reach: Line
    """For whom and where the document holds, in one line."""
    rank: int
    """Where guides disagree, the lowest number wins."""


class Cued(Phrased):
    """An entry that some words give away, whatever else the message says."""

    words: tuple[Line, ...] = ()


class SmallTalk(Phrased):
    """A kind of message that wants a word and nothing more."""

    say: Line


class OutOfScope(Cued):
    """A kind of matter that is not ours, and who knows about it."""

    say: Line


class Clarify(Phrased):
    """A kind of message that fits several topics, and the question that tells them apart."""

    question: Line
    options: tuple[Line, ...] = Field(min_length=2, max_length=4)


class Human(Cued):
    """A way to want a person."""
