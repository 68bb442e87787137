"""Whatever JSON is posted: it is refused in Chinese, or an action says something; nothing breaks."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from rasa_sdk.interfaces import ActionMissingDomainException

from bot.handlers.rasa.actions import executor_of
from bot.handlers.rasa.calls import BadCall, read_call
from tests.channels.rasa_double import house_of
from tests.channels.rasa_house import Echo, echo_tools

EXECUTOR = executor_of(house_of(echo_tools(Echo())))
FORM = "canbao_suspend_coverage"
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8)
TEXTS = (
    st.sampled_from(["你好", "/canbao_choose", '/canbao_choose{"n":1}', "321399199001030215", "\ud83d", "？"]) | VALUES
)
NAMES = [
    "requested_slot", "canbao_rule", "canbao_day", "canbao_people", "canbao_ask_topic",
    f"{FORM}_identity_number", f"{FORM}_termination_reason",
]  # fmt: skip
CARRIED = [f"{FORM}_identity_number", "filing_window", "base_change_list", "3213**********0215"]
SLOTS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(CARRIED) | VALUES)
ENTITY = st.fixed_dictionaries({"entity": st.sampled_from(["n", "of", "rule", "topic", "day"]), "value": VALUES})
ENTITIES = st.lists(ENTITY)
LATEST = st.fixed_dictionaries(
    {},
    optional={
        "text": TEXTS,
        "intent": st.fixed_dictionaries({"name": TEXTS}) | VALUES,
        "entities": ENTITIES | VALUES,
        "message_id": VALUES,
        "metadata": VALUES,
    },
)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {"event": st.sampled_from(["user", "action", "slot", "bot", "active_loop"]) | VALUES},
        optional={"name": st.sampled_from(NAMES) | VALUES, "value": VALUES, "message_id": VALUES, "timestamp": VALUES},
    )
)
TRACKERS = st.fixed_dictionaries(
    {"sender_id": st.sampled_from(["u-1", "default"]) | VALUES},
    optional={"slots": SLOTS, "latest_message": LATEST, "events": EVENTS, "active_loop": VALUES},
)
CALLS = st.fixed_dictionaries(
    {"next_action": st.sampled_from(list(EXECUTOR.actions)), "tracker": TRACKERS}, optional={"domain": VALUES}
)


@settings(max_examples=300, deadline=None)
@given(CALLS)
def test_a_call_is_refused_or_answered(call: dict[str, Any]) -> None:
    """Every kind of value in every place of a call."""
    try:
        read = read_call(json.dumps(call).encode())
        done = asyncio.run(EXECUTOR.run(read))
    except BadCall as refused:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in str(refused))
    except ActionMissingDomainException:
        raise AssertionError("a call without a domain has an empty one") from None
    else:
        assert done is not None and json.dumps(done.model_dump())
