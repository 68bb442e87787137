"""Files that go with a filing: whether each may be sent, by the rule and by what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.engine.choice import Choice
from bot.engine.messages import FileRef
from bot.services.filings import Filings
from rules.attachments import AttachmentOutcome, AttachmentPurpose, check_attachment
from rules.parameters import ParameterMissing, Parameters

_HEAD = 1024
_FINE = (AttachmentOutcome.ACCEPTED, AttachmentOutcome.UNSURE)


class Attached(Choice):
    """Whether all files may be sent."""

    FINE = "可以"
    BAD = "有的不行"
    UNKNOWN = "没有读到"


@dataclass(frozen=True, slots=True)
class AttachmentsRead:
    """What is wrong with which file, each as one line."""

    outcome: Attached
    attachment_faults: tuple[str, ...] = ()


async def read_attachments(
    filings: Filings, files: Sequence[FileRef], today: date, law: Parameters
) -> AttachmentsRead:
    """Reads what the files begin with; where no limit is known, nothing is said against them.

    Source: 000 上传辅助材料 (no province: the portal decides)
    """
    faults = []
    for document in await filings.documents(files):
        try:
            told = check_attachment(
                AttachmentPurpose.ENROLLMENT,
                document.name,
                len(document.content),
                document.content[:_HEAD],
                today,
                law,
            )
        except ParameterMissing:
            continue
        if told.outcome not in _FINE:
            faults.append(f"“{document.name}”：{''.join(told.faults)}")
    return AttachmentsRead(Attached.BAD if faults else Attached.FINE, tuple(faults))
