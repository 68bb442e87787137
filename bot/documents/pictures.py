"""Pictures that persons send, opened with care: no bigger than can be read, upright, in pieces of a handy size."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from bot.engine.messages import PictureTrouble

MOST_PIXELS: Final = 40_000_000
_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
_MOST_PIECE_PIXELS = 2_200_000
"""What is read at once: a desktop's screen as it is, at about 800 MB of memory."""
_LONGEST_SHAPE = 12
"""A picture that is longer than so many times its breadth is no screenshot; reading it would take minutes."""
_PIECE_SHAPE = 2
_CUT_WITHIN = 0.2
_ABOUT = 60
_LEAST_SIDE = 8


class Unreadable(Exception):
    """The picture is not read; ``trouble`` says why."""

    def __init__(self, trouble: PictureTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


def open_picture(content: bytes) -> Image.Image:
    """The picture in colors on white, upright, its first frame only, reduced where it has more than is needed to read.

    Raises:
        Unreadable: it is broken, or too big.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=_FORMATS)
            _check_size(picture.size)
            picture.draft("RGB", _reduced(picture.size))
            picture.load()
            upright = _on_white(ImageOps.exif_transpose(picture))
            return upright.resize(_reduced(upright.size), Image.Resampling.BICUBIC, reducing_gap=2.0)
    except Unreadable:
        raise
    except Image.DecompressionBombError as bomb:
        raise Unreadable(PictureTrouble.TOO_MANY_PIXELS) from bomb
    except Exception as error:
        # Decoders fail in many ways over what they are fed: OSError, SyntaxError, struct.error, ValueError …
        raise Unreadable(PictureTrouble.BROKEN) from error


def _check_size(size: tuple[int, int]) -> None:
    width, height = size
    if width * height > MOST_PIXELS or max(size) > _LONGEST_SHAPE * min(size):
        raise Unreadable(PictureTrouble.TOO_MANY_PIXELS)
    if min(size) < _LEAST_SIDE:
        raise Unreadable(PictureTrouble.NO_TEXT)


def _reduced(size: tuple[int, int]) -> tuple[int, int]:
    """The size at which it is read: that at which its pieces are small enough."""
    piece = min(size) * min(max(size), _PIECE_SHAPE * min(size))
    scale = min(1.0, (_MOST_PIECE_PIXELS / piece) ** 0.5)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    seen = picture.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen).convert("RGB")


def pieces(picture: Image.Image) -> Iterator[Image.Image]:
    """A long picture in pieces from the beginning on, cut where the fewest signs are; any other one as it is."""
    width, height = picture.size
    along, across = max(picture.size), min(picture.size)
    blank = _unrest(picture, upright=height >= width)
    begins = 0
    while along - begins > across * (_PIECE_SHAPE + 0.5):
        whole = begins + across * _PIECE_SHAPE
        first = whole - round(across * _CUT_WITHIN)
        ends = first + int(np.argmin(blank[first:whole]))
        yield picture.crop((0, begins, width, ends) if height >= width else (begins, 0, ends, height))
        begins = ends
    yield picture.crop((0, begins, width, height) if height >= width else (begins, 0, width, height))


def _unrest(picture: Image.Image, upright: bool) -> NDArray[np.floating]:
    """How much the rows about each row, or columns where it lies, differ within themselves."""
    gray = np.asarray(picture.convert("L"), dtype=np.float32)
    about = max(3, min(picture.size) // _ABOUT)
    return np.convolve(gray.std(axis=1 if upright else 0), np.ones(about) / about, "same")
