"""The process that reads pictures: each comes by standard input with its length before it, a line of JSON goes back.

It is a process of its own: it can be stopped in the middle, its hundreds of megabytes are given back when it ends, what
decodes strangers' files knows no keys, and turns keep Python's lock and the processor to themselves.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import sys
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bot.documents.ocr_lines import Seen, in_lines
from bot.documents.pictures import Unreadable, open_picture, pieces
from bot.engine.messages import PictureTrouble

LENGTH_BYTES: Final = 4
_MOST_MEMORY = 3 * 2**30
_NICENESS = 5
_ENOUGH_SIGNS = 2_000


def main() -> None:
    """Reads pictures until no more come."""
    os.nice(_NICENESS)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    # Whatever libraries print must not come between the answers.
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        while len(length := sys.stdin.buffer.read(LENGTH_BYTES)) == LENGTH_BYTES:
            content = sys.stdin.buffer.read(int.from_bytes(length, "big"))
            answers.write(json.dumps(answer(content)) + "\n")
            answers.flush()


def answer(content: bytes) -> dict[str, str]:
    """``text`` that was read; else ``trouble``, and ``why`` for the log where it is ours."""
    try:
        return {"text": read(content)}
    except Unreadable as unreadable:
        return {"trouble": unreadable.trouble.value}
    except Exception as error:
        return {"trouble": PictureTrouble.FAILED.value, "why": type(error).__name__}


def read(content: bytes) -> str:
    """The text on the picture; empty where there is none. Of a long one no more pieces are read than anybody looks at.

    Raises:
        Unreadable: it is broken, or too big.
    """
    picture = open_picture(content)
    texts: list[str] = []
    for piece in pieces(picture):
        if text := in_lines(_seen(np.asarray(piece))):
            texts.append(text)
        if sum(map(len, texts)) >= _ENOUGH_SIGNS:
            break
    return "\n".join(texts)


def _seen(dots: NDArray[np.uint8]) -> list[Seen]:
    found = _engine()(np.ascontiguousarray(dots[:, :, ::-1]))
    if found.boxes is None or found.txts is None:
        return []
    seen = []
    for corners, words, score in zip(found.boxes, found.txts, found.scores, strict=True):
        heights = sorted(float(y) for _, y in corners)
        # Of a slanting box the middle of its upper and lower edge.
        top, bottom = sum(heights[:2]) / 2, sum(heights[2:]) / 2
        seen.append(Seen(words, float(score), min(float(x) for x, _ in corners), top, bottom))
    return seen


@cache
def _engine() -> Any:
    """The recognizer; its models come with the package, and one thread leaves the other cores to turns."""
    import cv2
    from rapidocr import RapidOCR

    cv2.setNumThreads(1)
    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    return RapidOCR(params={"Global.log_level": "critical", "Global.max_side_len": 4_096, **threads})


if __name__ == "__main__":
    main()
