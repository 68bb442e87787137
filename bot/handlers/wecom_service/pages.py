"""One page of what came, as few messages as it takes for it to be read."""

from __future__ import annotations

import logging
from typing import Any

from bot.handlers.tencent.troubles import TooLarge
from bot.handlers.wecom.api import Api

log = logging.getLogger(__name__)
_ITEMS = 100
_MOST_BYTES = 4 * 2**20


async def pull_page(api: Api, account: str, cursor: str, token: str) -> dict[str, Any]:
    """The account's page behind the cursor; half as many messages where so many are too large.

    Raises:
        ApiError, Unreachable: it was not given.
        TooLarge: a single message has more than 4 MB.
    """
    asked = {name: value for name, value in {"cursor": cursor, "token": token, "open_kfid": account}.items() if value}
    limit = _ITEMS
    while True:
        try:
            return await api.call("kf/sync_msg", {**asked, "limit": limit}, most=_MOST_BYTES)
        except TooLarge:
            if limit == 1:
                raise
            log.warning("a page of %d messages is too large", limit)
            limit //= 2
