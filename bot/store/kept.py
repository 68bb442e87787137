"""A turn and a conversation as they are kept: masked for the eye, whole where needed, all sealed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Row

from bot.engine.conversation import Conversation, dump_conversation, load_conversation
from bot.engine.masking import mask, shortened, without_secrets
from bot.engine.messages import Reply
from bot.engine.ports import Turn
from bot.store.keys import Damaged, DataKey

SAID = 4_000
"""Characters of a message that are kept."""

_shown: TypeAdapter[tuple[str, Reply]] = TypeAdapter(tuple[str, Reply])
_whole: TypeAdapter[Reply] = TypeAdapter(Reply)


@dataclass(frozen=True, slots=True)
class TurnShown:
    """A turn as its person may see it again: all masked. ``late`` numbers one that came by itself."""

    said: str
    reply: Reply
    at: datetime
    late: int | None = None


def sealed_turn(turn: Turn, person: str, mark: bytes, key: DataKey) -> dict[str, bytes | None]:
    """The columns ``kept``, the masked message and reply, and ``whole``, the reply where masking changed it.

    A secret that the person typed is dropped from the whole reply, too.
    """
    said = keepable(turn.said)
    shown = _rewritten(turn.reply, mask)
    whole = turn.reply if without_secrets(said) == said else _rewritten(turn.reply, without_secrets)
    kept = key.seal(_shown.dump_json((mask(said), shown)), _about("turn", mark, person))
    if whole == shown:
        return {"kept": kept, "whole": None}
    return {"kept": kept, "whole": key.seal(_whole.dump_json(whole), _about("reply", mark, person))}


def opened_turn(row: Row[Any], key: DataKey) -> TurnShown:
    """A row of ``turns`` as it may be shown.

    Raises:
        Damaged: it was altered.
    """
    said, reply = _shown.validate_json(key.open(row.kept, _about("turn", row.mark, row.person)))
    return TurnShown(said, reply, row.at, row.id if row.late else None)


def opened_reply(row: Row[Any], key: DataKey) -> Reply:
    """The very reply of a row of ``turns``.

    Raises:
        Damaged: it was altered.
    """
    if row.whole is None:
        return opened_turn(row, key).reply
    return _whole.validate_json(key.open(row.whole, _about("reply", row.mark, row.person)))


def sealed_conversation(conversation: Conversation, person: str, key: DataKey) -> bytes:
    """The conversation, sealed whole."""
    return key.seal(dump_conversation(conversation), f"conversation of {person}")


def opened_conversation(kept: bytes | None, person: str, key: DataKey) -> Conversation:
    """The conversation; a new one where nothing is kept yet.

    Raises:
        Damaged: it was altered, or is of a form that this release cannot read.
    """
    if kept is None:
        return Conversation()
    opened = key.open(kept, f"conversation of {person}")
    try:
        return load_conversation(opened)
    except ValidationError as error:
        # The error would show what was said: only its place may be told.
        places = {".".join(map(str, wrong["loc"])) for wrong in error.errors(include_input=False)}
        raise Damaged(f"This release cannot read the conversation of {person}: {sorted(places)}.") from None


def keepable(text: str) -> str:
    """The beginning of a typed text, without half characters, which no encoding takes."""
    return shortened(text, SAID).encode("utf-8", "replace").decode()


def _about(part: str, mark: bytes, person: str) -> str:
    return f"{part} {bytes(mark).hex()} of {person}"


def _rewritten(reply: Reply, rewrite: Callable[[str], str]) -> Reply:
    """The reply with all that is shown of it rewritten; ids stay."""
    return replace(
        reply,
        messages=tuple(map(rewrite, reply.messages)),
        options=tuple(replace(option, label=rewrite(option.label)) for option in reply.options),
        files=tuple(replace(file, name=rewrite(file.name)) for file in reply.files),
    )
