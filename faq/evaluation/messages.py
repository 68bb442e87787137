"""Messages with what should be made of them, read from JSON lines."""

from collections.abc import Container, Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, StrictStr, ValidationError
from pydantic_core import ErrorDetails

from faq.understood import Decision


class Noise(StrEnum):
    """What makes a message differ from how people write with care."""

    DIALECT = "dialect"
    ASR = "asr"
    PINYIN = "pinyin"
    PASTE = "paste"
    TRADITIONAL = "traditional"
    TYPO = "typo"
    MIXED = "mixed"
    PARTIAL = "partial"


class Part(StrEnum):
    """What the message is for: to be learned from, to choose between ways of learning, or only to judge."""

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"


class Message(BaseModel):
    """A message and what should be made of it; a key that is not declared is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: StrictStr
    expect: Decision
    topics: tuple[StrictStr, ...] = ()
    """Topic ids, each of which is right; when it should be asked back, the options, the likeliest first."""
    noise: Noise | None = None
    kind: StrictStr | None = None
    """Which entry of the decision's file is meant; a note, not judged."""
    after: StrictStr | None = None
    """The topic answered just before, on which the message leans."""
    part: Part | None = None
    family: StrictStr | None = None
    """Whose way of putting things it is; no family stands in two parts."""

    @property
    def asks(self) -> bool:
        """Whether it is a question in scope that stands by itself."""
        return self.expect is Decision.ANSWER and self.after is None

    @property
    def quotes_error(self) -> bool:
        """Whether it is such a question about a message of the portal: its first topic is ``error.*``."""
        return self.asks and self.topics[0].startswith("error.")


class MessageFaults(Exception):
    """Lines that cannot be judged by; each fault names file, line, reason and mend, in Chinese."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


_WANTED = {
    "text": "“text”应是文字",
    "expect": f"“expect”应是 {'、'.join(Decision)} 之一",
    "topics": "“topics”应是主题 id 的列表",
    "noise": f"“noise”应是 {'、'.join(Noise)} 之一，没有就不写",
    "kind": "“kind”应是文字",
    "after": "“after”应是一个主题 id",
    "part": f"“part”应是 {'、'.join(Part)} 之一，没有就不写",
    "family": "“family”应是文字",
}


def read_messages(paths: Iterable[Path], topics: Container[str]) -> tuple[Message, ...]:
    """The messages of the files, one JSON object a line; empty lines are passed over.

    ``topics`` are the ids that there are.

    Raises:
        MessageFaults: a line does not check, or there is no message at all; it holds every fault of every file.
        OSError: a file cannot be read.
    """
    faults: list[str] = []
    messages = tuple(message for path in paths for message in _read(path, topics, faults))
    if not messages and not faults:
        faults.append("文件里没有一条问法；每行写一个 JSON 对象，至少有“text”和“expect”")
    if faults:
        raise MessageFaults(faults)
    return messages


def _read(path: Path, topics: Container[str], faults: list[str]) -> Iterator[Message]:
    # Not splitlines: a text may hold U+2028, which ends no line of JSON.
    for number, line in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            message = Message.model_validate_json(line)
        except ValidationError as error:
            wrong = dict.fromkeys(_reason(detail) for detail in error.errors())
            faults.append(f"{path} 第{number}行：{'；'.join(wrong)}")
            continue
        wrong = dict.fromkeys(_unfit(message, topics))
        if wrong:
            faults.append(f"{path} 第{number}行：{'；'.join(wrong)}")
        yield message


def _reason(detail: ErrorDetails) -> str:
    """What pydantic found, said for the person who edits the file."""
    key = str(detail["loc"][0]) if detail["loc"] else ""
    if not key:
        return "不是一个 UTF-8 编码的 JSON 对象，请检查引号、逗号和括号"
    if detail["type"] == "missing":
        return f"缺少“{key}”；{_WANTED[key]}"
    return _WANTED.get(key) or f"不认识的键“{key}”；可用的有：{'、'.join(_WANTED)}"


def _unfit(message: Message, topics: Container[str]) -> Iterator[str]:
    """What does not fit together, or does not exist."""
    if message.expect is Decision.ANSWER and not message.topics:
        yield "“expect”是 answer 的，“topics”至少写一个主题 id"
    for topic in (*message.topics, *filter(None, [message.after])):
        if topic not in topics:
            yield f"没有主题“{topic}”；主题都在 data/topic_ids.txt 里"
