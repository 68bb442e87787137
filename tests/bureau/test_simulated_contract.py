"""The simulated bureau keeps the contract, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest

from bot.bureau.protocol import Binds, Bureau, BureauForm, Filing, LooksUp
from bot.bureau.simulated.demo_setup import NEEDED
from rules.modules import Module
from tests.bureau.contract import BureauContract
from tests.bureau.stand import Stand, filing

ENROLL = Module.EMPLOYEE_ENROLLMENT
REFUSED = {
    "no_basic_info": filing(ENROLL, "窦未采"),
    "police_interface": filing(Module.PERSON_RECORD, "章稍后", sex="女"),
    "police_mismatch": filing(Module.PERSON_RECORD, "云同音", name="云桐音"),
    "multiple_persons": filing(ENROLL, "姜两条"),
    "household_registration_empty": filing(ENROLL, "陶空户"),
    "retired_person": filing(ENROLL, "戚退休"),
    "flexible_employment": filing(ENROLL, "金灵活"),
    "pension_already_insured": filing(ENROLL, "严未停"),
    "insured_elsewhere": filing(ENROLL, "华兼职", insured_category="非全日制人员"),
    "already_enrolled_here": filing(ENROLL, "陈在厂"),
    "insured_here": filing(Module.PERSONNEL_ENROLLMENT, "鲁超龄"),
    "ended_insurance": filing(ENROLL, "谢终止"),
    "unemployment_benefit_paid": filing(ENROLL, "魏失业", contract_start="2025-09-01"),
    "unit_info_failed": filing(Module.INSURANCE_REGISTRATION, employer="演示报错公司"),
}


@dataclass(frozen=True)
class SimulatedStage:
    """The stage over the demonstration."""

    stand: Stand

    @property
    def bureau(self) -> Bureau:
        """The bureau."""
        return self.stand.bureau

    @property
    def taken(self) -> Sequence[Filing]:
        """New employees of a factory."""
        return [filing(ENROLL, who, contribution_base="6000") for who in ("张测试", "李示例", "王样本")]

    @property
    def refused(self) -> Mapping[str, Filing]:
        """Somebody's trap for each reason, on the morning of an open day."""
        return REFUSED

    async def let_reviews_end(self) -> None:
        """Lets two days pass."""
        self.stand.clock.pass_by(days=2)


class TestSimulated(BureauContract):
    """The contract, and that the stage leaves nothing out."""

    @pytest.fixture
    def stage(self, anywhere: Stand) -> SimulatedStage:
        """On either database."""
        return SimulatedStage(anywhere)

    def test_every_reason_is_on_the_stage(self) -> None:
        """No message that the bureau knows is left untried."""
        assert set(REFUSED) == NEEDED

    async def test_it_is_what_it_says(self, stand: Stand) -> None:
        """It says that it is simulated, shows and binds."""
        assert stand.bureau.form is BureauForm.SIMULATED
        assert isinstance(stand.bureau, LooksUp) and isinstance(stand.bureau, Binds)
