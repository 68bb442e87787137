"""The stage that transcripts are played on: the real dialogs, a clock to set, a small knowledge, kept packets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from bot.dialogs.desk import Desk
from bot.engine.dialog import Registry
from bot.engine.messages import Candidate, Decision, Heard, Inbound, Offer, Reply
from bot.engine.ports import Session
from bot.engine.turning import House
from bot.services.errors import KnownError, Recognition
from rules.parameters import load_parameters
from tests.engine.stand import PHRASES, SmallKnowledge, Stand

DATA = Path(__file__).parents[2] / "data"
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

    def recognize(self, text: str) -> KnownError:
        if "上传文件失败" in text:
            remedies = ("换用网厅最新的模板再传。", "把文件压到规定大小以内再传。", "过一会儿再传。")
            return KnownError(Recognition.KNOWN, "上传文件失败", "模板、大小或格式不对。", "单位经办", remedies)
        if "养老已参保" in text:
            return KnownError(
                Recognition.HAS_DIALOG, "养老已参保,不能再办理参保", "原单位可能没有停保。", "原单位",
                ("请员工核实。",), "", "pension_already_insured",
            )
        if "密码错误" in text:
            return KnownError(Recognition.HAS_DIALOG, "密码错误", "密码不对。", dialog_key="forgot_unit_password")
        if "税库银超时" in text:
            remedies = ("先查这笔钱扣了没有。", "打12366，或者问开户银行。")
            return KnownError(
                Recognition.HAS_DIALOG, "税库银超时", "银行或税务的事。", "单位经办", remedies,
                dialog_key="unknown_error", source="后来的公开资料",
            )
        if "比对不成功" in text:
            return KnownError(
                Recognition.KNOWN, "公安比对不成功", "姓名或号码对不上。", "员工本人", ("对着身份证再核一遍。",),
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


class Stage(Stand):
    """A stand with the real dialogs; ``closed`` lists the closings reached."""

    def __init__(self, dialogs: Registry) -> None:
        self.handovers = KeptPackets()
        self.closed: list[tuple[str, str]] = []
        super().__init__(list(dialogs), knowledge=RealTopics())

    def house(self) -> House:
        return House(Registry(self.dialogs), self.knowledge, PHRASES, "reach_a_person")

    async def context(self, session: Session, inbound: Inbound) -> Desk:
        return Desk(
            self.clock.today(),
            self.stamp,
            recent_matter="单位密码",
            tried="找回单位密码",
            catalogue=FewErrors(),
            handovers=self.handovers,
            law=LAW,
        )

    async def send(self, **message: object) -> Reply:
        reply = await super().send(**message)
        self.closed.extend(self.store.turns[-1].closings)
        return reply
