"""The stage that transcripts are played on: the real dialogs, a clock to set, a small knowledge, kept packets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import yaml

from bot.app import link_sent
from bot.bureau.guided import GuidedBureau
from bot.bureau.papers import ExportKind, NotOffered, Paper, PaperSeen, PaperWanted
from bot.bureau.protocol import (
    Authority,
    Document,
    EmployerSeen,
    Filed,
    Filing,
    FilingSeen,
    NoAuthority,
    Outage,
    PersonSeen,
    Prepared,
    ProjectSeen,
    Refusal,
    Standing,
)
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.bureau.simulated.hands import DemoLogin
from bot.dialogs import FORMS
from bot.dialogs.desk import Desk
from bot.engine.dialog import Context, Registry
from bot.engine.messages import Address, Candidate, Decision, FileRef, Heard, Inbound, Made, Offer, Reply
from bot.engine.ports import Session, StoreTrouble
from bot.engine.turning import House
from bot.handlers.channels import channel_titles
from bot.services.binder import Binder
from bot.services.employers import own_employers
from bot.services.errors import KnownError, Recognition
from bot.services.filings import Filings
from bot.services.link_code import SIGNS, spelt
from bot.services.links import ChannelNames, Links
from bot.services.papers import Papers
from bot.services.receipts import NO_RECEIPTS
from bot.services.reminders import Reminders
from bot.services.sheets import WORKBOOK, SheetReader, Sheets
from bot.services.wordings import load_wordings
from bot.store.batches import Batch
from bot.store.bindings import Binding
from bot.store.link_codes import CodeFound, Seen
from bot.store.links import Holds, Leaving
from bot.store.outbox_rows import Outgoing
from bot.store.uploads import NoSuchUpload
from rules.parameters import load_parameters
from tests.engine.stand import PHRASES, SmallKnowledge, Stand
from tests.services.counter import ListedBindings, open_counter

DATA = Path(__file__).parents[2] / "data"
WORDINGS = load_wordings(DATA / "texts")
NAMES = ChannelNames(channel_titles())
LAW = load_parameters(DATA / "parameters/jiangsu")


class RealTopics(SmallKnowledge):
    """Knows the real topics, too, by their ids alone: what closings offer."""

    def tell(self, topic: str, today: date) -> Heard:
        if topic in self.topics.values():
            return super().tell(topic, today)
        kept = yaml.safe_load((DATA / f"topics/{topic}.yaml").read_text("utf-8"))
        offer = Offer(kept["dialog"], kept.get("with", {})) if "dialog" in kept else None
        answered = (Candidate(topic, kept["title"], 1.0),)
        return Heard(Decision.ANSWER, (f"关于{kept['title']}的回答。",), answered, offer)


class FewErrors:
    """Knows a few messages: with several remedies, with a note, with none, with a dialog of its own."""

    def click_path(self, topic: str) -> tuple[str, ...]:
        return (f"单位办事 → {topic}",)

    def recognize(self, text: str) -> KnownError:
        if "上传文件失败" in text:
            remedies = ("换用网厅最新的模板再传。", "把文件压到规定大小以内再传。", "过一会儿再传。")
            return KnownError(Recognition.KNOWN, "上传文件失败", "模板、大小或格式不对。", "单位经办", remedies)
        if "养老已参保" in text:
            return KnownError(
                Recognition.HAS_DIALOG,
                "养老已参保,不能再办理参保",
                "原单位可能没有停保。",
                "原单位",
                ("请员工核实。",),
                "",
                "pension_already_insured",
            )
        if "密码错误" in text:
            return KnownError(Recognition.HAS_DIALOG, "密码错误", "密码不对。", dialog_key="forgot_unit_password")
        if "税库银超时" in text:
            remedies = ("先查这笔钱扣了没有。", "打12366，或者问开户银行。")
            return KnownError(
                Recognition.HAS_DIALOG,
                "税库银超时",
                "银行或税务的事。",
                "单位经办",
                remedies,
                dialog_key="unknown_error",
                source="后来的公开资料",
            )
        if "比对不成功" in text:
            return KnownError(
                Recognition.KNOWN,
                "公安比对不成功",
                "姓名或号码对不上。",
                "员工本人",
                ("对着身份证再核一遍。",),
                note="您好，请对着身份证核对姓名和号码。谢谢！",
            )
        if "终止参保险种" in text:
            return KnownError(Recognition.KNOWN, "此人存在终止参保险种，不允许办理该业务", "要经办机构查。", "柜台")
        return KnownError(Recognition.UNKNOWN)


@dataclass
class KeptPackets:
    """Keeps packets in a list, once per request; a matter that says 断线 gets no answer."""

    packets: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    async def keep(self, request: str, matter: str, tried: str, mobile: str) -> str:
        if "断线" in matter:
            raise TimeoutError
        self.packets[request] = (matter, tried, mobile)
        return f"R{list(self.packets).index(request) + 1:04d}"


@dataclass
class KeptFiles:
    """Keeps uploads by id."""

    contents: dict[str, bytes] = field(default_factory=dict)

    def keep(self, name: str, content: bytes) -> FileRef:
        id_ = f"f{len(self.contents)}"
        self.contents[id_] = content
        return FileRef(id_, name, len(content), WORKBOOK)

    async def open_upload(self, person: str, upload: str) -> SimpleNamespace:
        if upload not in self.contents:
            raise NoSuchUpload(upload)
        return SimpleNamespace(content=self.contents[upload])


@dataclass
class KeptMade:
    """Keeps what is made among the uploads."""

    files: KeptFiles

    async def keep(self, address: Address, made: Made) -> FileRef:
        return self.files.keep(made.name, made.content)

    async def open_upload(self, address: Address, file_id: str) -> tuple[FileRef, bytes] | None:
        content = self.files.contents.get(file_id)
        return (FileRef(file_id, file_id, len(content), ""), content) if content is not None else None


@dataclass
class KeptNotes:
    """Keeps what is put into the outbox by its key, unless ``broken``."""

    put_in: dict[str, Outgoing] = field(default_factory=dict)
    wanted: bool = True
    broken: bool = False

    async def put(self, *outgoing: Outgoing) -> list[bool]:
        if self.broken:
            raise StoreTrouble("the database is away")
        new = [one.key not in self.put_in for one in outgoing]
        self.put_in |= {one.key: one for one in outgoing}
        return new

    async def cancel(self, person: str, key: str) -> bool:
        if self.broken:
            raise StoreTrouble("the database is away")
        return self.put_in.pop(key, None) is not None

    async def want_reminders(self, person: str, wanted: bool) -> None:
        if self.broken:
            raise StoreTrouble("the database is away")
        self.wanted = wanted


@dataclass
class ListedCodes:
    """Codes in a dict, and what each of them is: ``tries`` counts those that did not hold."""

    known: dict[str, Seen] = field(default_factory=dict)
    burnt: list[str] = field(default_factory=list)
    broken: bool = False
    taken: bool = False

    def secret(self, person: str, request: str) -> bytes:
        return request.encode().ljust(16, b".")

    async def offer(self, person: str, address: Address, code: str) -> bool:
        if self.broken:
            raise StoreTrouble("the database is away")
        self.known[code] = Seen.OWN
        return not self.taken

    async def look(self, person: str, code: str) -> CodeFound:
        if self.broken:
            raise StoreTrouble("the database is away")
        return CodeFound(self.known.get(code, Seen.WRONG), "p2", Address("web", "cookie-of-zhang"))

    async def burn(self, code: str) -> None:
        self.burnt.append(code)

    async def claim(self, person: str, code: str, request: str, note: str) -> Address | None:
        if self.broken:
            raise StoreTrouble("the database is away")
        return Address("web", "cookie-of-zhang") if self.known.pop(code, None) is Seen.HOLDS else None


@dataclass
class ListedLinks:
    """The channels of one person in a list; that of the stage is the first."""

    codes: ListedCodes = field(default_factory=ListedCodes)
    met: list[Address] = field(default_factory=lambda: [Address("test", "我")])
    broken: bool = False
    just_linked: bool = False

    async def channels(self, person: str) -> list[Address]:
        if self.broken:
            raise StoreTrouble("the database is away")
        return [Address("web", "cookie-of-zhang")] if person == "p2" else self.met

    async def holds(self, person: str) -> Holds:
        return Holds(1, 0, 0, False) if person == "p2" else Holds(0, 0, 0, True)

    async def leave(self, person: str, request: str, address: Address, note: str, by: Address) -> Leaving:
        if self.broken:
            raise StoreTrouble("the database is away")
        if address not in self.met or len(self.met) == 1:
            return Leaving.GONE
        if self.just_linked and address != by:
            return Leaving.TOO_SOON
        self.met.remove(address)
        return Leaving.WRITTEN


OTHERS_CODE, WRONG_CODE = spelt(b"others"), spelt(b"wrong!")
"""A code that somebody gave out, and one that nobody did."""
assert set(OTHERS_CODE) <= set(SIGNS)


@dataclass
class KeptBatches:
    """Keeps batches in a list, unless ``broken``; ``barred`` lets somebody else be first."""

    kept: list[Batch] = field(default_factory=list)
    broken: bool = False

    async def begin(self, batch: Batch) -> bool:
        if self.broken:
            raise StoreTrouble("the database is away")
        if await self.find(batch.id):
            return False
        self.kept.append(batch)
        return True

    async def find(self, id_: str) -> Batch | None:
        return next((batch for batch in self.kept if batch.id == id_), None)

    async def former(self, person: str) -> list[str]:
        return []

    async def of_person(self, person: str, most: int = 5) -> list[Batch]:
        return self.kept[-most:]


class Moody:
    """The demonstration in another mood: ``silent``; ``loses`` its reply to a filing; somebody else files the same
    just before (``late``); the authority ``ended`` or was ``revoked`` meanwhile; somebody is ``insured`` elsewhere; it
    ``reviews`` first, or ``accepts`` at once; papers come as the bureau's ``original``, or only on the ``portal``.
    """

    def __init__(self, bureau: SimulatedBureau) -> None:
        self.bureau = bureau
        self.mood = ""
        self.form = bureau.form

    def _asked(self) -> SimulatedBureau:
        if self.mood == "silent":
            raise Outage
        return self.bureau

    async def prepare(self, filing: Filing) -> Prepared:
        if self.mood == "insured":
            return Prepared((Refusal("pension_already_insured", "养老已参保,不能再办理参保"),))
        return await self._asked().prepare(filing)

    async def submit(self, request: str, filing: Filing) -> Filed:
        if self.mood == "ended":
            raise NoAuthority("这位经办人的授权已经取消，单位法人或管理员可以再授权。")
        if self.mood == "late":
            await self.bureau.submit(f"{request}.other", filing)
        filed = await self._asked().submit(request, filing)
        if self.mood in ("reviews", "accepts"):
            standing = Standing.IN_REVIEW if self.mood == "reviews" else Standing.ACCEPTED
            return replace(filed, standing=standing)
        if self.mood == "loses":
            self.mood = "silent"
            raise Outage
        return filed

    async def submit_many(self, filings: Sequence[tuple[str, Filing]]) -> Sequence[Filed]:
        return await self._asked().submit_many(filings)

    async def status(self, request: str) -> Filed | None:
        return await self._asked().status(request)

    async def employer(self, operator: str, credit_code: str) -> EmployerSeen | None:
        return await self._asked().employer(operator, credit_code)

    async def person(self, operator: str, employer: str, identity_number: str) -> PersonSeen | None:
        return await self._asked().person(operator, employer, identity_number)

    async def records(self, operator: str, employer: str, identity_number: str) -> Sequence[PersonSeen]:
        return await self._asked().records(operator, employer, identity_number)

    async def people(self, operator: str, employer: str) -> Sequence[PersonSeen]:
        return await self._asked().people(operator, employer)

    async def project(self, operator: str, employer: str, project_code: str) -> ProjectSeen | None:
        return await self._asked().project(operator, employer, project_code)

    async def filings(self, operator: str, employer: str, identity_number: str = "") -> Sequence[FilingSeen]:
        return await self._asked().filings(operator, employer, identity_number)

    async def send_code(self, credit_code: str, identity_number: str) -> None:
        await self._asked().send_code(credit_code, identity_number)

    async def check_code(self, credit_code: str, identity_number: str, code: str) -> Authority | None:
        return await self._asked().check_code(credit_code, identity_number, code)

    async def authority(self, credit_code: str, identity_number: str) -> Authority | None:
        if self.mood == "revoked":
            return None
        return await self._asked().authority(credit_code, identity_number)

    async def demo_code(self, credit_code: str, identity_number: str) -> str:
        return await self._asked().demo_code(credit_code, identity_number)

    async def issue_paper(self, operator: str, employer: str, wanted: PaperWanted) -> Paper | None:
        paper = await self._giving().issue_paper(operator, employer, wanted)
        if self.mood == "original" and paper is not None:
            return replace(paper, document=Document("证明.pdf", "application/pdf", b"%PDF original"))
        return paper

    async def export(self, operator: str, employer: str, kind: ExportKind, code: str) -> Document | None:
        return await self._giving().export(operator, employer, kind, code)

    def _giving(self) -> SimulatedBureau:
        if self.mood == "ended":
            raise NoAuthority("这位经办人的授权已经取消，单位法人或管理员可以再授权。")
        if self.mood == "portal":
            raise NotOffered
        return self._asked()

    async def verify_paper(self, number: str, code: str) -> PaperSeen | None:
        return await self._asked().verify_paper(number, code)

    async def demo_logins(self) -> list[DemoLogin]:
        return await self._asked().demo_logins()


class Stage(Stand):
    """A stand with the real dialogs; ``closed`` lists the closings reached.

    There is no bureau until ``open_bureau`` opens the demonstration; with ``employed`` it is there from the first turn
    on, and the person bound to these employers as these operators, the last one current.
    """

    employed: tuple[tuple[str, str], ...] = ()

    def __init__(self, dialogs: Registry) -> None:
        self.handovers = KeptPackets()
        self.bureau: Moody | GuidedBureau | None = None
        self.kept = ListedBindings()
        self.outbox, self.mute = KeptNotes(), False
        self.files, self.batches = KeptFiles(), KeptBatches()
        self.links: ListedLinks | None = ListedLinks()
        self.links.codes.known[OTHERS_CODE] = Seen.HOLDS
        self.reader = SheetReader(self.files, FORMS)  # type: ignore[arg-type]
        self.closed: list[tuple[str, str]] = []
        super().__init__(list(dialogs), knowledge=RealTopics())

    def house(self) -> House:
        return House(
            Registry(self.dialogs),
            self.knowledge,
            PHRASES,
            "reach_a_person",
            sheet_dialog="batch_filing",
            sent=link_sent,
        )

    def guide(self) -> None:
        self.bureau = GuidedBureau(lambda: LAW, self.clock)

    async def open_bureau(self) -> Moody:
        if not isinstance(self.bureau, Moody):
            self.bureau = Moody(await open_counter(self.clock))
        return self.bureau

    async def bind(self, credit_code: str, operator: str) -> None:
        authority = await (await self.open_bureau()).bureau.authority(credit_code, operator)
        assert authority is not None, "nobody in the demonstration"
        name, role = authority.employer.name, authority.role.value
        await self.kept.bind("p", Binding(credit_code, name, operator, role, self.clock.now(), True))

    async def context(self, session: Session, inbound: Inbound) -> Desk:
        if self.employed and self.bureau is None:
            for employer, operator in self.employed:
                await self.bind(employer, operator)
        filings = Filings(self.bureau, self.kept, session.person, files=KeptMade(self.files))
        binder = Binder(self.bureau, self.kept, session.person, self.clock.now())
        employers = await own_employers(binder)
        return Desk(
            self.clock.today(),
            self.stamp,
            employers.current,
            recent_matter="单位密码",
            tried="找回单位密码",
            catalogue=FewErrors(),
            handovers=self.handovers,
            law=LAW,
            filings=filings,
            binder=binder,
            employers=employers,
            demo=filings.demo,
            by_hand=filings.by_hand,
            portal=FewErrors(),
            sheets=Sheets(
                self.reader,
                self.batches,  # type: ignore[arg-type]
                filings,
                session.person,
                inbound.address,
                Context(self.clock.today(), self.stamp),
                self.clock.now(),
            ),
            receipts=NO_RECEIPTS,
            papers=Papers(filings, KeptMade(self.files), "http://127.0.0.1:8000"),
            links=Links(self.links, "p", inbound.address, inbound.private, lambda: WORDINGS, NAMES),
            now=self.clock.now(),
            reminders=Reminders(None if self.mute else self.outbox, session.person, inbound.address, lambda: WORDINGS),  # type: ignore[arg-type]
        )

    async def send(self, **message: object) -> Reply:
        reply = await super().send(**message)
        self.closed.extend(self.store.turns[-1].closings)
        return reply
