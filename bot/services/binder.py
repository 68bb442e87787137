"""Binding a person to an employer by a one-time code that the bureau sends to the operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from bot.bureau.protocol import Binds, Bureau
from bot.bureau.simulated.hands import DemoLogin
from bot.engine.choice import Choice
from bot.engine.messages import Address
from bot.services.following import Journal, NoJournal, Whose
from bot.store.bindings import Binding
from rules.permissions import Role


class BindsHow(Choice):
    """How a person comes to act for an employer here."""

    BY_CODE = "凭绑定码"
    BY_WORD = "自己说了算，只有自己看得见"
    NOT_AT_ALL = "没有接通经办系统"
    UNKNOWN = "没有查到"


class CodeSent(Choice):
    """Whether the bureau took the wish for a code; whether there is such an operator it does not say."""

    ASKED = "已请求发送"
    UNKNOWN = "没有回话"


class Proved(Choice):
    """Whether the code proves the operator."""

    RIGHT = "验证通过"
    WRONG = "绑定码不对"
    UNKNOWN = "没有回话"


class Bound(Choice):
    """Whether the binding is kept."""

    BOUND = "已绑定"
    UNKNOWN = "结果未知"


@dataclass(frozen=True, slots=True)
class BindingWay:
    """How binding goes; where the bureau is a demonstration, somebody fictitious to try it with."""

    outcome: BindsHow
    try_name: str = ""
    try_code: str = ""
    try_number: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Code:
    """The wish for a code; ``shown_code`` is the code itself where the bureau is a demonstration."""

    outcome: CodeSent
    shown_code: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the code proved."""

    outcome: Proved
    proved_name: str = ""
    proved_role: str = ""
    role_label: str = ""


@runtime_checkable
class ShowsCodes(Protocol):
    """A demonstration shows the codes that it would send."""

    async def demo_code(self, credit_code: str, identity_number: str) -> str:
        """The code that was sent last and still holds; empty where there is none."""
        ...

    async def demo_logins(self) -> Sequence[DemoLogin]:
        """Everybody as whom it can be tried."""
        ...


class KeepsBindings(Protocol):
    """Keeps the bindings of persons."""

    async def bind(self, person: str, binding: Binding) -> None:
        """Keeps the binding as the current one."""
        ...

    async def bindings(self, person: str) -> Sequence[Binding]:
        """The person's bindings, the current one first."""
        ...

    async def switch(self, person: str, credit_code: str) -> bool:
        """Makes the employer the current one."""
        ...

    async def unbind(self, person: str, credit_code: str) -> bool:
        """Takes the binding out."""
        ...


@dataclass(frozen=True, slots=True)
class Binder:
    """Binds one person; what is bound, switched and unbound goes on the audit trail."""

    bureau: Bureau | None
    kept: KeepsBindings
    person: str
    now: datetime
    journal: Journal = field(default_factory=NoJournal)
    whose: Whose = field(default_factory=lambda: Whose("", Address("", ""), ""))

    async def how(self) -> BindingWay:
        """How the bureau at hand lets a person act for an employer; raises ``Outage``."""
        if self.bureau is None:
            return BindingWay(BindsHow.NOT_AT_ALL)
        if not isinstance(self.bureau, Binds):
            return BindingWay(BindsHow.BY_WORD)
        logins = await self.bureau.demo_logins() if isinstance(self.bureau, ShowsCodes) else ()
        tried = next((login for login in logins if login.role is Role.ADMINISTRATOR), None)
        if tried is None:
            return BindingWay(BindsHow.BY_CODE)
        return BindingWay(BindsHow.BY_CODE, tried.employer, tried.credit_code, tried.identity_number)

    async def send_code(self, credit_code: str, identity_number: str) -> Code:
        """Has the bureau send a code to the operator; raises ``Outage``."""
        if not isinstance(self.bureau, Binds):
            return Code(CodeSent.UNKNOWN)
        await self.bureau.send_code(credit_code, identity_number)
        if isinstance(self.bureau, ShowsCodes):
            return Code(CodeSent.ASKED, await self.bureau.demo_code(credit_code, identity_number))
        return Code(CodeSent.ASKED)

    async def prove(self, credit_code: str, identity_number: str, code: str) -> Proof:
        """What the code proves; a wrong one counts as an attempt with the bureau. Raises ``Outage``."""
        if not isinstance(self.bureau, Binds):
            return Proof(Proved.UNKNOWN)
        authority = await self.bureau.check_code(credit_code, identity_number, code)
        if authority is None:
            return Proof(Proved.WRONG)
        return Proof(Proved.RIGHT, authority.employer.name, authority.role.value, authority.role.label)

    async def bindings(self) -> Sequence[Binding]:
        """The employers that the person is bound to, the current one first."""
        return await self.kept.bindings(self.person)

    async def bind(self, request: str, credit_code: str, identity_number: str, name: str, role: str) -> Bound:
        """Keeps the binding that was proved as the current one; again is safe."""
        await self.kept.bind(self.person, Binding(credit_code, name, identity_number, role, self.now, True))
        await self.journal.note(self.whose, request, "bound", credit_code)
        return Bound.BOUND

    async def switch(self, request: str, credit_code: str) -> Bound:
        """Makes the employer the current one; again is safe."""
        await self.kept.switch(self.person, credit_code)
        await self.journal.note(self.whose, request, "switched", credit_code)
        return Bound.BOUND

    async def unbind(self, request: str, credit_code: str) -> Bound:
        """Takes the binding out; again is safe."""
        await self.kept.unbind(self.person, credit_code)
        await self.journal.note(self.whose, request, "unbound", credit_code)
        return Bound.BOUND
