"""The menu under the conversation: what can always be said, a touch away."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

_SAYS = "say:"


def _says(name: str, text: str) -> dict[str, Any]:
    return {"type": "click", "name": name, "key": f"{_SAYS}{text}"}


MENU: Final[dict[str, Any]] = {
    "button": [
        _says("能办什么", "帮助"),
        _says("我的进度", "进度"),
        {
            "name": "更多",
            "sub_button": [
                _says("返回上一步", "返回"),
                _says("修改填过的", "修改"),
                _says("重新开始", "重新开始"),
                _says("取消办理", "取消"),
                _says("找人工", "人工"),
            ],
        },
    ]
}

MENU_MARK: Final = hashlib.sha256(json.dumps(MENU, ensure_ascii=False).encode()).hexdigest()[:16]
"""Another one for another menu."""


def said_by(key: str) -> str | None:
    """What a click on the entry of this key says; None where the entry is none of ours."""
    return key.removeprefix(_SAYS) if key.startswith(_SAYS) else None
