"""Personal data in tables and texts: what is found, how hard it is, how it is covered."""

from .kinds import BLOCK, HOLD, NOTE, kinds
from .masking import MASK, mask, mask_all
from .numbers import identity_check_digit, is_card, is_identity, is_mobile
from .scan import PrivacyFinding, PrivacyScan
from .texts import personal_numbers

__all__ = [
    "BLOCK",
    "HOLD",
    "MASK",
    "NOTE",
    "PrivacyFinding",
    "PrivacyScan",
    "identity_check_digit",
    "is_card",
    "is_identity",
    "is_mobile",
    "kinds",
    "mask",
    "mask_all",
    "personal_numbers",
]
