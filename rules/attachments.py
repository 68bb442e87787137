"""Attachments (附件): whether a file may be uploaded, and if not, why and what to do."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules.explained import Because, OpenPoint
from rules.file_kinds import FileKind, ending, file_kind
from rules.parameters import Parameters
from rules.telling import from_parameter

_DECIMAL_MEGABYTE = 1000 * 1000
_BINARY_MEGABYTE = 1024 * 1024


class AttachmentPurpose(StrEnum):
    """What the file is uploaded for."""

    ENROLLMENT = "enrollment"
    BASE_SHEET = "base_sheet"

    @property
    def label(self) -> str:
        """For users."""
        return "增员附件" if self is AttachmentPurpose.ENROLLMENT else "缴费基数上调文件"


class AttachmentOutcome(StrEnum):
    """What becomes of the file."""

    ACCEPTED = "accepted"
    UNSURE = "unsure"
    RENAME = "rename"
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    EMPTY = "empty"

    @property
    def label(self) -> str:
        """For users."""
        return _LABELS[self]


_LABELS = {
    AttachmentOutcome.ACCEPTED: "可以上传",
    AttachmentOutcome.UNSURE: "不一定能上传",
    AttachmentOutcome.RENAME: "后缀和内容不符",
    AttachmentOutcome.TOO_LARGE: "文件太大",
    AttachmentOutcome.WRONG_KIND: "格式不对",
    AttachmentOutcome.EMPTY: "文件是空的",
}


@dataclass(frozen=True)
class AttachmentCheck:
    """Whether the file may be uploaded.

    Args:
        size: in bytes.
        limit: in MB; as large as that is still allowed.
        faults: every fault with its mend, in Chinese; empty where the file is fine.
    """

    outcome: AttachmentOutcome
    purpose: AttachmentPurpose
    kind: FileKind
    size: int
    limit: int
    faults: tuple[str, ...]
    because: Because
    open_points: tuple[OpenPoint, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class _Terms:
    parameter: str
    kinds: tuple[FileKind, ...]
    written: str
    shrink: str
    source: str


_TERMS = {
    AttachmentPurpose.ENROLLMENT: _Terms(
        parameter="attachment.enrollment_size",
        kinds=(FileKind.JPG, FileKind.PDF),
        written="JPG或PDF",
        shrink="请压缩、降低扫描清晰度，或分成几个文件再传。",
        source="000 上传辅助材料",
    ),
    AttachmentPurpose.BASE_SHEET: _Terms(
        parameter="attachment.base_sheet_size",
        kinds=(FileKind.XLSX, FileKind.XLS),
        written="Office表格",
        shrink="请删去空行和图片，或把名单分成几个文件再传。",
        source="002 §三.7",
    ),
}
_ENDINGS = {
    FileKind.JPG: ("jpg", "jpeg"),
    FileKind.PDF: ("pdf",),
    FileKind.XLSX: ("xlsx",),
    FileKind.XLS: ("xls",),
}
_RENAMED = {
    FileKind.JPG: "请把后缀改成.jpg再传。",
    FileKind.PDF: "请把后缀改成.pdf再传。",
    FileKind.XLSX: "请另存为.xlsx再传。",
    FileKind.XLS: "请另存为.xlsx再传。",
}
_TO_PICTURE = {
    FileKind.WORD: "请在Word或WPS里另存为PDF再传。",
    FileKind.PNG: "请另存为JPG再传，只改后缀不算。",
    FileKind.OTHER_PICTURE: "请另存为JPG再传，只改后缀不算。",
    FileKind.HEIC: "请在手机里转成JPG，或用截图、扫描功能存成JPG或PDF再传。",
    FileKind.ARCHIVE: "请先解压，把里面的文件一个一个传。",
}
_TO_SHEET = {
    FileKind.WPS_SHEET: "请在WPS里另存为.xlsx再传。",
    FileKind.OPEN_SHEET: "请另存为.xlsx再传。",
    FileKind.WEB_PAGE: "它是改了名的网页，请用Office或WPS打开，另存为.xlsx再传。",
    FileKind.TEXT: "请把内容填进下载的模板，存成.xlsx再传。",
    FileKind.ARCHIVE: "请先解压，传里面的表格。",
}
_OLD_SHEET = OpenPoint(
    "上传页只写请用Office，收不收旧版.xls没有写。",
    ("Office的表格都收：.xls可以。", "只收office2007以上的格式：要另存为.xlsx。"),
)


def check_attachment(
    purpose: AttachmentPurpose, file_name: str, size: int, first_bytes: bytes, today: date, law: Parameters
) -> AttachmentCheck:
    """Whether a file may be uploaded for ``purpose``; its first bytes decide what it is, not its name.

    Args:
        size: in bytes, of the whole file.
        first_bytes: from its beginning, a kilobyte is plenty.

    Raises:
        ParameterMissing: no limit is known for ``today``.
        ValueError: ``size`` is negative.

    Source: 000 上传辅助材料 (JPG or PDF, 5 MB each: no province); 002 §三.7 (office sheet, 10 MB)
    """
    if size < 0:
        raise ValueError("文件大小不能小于0。请给出字节数。")
    terms = _TERMS[purpose]
    limit = law.whole(terms.parameter, today)
    kind = file_kind(first_bytes if size else b"", file_name)
    faults = _faults(terms, kind, file_name, size, limit)
    outcome = min((found for found, _ in faults), key=_GRAVEST.index, default=AttachmentOutcome.ACCEPTED)
    says = f"按{terms.written}、单个不超过{limit}MB来看，这个文件：{outcome.label}。"
    return AttachmentCheck(
        outcome=outcome,
        purpose=purpose,
        kind=kind,
        size=size,
        limit=limit,
        faults=tuple(said for _, said in faults),
        because=Because(says, terms.source, parts=_steps(terms, kind, size, limit, today, law)),
        open_points=_open_points(purpose, kind, size, limit),
        sources=(terms.source,),
    )


_GRAVEST = (
    AttachmentOutcome.EMPTY,
    AttachmentOutcome.WRONG_KIND,
    AttachmentOutcome.TOO_LARGE,
    AttachmentOutcome.RENAME,
    AttachmentOutcome.UNSURE,
)


def _faults(
    terms: _Terms, kind: FileKind, file_name: str, size: int, limit: int
) -> tuple[tuple[AttachmentOutcome, str], ...]:
    if kind is FileKind.EMPTY:
        return ((AttachmentOutcome.EMPTY, "文件里没有内容。请打开原文件确认后重新保存，再传。"),)
    return (*_kind_faults(terms, kind, file_name), *_size_faults(terms, size, limit), *_doubts(kind))


def _kind_faults(terms: _Terms, kind: FileKind, file_name: str) -> tuple[tuple[AttachmentOutcome, str], ...]:
    if kind not in terms.kinds:
        mends = _TO_PICTURE if FileKind.JPG in terms.kinds else _TO_SHEET
        mend = mends.get(kind, f"请换成{terms.written}再传。")
        return ((AttachmentOutcome.WRONG_KIND, f"内容是{kind.label}，这里收{terms.written}。{mend}"),)
    if ending(file_name) not in _ENDINGS[kind]:
        return ((AttachmentOutcome.RENAME, f"内容是{kind.label}，文件名的后缀却不是。{_RENAMED[kind]}"),)
    return ()


def _size_faults(terms: _Terms, size: int, limit: int) -> tuple[tuple[AttachmentOutcome, str], ...]:
    if size <= limit * _DECIMAL_MEGABYTE:
        return ()
    if size <= limit * _BINARY_MEGABYTE:
        said = f"刚好卡在{limit}MB上，按不同的进位可能算超过。请压缩一点再传。"
        return ((AttachmentOutcome.UNSURE, said),)
    hundredths = -(-size * 100 // _BINARY_MEGABYTE)
    said = f"文件约{hundredths / 100:.2f}MB，超过{limit}MB。{terms.shrink}"
    return ((AttachmentOutcome.TOO_LARGE, said),)


def _doubts(kind: FileKind) -> tuple[tuple[AttachmentOutcome, str], ...]:
    if kind is not FileKind.XLS:
        return ()
    return ((AttachmentOutcome.UNSURE, "旧版.xls不一定收。传不上去就另存为.xlsx再传。"),)


def _steps(terms: _Terms, kind: FileKind, size: int, limit: int, today: date, law: Parameters) -> tuple[Because, ...]:
    return (
        Because(f"看文件开头的字节，它是{kind.label}。"),
        Because(f"这里收{terms.written}。", terms.source),
        Because(f"大小上限是{limit}MB，这个文件{size}字节。", parts=(from_parameter(law, terms.parameter, today),)),
    )


def _open_points(purpose: AttachmentPurpose, kind: FileKind, size: int, limit: int) -> tuple[OpenPoint, ...]:
    points = [_portal_counts(limit)] if purpose is AttachmentPurpose.ENROLLMENT else []
    if purpose is AttachmentPurpose.BASE_SHEET and kind is FileKind.XLS:
        points.append(_OLD_SHEET)
    if limit * _DECIMAL_MEGABYTE < size <= limit * _BINARY_MEGABYTE:
        points.append(
            OpenPoint(
                f"{limit}MB是多少字节，资料没有写。",
                (
                    f"1MB按1024×1024字节：上限{limit * _BINARY_MEGABYTE}字节，可以传。",
                    f"1MB按100万字节：上限{limit * _DECIMAL_MEGABYTE}字节，超过了。",
                ),
                "网厅页面的提示",
            )
        )
    return tuple(points)


def _portal_counts(limit: int) -> OpenPoint:
    general = f"全国通用说法：部分地区要传，JPG或PDF，单个不超过{limit}MB。"
    return OpenPoint("附件要不要传、收什么格式、多大，操作指南没有写。", (general, "江苏以网厅页面的“材料列表”为准。"))
