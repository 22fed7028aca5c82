"""CVE-2026-41255: in CKAN 2.12.0 one anonymous GET switches CSRF protection off for a whole view."""

from flask import g, has_request_context


class ExemptViews(set[str]):
    """Views free of CSRF checks; what a request adds to them ends with that request.

    `flask_app.ckan_before_request` calls `csrf.exempt(view)` for every anonymous visitor, and
    Flask-WTF keeps the name for the life of the process: from then on a logged-in POST to that
    view needs no token (reliability.md a.1).
    """

    def add(self, view: str) -> None:
        if has_request_context():
            g.ankang_csrf_exempt = view
        else:
            super().add(view)

    def __contains__(self, view: object) -> bool:
        return super().__contains__(view) or (
            has_request_context() and g.get("ankang_csrf_exempt") == view
        )
