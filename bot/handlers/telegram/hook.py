"""What Telegram says of the webhook, and what of it somebody should look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from aiogram.types import WebhookInfo

_LATELY = timedelta(hours=1)


def waiting(hook: WebhookInfo) -> str:
    """How many messages Telegram has not handed over yet."""
    return f"，{hook.pending_update_count} 条等着取" if hook.pending_update_count else ""


def doubt_about(hook: WebhookInfo, wanted: str, now: datetime) -> str:
    """What is wrong with the webhook where ``wanted`` is its address, empty for none; empty where nothing is.

    An error that lies back is none any more where no message waits: Telegram keeps it until the next one.
    """
    if hook.url and hook.url != wanted:
        # The path of an address that is not ours may be a secret.
        there = urlsplit(hook.url).netloc.rpartition("@")[2]
        return (
            f"消息现在送到别处（{there}），不是这里设置的{wanted or '长轮询'}。bot serve 启动时会改到这里；"
            "那边还在用这个机器人的，请先停掉那边，或者给这里换一个机器人（CANBAO_TELEGRAM_TOKEN）"
        )
    at = hook.last_error_date
    if not hook.url or at is None or (now - at > _LATELY and not hook.pending_update_count):
        return ""
    return (
        f"送消息来出过错（{at.astimezone(now.tzinfo):%m-%d %H:%M}：{hook.last_error_message}）{waiting(hook)}。"
        f"请看一下外网能不能打开 {wanted}，证书和反向代理对不对，bot serve 在不在运行"
    )
