"""The options of ``outbox``, ``audit`` and ``unanswered`` on the command line."""

from __future__ import annotations

import argparse
import re

from bot.given import day_given


def add_outbox(command: argparse.ArgumentParser) -> None:
    """The options of ``python -m bot outbox``."""
    actions = command.add_subparsers(dest="action", metavar="ACTION")
    command.add_argument("--dead", action="store_true", help="only what could not be sent")
    command.add_argument("--most", type=_count, default=50, help="how many to show, 50 without it")
    retry = actions.add_parser("retry", help="sends again what could not be sent, all or those of these ids")
    retry.add_argument("ids", nargs="*", type=_count, metavar="ID")


def add_audit(command: argparse.ArgumentParser) -> None:
    """The options of ``python -m bot audit``."""
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)
    verify = actions.add_parser("verify", help="whether the trail stands as it was written")
    witness = "an earlier head, written down elsewhere"
    verify.add_argument("--witness", type=witness_given, metavar="COUNT:HASH", help=witness)
    actions.add_parser("head", help="what to write down elsewhere")
    listed = actions.add_parser("list", help="who did what, when, by which rule")
    listed.add_argument("--person", metavar="ID", help="of this person")
    listed.add_argument("--request", metavar="ID", help="of this request")
    listed.add_argument("--from", dest="first", type=day_given, metavar="D", help="first Beijing day")
    listed.add_argument("--to", dest="last", type=day_given, metavar="D", help="last Beijing day")
    listed.add_argument("--most", type=_count, default=200, help="how many of the newest, 200 without it")
    listed.add_argument("--json", action="store_true", help="one JSON object a line")


def add_unanswered(command: argparse.ArgumentParser) -> None:
    """The options of ``python -m bot unanswered``."""
    actions = command.add_subparsers(dest="action", metavar="ACTION")
    command.add_argument("--since", type=day_given, metavar="DAY", help="only what was asked from this day on")
    command.add_argument("--limit", type=_count, default=20, help="how many clusters, 20 without it")
    command.add_argument("--all", action="store_true", help="also those dealt with")
    command.add_argument("--json", action="store_true", help="one JSON list")
    accept = actions.add_parser("accept", help="makes a phrasing of a cluster, in effect at once")
    accept.add_argument("key", metavar="KEY")
    accept.add_argument("entry", metavar="TOPIC", help="a topic's id, or an entry such as out_of_scope:medical")
    accept.add_argument("--text", help="the phrasing, in place of the cluster's example")
    dismiss = actions.add_parser("dismiss", help="puts a cluster away")
    dismiss.add_argument("key", metavar="KEY")


def witness_given(text: str) -> tuple[int, bytes]:
    """A head as ``audit head`` prints it."""
    found = re.fullmatch(r"([0-9]{1,15}):([0-9a-fA-F]{64})", text.strip())
    if found is None:
        raise argparse.ArgumentTypeError(f"“{text[:20]}”不是 audit head 打印的样子（条数:64位十六进制）。")
    return int(found[1]), bytes.fromhex(found[2])


def _count(text: str) -> int:
    if not re.fullmatch(r"0*[1-9][0-9]{0,16}", text):
        raise argparse.ArgumentTypeError(f"“{text[:20]}”要是一个正整数。")
    return int(text)
