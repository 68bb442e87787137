"""A call as Rasa sends it, read with care: what is missing or too much is said, nothing is guessed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

MOST_BYTES = 16 * 1024 * 1024
"""A tracker comes whole each time, with every event; a long conversation has a few MB."""
LONGEST_SENDER = 200


class BadCall(Exception):
    """A call that cannot be answered: ``str`` says in Chinese what is wrong and what to do."""

    def __init__(self, message: str, action: str = "", status: int = 400) -> None:
        super().__init__(message)
        self.action = action
        self.status = status


def read_call(body: bytes, encoding: str = "") -> dict[str, Any]:
    """The call of a request's body; ``encoding`` is ``deflate`` where Rasa was told to compress.

    Raises:
        BadCall: it is not what Rasa sends to an action server.
    """
    call = _object(_inflated(body) if encoding.strip().lower() == "deflate" else body)
    action = call.get("next_action")
    if not isinstance(action, str) or not action:
        raise BadCall("没有写要运行哪个动作（next_action）。请检查Rasa的版本，要3.x。")
    tracker = call.get("tracker")
    if not isinstance(tracker, dict):
        raise BadCall("缺对话记录（tracker）。请检查Rasa的版本，要3.x。", action)
    call["tracker"] = _tracker(tracker, call.get("sender_id"), action)
    if not isinstance(call.get("domain"), dict | None):
        raise BadCall("domain要是一个JSON对象。", action)
    if call.get("domain") is None and not call.get("domain_digest"):
        call["domain"] = {}
    return call


def _tracker(tracker: dict[str, Any], sender: object, action: str) -> dict[str, Any]:
    sender = tracker.get("sender_id") or sender
    if not isinstance(sender, str) or not sender.strip():
        raise BadCall("对话记录里没有发消息的人（sender_id）。请让发消息的程序写上sender。", action)
    if len(sender) > LONGEST_SENDER:
        raise BadCall(f"发消息的人（sender_id）太长，最多{LONGEST_SENDER}个字符。请换成短一些的编号。", action)
    slots, latest = tracker.get("slots") or {}, tracker.get("latest_message") or {}
    events, loop = tracker.get("events") or [], tracker.get("active_loop") or {}
    if not all(isinstance(part, Mapping) for part in (slots, latest, loop)):
        raise BadCall("对话记录里的slots、latest_message和active_loop要是JSON对象。", action)
    if not isinstance(events, list) or not all(isinstance(event, Mapping) for event in events):
        raise BadCall("对话记录里的events要是一组JSON对象。", action)
    slot_events = [event for event in events if event.get("event") == "slot"]
    if not all(isinstance(event.get("name"), str) for event in slot_events):
        raise BadCall("对话记录里有槽位事件没有名称（name）。", action)
    known = [{"value": None, **event} for event in events if isinstance(event.get("event"), str)]
    return {
        **tracker, "sender_id": sender, "slots": dict(slots), "latest_message": latest, "events": known,
        "active_loop": loop,
    }  # fmt: skip


def _object(body: bytes) -> dict[str, Any]:
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        raise BadCall("请求的内容不是写对的JSON。请检查是不是Rasa发来的。") from None
    if not isinstance(call, dict):
        raise BadCall("请求的内容要是一个JSON对象。请检查是不是Rasa发来的。")
    return call


def _inflated(body: bytes) -> bytes:
    inflating = zlib.decompressobj()
    try:
        whole = inflating.decompress(body, MOST_BYTES)
    except zlib.error:
        raise BadCall("压缩的内容解不开，请求可能不完整。请重发。") from None
    if inflating.unconsumed_tail:
        raise BadCall(TOO_LARGE, status=413)
    return whole


TOO_LARGE = f"请求太大，最多{MOST_BYTES // 1024 // 1024}MB。对话太长的，请在Rasa里重新开始一段会话（/restart）。"
