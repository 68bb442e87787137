"""What must hold between knowledge files, beyond each file by itself."""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from faq.entries import (
    Clarify,
    Entry,
    ErrorEntry,
    Guide,
    Human,
    OutOfScope,
    Phrased,
    SmallTalk,
    Sourced,
    Topic,
)
from faq.normalize import letters, plain
from faq.reading import KnowledgeFault, Placed

EMOJI = "emoji"
NOTHING_SAID = "nothing_said"
UNCLEAR = "unclear"
GIBBERISH = "gibberish"
UNKNOWN = "unknown"
"""The kinds that the program itself falls back on; their files must hold them."""

_NEEDED = {
    "smalltalk.yaml": (EMOJI,),
    "clarify.yaml": (NOTHING_SAID, UNCLEAR),
    "out_of_scope.yaml": (GIBBERISH, UNKNOWN),
}


@dataclass(frozen=True)
class Files:
    """Everything that was read, with the place of each entry."""

    folder: Path
    topic_ids: Sequence[str]
    topics: Sequence[Placed[Topic]]
    errors: Sequence[Placed[ErrorEntry]]
    guides: Sequence[Placed[Guide]]
    smalltalk: Sequence[Placed[SmallTalk]]
    out_of_scope: Sequence[Placed[OutOfScope]]
    clarify: Sequence[Placed[Clarify]]
    human: Sequence[Placed[Human]]

    def talk(self) -> Iterator[Placed[Phrased]]:
        """The entries that are recognized by their phrasings, beside the topics."""
        return chain[Placed[Phrased]](self.smalltalk, self.out_of_scope, self.clarify, self.human)


def cross_checks(files: Files) -> Iterator[KnowledgeFault]:
    """What is wrong between the files."""
    yield from _names(files)
    yield from _fixed_list(files)
    yield from _references(files)
    yield from _phrasings(files)
    yield from _needed(files)


def _names(files: Files) -> Iterator[KnowledgeFault]:
    for placed in chain(files.topics, files.errors):
        if placed.path.stem != placed.entry.id:
            yield placed.fault(f"id“{placed.entry.id}”应与文件名“{placed.path.stem}”一致", "id")
    lists: tuple[Sequence[Placed[Entry]], ...]
    lists = (files.guides, files.smalltalk, files.out_of_scope, files.clarify, files.human)
    for entries in lists:
        seen: set[str] = set()
        for item in entries:
            if item.entry.id in seen:
                yield item.fault(f"id“{item.entry.id}”在这个文件里出现了两次", "id")
            seen.add(item.entry.id)


def _fixed_list(files: Files) -> Iterator[KnowledgeFault]:
    path = files.folder / "topic_ids.txt"
    there = {placed.path.stem for placed in files.topics}
    for line, wanted in enumerate(files.topic_ids, 1):
        if wanted not in there and not (files.folder / "topics" / f"{wanted}.yaml").exists():
            yield KnowledgeFault(path, line, f"缺少 topics/{wanted}.yaml")
    for placed in files.topics:
        if placed.entry.id not in files.topic_ids:
            yield placed.fault(f"“{placed.entry.id}”不在 topic_ids.txt 里;新主题请先加到那里", "id")


def _references(files: Files) -> Iterator[KnowledgeFault]:
    topics = frozenset(files.topic_ids)
    guides = frozenset(placed.entry.id for placed in files.guides)
    for topic in files.topics:
        yield from _unknown(topic, "see", topic.entry.see, topics)
        if topic.entry.id in topic.entry.see:
            yield topic.fault("“see”不要写自己", "see", topic.entry.see.index(topic.entry.id))
    for error in files.errors:
        if error.entry.topic not in topics:
            yield error.fault(f"没有主题“{error.entry.topic}”", "topic")
    for clarify in files.clarify:
        yield from _unknown(clarify, "options", clarify.entry.options, topics)
    for cited in chain[Placed[Sourced]](files.topics, files.errors):
        for index, source in enumerate(cited.entry.sources):
            if guides and source.guide not in guides:
                yield cited.fault(f"guides.yaml 里没有“{source.guide}”", "sources", index, "guide")


def _unknown(
    placed: Placed[Entry], key: str, wanted: Iterable[str], known: Container[str]
) -> Iterator[KnowledgeFault]:
    for index, topic_id in enumerate(wanted):
        if topic_id not in known:
            yield placed.fault(f"“{key}”里的主题“{topic_id}”不存在", key, index)


def _phrasings(files: Files) -> Iterator[KnowledgeFault]:
    """The same question may not lead to two places; a title counts as a phrasing of its topic."""
    owners = {letters(plain(topic.entry.title)): topic.entry.id for topic in files.topics}
    for placed in chain[Placed[Phrased]](files.topics, files.talk()):
        name = placed.entry.id if isinstance(placed.entry, Topic) else f"{placed.path.stem}:{placed.entry.id}"
        for index, phrase in enumerate(placed.entry.ask):
            owner = owners.setdefault(letters(plain(phrase)) or phrase, name)
            if owner != name:
                yield placed.fault(f"问法“{phrase}”已经属于“{owner}”,只能留一处", "ask", index)


def _needed(files: Files) -> Iterator[KnowledgeFault]:
    for name, kinds in _NEEDED.items():
        path = files.folder / name
        there = {placed.entry.id for placed in files.talk() if placed.path == path}
        for kind in kinds:
            if there and kind not in there:
                yield KnowledgeFault(path, 1, f"缺少 id“{kind}”,程序在听不懂时要用它")
