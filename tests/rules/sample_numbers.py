"""Identity numbers and credit codes of nobody, with valid check signs.

The check signs are computed here from the standards again, so that the tests do not lean on what they test.
"""

from datetime import date

NOWHERE = "321399"
CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def sample_identity_number(region: str = NOWHERE, birth: date = date(1990, 1, 1), sequence: int = 1) -> str:
    """An identity number (GB 11643); an odd ``sequence`` of 0 to 999 is a man's."""
    body = f"{region}{birth:%Y%m%d}{sequence:03}"
    remainder = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(body)) % 11
    check = (12 - remainder) % 11
    return body + ("X" if check == 10 else str(check))


def sample_credit_code(body: str = "91321399MA00000AA") -> str:
    """A unified social credit code (GB 32100) for a body of 17 signs."""
    total, weight = 0, 1
    for sign in body:
        total += CREDIT_SIGNS.index(sign) * weight
        weight = weight * 3 % 31
    return body + CREDIT_SIGNS[(31 - total % 31) % 31]
