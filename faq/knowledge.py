"""The knowledge folder as one immutable snapshot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from faq.checks import Files, cross_checks
from faq.entries import (
    Clarify,
    Entry,
    ErrorEntry,
    Grade,
    Guide,
    Human,
    Later,
    OutOfScope,
    Remedy,
    SmallTalk,
    Source,
    Topic,
    Who,
)
from faq.reading import KnowledgeFault, KnowledgeFaults, Placed, read_many, read_one

__all__ = [
    "Clarify",
    "ErrorEntry",
    "Grade",
    "Guide",
    "Human",
    "Knowledge",
    "KnowledgeFault",
    "KnowledgeFaults",
    "Later",
    "OutOfScope",
    "Remedy",
    "SmallTalk",
    "Source",
    "Topic",
    "Who",
    "load_knowledge",
]

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Knowledge:
    """What the assistant knows, by id. It never changes; a changed folder is another snapshot."""

    id: str
    """Twelve hexadecimal digits that name exactly these files."""
    topics: Mapping[str, Topic]
    """In the order of ``topic_ids.txt``."""
    errors: Mapping[str, ErrorEntry]
    guides: Mapping[str, Guide]
    smalltalk: Mapping[str, SmallTalk]
    out_of_scope: Mapping[str, OutOfScope]
    clarify: Mapping[str, Clarify]
    human: Mapping[str, Human]


def load_knowledge(folder: Path) -> Knowledge:
    """Read and check ``folder``: one file a topic and an error, and the small files beside them.

    Raises:
        KnowledgeFaults: something does not check; it holds every fault of every file.
    """
    faults: list[KnowledgeFault] = []
    files = _read(folder, faults)
    faults.extend(cross_checks(files))
    if faults:
        raise KnowledgeFaults(faults)
    topics = _by_id(files.topics)
    return Knowledge(
        id=_hash(folder),
        topics=MappingProxyType({topic_id: topics[topic_id] for topic_id in files.topic_ids}),
        errors=_by_id(files.errors),
        guides=_by_id(files.guides),
        smalltalk=_by_id(files.smalltalk),
        out_of_scope=_by_id(files.out_of_scope),
        clarify=_by_id(files.clarify),
        human=_by_id(files.human),
    )


def _read(folder: Path, faults: list[KnowledgeFault]) -> Files:
    def each(name: str, kind: type[E]) -> tuple[Placed[E], ...]:
        paths = sorted((folder / name).glob("*.yaml"))
        return tuple(chain.from_iterable(read_one(path, kind, faults) for path in paths))

    def many(name: str, kind: type[E]) -> tuple[Placed[E], ...]:
        return tuple(read_many(folder / name, kind, faults))

    return Files(
        folder=folder,
        topic_ids=_topic_ids(folder / "topic_ids.txt", faults),
        topics=each("topics", Topic),
        errors=each("errors", ErrorEntry),
        guides=many("guides.yaml", Guide),
        smalltalk=many("smalltalk.yaml", SmallTalk),
        out_of_scope=many("out_of_scope.yaml", OutOfScope),
        clarify=many("clarify.yaml", Clarify),
        human=many("human.yaml", Human),
    )


def _topic_ids(path: Path, faults: list[KnowledgeFault]) -> tuple[str, ...]:
    try:
        lines = tuple(path.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        faults.append(KnowledgeFault(path, 1, "读不到主题清单;应是 UTF-8 文本,一行一个主题 id"))
        return ()
    for number, line in enumerate(lines, 1):
        if not line.strip() or line in lines[: number - 1]:
            faults.append(KnowledgeFault(path, number, "空行或重复的主题 id,请删除"))
    return lines


def _by_id(entries: Iterable[Placed[E]]) -> Mapping[str, E]:
    return MappingProxyType({placed.entry.id: placed.entry for placed in entries})


def _hash(folder: Path) -> str:
    digest = blake2b(digest_size=6)
    for pattern in ("topic_ids.txt", "*.yaml", "topics/*.yaml", "errors/*.yaml"):
        for path in sorted(folder.glob(pattern)):
            digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()
