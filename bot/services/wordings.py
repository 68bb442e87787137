"""The house's own sentences, read from ``data/texts``: the engine's phrases and the shape of answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import yaml

from bot.engine.checks import fold
from bot.engine.phrases import PhraseFault, Phrases
from bot.engine.texts import TemplateSyntaxError, Wording, wording
from bot.services.rule_questions import CHATTED

SHAPES: Final[Mapping[str, frozenset[str]]] = {
    "general": frozenset(),
    "who": frozenset({"who"}),
    "how": frozenset({"path", "prepare"}),
    "sources": frozenset({"sources"}),
    "more": frozenset({"notes", "later"}),
    "details": frozenset({"details"}),
    "grade_A": frozenset(),
    "grade_B": frozenset(),
    "grade_C": frozenset(),
    "error_head": frozenset({"message", "cause"}),
    "no_error_head": frozenset({"message", "cause"}),
    "error_remedies": frozenset({"remedies", "scope"}),
    "note": frozenset({"note"}),
    "follow": frozenset({"answer", "title"}),
    "one_of_several": frozenset({"number", "title", "answer", "who", "sources"}),
    "in_detail": frozenset({"title", "details"}),
    "unanswered": frozenset(),
    "human": frozenset(),
}
"""The parts of answers, and what each may read."""
_OF_RESULT: Final = frozenset({"r", "about", "said", "asked", "last_limits", "names", "span", "yuan", "percent"})
_OF_RULES: Final[Mapping[str, frozenset[str]]] = {
    "why": frozenset(),
    "more_open": frozenset({"points"}),
    "open_points": frozenset({"points"}),
    "ask_sex": frozenset(),
    "ask_birth_date": frozenset(),
    "ask_contribution_base": frozenset(),
    "no_such_day": frozenset({"said"}),
    "year_offer": frozenset({"year"}),
    "year_said": frozenset({"year"}),
    "year_words": frozenset({"words"}),
}
"""The texts beside those of the rules; each rule that is asked about in the chat has one under its own name."""


_OF_FILING: Final = frozenset({"title", "about"})
_LATE: Final[Mapping[str, frozenset[str]]] = {
    "late_accepted": _OF_FILING | {"number", "reason"},
    "late_in_review": _OF_FILING | {"number", "reason"},
    "late_refused": _OF_FILING | {"number", "reason"},
    "late_rolled_back": _OF_FILING | {"number", "reason"},
    "late_by_hand": _OF_FILING | {"number", "reason"},
    "late_gone": _OF_FILING,
    "late_draft": frozenset({"title"}),
    "late_formal": frozenset({"title"}),
    "late_task": frozenset({"title"}),
    "late_closing": frozenset({"title"}),
    "batch_progress": frozenset({"name", "sent", "total"}),
    "batch_done": frozenset({"name", "employer", "good", "bad", "waiting"}),
    "batch_reviewed": frozenset({"name", "employer", "good", "bad", "waiting"}),
    "batch_stopped": frozenset({"name", "why", "sent", "total"}),
    "late_linked": frozenset({"place"}),
    "late_parted": frozenset(),
}


class TextFault(Exception):
    """A text file does not check: where, why, and the mend."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """Phrases and answer shapes, checked; ``welcome`` are the topics that a newcomer is offered, ``entries`` what one
    says to begin a dialog at once.
    """

    phrases: Phrases
    shapes: Mapping[str, Wording]
    welcome: tuple[str, ...]
    rules: Mapping[str, Wording]
    entries: Mapping[str, str]
    lates: Mapping[str, Wording]

    def shape(self, name: str, /, **names: object) -> str:
        """The part of an answer called ``name``, filled in."""
        return self.shapes[name].render(names)

    def late(self, name: str, /, **names: object) -> str:
        """What is said of a filing afterwards, filled in."""
        return self.lates[name].render(names).strip()

    def entry(self, text: str) -> str | None:
        """The dialog that the text, but for polite words, asks for by name; None where it asks for none."""
        return self.entries.get(_bare(text))

    def rule(self, name: str, /, **names: object) -> str:
        """What is said of the result of the rule called ``name``, filled in."""
        return self.rules[name].render(names)


def load_wordings(folder: Path) -> Wordings:
    """Reads ``phrases.yaml``, ``answer.yaml``, ``rules.yaml``, ``late.yaml``, ``entries.yaml`` and ``welcome.txt``.

    Raises:
        TextFault: naming the file, the sentence and the mend.
    """
    phrases = folder / "phrases.yaml"
    try:
        return Wordings(
            Phrases(_read(phrases)),
            _shapes(folder / "answer.yaml", SHAPES),
            _welcome(folder / "welcome.txt"),
            _shapes(folder / "rules.yaml", {**_OF_RULES, **dict.fromkeys(CHATTED, _OF_RESULT)}),
            {_bare(said): dialog for said, dialog in _read(folder / "entries.yaml").items()},
            _shapes(folder / "late.yaml", _LATE),
        )
    except PhraseFault as fault:
        raise TextFault(f"{phrases}: {fault}") from fault


_POLITE = re.compile(
    r"^(?:[，,。！!、 ]|你好|您好|请问|请|麻烦|我要|我想要?|我得|我来|想要?|要|帮我|给我|替我|怎么|怎样|如何|能不能"
    r"|可以|先)+"
    r"|(?:[，,。！!？?、 ]|吧|呀|啊|吗|呢|谢谢|可以吗|行吗|怎么弄|怎么办|咋弄)+$"
)


def _bare(text: str) -> str:
    """The text without what one says around a wish."""
    return _POLITE.sub("", fold(text).replace("一下", ""))


def _read(path: Path) -> dict[str, str]:
    try:
        kept = yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TextFault(f"{path}: 读不了（{error}），请检查编码和缩进") from error
    if not isinstance(kept, dict) or not all(isinstance(value, str) for value in kept.values()):
        raise TextFault(f"{path}: 每一行都要写成“名字: 句子”")
    return kept


def _welcome(path: Path) -> tuple[str, ...]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TextFault(f"{path}: 读不了（{error}）；应是UTF-8文本，一行一个主题id") from error
    return tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))


def _shapes(path: Path, known: Mapping[str, frozenset[str]]) -> dict[str, Wording]:
    sources = _read(path)
    if missing := known.keys() - sources.keys():
        raise TextFault(f"{path}: 缺 {'、'.join(sorted(missing))}，请补上")
    shapes = {}
    for name, source in sources.items():
        try:
            shapes[name] = wording(source)
        except TemplateSyntaxError as error:
            raise TextFault(f"{path}: {name} 的花括号写错了（{error}），请改正") from error
        if unknown := shapes[name].reads - known.get(name, frozenset()):
            raise TextFault(f"{path}: {name} 用了没有的变量 {'、'.join(sorted(unknown))}，请改正")
    return shapes
