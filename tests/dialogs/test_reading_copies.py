"""The reading copies beside the dialogs say what the dialogs say now."""

from __future__ import annotations

from pathlib import Path

import bot.dialogs
from bot.dialogs import DIALOGS
from bot.engine.drawing import stale_copies

FOLDER = Path(bot.dialogs.__file__).parent


def test_no_reading_copy_is_stale() -> None:
    """Whoever changes a dialog draws its copy anew."""
    stale = [str(path.relative_to(FOLDER.parents[1])) for path in stale_copies(DIALOGS, FOLDER)]
    assert not stale, f"stale: {', '.join(stale)}; run `python -m bot draw` and commit what it writes"
