"""Documents by the names that users know."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from faq.entries import Guide


def citing(guides: Mapping[str, Guide]) -> Callable[[str], str]:
    """Gives a function that names a document: ``002 §一`` by the guide's short title, any other as it stands."""

    def cite(document: str) -> str:
        guide, _, heading = document.partition(" ")
        if guide not in guides:
            return document
        return f"{guides[guide].short or guides[guide].title}（{guides[guide].date}）{heading}"

    return cite
