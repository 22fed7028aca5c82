"""Which configured values the portal refuses to start with."""

from collections.abc import Iterator, Mapping
from typing import Any

SHORTEST = 24
SECRETS = (
    "SECRET_KEY",
    "WTF_CSRF_SECRET_KEY",
    "api_token.jwt.encode.secret",
    "api_token.jwt.decode.secret",
)
DATABASES = ("sqlalchemy.url", "ckan.datastore.write_url", "ckan.datastore.read_url")
PLACEHOLDERS = ("changeme", "change_me", "replace_me", "secret_key", "example", "placeholder")


def refusals(config: Mapping[str, Any]) -> list[str]:
    """One sentence for each secret that is empty, a placeholder or too short."""
    return [*_secrets(config), *_passwords(config)]


def _secrets(config: Mapping[str, Any]) -> Iterator[str]:
    for key in SECRETS:
        value = str(config.get(key) or "").removeprefix("string:")
        if not value and key != "SECRET_KEY":
            continue  # CKAN falls back to SECRET_KEY
        if value.startswith("file:"):
            continue
        if len(value) < SHORTEST or any(word in value.lower() for word in PLACEHOLDERS):
            yield (
                f"配置项 {key} 的值是“{_shown(value)}”：这是空值、示例值或太短的值。"
                f"请改为至少 {SHORTEST} 个字符的随机值，可用 python3 -c 'import secrets; print(secrets.token_urlsafe(48))' 生成。"
            )


def _passwords(config: Mapping[str, Any]) -> Iterator[str]:
    for key in DATABASES:
        if ":pass@" in str(config.get(key) or ""):
            yield f"配置项 {key} 的数据库密码是“pass”，这是示例密码。请为该账户设置随机密码，并写入这一项。"


def _shown(value: str) -> str:
    """Enough to recognise a placeholder by, not enough to leak a secret into a log."""
    return value if len(value) < 12 else f"{value[:8]}…（共 {len(value)} 个字符）"
