"""What the demonstration's panel shows and does, for the web page and for the terminal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.bureau.simulated.binding import DemoCode
from bot.bureau.simulated.bureau import SimulatedBureau
from bot.bureau.simulated.demo_files import DemoSubject, demo_subjects, read_demo
from bot.bureau.simulated.hands import DemoLogin
from rules.identifiers import IdentifierFault, identity_number

_ACTS = (
    ("stop_flexible", "职工自己停灵活就业参保"),
    ("household", "职工补好户籍性质"),
    ("return_benefit", "职工退回失业金"),
    ("police_down", "让公安接口出错"),
    ("police_up", "让公安接口恢复"),
    ("begin_again", "演示从头再来（清空所有演示申报）"),
)
_ABOUT_SOMEBODY = ("stop_flexible", "household", "return_benefit")
_HOUSEHOLD = "演示户籍"


@dataclass(frozen=True, slots=True)
class PanelShown:
    """As whom, with whom, and the codes that hold."""

    logins: Sequence[DemoLogin] = field(repr=False)
    subjects: Sequence[DemoSubject] = field(repr=False)
    codes: Sequence[DemoCode] = field(repr=False)


@dataclass(frozen=True, slots=True)
class DemoPanel:
    """The panel over the simulated bureau, whose files lie in ``folder``."""

    bureau: SimulatedBureau
    folder: Path

    @property
    def acts(self) -> Sequence[tuple[str, str]]:
        """What can be done in somebody else's place, each with its label."""
        return _ACTS

    async def shown(self) -> PanelShown:
        """What the panel shows now; raises ``Outage``."""
        logins, codes = await self.bureau.demo_logins(), await self.bureau.demo_codes()
        return PanelShown(logins, demo_subjects(self.folder), codes)

    async def act(self, act: str, number: str) -> str:
        """Does it, and says what came of it; raises ``Outage``."""
        label = dict(_ACTS).get(act)
        if label is None:
            return "没有这个动作，请在列表里选一个。"
        if act not in _ABOUT_SOMEBODY:
            await self._on_all(act)
            return f"{label}：好了。"
        try:
            whose = identity_number(number).number
        except IdentifierFault as fault:
            return fault.message_zh
        return f"{label}：好了。" if await self._of_one(act, whose) else f"{label}：这个号码没有这回事，什么都没有变。"

    async def _on_all(self, act: str) -> None:
        if act == "begin_again":
            await self.bureau.begin_again(read_demo(self.folder))
        else:
            await self.bureau.switch_police(act == "police_up")

    async def _of_one(self, act: str, whose: str) -> bool:
        if act == "household":
            return await self.bureau.maintain_household(whose, _HOUSEHOLD)
        done: Callable[[str], object] = {
            "stop_flexible": self.bureau.stop_flexible_coverage,
            "return_benefit": self.bureau.return_benefit,
        }[act]
        return bool(await done(whose))  # type: ignore[misc]
