"""Codes of organisations, proved by their check digits."""

# GB 32100-2015: no I, O, S, V, Z; the weights are the powers of 3 modulo 31.
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# GB 11714-1997: digits and capital letters by their place, A being 10.
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORGANISATION_CHECKS = "0X987654321"


def is_credit_code(code: str) -> bool:
    """Whether a text of any length is a credit code of 18 characters (GB 32100)."""
    if len(code) != 18 or not set(code) <= set(CREDIT_ALPHABET):
        return False
    total = _weighted(code, CREDIT_ALPHABET, CREDIT_WEIGHTS)
    return code[17] == CREDIT_ALPHABET[-total % 31]


def is_organisation_code(code: str) -> bool:
    """Whether a text is an organisation code (GB 11714): 9 characters, a hyphen before the last."""
    code = code[:8] + code[9:] if len(code) == 10 and code[8] == "-" else code
    if len(code) != 9 or not set(code[:8]) <= set(ORGANISATION_ALPHABET):
        return False
    total = _weighted(code, ORGANISATION_ALPHABET, ORGANISATION_WEIGHTS)
    return code[8] == ORGANISATION_CHECKS[total % 11]


def _weighted(code: str, alphabet: str, weights: tuple[int, ...]) -> int:
    return sum(alphabet.index(sign) * weight for sign, weight in zip(code, weights, strict=False))
