"""What training found out, and how it is put to use."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest

from faq.decision import Decision, Understanding
from faq.evaluation.messages import Message, read_messages
from faq.evidence import NearnessWitness
from faq.knowledge import Knowledge, load_knowledge
from faq.learned.meaning import sentence_meaning
from faq.learned.model import TRAINED, Model, ModelFault, read_model, write_model
from faq.learned.traits import View, traits
from faq.learned.witness import LearnedWitness
from faq.training.__main__ import MESSAGES
from faq.training.lessons import lessons, lessons_name
from faq.training.trainer import train

DATA = Path(__file__).parents[2] / "data"
PARTS = ("dev", "test")


@pytest.fixture(scope="module")
def model() -> Model:
    """The trained file that ships."""
    return read_model(DATA / TRAINED)


@pytest.fixture(scope="module")
def unseen(knowledge: Knowledge) -> tuple[Message, ...]:
    """Messages that nothing was learned from."""
    return read_messages([DATA / f"evaluation/{part}.jsonl" for part in PARTS], knowledge.topics)


def share(understanding: Understanding, messages: Sequence[Message]) -> float:
    """Of so many messages the first topic is right."""
    first = [understanding.understand(message.text).topics for message in messages]
    right = [bool(topics) and topics[0].id in message.topics for topics, message in zip(first, messages, strict=True)]
    return sum(right) / len(right)


def test_the_trained_file_is_of_these_lessons(knowledge: Knowledge, model: Model) -> None:
    """Phrasings, words and training messages are those that it was learned from; if not: make train."""
    messages = read_messages([DATA / name for name in MESSAGES], knowledge.topics)
    assert model.lessons == lessons_name(lessons(knowledge, messages)), "make train"


def test_what_was_not_taught_is_understood(understanding: Understanding, unseen: Sequence[Message]) -> None:
    """Well below what is measured, so that it fails when something is broken and not when a phrasing is edited."""
    asks = [message for message in unseen if message.asks]
    assert share(understanding, [message for message in asks if message.noise is None]) > 0.93
    assert share(understanding, [message for message in asks if message.noise is not None]) > 0.93
    alone = [message for message in unseen if message.after is None]
    given = [(message.expect, understanding.understand(message.text).decision) for message in alone]
    for decision, least in ((Decision.OUT_OF_SCOPE, 0.85), (Decision.HUMAN, 0.93), (Decision.SMALLTALK, 0.85)):
        fits = [given is decision for expected, given in given if expected is decision]
        assert sum(fits) / len(fits) > least, decision
    refused = [given is Decision.OUT_OF_SCOPE for expected, given in given if expected is Decision.ANSWER]
    assert sum(refused) / len(refused) < 0.02


def test_without_the_sentence_model_a_little_less(
    knowledge: Knowledge, model: Model, unseen: Sequence[Message]
) -> None:
    """Where the platform has no sentence model, characters, sounds and synonyms do."""
    asks = [message for message in unseen if message.asks]
    assert share(Understanding(knowledge, model, None), asks) > 0.92


def test_a_sentence_model_is_here() -> None:
    """The tests run where there is one; else the others would say nothing about it."""
    assert sentence_meaning() is not None


def test_training_again_decides_alike(knowledge: Knowledge, model: Model, unseen: Sequence[Message]) -> None:
    """The committed file is what training gives: compared by decisions, since machines round differently."""
    messages = read_messages([DATA / name for name in MESSAGES], knowledge.topics)
    again = train(knowledge, lessons(knowledge, messages), None, model.tuning, lambda step: None)
    one, two = Understanding(knowledge, model, None), Understanding(knowledge, again, None)
    differ = [message.text for message in unseen if _said(one, message) != _said(two, message)]
    assert len(differ) <= len(unseen) / 100, differ


def _said(understanding: Understanding, message: Message) -> tuple[Decision, str]:
    understood = understanding.understand(message.text)
    return understood.decision, understood.topics[0].id if understood.topics else ""


def test_reading_gives_what_was_written(model: Model, tmp_path: Path) -> None:
    """The file holds all of it, and the same model gives the same bytes."""
    write_model(tmp_path / "one.npz", model)
    again = read_model(tmp_path / "one.npz")
    write_model(tmp_path / "two.npz", again)
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert again.tuning == model.tuning and again.heads == model.heads
    assert np.array_equal(again.weights, model.weights)


@pytest.mark.parametrize("spoiled", [b"", b"no archive at all", b"PK\x03\x04 cut off"])
def test_a_broken_file_is_named(tmp_path: Path, spoiled: bytes) -> None:
    """What, why and what to do, in Chinese."""
    path = tmp_path / "model.npz"
    path.write_bytes(spoiled)
    with pytest.raises(ModelFault, match=r"读不出来.*make train"):
        read_model(path)
    with pytest.raises(ModelFault, match=r"没有训练文件.*make train"):
        read_model(tmp_path / "none.npz")


def test_pickles_are_not_opened(tmp_path: Path) -> None:
    """A file that would run code when opened is refused."""
    path = tmp_path / "model.npz"
    np.savez(path, head=np.array([{"format": 1}], dtype=object))
    with pytest.raises(ModelFault):
        read_model(path)


def test_another_format_is_refused(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of an older or newer version."""
    write_model(tmp_path / "model.npz", model)
    monkeypatch.setattr("faq.learned.model.FORMAT", 3)
    with pytest.raises(ModelFault, match="格式是 2"):
        read_model(tmp_path / "model.npz")


def with_phrasing(knowledge: Knowledge, topic: str, *asked: str) -> Knowledge:
    """The knowledge after an editor's change."""
    changed = knowledge.topics[topic].model_copy(update={"ask": (*knowledge.topics[topic].ask, *asked)})
    return replace(knowledge, topics=MappingProxyType({**knowledge.topics, topic: changed}))


def test_a_new_phrasing_counts_at_once(knowledge: Knowledge, model: Model) -> None:
    """Word for word and nearly so, without training; other messages are as they were."""
    line = "那个绿色小乌龟图标一直在转是什么意思"
    edited = Understanding(with_phrasing(knowledge, "account.browser", line), model, None)
    for said in (line, "那个绿色小乌龟图标一直转呀转是啥意思", "绿色小乌龟的图标一直在转什么意思呀"):
        understood = edited.understand(said)
        assert (understood.decision, understood.topics[0].id) == (Decision.ANSWER, "account.browser"), said
    before = Understanding(knowledge, model, None)
    for said in ("员工走了怎么停", "公积金怎么提", "转人工", "密码忘了"):
        assert edited.understand(said) == before.understand(said)


def test_a_new_phrasing_of_another_matter_counts_at_once(knowledge: Knowledge, model: Model) -> None:
    """Not only topics: what is refused, too."""
    matter = knowledge.out_of_scope["commercial"]
    changed = matter.model_copy(update={"ask": (*matter.ask, "绿乌龟保险柜怎么开锁")})
    edited = replace(knowledge, out_of_scope=MappingProxyType({**knowledge.out_of_scope, "commercial": changed}))
    understood = Understanding(edited, model, None).understand("绿乌龟的保险柜怎么开锁呢")
    assert (understood.decision, understood.kind) == (Decision.OUT_OF_SCOPE, "commercial")


def test_a_topic_that_is_gone_is_not_answered(knowledge: Knowledge, model: Model) -> None:
    """What was learned about it does no harm."""
    fewer = {topic: entry for topic, entry in knowledge.topics.items() if topic != "account.locked"}
    understood = Understanding(replace(knowledge, topics=MappingProxyType(fewer)), model, None).understand("号被锁死了")
    assert "account.locked" not in [topic.id for topic in understood.topics]


def test_a_knowledge_that_was_never_learned_goes_by_nearness(folder: Path, model: Model) -> None:
    """A region of its own topics is understood from the first day."""
    assert isinstance(Understanding(load_knowledge(folder), model, None).witness, NearnessWitness)


def test_the_meaning_is_asked_only_in_doubt(knowledge: Knowledge, model: Model) -> None:
    """It costs ten times as much as everything else."""

    class Counting:
        asked = 0

        def vectors(self, texts: Sequence[str]) -> np.ndarray:
            self.asked += len(texts)
            return np.ones((len(texts), len(model.meaning_center)), np.float32)

    meaning = Counting()
    witness = LearnedWitness(knowledge, model, meaning)
    witness.evidence("ca证书过期了找谁")
    assert meaning.asked == 0
    witness.evidence("上面那个弄不来的呀就是那一块")
    witness.evidence("上面那个弄不来的呀就是那一块")
    assert meaning.asked == 1


def test_traits_tell_how_a_text_looks() -> None:
    """Length, scripts and repetition are traits beside its parts."""
    assert {"#letters only", "#strange letters"} <= traits("asdfghjkl")[View.SHAPE]
    assert "#strange letters" not in traits("excel mima")[View.SHAPE]
    assert "#digits only" in traits("1111")[View.SHAPE]
    assert "#repeated" in traits("的的的的了了")[View.SHAPE]
    assert {"w停", "w停 保", "w| 停 保"} <= traits("停保")[View.WRITTEN]
    assert traits("停宝")[View.HEARD] == traits("停保")[View.HEARD]
