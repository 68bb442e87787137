"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Found(Enum):
    """How a thing was found, as its mark."""

    GOOD = "✓"
    THINK = "!"
    MEND = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of what the doctor says."""

    found: Found
    says: str

    def __str__(self) -> str:
        return f"{self.found.value} {self.says}"
