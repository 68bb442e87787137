"""How text sounds: a second view on it for typos, dictation, dialect and messages typed in pinyin."""

import os
import re
from functools import lru_cache
from unicodedata import normalize

from faq.normalize import CHINESE

_UNIT = re.compile(f"[{CHINESE}]+|[a-z]+|[0-9]+")
_CHINESE_UNIT = re.compile(f"[{CHINESE}]")
_ENGLISH = frozenset(
    (
        "app", "bug", "ca", "chrome", "code", "cookie", "cookies", "csv", "edge", "email", "error", "excel",
        "fail", "failed", "firefox", "google", "hr", "id", "ie", "java", "jpg", "key", "link", "login",
        "message", "mode", "no", "ok", "office", "pdf", "png", "python", "qq", "server", "sms", "sql",
        "system", "timeout", "ukey", "url", "usb", "windows", "word", "wps", "xls", "xlsx", "zip",
    )
)  # fmt: skip
"""Latin words that are no pinyin though some could be cut into syllables."""

_TONE = re.compile("[\u0300\u0301\u0304\u030c]")
_LONGEST = 6
_SHORTEST_PINYIN = 4
"""Latin letters that a message must spell before it is taken for pinyin."""


def units(text: str) -> tuple[str, ...]:
    """The Chinese characters, Latin words and numbers of a plain text, in order."""
    found: list[str] = []
    for run in _UNIT.findall(text):
        found.extend(run if _CHINESE_UNIT.match(run) else [run])
    return tuple(found)


def syllables(text: str) -> tuple[str, ...]:
    """How a plain text sounds, one entry a syllable, without tones.

    What southern speech and input methods mix up is one sound here: zh and z, ng and n, l and n at the start.
    Latin words that are no pinyin are upper case, so that ca is not 查.
    """
    found: list[str] = []
    for run in _UNIT.findall(text):
        if _CHINESE_UNIT.match(run):
            found.extend(map(_heard, run))
        else:
            found.extend(map(_sound, _spelled(run)) if _spelled(run) else [run.upper()])
    return tuple(found)


@lru_cache(maxsize=16_384)
def _heard(character: str) -> str:
    """The sound of the most usual reading: the same one everywhere, which matters more here than the right one."""
    # Single characters need no phrases, which are most of the library's memory and loading time.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin import lazy_pinyin

    return _sound(str(lazy_pinyin(character)[0]))


def is_pinyin(text: str) -> bool:
    """Whether a plain text is typed in pinyin, wholly or in good part."""
    spelled = sum(len(run) for run in _UNIT.findall(text) if _spelled(run))
    return spelled >= _SHORTEST_PINYIN and spelled >= len(_CHINESE_UNIT.findall(text))


def is_word(word: str) -> bool:
    """Whether Latin letters are pinyin or a word of English that is used among Chinese."""
    return word in _ENGLISH or bool(_spelled(word))


@lru_cache(maxsize=1_024)
def _spelled(word: str) -> tuple[str, ...]:
    """A Latin word cut into the fewest pinyin syllables; empty where it is none."""
    if word in _ENGLISH or not word.isalpha():
        return ()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - _LONGEST), end):
            head, syllable = best[start], word[start:end]
            shorter = head is not None and (best[end] is None or len(head) + 1 < len(best[end] or ()))
            if head is not None and shorter and syllable in _every_syllable():
                best[end] = (*head, syllable)
    return best[-1] or ()


@lru_cache(maxsize=1)
def _every_syllable() -> frozenset[str]:
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    from pypinyin.constants import PINYIN_DICT

    common = (PINYIN_DICT.get(code, "") for code in range(0x4E00, 0x9FA6))
    toned = {reading for readings in common for reading in readings.split(",")}
    sounds = {_TONE.sub("", normalize("NFD", reading)).replace("u\u0308", "v") for reading in toned}
    # Single consonants and rare vowels would make a word of nearly any Latin letters.
    return frozenset(sound for sound in sounds if sound.isascii() and len(sound) > 1) | {"a", "e"}


def _sound(syllable: str) -> str:
    if syllable in _ENGLISH or not syllable.isalpha():
        return syllable
    for spoken, folded in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n")):
        if syllable.startswith(spoken):
            syllable = folded + syllable[len(spoken) :]
            break
    return syllable.removesuffix("g") if syllable.endswith("ng") else syllable
