"""One-time codes of an authenticator app, RFC 6238 (pure).

No secret is stored: it follows from the portal's key and a salt, so that who reads the database, or
a copy of it, can make no code.
"""

from __future__ import annotations

import base64
import hmac
import io
import secrets
from datetime import datetime
from hashlib import sha256
from typing import Final

import pyotp
import segno

PERIOD: Final = 30
DRIFT: Final = 1  # a clock may be one step early or late
RECOVERY_CODES: Final = 10


def new_salt() -> str:
    """What makes this person's secret another than everybody else's."""
    return secrets.token_hex(16)


def secret(key: str, person: str, salt: str) -> str:
    """The secret shared with the person's app, in the letters that apps take."""
    digest = hmac.new(key.encode(), f"second factor {person} {salt}".encode(), sha256).digest()
    return base64.b32encode(digest[:20]).decode()


def matching_step(shared: str, code: str, now: datetime, after: int) -> int | None:
    """The time step this code belongs to, if it is a current one later than `after`."""
    current = int(now.timestamp()) // PERIOD
    codes = pyotp.TOTP(shared, interval=PERIOD)
    for step in range(current - DRIFT, current + DRIFT + 1):
        if step > after and hmac.compare_digest(codes.generate_otp(step), code):
            return step
    return None


def address(shared: str, account: str, portal: str) -> str:
    """What the QR code says to the app."""
    return pyotp.TOTP(shared, interval=PERIOD).provisioning_uri(name=account, issuer_name=portal)


def picture(text: str) -> str:
    """A QR code as SVG, to stand in a page."""
    drawn = io.BytesIO()
    segno.make(text, error="m").save(
        drawn, kind="svg", scale=5, border=4, xmldecl=False, svgclass="ak-qr", lineclass=None
    )
    return drawn.getvalue().decode()


def recovery_codes() -> list[str]:
    """Codes for whoever lost the telephone, each good once."""
    return [secrets.token_hex(8) for _ in range(RECOVERY_CODES)]


def fingerprint(code: str) -> str:
    """What is kept of a recovery code: 64 random bits need no slow hash."""
    return sha256(f"recovery {code.strip().lower()}".encode()).hexdigest()
