"""What the action server works with, and whom it talks with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from bot.engine.dialog import Context, Dialog
from bot.engine.messages import Reply
from bot.handlers.channel import Tools
from bot.handlers.rasa.late import LateReplies
from bot.handlers.rasa.messages import Message
from bot.handlers.rasa.payloads import option_buttons
from bot.handlers.rasa.ports import PersonalNotes
from bot.handlers.wording import ends_in_note, unmarked
from bot.services.answers import Answers
from bot.services.rulings import Rulings

Event = dict[str, Any]
NO_TOKEN = (
    "这里现在只能问答和查规则，不能办事：还没有设置Rasa和助手之间的口令。"
    "请管理员设好CANBAO_RASA_TOKEN，并写进Rasa的endpoints.yml。"
)
NO_SENDER = "这条消息没有写明是谁发的，不能接着办事，免得串到别人那里。请让发消息的程序给每个人一个固定的sender。"
_CHOOSE = "请选一项："


@dataclass(frozen=True, slots=True)
class House:
    """What the actions are made of.

    Args:
        forms: the dialogs whose fields Rasa's forms fill in, by key.
        context: the day on which a form is checked.
        late: what came for persons by itself.
        personal: what is remembered of persons.
        is_guarded: whether there is a token, so that persons may be talked with.
    """

    tools: Tools
    answers: Answers
    rulings: Rulings
    forms: Mapping[str, type[Dialog]]
    context: Callable[[], Context]
    late: LateReplies
    personal: PersonalNotes
    is_guarded: bool

    def refusal(self, message: Message) -> str:
        """Why the sender's own matters are not dealt with; empty where they are."""
        if not self.is_guarded:
            return NO_TOKEN
        return "" if message.is_somebody else NO_SENDER


def utter(dispatcher: CollectingDispatcher, reply: Reply) -> None:
    """Says the reply: texts, buttons under the last of them, and what the team's front end fetches files by."""
    utter_texts(dispatcher, reply.messages, option_buttons(reply.options))
    for file in reply.files:
        told = {"id": file.id, "name": file.name, "size": file.size, "kind": file.kind}
        dispatcher.utter_message(text=f"文件：{file.name}", json_message={"canbao_file": told})


def utter_texts(dispatcher: CollectingDispatcher, messages: Sequence[str], buttons: list[Event]) -> None:
    """Says the messages, buttons under the last; under a note to forward, or nothing, stands a line of its own."""
    texts = unmarked(messages)
    if buttons and (not texts or ends_in_note(texts)):
        texts += (_CHOOSE,)
    for text in texts[:-1]:
        dispatcher.utter_message(text=text)
    for text in texts[-1:]:
        dispatcher.utter_message(text=text, buttons=buttons or None)


def set_slots(tracker: Tracker, **values: Any) -> list[Event]:
    """Sets those of the slots that the assistant's domain has; Rasa calls others a mistake."""
    return [SlotSet(name, value) for name, value in values.items() if name in tracker.slots]
