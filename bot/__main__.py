"""The commands: ``python -m bot serve``, ``chat``, ``ask``, ``rule``, ``check`` …; ``--help`` names them all."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias

from pydantic import ValidationError

from bot.given import channels_given, day_given, year_given
from bot.settings import Settings
from bot.trail_options import add_audit, add_outbox, add_unanswered
from bot.trouble import advice


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; gives the exit status."""
    asked = _asked(_parser(), arguments)
    from bot import commands
    from bot.app import WrongBureau
    from bot.engine.ports import StoreTrouble
    from bot.handlers.channel import ChannelFault
    from bot.services.library import DataFault
    from bot.store.database import UnusableDatabase
    from bot.store.keys import WrongKey
    from bot.store.migrations import NewerDatabase

    try:
        return int(asyncio.run(getattr(commands, asked.run)(_settings(asked), asked)) or 0)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except ValidationError as wrong:
        for error in wrong.errors():
            print(f"设置 CANBAO_{'_'.join(map(str, error['loc'])).upper()} 不对：{error['msg']}", file=sys.stderr)
    except UnusableDatabase as fault:
        print(f"数据库地址不对：{fault}", file=sys.stderr)
    except OSError as fault:
        print(f"读写不了 {fault.filename or ''}：{fault.strerror or fault}。请检查路径和权限。", file=sys.stderr)
    except DataFault as fault:
        print("data/ 里有文件没有通过检查，程序没有启动：", *fault.faults, sep="\n  ", file=sys.stderr)
    except (WrongBureau, ChannelFault) as fault:
        print(f"没有启动：{fault}", file=sys.stderr)
    except WrongKey as fault:
        print(f"密钥和数据库对不上：{fault}", file=sys.stderr)
    except NewerDatabase as fault:
        print(f"数据库已被更新的版本升级过，这个版本打不开，没有动它：{fault}", file=sys.stderr)
    except StoreTrouble as fault:
        print(f"数据库用不了：{fault}\n{advice(str(fault))}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


def _asked(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> argparse.Namespace:
    """What is asked for; a rule's answers may also stand behind options, and no value is repeated in a message."""
    asked, others = parser.parse_known_args(arguments)
    if asked.run == "rule":
        asked.given += [word for word in others if not word.startswith("-")]
        others = [word.partition("=")[0] for word in others if word.startswith("-")]
    if others:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    return asked


def _settings(asked: argparse.Namespace) -> Settings:
    given = {name: value for name in ("port", "host", "database_url") if (value := getattr(asked, name, None))}
    return Settings(**given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="参保助手")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    serve = _command(commands, "serve", "the web chat and all channels that are set up")
    serve.add_argument("--host")
    serve.add_argument("--port", type=int)
    serve.add_argument("--today", type=date.fromisoformat, help="the assistant's day, YYYY-MM-DD")
    serve.add_argument("--channels", type=channels_given, help="only these, with commas between; none: no channel")
    rasa = _command(commands, "rasa", "the action server for a Rasa assistant")
    rasa.add_argument("--domain", action="store_true", help="print our part of the domain instead")
    rasa.add_argument("--today", type=date.fromisoformat, help="the assistant's day, YYYY-MM-DD")
    chat = _command(commands, "chat", "a chat in this terminal")
    chat.add_argument("--json", action="store_true", help="JSON lines in and out")
    chat.add_argument("--user", default="local", help="whose conversation it is")
    chat.add_argument("--database", dest="database_url", help="SQLite or PostgreSQL URL")
    chat.add_argument("--today", type=date.fromisoformat, help="the assistant's day, YYYY-MM-DD")
    ask = _command(commands, "ask", "one answer for each line")
    ask.add_argument("--json", action="store_true", help="one JSON line for each question")
    ask.add_argument("--today", type=date.fromisoformat, help="the assistant's day, YYYY-MM-DD")
    ask.add_argument("text", nargs="?", help="the question; without it standard input is read, a line each")
    rule = _command(commands, "rule", "a rule of the guides by name, on answers given as key=value")
    rule.add_argument("name", nargs="?", help="the rule; --list names all")
    rule.add_argument("given", nargs="*", metavar="key=value", help="its answers")
    rule.add_argument("--json", action="store_true", help="one JSON object")
    rule.add_argument("--jsonl", action="store_true", help='a line {"rule", "given"} in, a result out')
    rule.add_argument("--list", action="store_true", help="every rule with its answers")
    rule.add_argument("--today", metavar="D", help="the day on which it is asked, YYYY-MM-DD")
    rule.add_argument("--whatif", nargs="+", action="extend", default=[], metavar="D", help="the same for other days")
    form = _command(commands, "form", "the forms, one's JSON schema, or its blank workbook")
    form.add_argument("key", nargs="?", help="the form; without it all are named")
    form.add_argument("--template", type=Path, help="write the blank workbook here instead of printing the schema")
    _command(commands, "doctor", "whether this installation is in order: settings, data, database, bureau, channels")
    _command(commands, "check", "whether dialogs, knowledge and parameters check")
    draw = _command(commands, "draw", "reading copies beside the dialogs")
    draw.add_argument("--check", action="store_true", help="only say which are stale")
    report = _command(commands, "report", "what the hotline sees")
    report.add_argument("--from", dest="first", type=date.fromisoformat, help="first day; 30 days back without it")
    report.add_argument("--to", dest="last", type=date.fromisoformat, help="last day; today without it")
    report.add_argument("--json", action="store_true")
    report.add_argument("--picture", type=Path, help="write an SVG picture here")
    _add_evaluate(commands)
    handovers = _command(commands, "handovers", "the newest packets for a person")
    handovers.add_argument("--most", type=int, default=20)
    _add_calendars(commands)
    demo = _command(commands, "demo", "the panel of the demonstration")
    demo.add_argument("act", nargs="?", help="what to do in somebody else's place; the list is under the panel")
    demo.add_argument("number", nargs="?", help="the employee's identity number")
    add_outbox(_command(commands, "outbox", "what waits to be sent, and what could not be"))
    add_unanswered(_command(commands, "unanswered", "questions without an answer, to make phrasings of"))
    add_audit(_command(commands, "audit", "the audit trail: verify, list, head"))
    return parser


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add_evaluate(commands: _Commands) -> None:
    evaluate = _command(commands, "evaluate", "how well messages are understood, by files that say what is expected")
    evaluate.add_argument("files", nargs="+", type=Path, metavar="FILE", help="messages, a JSON object a line")
    evaluate.add_argument("--report", type=Path, metavar="OUT.md", help="write a report here, pictures beside it")
    plain = argparse.BooleanOptionalAction
    evaluate.add_argument("--baselines", action=plain, default=True, help="compare with plain methods")
    evaluate.add_argument("--json", action="store_true", help="one JSON object instead of tables")


def _add_calendars(commands: _Commands) -> None:
    calendar = _command(commands, "calendar", "the year's filing calendar")
    calendar.add_argument("--year", type=year_given, help="this year without it")
    calendar.add_argument("--picture", type=Path, help="write a picture here instead of printing: FILE.png or FILE.svg")
    duties = _command(commands, "duties", "an employer's calendar of duties")
    duties.add_argument("--from", dest="first", type=day_given, required=True, help="first day")
    duties.add_argument("--to", dest="last", type=day_given, required=True, help="last day, within 24 months")
    duties.add_argument("--ics", type=Path, help="write a file for calendar programs here instead of printing")
    duties.add_argument("events", nargs="*", metavar="event=KIND:DAY:WHO", help="KIND: hired, ended, advance_enrolled")


def _command(commands: _Commands, name: str, said: str) -> argparse.ArgumentParser:
    command = commands.add_parser(name, help=said, description=said)
    command.set_defaults(run=name)
    return command


if __name__ == "__main__":
    sys.exit(main())
