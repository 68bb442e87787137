"""Errors that only whoever runs the account can mend, by their numbers, with the mend."""

from __future__ import annotations

_SECRET = "微信不认 CANBAO_WECHAT_APP_SECRET：请核对 AppSecret，重置过的要填新的。"
MENDS = {
    40013: "微信不认 CANBAO_WECHAT_APP_ID：请核对 AppID。",
    40001: _SECRET,
    40125: _SECRET,
    40164: "本机的出口IP不在公众号的IP白名单里：请在微信公众平台“基本配置 → IP白名单”里加上。",
    40243: "公众号的 AppSecret 被冻结了（CANBAO_WECHAT_APP_SECRET）：请在微信公众平台解冻后再启动。",
}
NEVER_MENDS = frozenset({40013, 40001, 40125})
"""Those that say that the settings are wrong; the others may pass while the assistant runs."""
