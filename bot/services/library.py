"""What the house knows right now: knowledge, rules' parameters and texts as one snapshot, read again when edited."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock

from bot.services.rule_wordings import check_rule_wordings
from bot.services.topic_checks import check_topics
from bot.services.wordings import TextFault, Wordings, load_wordings
from faq.catalogue import Catalogue
from faq.decision import Understanding
from faq.knowledge import Knowledge, KnowledgeFaults, load_knowledge
from faq.learned.meaning import sentence_meaning
from faq.learned.model import TRAINED, Model, ModelFault, read_model
from rules.parameters import ParameterFault, Parameters, load_parameters

log = logging.getLogger(__name__)
_LOOK_AGAIN_SECONDS = 1.0
_State = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One state of the data folder, checked as a whole; ``law`` names its own version, ``read_at`` when it was read."""

    knowledge: Knowledge
    understanding: Understanding
    catalogue: Catalogue
    wordings: Wordings
    law: Parameters
    read_at: datetime = field(default_factory=lambda: datetime.now(UTC), compare=False)
    told: dict[tuple[str, date], tuple[str, ...]] = field(init=False, default_factory=dict, compare=False, repr=False)
    """What entries say on a day, where that was written before."""

    @property
    def stamp(self) -> str:
        """Names the parameters that rules used."""
        return self.law.id


class DataFault(Exception):
    """The data folder does not check; every fault is a line with file, place, reason and mend."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


KnowsDialog = Callable[[str, Mapping[str, str]], str | None]
"""Says in Chinese what is wrong with a dialog's key and the answers that it starts with; None where nothing is."""


def read_snapshot(
    folder: Path, knows_dialog: KnowsDialog = lambda key, given: None, region: str = "jiangsu"
) -> Snapshot:
    """Reads and checks the data folder.

    Raises:
        DataFault: with every fault found.
    """
    faults: list[str] = []
    try:
        knowledge: Knowledge | None = load_knowledge(folder)
    except KnowledgeFaults as found:
        knowledge = None
        faults += [str(fault) for fault in found.faults]
    try:
        wordings: Wordings | None = load_wordings(folder / "texts")
    except TextFault as fault:
        wordings = None
        faults.append(str(fault))
    law: Parameters | None = None
    try:
        law = load_parameters(_region_folder(folder / "parameters", region))
    except (ParameterFault, RegionMissing) as fault:
        faults.append(str(fault))
    if knowledge is not None:
        faults += check_topics(knowledge, folder, knows_dialog, law)
    if knowledge is not None and wordings is not None:
        unknown = [topic for topic in wordings.welcome if topic not in knowledge.topics]
        faults += [f"{folder / 'texts/welcome.txt'}: 没有主题 {topic}；请照 topic_ids.txt 改" for topic in unknown]
    if wordings is not None:
        wrong = {knows_dialog(key, {}) for key in wordings.entries.values()} - {None}
        faults += [f"{folder / 'texts/entries.yaml'}: {fault}" for fault in sorted(filter(None, wrong))]
    if wordings is not None and law is not None:
        place = folder / "texts/rules.yaml"
        faults += [f"{place}: {fault}" for fault in check_rule_wordings(wordings, law, datetime.now(UTC).date())]
    if knowledge is None or wordings is None or law is None or faults:
        raise DataFault(faults)
    understanding = Understanding(knowledge, _learned(folder), sentence_meaning())
    return Snapshot(knowledge, understanding, Catalogue(knowledge.errors.values()), wordings, law)


def _learned(folder: Path) -> Model | None:
    """What training found out; a trained file that cannot be used is named in the log, and nearness stands in."""
    try:
        return read_model(folder / TRAINED)
    except ModelFault as fault:
        log.warning("%s", fault)
        return None


class RegionMissing(LookupError):
    """No folder of parameters has the region's name; ``str`` names those that there are, in Chinese."""


def _region_folder(parameters: Path, region: str) -> Path:
    folders = {path.name: path for path in sorted(parameters.glob("*/")) if path.is_dir()}
    if region in folders:
        return folders[region]
    known = "、".join(folders) or "一个也没有"
    raise RegionMissing(
        f"{parameters}：没有叫“{region}”的地区文件夹；现有：{known}。请改设置 CANBAO_REGION，"
        "或新建这个文件夹，照现有地区放入参数文件"
    )


def read_law(folder: Path, region: str = "jiangsu") -> Parameters:
    """Only the parameters of the data folder, for whoever needs no more.

    Raises:
        DataFault: they do not check.
    """
    try:
        return load_parameters(_region_folder(folder / "parameters", region))
    except (ParameterFault, RegionMissing) as fault:
        raise DataFault([str(fault)]) from fault


class Library:
    """Gives the current snapshot. An edit takes effect with the next look; one that does not check leaves the old."""

    def __init__(
        self, folder: Path, knows_dialog: KnowsDialog = lambda key, given: None, region: str = "jiangsu"
    ) -> None:
        """Reads the folder.

        Raises:
            DataFault: it does not check: the program does not start.
        """
        self._folder = folder
        self._knows_dialog = knows_dialog
        self._region = region
        self._state = _state_of(folder)
        self._snapshot = read_snapshot(folder, knows_dialog, region)
        self._looked = time.monotonic()
        self._reading = Lock()
        self.faults: tuple[str, ...] = ()

    @property
    def current(self) -> Snapshot:
        """The snapshot in use."""
        return self._snapshot

    def look(self) -> Snapshot:
        """The snapshot after a look at the folder, at most once a second; reads it again where a file changed."""
        if time.monotonic() - self._looked >= _LOOK_AGAIN_SECONDS and self._reading.acquire(blocking=False):
            try:
                self._read_where_changed()
            finally:
                self._looked = time.monotonic()
                self._reading.release()
        return self._snapshot

    def _read_where_changed(self) -> None:
        state = _state_of(self._folder)
        if state == self._state:
            return
        self._state = state
        try:
            self._snapshot = read_snapshot(self._folder, self._knows_dialog, self._region)
        except DataFault as fault:
            self.faults = tuple(fault.faults)
            log.error("data not taken over, the old one stays: %s", "; ".join(fault.faults))
            return
        self.faults = ()
        log.info("data read again: knowledge %s, parameters %s", self._snapshot.knowledge.id, self._snapshot.law.id)


def _state_of(folder: Path) -> _State:
    return tuple(sorted(_files(folder)))


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    for path in folder.rglob("*"):
        if path.suffix in (".yaml", ".toml", ".txt"):
            stat = path.stat()
            yield str(path), stat.st_mtime_ns, stat.st_size
