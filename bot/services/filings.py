"""Filing for a person: who may, what the bureau knows and foresees, and sending once under the turn's request id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol

from bot.bureau.protocol import (
    Authority,
    Binds,
    Bureau,
    BureauForm,
    Document,
    EmployerSeen,
    Filed,
    Filing,
    FilingSeen,
    Json,
    Known,
    LooksUp,
    NoAuthority,
    Outage,
    PersonSeen,
    Refusal,
    Standing,
)
from bot.engine.choice import Choice
from bot.engine.messages import Address, FileRef
from bot.engine.ports import StoreTrouble
from bot.engine.settling import NotDone
from bot.services.filing_results import (
    Authorized,
    FilingSent,
    Foreseen,
    Foresight,
    FoundPerson,
    Listed,
    ListedFilings,
    May,
    Named,
    PersonNamed,
    PersonShown,
    ProjectFound,
    ProjectShown,
    Sent,
    Undo,
    Undoable,
)
from bot.services.following import Journal, NoJournal, Whose
from bot.store.bindings import Binding
from rules.identifiers import mask
from rules.modules import Module
from rules.names import PersonName
from rules.parameters import Parameters
from rules.permissions import Role
from rules.rollback import RollbackOutcome, rollback
from rules.telling import chinese_day


class OpensFiles(Protocol):
    """Opens what a person sent."""

    async def open_upload(self, address: Address, file_id: str) -> tuple[FileRef, bytes] | None:
        """The file with its content; None where the person has no such file."""
        ...


class KeptBindings(Protocol):
    """Where a person's bindings are kept."""

    async def bindings(self, person: str) -> Sequence[Binding]:
        """The person's bindings, the current one first."""
        ...


@dataclass(frozen=True, slots=True)
class Filings:
    """Files for one person. Authority is asked of the bureau again at the moment of sending.

    Args:
        acting_for: credit code of the employer that it is for; empty for the current one.
    """

    bureau: Bureau | None
    kept: KeptBindings
    person: str
    journal: Journal = field(default_factory=NoJournal)
    address: Address = field(default_factory=lambda: Address("", ""))
    stamp: str = ""
    acting_for: str = ""
    files: OpensFiles | None = None

    def acting(self, acting_for: str) -> Filings:
        """The same for that employer alone: where the person is not bound to it any more, for none."""
        return replace(self, acting_for=acting_for)

    @property
    def demo(self) -> str:
        """What stands before everything that rests on the bureau where that is a demonstration; else empty."""
        return DEMO if self.bureau is not None and self.bureau.form is BureauForm.SIMULATED else ""

    @property
    def by_hand(self) -> bool:
        """Whether the person files on the portal themselves."""
        return self.bureau is not None and self.bureau.form is BureauForm.GUIDED

    async def may(self, module: Module) -> Authorized:
        """Whether the person may file ``module`` for the current employer; raises ``Outage``."""
        if self.bureau is None:
            return Authorized(May.NO_BUREAU)
        binding = await self.current()
        if self.by_hand:
            return Authorized(May.YES, binding.name if binding else YOUR_EMPLOYER, acting_for=_code(binding))
        if binding is None:
            return Authorized(May.NOT_BOUND)
        authority = await self._authority(binding)
        if authority is None:
            return Authorized(May.NOT_BOUND, binding.name)
        if module not in authority.modules:
            return Authorized(May.NOT_GRANTED, binding.name, WHO_GRANTS)
        employer = authority.employer
        return Authorized(
            May.YES,
            employer.name,
            is_agency=employer.is_agency,
            acting_for=binding.credit_code,
            host_codes=tuple(host.code for host in employer.hosts),
            host_names=tuple(host.name for host in employer.hosts),
        )

    async def find_person(self, identity_number: str) -> PersonShown:
        """What the bureau shows of the person to the current employer; raises ``Outage``."""
        binding = await self.current()
        if binding is None or not isinstance(self.bureau, LooksUp):
            return PersonShown(FoundPerson.NOT_SHOWN)
        records = await self.bureau.records(binding.operator, binding.credit_code, identity_number)
        if not records:
            return PersonShown(FoundPerson.NO_RECORD)
        here = [record for record in records if record.enrolled_here]
        if len(records) > 1 and len(here) != 1:
            lines = tuple(f"个人编号{record.person_number}，姓名{record.name}" for record in records)
            return PersonShown(FoundPerson.SEVERAL, record_lines=lines)
        return _shown((here or records)[0])

    async def named(self, who: str, filed: bool = False) -> PersonNamed:
        """Who is meant by ``who``, a number or a name: among those whom the employer insures, or has ``filed`` about.

        Raises:
            Outage: the bureau did not answer.
        """
        if who[:1].isdigit():
            return PersonNamed(Named.NUMBER, who)
        binding = await self.current()
        if binding is None or not isinstance(self.bureau, LooksUp):
            return PersonNamed(Named.NOT_SHOWN)
        asked = binding.operator, binding.credit_code
        seen = await self.bureau.filings(*asked) if filed else await self.bureau.people(*asked)
        numbers = list(dict.fromkeys(each.identity_number for each in seen if each.name == who))
        if len(numbers) == 1:
            return PersonNamed(Named.ONE, numbers[0])
        lines = tuple(f"{who} {mask(number)}" for number in numbers)
        return PersonNamed(Named.SEVERAL if numbers else Named.NOBODY, same_name_lines=lines)

    async def undoable(self, identity_number: str, today: date, law: Parameters) -> Undoable:
        """What the employer filed about the person and may still roll back today; raises ``Outage``."""
        binding = await self.current()
        if binding is None or not isinstance(self.bureau, LooksUp):
            return Undoable(Undo.NOT_SHOWN)
        seen = await self.bureau.filings(binding.operator, binding.credit_code, identity_number)
        may = [filing for filing in seen if filing.standing in _TAKEN and _in_time(filing, today, law)]
        lines = tuple(f"{f.filing_number}：{chinese_day(f.day)}{f.module.label}，{f.standing.label}" for f in may)
        return Undoable(Undo.SOME if may else Undo.NONE, tuple(f.filing_number for f in may), lines)

    async def project(self, project_code: str) -> ProjectShown:
        """The employer's project with its workers; raises ``Outage``."""
        binding = await self.current()
        if binding is None or not isinstance(self.bureau, LooksUp):
            return ProjectShown(ProjectFound.NOT_SHOWN)
        seen = await self.bureau.project(binding.operator, binding.credit_code, project_code)
        if seen is None:
            return ProjectShown(ProjectFound.NOT_OURS)
        lines = tuple(
            f"{PersonName(worker.name).masked} {mask(worker.identity_number)}，{chinese_day(worker.entry_day)}入场"
            + (f"，{chinese_day(worker.exit_day)}离场" if worker.exit_day else "")
            for worker in seen.workers
        )
        days = f"{chinese_day(seen.begins)}至{chinese_day(seen.ends)}"
        return ProjectShown(ProjectFound.OURS, seen.name, days, lines)

    async def foresee(self, module: Module, answers: Mapping[str, Any]) -> Foresight:
        """What the bureau would say to the filing now; raises ``Outage`` and ``NoAuthority``."""
        prepared = await self._bureau().prepare(await self._filing(module, answers))
        added = tuple(_line(fact) for fact in prepared.facts)
        if prepared.refusals:
            first = prepared.refusals[0]
            return Foresight(Foreseen.REFUSED, first.message, first.error, added)
        return Foresight(Foreseen.CLEAR, added=added)

    async def file(
        self, request: str, module: Module, answers: Mapping[str, Any], attachments: Sequence[FileRef] = ()
    ) -> FilingSent:
        """Submits the filing once under ``request``.

        It is written down before it is sent. Where the bureau does not answer it is asked whether the filing arrived;
        only when that stays unanswered, too, the outcome is UNKNOWN.

        Raises:
            NotDone: nothing was sent: it could not be written down, or the bureau did not say who may file.
        """
        try:
            filing = replace(await self._filing(module, answers), attachments=await self.documents(attachments))
            binding = await self.current()
            whose = Whose(self.person, self.address, self.stamp, binding.name if binding else "")
            if self.by_hand:
                return _sent(await self._bureau().submit(request, filing))
            await self.journal.intend(request, filing, whose)
            filed = await self._submitted(request, filing)
        except NoAuthority as refused:
            return FilingSent(Sent.NO_AUTHORITY, refused_because=refused.message_zh)
        except (Outage, StoreTrouble) as trouble:
            raise NotDone from trouble
        await self.journal.tell(request, filing, whose, filed)
        return FilingSent(Sent.UNKNOWN) if filed is None else _sent(filed)

    async def documents(self, attachments: Sequence[FileRef]) -> tuple[Document, ...]:
        """The person's files with their contents.

        Raises:
            StoreTrouble: one is gone, or could not be read.
        """
        found = []
        for file in attachments:
            opened = await self.files.open_upload(self.address, file.id) if self.files else None
            if opened is None:
                raise StoreTrouble(f"the attachment {file.id} is gone")
            found.append(Document(file.name, file.kind, opened[1]))
        return tuple(found)

    async def _submitted(self, request: str, filing: Filing) -> Filed | None:
        """The bureau's answer; where none comes it is asked for, and None where it stays away."""
        try:
            return await self._bureau().submit(request, filing)
        except Outage:
            try:
                return await self._bureau().status(request)
            except Outage:
                return None

    async def listed(self, identity_number: str = "", month: tuple[int, int] | None = None) -> ListedFilings:
        """The current employer's filings: the newest, those of one person, or those of a month; raises ``Outage``."""
        binding = await self.current()
        if self.bureau is None or not isinstance(self.bureau, LooksUp):
            return ListedFilings(Listed.NOT_SHOWN)
        if binding is None:
            return ListedFilings(Listed.NOT_BOUND)
        seen = await self.filings(identity_number)
        if month is not None:
            seen = [filing for filing in seen if (filing.day.year, filing.day.month) == month]
        lines = [_filing_line(filing) for filing in seen[:_MOST_LISTED]]
        if len(seen) > _MOST_LISTED:
            lines.append(f"……共{len(seen)}笔，这里只列最近{_MOST_LISTED}笔")
        return ListedFilings(Listed.SOME if lines else Listed.NONE, binding.name, tuple(lines))

    async def filings(self, identity_number: str = "") -> Sequence[FilingSeen]:
        """The current employer's filings, newest first; none where the bureau shows none. Raises ``Outage``."""
        binding = await self.current()
        if binding is None or not isinstance(self.bureau, LooksUp):
            return ()
        return await self.bureau.filings(binding.operator, binding.credit_code, identity_number)

    def _bureau(self) -> Bureau:
        if self.bureau is None:
            raise NoAuthority("这里没有接通经办系统，不能申报。")
        return self.bureau

    async def _filing(self, module: Module, answers: Mapping[str, Any]) -> Filing:
        binding = await self.current()
        if self.by_hand:
            return Filing(module, binding.credit_code if binding else "", "", form_answers(answers))
        if binding is None:
            raise NoAuthority("还没有绑定单位，请先绑定再申报。")
        authority = await self._authority(binding)
        if authority is None or module not in authority.modules:
            raise NoAuthority(f"您现在不能为{binding.name}申报这一项，{WHO_GRANTS}可以授权。")
        return Filing(module, binding.credit_code, binding.operator, form_answers(answers))

    async def current(self) -> Binding | None:
        """The binding to the employer at hand; None where there is none."""
        bound = await self.kept.bindings(self.person)
        return next((each for each in bound if self.acting_for in ("", each.credit_code)), None)

    async def _authority(self, binding: Binding) -> Authority | None:
        if isinstance(self.bureau, Binds):
            return await self.bureau.authority(binding.credit_code, binding.operator)
        employer = EmployerSeen(binding.credit_code, binding.name, "", False, True)
        return Authority(employer, Role(binding.role), frozenset(Module))


_MOST_LISTED = 10


def _filing_line(filing: FilingSeen) -> str:
    name = f"{PersonName(filing.name).masked} " if filing.name else ""
    whom = f"{name}{mask(filing.identity_number)}，" if filing.identity_number else ""
    number = f"，{filing.filing_number}" if filing.filing_number else ""
    return f"{chinese_day(filing.day)} {filing.module.label}：{whom}{filing.standing.label}{number}"


_TAKEN = (Standing.IN_REVIEW, Standing.ACCEPTED)
_UNDONE = (Module.EMPLOYEE_ENROLLMENT, Module.PERSONNEL_ENROLLMENT, Module.COVERAGE_SUSPENSION)


def _in_time(filing: FilingSeen, today: date, law: Parameters) -> bool:
    """Whether the rule of the guides still lets it be rolled back.

    Source: 002 §三.6
    """
    if filing.module not in _UNDONE:
        return False
    return rollback(filing.module, filing.day, today, law).outcome is RollbackOutcome.ALLOWED


def form_answers(answers: Mapping[str, Any]) -> dict[str, Json]:
    """A form's answers as a bureau reads them: options by their labels, days and amounts as text, files by name."""
    return {name: _json(value) for name, value in answers.items()}


def _json(value: Any) -> Json:
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, FileRef):
        return value.name
    if isinstance(value, tuple):
        return [_json(each) for each in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)


DEMO = "【演示】"
YOUR_EMPLOYER = "您的单位"
WHO_GRANTS = "单位法人或管理员"
"""Who grants matters to operators.  Source: 002 问题一"""


def _code(binding: Binding | None) -> str:
    return binding.credit_code if binding else ""


def _shown(seen: PersonSeen) -> PersonShown:
    outcome = FoundPerson.HERE if seen.enrolled_here else FoundPerson.KNOWN
    return PersonShown(outcome, seen.name, seen.contribution_base.removesuffix(".00"))


def _sent(filed: Filed) -> FilingSent:
    got = tuple(_line(fact) for fact in filed.facts)
    refusal = filed.refusal or Refusal("", "")
    outcome = {
        Standing.ACCEPTED: Sent.ACCEPTED,
        Standing.IN_REVIEW: Sent.IN_REVIEW,
        Standing.REFUSED: Sent.REFUSED,
        Standing.ROLLED_BACK: Sent.ACCEPTED,
        Standing.BY_HAND: Sent.BY_HAND,
    }[filed.standing]
    return FilingSent(outcome, filed.filing_number, refusal.message, refusal.error, got)


def _line(fact: Known) -> str:
    return f"{fact.label}：{fact.text}"
