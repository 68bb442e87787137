"""The trained file: weights of traits for every label of every head, small, read without pickle.

A head is one choice: which decision, which topic, which kind of a decision. All heads see the same traits, and two of
them the meaning of the whole sentence as well. Weights are kept in bytes, a scale a label.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from faq.learned.traits import WEIGHTS, Traits

Numbers = NDArray[np.float32]
FORMAT = 2
"""Of the file; another one is refused."""
TRAINED = Path("understanding/model.npz")
"""Where it lies in the data folder."""
DECISION = "decision"
TOPIC = "topic"
STAYS, GOES = "stays", "goes"
"""The head that says whether a message stays with the topic answered just before it, and its other label."""
KINDS = ("out_of_scope", "smalltalk", "clarify", "human")
"""The heads that say which kind of a decision is meant, named like the decision."""


class ModelFault(Exception):
    """The trained file cannot be used; ``str`` says in Chinese what, why and what to do."""


@dataclass(frozen=True)
class Head:
    """The labels of one choice, and which columns of the weights are theirs."""

    labels: tuple[str, ...]
    first: int

    @property
    def columns(self) -> slice:
        """Where its weights stand."""
        return slice(self.first, self.first + len(self.labels))


@dataclass(frozen=True)
class Tuning:
    """What was found by holding out messages."""

    meaning_part: float = 0.4
    """The part of the sentence's meaning in a choice; the rest is that of the traits."""
    sure: float = 0.9
    """From this likelihood on the meaning is not asked."""
    sharpness: Mapping[str, float] = field(default_factory=dict)
    """Power by head that makes likelihoods honest: below 1 where training was too sure of itself."""
    favor: Mapping[str, float] = field(default_factory=dict)
    """What a decision's likelihood is multiplied by before the largest one counts."""
    clear: Mapping[str, float] = field(default_factory=dict)
    """From this likelihood of one topic on, a decision is not favored."""
    leaning: Mapping[str, float] = field(default_factory=dict)
    """What each sign of a message weighs that may lean on the topic before (:mod:`faq.leaning`); empty if unlearned."""


@dataclass(frozen=True)
class Model:
    """Everything that was learned. ``lessons`` names the texts that it was learned from."""

    lessons: str
    heads: Mapping[str, Head]
    vocabulary: Mapping[str, int]
    rarity: Numbers
    """Of each trait in the vocabulary."""
    unseen: float
    """The rarity of a trait that no lesson has."""
    weights: NDArray[np.int8]
    """One row a trait, one column a label."""
    scale: Numbers
    bias: Numbers
    meaning_weights: Numbers
    """One row a dimension, one column a label of the heads that see the meaning; no column where it was not learned."""
    meaning_bias: Numbers
    meaning_center: Numbers
    second: Numbers
    """Weights of the second look: a row a sign and one for the bias, a column a decision; empty without meanings."""
    taught: NDArray[np.uint64]
    """:func:`text_number` of every text that was a lesson, in order."""
    tuning: Tuning = Tuning()

    @property
    def knows_meaning(self) -> bool:
        """Whether it was learned what meanings speak for."""
        return bool(self.meaning_weights.size and self.second.size)

    def were_taught(self, texts: Iterable[str]) -> NDArray[np.bool_]:
        """Of each plain text, whether it was a lesson."""
        numbers = np.fromiter(map(text_number, texts), np.uint64)
        places = np.searchsorted(self.taught, numbers)
        found: NDArray[np.bool_] = np.append(self.taught, np.uint64(0))[places] == numbers
        return found

    def weigh(self, traits: Traits) -> Numbers:
        """What the traits speak for, one number a label, as logarithms of odds."""
        rows, values = self.vector(traits)
        if not rows:
            return self.bias
        picked = self.weights[rows].astype(np.float32)
        return np.asarray((np.array(values, np.float32) @ picked) * self.scale + self.bias, np.float32)

    def vector(self, traits: Traits) -> tuple[list[int], list[float]]:
        """The known traits' rows, and how much of each there is: every view has its length."""
        rows: list[int] = []
        values: list[float] = []
        for view, names in traits.items():
            known = [row for name in names if (row := self.vocabulary.get(name)) is not None]
            if not known:
                continue
            rarity = self.rarity[known]
            length = float(np.sqrt(rarity @ rarity))
            rows += known
            values += (rarity * (WEIGHTS[view] / length)).tolist()
        return rows, values

    def weigh_meaning(self, vector: Numbers) -> Numbers:
        """What a sentence's meaning speaks for, in the columns of the decisions and the topics."""
        centered = vector - self.meaning_center
        centered = centered / (float(np.linalg.norm(centered)) or 1.0)
        return np.asarray(centered @ self.meaning_weights + self.meaning_bias, np.float32)


def text_number(text: str) -> int:
    """A number that stands for a text."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def lessons_id(lines: Iterable[str]) -> str:
    """Twelve hexadecimal digits that name what was learned from."""
    digest = blake2b(digest_size=6)
    for line in lines:
        digest.update(line.encode() + b"\0")
    return digest.hexdigest()


def write_model(path: Path, model: Model) -> None:
    """Writes the trained file; the same model gives the same bytes."""
    names = sorted(model.vocabulary, key=lambda name: model.vocabulary[name])
    head = {
        "format": FORMAT,
        "lessons": model.lessons,
        "unseen": model.unseen,
        "heads": {name: {"labels": head.labels, "first": head.first} for name, head in model.heads.items()},
        "tuning": {
            "meaning_part": model.tuning.meaning_part,
            "sure": model.tuning.sure,
            "sharpness": dict(model.tuning.sharpness),
            "favor": dict(model.tuning.favor),
            "clear": dict(model.tuning.clear),
            "leaning": dict(model.tuning.leaning),
        },
    }
    arrays = {
        "head": np.frombuffer(json.dumps(head, ensure_ascii=False, sort_keys=True).encode(), np.uint8),
        "vocabulary": np.frombuffer("\n".join(names).encode(), np.uint8),
        "rarity": model.rarity.astype(np.float16),
        "weights": model.weights,
        "scale": model.scale,
        "bias": model.bias,
        "meaning_weights": model.meaning_weights.astype(np.float16),
        "meaning_bias": model.meaning_bias,
        "meaning_center": model.meaning_center,
        "second": model.second,
        "taught": model.taught,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)  # type: ignore[arg-type]


def read_model(path: Path) -> Model:
    """The trained file.

    Raises:
        ModelFault: it is missing, broken or of another format.
    """
    mend = "请运行 make train 重新训练，或从版本库取回这个文件"
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        head = json.loads(arrays["head"].tobytes())
        if head["format"] != FORMAT:
            raise ModelFault(f"{path}：训练文件的格式是 {head['format']}，本版本认得 {FORMAT}；{mend}")
        return _model(head, arrays)
    except FileNotFoundError as error:
        raise ModelFault(f"{path}：没有训练文件；{mend}") from error
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise ModelFault(f"{path}：训练文件读不出来（{type(error).__name__}）；{mend}") from error


def _model(head: Mapping[str, object], arrays: Mapping[str, NDArray[np.generic]]) -> Model:
    names = arrays["vocabulary"].tobytes().decode().split("\n")
    weights = arrays["weights"].astype(np.int8, copy=False)
    heads = {name: Head(tuple(one["labels"]), one["first"]) for name, one in dict(head["heads"]).items()}  # type: ignore[call-overload]
    width = sum(len(one.labels) for one in heads.values())
    if weights.shape != (len(names), width) or len(arrays["rarity"]) != len(names):
        raise ValueError("shapes do not fit")
    return Model(
        lessons=str(head["lessons"]),
        heads=heads,
        vocabulary={name: row for row, name in enumerate(names)},
        rarity=arrays["rarity"].astype(np.float32),
        unseen=float(str(head["unseen"])),
        weights=weights,
        scale=arrays["scale"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32),
        meaning_weights=arrays["meaning_weights"].astype(np.float32),
        meaning_bias=arrays["meaning_bias"].astype(np.float32),
        meaning_center=arrays["meaning_center"].astype(np.float32),
        second=arrays["second"].astype(np.float32),
        taught=arrays["taught"].astype(np.uint64),
        tuning=Tuning(**dict(head["tuning"])),  # type: ignore[call-overload]
    )
