"""Who may ask: whoever shows the token, in a header or as Rasa's ``endpoints.yml`` sends it, in the query."""

from __future__ import annotations

import hmac

from sanic.request import Request

from bot.handlers.rasa.calls import BadCall

_BEARER = "bearer "
_WHERE = "请在Rasa的endpoints.yml里给action_endpoint写上token，和CANBAO_RASA_TOKEN一样。"


def check_token(request: Request, token: str) -> None:
    """Lets the request pass where it shows the token, or where there is none to show.

    Raises:
        BadCall: no token was shown, or a wrong one.
    """
    if not token:
        return
    shown = shown_token(request)
    if not shown:
        raise BadCall(f"没有带口令。{_WHERE}", status=401)
    if not hmac.compare_digest(shown.encode("utf-8", "replace"), token.encode()):
        raise BadCall(f"口令不对。{_WHERE}", status=403)


def shown_token(request: Request) -> str:
    """The token of the header ``Authorization: Bearer …``, or of the query's ``token``."""
    header = str(request.headers.get("authorization") or "")
    if header.lower().startswith(_BEARER):
        return header[len(_BEARER) :].strip()
    return str(request.args.get("token") or "")
