"""A new phrasing taken into the knowledge folder, or refused with the reason."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from faq.corpus import entries
from faq.entries import Phrased, Topic
from faq.insertion import NoPlace, line_in, with_phrasing
from faq.knowledge import Knowledge, KnowledgeFaults, load_knowledge
from faq.normalize import LIMIT, letters, plain

_SUGGESTED = 3
_CLOSE = 50.0
"""Likeness of a name from which on it may be what was meant."""


class NotAdded(Exception):
    """The phrasing was not taken, and the files are as before; ``str`` says in Chinese why, and what to do."""


@dataclass(frozen=True)
class Added:
    """Where a phrasing stands now."""

    path: Path
    line: int


def add_phrasing(folder: Path, key: str, text: str) -> Added:
    """Puts ``text`` under the entry ``key``: a topic's id, or ``out_of_scope:medical``.

    Whoever else adds at the same time waits. The file is replaced as a whole, so that a reader never sees half of it.

    Raises:
        NotAdded: there is no such entry, or the text is there already; nothing changed.
        KnowledgeFaults: the folder did not check before.
        OSError: a file can be neither read nor written.
    """
    with _alone(folder):
        knowledge = load_knowledge(folder)
        named = {name: entry for entry, name in entries(knowledge)}
        if key not in named:
            raise NotAdded(f"没有“{key}”这个主题或条目{_suggested(key, named)}")
        _refuse_known(folder, knowledge, key, text)
        path, entry = _file_of(folder, named[key], key)
        before = path.read_bytes()
        try:
            after, line = with_phrasing(before, entry, text)
        except NoPlace as reason:
            raise NotAdded(f"{path}：{reason}") from reason
        _replace(path, after)
        try:
            load_knowledge(folder)
        except KnowledgeFaults as faults:
            _replace(path, before)
            raise NotAdded(f"加进去以后没有通过检查，已经撤回：{faults.faults[0].reason_zh}") from faults
        return Added(path, line)


def _refuse_known(folder: Path, knowledge: Knowledge, key: str, text: str) -> None:
    """Refuses what an entry is recognized by already, word for word."""
    said = letters(plain(text))
    if not said or len(text) > LIMIT:
        raise NotAdded("这句话里没有能认的字，或者太长")
    for entry, name in entries(knowledge):
        path, inner = _file_of(folder, entry, name)
        title = entry.title if isinstance(entry, Topic) else ""
        for index, phrase in enumerate((*entry.ask, title)):
            if letters(plain(phrase)) == said:
                place = ("ask", index) if index < len(entry.ask) else ("title",)
                whose = "这个问法已经有了" if name == key else f"这个问法已经属于“{name}”，只能留一处"
                raise NotAdded(f"{whose}：{path}:{line_in(path.read_bytes(), inner, *place)} “{phrase}”")
    for error in knowledge.errors.values():
        if said in {letters(plain(message)) for message in (error.message, *error.variants)}:
            path = folder / "errors" / f"{error.id}.yaml"
            raise NotAdded(f"这是网厅报错“{error.message}”的原话，已经能认：{path}")


def _file_of(folder: Path, entry: Phrased, name: str) -> tuple[Path, str | None]:
    """The file that an entry stands in, and its id there where the file holds several."""
    if isinstance(entry, Topic):
        return folder / "topics" / f"{name}.yaml", None
    return folder / f"{name.partition(':')[0]}.yaml", entry.id


def _suggested(key: str, named: dict[str, Phrased]) -> str:
    """What may have been meant, by id or by title."""
    names = {name: f"{name} {entry.title if isinstance(entry, Topic) else ''}" for name, entry in named.items()}
    close = process.extract(key, names, scorer=fuzz.WRatio, score_cutoff=_CLOSE, limit=_SUGGESTED)
    told = "、".join(str(name) for _, _, name in close)
    return f"；是不是 {told}" if told else "；全部主题见 topic_ids.txt，其他条目写成 out_of_scope:medical 的样子"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Holds the folder against others who add; the system lets go of it where the process dies."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _replace(path: Path, content: bytes) -> None:
    """Puts the content into the file's place in one step, with the file's own permissions."""
    target = path.resolve()
    # No ending that a running assistant looks at.
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}.new")
    try:
        with draft.open("xb") as file:
            os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
