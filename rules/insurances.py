"""The insurances that employers contribute to, and the industry classes of work injury insurance."""

from enum import StrEnum


class Insurance(StrEnum):
    """险种. The portal handles pension, unemployment and work injury only (domain.md, since 2023-12-01)."""

    PENSION = "pension"
    UNEMPLOYMENT = "unemployment"
    WORK_INJURY = "work_injury"
    MEDICAL = "medical"

    @property
    def label(self) -> str:
        """For users."""
        return _INSURANCES[self]


class IndustryClass(StrEnum):
    """行业类别 of work injury insurance, one (lowest risk) to eight."""

    CLASS_1 = "class_1"
    CLASS_2 = "class_2"
    CLASS_3 = "class_3"
    CLASS_4 = "class_4"
    CLASS_5 = "class_5"
    CLASS_6 = "class_6"
    CLASS_7 = "class_7"
    CLASS_8 = "class_8"

    @property
    def label(self) -> str:
        """For users."""
        return "一二三四五六七八"[int(self[-1]) - 1] + "类"


_INSURANCES = {
    Insurance.PENSION: "养老保险",
    Insurance.UNEMPLOYMENT: "失业保险",
    Insurance.WORK_INJURY: "工伤保险",
    Insurance.MEDICAL: "医疗（含生育）保险",
}
