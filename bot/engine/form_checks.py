"""Checks of a dialog that is a form, made when the class is: its fields can be columns, and are seen before sending."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.engine.checks import fold
from bot.engine.declaration import DeclarationError
from bot.engine.steps import Asking, Gather, Review, Step

LONGEST_HEADING = 20


def fields_of_form(steps: Mapping[str, Step]) -> Iterator[Asking]:
    """The steps that are fields of the form, in order."""
    return (step for step in steps.values() if isinstance(step, Asking) and step.field)


def check_form(dialog: str, steps: Mapping[str, Step], once: tuple[str, ...]) -> None:
    """Checks a form's fields.

    Raises:
        DeclarationError: on the first fault.
    """
    fields = list(fields_of_form(steps))
    if not fields:
        raise DeclarationError(dialog, None, "is a form without fields", "ask something, or take `as_form` out")
    if not any(isinstance(step, Review) for step in steps.values()):
        raise DeclarationError(dialog, None, "is a form without a review", "add `review(...)` before it is sent")
    for name in once:
        if name not in {field.name for field in fields}:
            raise DeclarationError(dialog, name, "is in `once` but no field of the form", "name a field")
    for step in steps.values():
        if isinstance(step, Gather) and step.field:
            mend = "ask its steps one by one, or say `field=False`"
            raise DeclarationError(dialog, step.name, "repeats, which one row of a sheet cannot hold", mend)
    _check_headings(dialog, fields)


def _check_headings(dialog: str, fields: list[Asking]) -> None:
    taken: dict[str, str] = {}
    for field in fields:
        heading = fold(field.label)
        if heading in taken:
            wrong = f"has the same label as {taken[heading]!r}: a sheet could not tell them apart"
            raise DeclarationError(dialog, field.name, wrong, 'give it a `label="..."` of its own')
        if len(field.label) > LONGEST_HEADING or "*" in field.label or "\n" in field.label:
            wrong = f"is labelled {field.label!r}, which is no heading"
            raise DeclarationError(dialog, field.name, wrong, f'say `label="..."` of at most {LONGEST_HEADING} signs')
        taken[heading] = field.name
