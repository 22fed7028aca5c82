"""What every answer tells the browser to refuse."""

import re
import secrets

from flask import Flask, Response, g, request
from jinja2.ext import Extension

# sha256 of the event attributes in the templates of CKAN 2.12.0 (what they do stands beside);
# a test holds list and templates equal. Any other event attribute is not run.
HANDLERS = (
    "ZrVI5vUZG/f325B6NP6JIyXK7PKkA2jqxWw2C6+RnuI=",  # $('#revoke-tokens-button').attr('disabled', !$('[name=token]
    "GZIcz60Uwd6wT3vaYke/atSr53TehbYAPepOa3d03Vw=",  # return false
    "wxQy3Q0+3LBbbcjXxmudkJvjIP94hyg+J7fZh9AZ2R0=",  # fitColText()
    "F6LaVvkpYli724gUpw3eUsTe6Z+buGZAsXZSXh5E58U=",  # document.getElementById('resource-url-link').checked = true;
    "zIs1uHFSCUh5FPlJxAIjqBAnMZrS8nIE8nlI5wA2ono=",  # document.getElementById('resource-url-none').checked = true;
    "FpdWAiA3RBpWuddjFnLcugxP42R6qjqK+gdZjxtwOv4=",  # document.getElementById('resource-url-upload').checked = tru
    "Z/m4LROcm/+b7adlxILx/HCly4VB4OqflMrYBAq48dI=",  # document.getElementById('resource-url-none').checked = true;
    "unVzTsKuavdHA12GppEm/hbjTT3zhyL+xbRDzK9UnXw=",  # document.getElementById('resource-url-none').checked = true;
    "zvptZW5rX9uRlqMnxEvQ6iVm0wLi7xPmIcqW2y1JvZc=",  # document.getElementById('field-clear-upload').checked = true
)

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'nonce-{nonce}' 'unsafe-hashes' "
        + " ".join(f"'sha256-{digest}'" for digest in HANDLERS),
        # Tables and select boxes of CKAN's own scripts write style attributes.
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        # 'self': resource views are frames of the portal's own pages.
        "frame-ancestors 'self'",
    )
)
FILE_POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class ScriptNonces(Extension):
    """Gives the inline scripts written in templates, and nothing a person typed, the page's nonce."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return re.sub(r"<script(?=[\s>])", '<script nonce="{{ ankang_nonce() }}"', source)


def install(app: Flask) -> None:
    """Send the headers with every answer of the app, error pages and static files included."""
    app.jinja_env.add_extension(ScriptNonces)
    app.jinja_env.globals["ankang_nonce"] = nonce
    app.after_request(protect)


def nonce() -> str:
    """The one nonce of this request."""
    if "ankang_nonce" not in g:
        g.ankang_nonce = secrets.token_urlsafe(16)
    return str(g.ankang_nonce)


def protect(response: Response) -> Response:
    """Add what the view itself has not said."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if _is_stored_file():
        _quarantine(response)
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce()))
    return response


def _is_stored_file() -> bool:
    """Whether the answer is bytes somebody uploaded, which CKAN 2.12.0 shows inline (ckan-2.12.md 4)."""
    endpoint = request.endpoint or ""
    return (
        endpoint.startswith("file.")
        or endpoint.endswith("resource.download")
        or (endpoint == "static" and request.path.startswith("/uploads/"))
    )


def _quarantine(response: Response) -> None:
    response.headers.setdefault("Content-Security-Policy", FILE_POLICY)
    disposition = response.headers.get("Content-Disposition", "attachment")
    response.headers["Content-Disposition"] = re.sub(r"^inline\b", "attachment", disposition)
