"""What every decision has before it, and how it refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NoReturn

from bot.bureau.protocol import Known, Refusal
from bot.bureau.simulated.books import Books
from bot.bureau.simulated.laws import form_of, window_of
from bot.bureau.simulated.records import Employer, Person
from rules.calendar import WindowOnDay
from rules.insurances import Insurance
from rules.insured_category import InsuredCategory
from rules.modules import Module
from rules.names import PersonName
from rules.parameters import Parameters


class Refused(Exception):
    """The bureau refuses, for these reasons."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__("；".join(refusal.message for refusal in refusals))
        self.refusals = refusals


def refuse(message: str, about: str = "") -> NoReturn:
    """Refuses in our own words, where the guides have none."""
    raise Refused(Refusal("", message, about))


@dataclass(frozen=True, slots=True)
class House:
    """How this demonstration is set up.

    Args:
        messages: the portal's messages, by the ids of the error catalogue.
        matched: the insurances that are matched to a category where the guides name none for certain.
        reviews: how long filings of a module are reviewed; the others are accepted at once.
        region_code: the first digits of the identity numbers that the police of the demonstration know.
    """

    messages: Mapping[str, str]
    matched: Mapping[InsuredCategory, tuple[Insurance, ...]]
    reviews: Mapping[Module, timedelta]
    region_code: str


@dataclass(frozen=True, slots=True)
class Sight:
    """What a decision sees: the registry, the employer that files, the day and the law."""

    books: Books
    employer: Employer
    now: datetime
    law: Parameters
    house: House
    today: date

    @property
    def window(self) -> WindowOnDay:
        """The filing window of today."""
        return window_of(self.today, self.law)

    def refuse(self, error: str, about: str = "") -> NoReturn:
        """Refuses with the portal's message of that id."""
        raise Refused(Refusal(error, self.house.messages[error], about))

    def insurances(self, category: InsuredCategory) -> tuple[Insurance, ...]:
        """Those that follow from a category: by the guides, or else as the demonstration is set up."""
        return form_of(category).insurances or self.house.matched[category]

    def shown_name(self, person: Person) -> str:
        """In full where the employer insures or insured the person; else the first sign alone."""
        return person.name if self.knows(person) else PersonName(person.name).masked

    def knows(self, person: Person) -> bool:
        """Whether the employer has or had the person enrolled."""
        mine = self.employer.credit_code
        return any(each.employer == mine for each in self.books.coverage_of(person.identity_number))


Effect = Callable[[str, bool], None]
"""Changes the books under a filing number; the flag says that a review comes first."""


def nothing(number: str, reviewed: bool) -> None:
    """The effect of a filing that changes no record."""


@dataclass(frozen=True, slots=True)
class Decision:
    """A filing that is taken."""

    effect: Effect = nothing
    facts: tuple[Known, ...] = ()
    person: Person | None = None
