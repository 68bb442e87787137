"""A small reader of RFC 5545 text, so that tests do not lean on the writer."""

import re

Event = dict[str, str]


def content_lines(text: str) -> list[str]:
    """The unfolded lines; every line must end with CRLF."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "") and "\r" not in text.replace("\r\n", "")
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def events(text: str) -> list[Event]:
    """The properties of each event by name, those of its alarm left out, texts unescaped."""
    found: list[Event] = []
    inside: list[str] = []
    for line in content_lines(text):
        name, value = re.split(r"(?:;[^:]*)?:", line, maxsplit=1)
        if name == "BEGIN":
            inside.append(value)
            if value == "VEVENT":
                found.append({})
        elif name == "END":
            assert inside.pop() == value
        elif inside[-1] == "VEVENT":
            assert name not in found[-1]
            found[-1][name] = _unescaped(value)
    assert not inside
    return found


def _unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] in "nN" else match[1], value)
