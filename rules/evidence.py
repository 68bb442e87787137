"""Where a result comes from, read off its explanation."""

from collections.abc import Iterator

from rules.explained import Because


def sources_of(because: Because) -> tuple[str, ...]:
    """Every source in the tree once, in the order it is told: guide and heading, or a parameter's document.

    What stands beside an unknown value is no source and is left out.
    """
    return tuple(dict.fromkeys(source for source in _sources(because) if source))


def _sources(because: Because) -> Iterator[str]:
    if because.used is None or because.used.value is not None:
        yield because.source
    for part in because.parts:
        yield from _sources(part)
