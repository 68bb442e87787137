"""Amounts of money: yuan to the cent, and how users read them."""

from decimal import ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_LARGEST = Decimal(10) ** 12


def yuan(amount: Decimal) -> Decimal:
    """The amount in yuan, rounded half up to 0.01.

    Raises:
        ValueError: it is no number, below zero or beyond any contribution; the message is for users.
    """
    if not amount.is_finite() or not 0 <= amount <= _LARGEST:
        raise ValueError("金额须是不小于0的数，单位为元，如6000或4879.50。请核对后重新输入。")
    return amount.quantize(_CENT, ROUND_HALF_UP)


def yuan_text(amount: Decimal) -> str:
    """For users: ``4952元``, ``4952.50元``."""
    cents = yuan(amount)
    whole = cents.to_integral_value()
    return f"{whole if cents == whole else cents:f}元"


def percent_text(fraction: Decimal) -> str:
    """For users: ``16%``, ``0.5%``."""
    return f"{(fraction * 100).normalize():f}%"
