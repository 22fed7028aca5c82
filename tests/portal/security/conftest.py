"""A browser of its own address, with CSRF protection as in production."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from ckan.plugins import toolkit as tk

Browser = Callable[..., Any]


@pytest.fixture
def protected(app: Any) -> Iterator[Any]:
    """The portal with CSRF protection on, whatever the tests' configuration says."""
    config = app.flask_app.config
    before = {key: config[key] for key in ("WTF_CSRF_ENABLED", "PROPAGATE_EXCEPTIONS")}
    config.update(WTF_CSRF_ENABLED=True, PROPAGATE_EXCEPTIONS=False)
    yield app
    config.update(before)


@pytest.fixture
def browser(app: Any) -> Browser:
    """Makes a client with cookies: `browser()` of a visitor, `browser(user)` logged in."""

    def make(user: dict[str, Any] | None = None) -> Any:
        client = app.test_client()
        if user:
            with client.session_transaction(base_url=tk.config["ckan.site_url"]) as session:
                session.update(_user_id=user["id"], _fresh=True)
        # Failed logins are counted by address: each browser gets one of its own.
        number = uuid4().int
        client.environ_base["REMOTE_ADDR"] = ".".join(
            ["10", *(str(number >> shift & 255) for shift in (0, 8, 16))]
        )
        return client

    return make
