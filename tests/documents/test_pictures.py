"""Promises of ``bot.documents.pictures``: what is opened, how it lies, and what is refused."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from bot.documents.pictures import MOST_PIXELS, Unreadable, open_picture, pieces
from bot.engine.messages import PictureTrouble
from tests.documents.screens import as_phone_photo, blank, error_box, page, saved


def trouble(content: bytes) -> PictureTrouble:
    """Why the picture is not opened."""
    with pytest.raises(Unreadable) as refused:
        open_picture(content)
    return refused.value.trouble


def png_of(width: int, height: int) -> bytes:
    """A few bytes that claim a black picture of this size: what a decompression bomb looks like."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packed = zlib.compress(bytes(10_000_000), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
def test_usual_formats_are_opened(kind: str) -> None:
    """What phones, desktops and WeChat save; a small one keeps its size."""
    assert open_picture(saved(error_box(), kind)).size == (1080, 700)


def test_a_phone_s_photo_stands_upright() -> None:
    """The orientation that EXIF gives is followed."""
    assert open_picture(as_phone_photo(error_box())).size == (1080, 700)


def test_what_is_transparent_is_white() -> None:
    """Black words on nothing stay readable."""
    picture = open_picture(saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0))))
    assert picture.getpixel((25, 25)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_frame_is_read() -> None:
    """A GIF's later frames do not count."""
    moving = saved(blank(60, 60, "red"), "GIF", save_all=True, append_images=[blank(60, 60, "blue")])
    red, _, blue = open_picture(moving).getpixel((30, 30))  # type: ignore[misc]
    assert red > 200 and blue < 50


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.8])
def test_a_cut_off_picture_is_broken(kind: str, part: float) -> None:
    """A file that did not arrive whole is told to be so, whatever its format."""
    whole = saved(error_box(), kind)
    assert trouble(whole[: int(len(whole) * part)]) is PictureTrouble.BROKEN


@pytest.mark.parametrize("content", [b"", b"text", b"<svg/>", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + bytes(64)])
def test_what_is_no_picture_is_not_opened(content: bytes) -> None:
    """Neither are formats that were not asked for."""
    assert trouble(content) is PictureTrouble.BROKEN


def test_other_formats_are_not_tried() -> None:
    """A decoder that nobody needs is a way in that nobody watches."""
    assert trouble(saved(blank(60, 60), "TIFF")) is PictureTrouble.BROKEN


@pytest.mark.parametrize(
    "size", [(8_000, 5_001), (20_000, 20_000), (65_000, 65_000)], ids=["just over", "a bomb", "a big bomb"]
)
def test_too_many_dots_are_refused_before_they_are_unpacked(size: tuple[int, int]) -> None:
    """The size that the head claims is enough."""
    assert size[0] * size[1] > MOST_PIXELS
    assert trouble(png_of(*size)) is PictureTrouble.TOO_MANY_PIXELS


def test_a_picture_of_the_most_dots_is_reduced() -> None:
    """40 megapixels are opened, and made small enough to be read."""
    picture = open_picture(saved(blank(8_000, 5_000), "JPEG"))
    assert 2_000_000 < picture.width * picture.height < 2_300_000


def test_a_strip_is_refused() -> None:
    """Something far longer than broad would be read for minutes; something tiny holds no words."""
    assert trouble(saved(blank(100, 1_300))) is PictureTrouble.TOO_MANY_PIXELS
    assert trouble(saved(blank(5, 40))) is PictureTrouble.NO_TEXT


@pytest.mark.parametrize("upright", [True, False], ids=["long", "wide"])
def test_a_long_picture_is_cut_where_nothing_stands(upright: bool) -> None:
    """The pieces make up the whole, none is much longer than broad, and the cuts go through no word."""
    drawn = page(*(f"第{number}行" for number in range(100)), width=1000)
    whole = open_picture(saved(drawn if upright else drawn.transpose(Image.Transpose.ROTATE_90)))
    cut = list(pieces(whole))
    lengths = [piece.height if upright else piece.width for piece in cut]
    assert len(cut) > 2 and sum(lengths) == max(whole.size)
    assert max(lengths) <= 2.5 * min(whole.size)
    for piece in cut[:-1]:
        last = (0, piece.height - 1, piece.width, piece.height)
        edge = piece.crop(last if upright else (piece.width - 1, 0, piece.width, piece.height))
        assert edge.convert("L").getextrema() == (255, 255)


def test_a_screen_is_one_piece() -> None:
    """A phone's screen is read at once, though it is long."""
    assert len(list(pieces(open_picture(saved(blank(1080, 2400)))))) == 1


def test_hostile_bytes_never_raise_anything_else() -> None:
    """Single bytes changed anywhere in the head are opened or refused."""
    whole = bytearray(saved(blank(200, 120), "JPEG"))
    for place in range(2, 300):
        changed = bytes(whole[:place]) + bytes([whole[place] ^ 0xFF]) + bytes(whole[place + 1 :])
        try:
            open_picture(io.BytesIO(changed).getvalue())
        except Unreadable as refused:
            assert refused.trouble in (PictureTrouble.BROKEN, PictureTrouble.TOO_MANY_PIXELS, PictureTrouble.NO_TEXT)
