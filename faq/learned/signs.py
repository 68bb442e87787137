"""What the knowledge itself recognizes in a text: an editor's new word or message counts without training."""

from collections.abc import Iterator

from faq.catalogue import SURE, Catalogue
from faq.corpus import cues
from faq.knowledge import Knowledge
from faq.normalize import letters

_CERTAIN = "surely"
_LIKELY = "likely"


class Signs:
    """The words that give a matter away, and the portal's messages that are quoted."""

    def __init__(self, knowledge: Knowledge, catalogue: Catalogue) -> None:
        self._cues = cues(knowledge)
        self._catalogue = catalogue

    def __call__(self, text: str) -> Iterator[str]:
        """The signs in a plain text."""
        bare = letters(text)
        yield from {key for word, key in self._cues if word in bare}
        for match in self._catalogue.recognize(text):
            yield f"{_CERTAIN if match.score >= SURE else _LIKELY} {match.entry.topic}"
