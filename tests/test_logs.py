"""Logs are JSON lines in which nobody can be recognized."""

from __future__ import annotations

import json
import subprocess
import sys

PROGRAM = """
import logging
from bot.logs import set_up_logs
set_up_logs("INFO")
log = logging.getLogger("bot.test")
log.info("turn of %s failed", "110101199003078515 13800138000")
try:
    raise ValueError("号码 110101199003078515 不对")
except ValueError:
    log.exception("with a trace")
"""


def test_numbers_are_masked_in_messages_and_traces() -> None:
    """Identity numbers and mobiles reach neither the message nor the trace."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["level"] for line in lines] == ["info", "error"]
    assert "110101199003078515" not in done.stderr and "13800138000" not in done.stderr
    assert "1101**********8515" in lines[0]["event"] and "1101**********8515" in lines[1]["exception"]
