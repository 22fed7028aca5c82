"""Login protection: after too many failures an account and an address have to wait."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

PREFIX = "ankang:login-failures:"


@dataclass(frozen=True)
class Lockout:
    """Failures counted in Redis by account and by address, forgotten `window` seconds after the first."""

    redis: Any
    limit: int
    window: int

    def fail(self, account: str, address: str) -> None:
        for key in _keys(account, address):
            with self.redis.pipeline() as pipe:
                pipe.incr(key)
                pipe.expire(key, self.window, nx=True)
                pipe.execute()

    def is_locked(self, account: str, address: str) -> bool:
        counts = self.redis.mget(_keys(account, address))
        return any(int(count or 0) >= self.limit for count in counts)

    def forgive(self, account: str) -> None:
        """Forget the failures of an account whose owner got in; those of the address stay."""
        self.redis.delete(_key("account", account))


def _keys(account: str, address: str) -> list[str]:
    return [_key("account", account), _key("address", address)]


def _key(kind: str, value: str) -> str:
    # Hashed, because people type their passwords into the name field.
    return f"{PREFIX}{kind}:{sha256(value.strip().lower().encode()).hexdigest()}"
