"""The doctor's look at Rasa's action server, a process of its own: its settings, and who answers where it listens."""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from importlib.util import find_spec

from aiohttp import ClientConnectorError, ClientError, ClientSession, ClientTimeout

from bot.findings import Finding, Found
from bot.handlers.channel import ChannelFault
from bot.handlers.rasa.settings import RasaSettings, read_settings

_SECONDS = 3.0
_NO_TOKEN = "没有设CANBAO_RASA_TOKEN，只能问答和查规则；要办事，请设一串至少16个字符的口令"
_OPEN = "SANIC_HOST={host}，不只本机能连；请放在防火墙后面，并用https转发"
_NO_SDK = "没有装rasa-sdk，动作服务启动不了；请运行 pip install -e ."
_ASLEEP = "设置好了，现在没有在运行；要用，请运行 python -m bot rasa"
_OTHER = "{url} 上是别的程序；请停掉它，或者用CANBAO_RASA_PORT换一个端口"
_OTHER_TOKEN = "{url} 在运行，但不认CANBAO_RASA_TOKEN；改过口令的，请重启 python -m bot rasa"


async def examine_rasa() -> AsyncIterator[Finding]:
    """Findings in the form of the other channels'; one that says so where none of its settings is set."""
    try:
        settings = read_settings()
    except ChannelFault as fault:
        yield _told(Found.MEND, str(fault))
        return
    if not settings.model_fields_set:
        yield _told(Found.GOOD, "没有设置，接Rasa才要")
        return
    if find_spec("rasa_sdk") is None:
        yield _told(Found.MEND, _NO_SDK)
    if not settings.token.get_secret_value():
        yield _told(Found.THINK, _NO_TOKEN)
    if not settings.is_local:
        yield _told(Found.THINK, _OPEN.format(host=settings.host))
    yield await _standing(settings)


async def _standing(settings: RasaSettings) -> Finding:
    """Who answers where it listens: nobody yet, the action server, or another program."""
    url, token = settings.near_url, settings.token.get_secret_value()
    try:
        async with ClientSession(timeout=ClientTimeout(total=_SECONDS)) as web:
            async with web.get(f"{url}/health", allow_redirects=False) as response:
                is_ours = response.status == HTTPStatus.OK and await response.json() == {"status": "ok"}
            if not is_ours:
                return _told(Found.MEND, _OTHER.format(url=url))
            shown = {"Authorization": f"Bearer {token}"}
            async with web.get(f"{url}/actions", headers=shown, allow_redirects=False) as response:
                if response.status != HTTPStatus.OK:
                    return _told(Found.MEND, _OTHER_TOKEN.format(url=url))
    except ClientConnectorError:
        return _told(Found.GOOD, _ASLEEP)
    except (ClientError, OSError, TimeoutError, ValueError):
        return _told(Found.MEND, _OTHER.format(url=url))
    return _told(Found.GOOD, f"{url} 在运行{'，认CANBAO_RASA_TOKEN' if token else ''}")


def _told(found: Found, says: str) -> Finding:
    return Finding(found, f"通道 rasa：{says}")
