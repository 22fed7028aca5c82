"""Mail leaves by the guarded dialler, and over TLS only to a server whose certificate is valid.

CVE-2026-41132: CKAN 2.12.0 says STARTTLS to a mail server without looking at its certificate.
"""

import smtplib
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

from ckan.common import config

from harvesters import dialler

# Core's mailer gives no time-out: a server that stays silent would hold a worker for ever.
SECONDS = 30.0


class VerifyingSMTP(smtplib.SMTP):
    """An SMTP connection that goes on only if the server's certificate is valid for its name."""

    def _get_socket(self, host: str, port: int, timeout: Any) -> socket.socket:  # type: ignore[override]
        """Open the connection; inside our own network only to the server that is configured."""
        seconds = timeout if isinstance(timeout, int | float) else SECONDS
        try:
            return dialler.connect(host, port, seconds, exempt=host == configured_host())
        except dialler.Refused as error:
            raise smtplib.SMTPConnectError(0, str(error)) from error

    def starttls(  # type: ignore[override]
        self,
        keyfile: str | None = None,
        certfile: str | None = None,
        context: ssl.SSLContext | None = None,
    ) -> tuple[int, bytes]:
        if context is None:
            context = ssl.create_default_context()
            if certfile:
                context.load_cert_chain(certfile, keyfile)
        try:
            return super().starttls(context=context)
        except ssl.SSLError as error:
            self.close()
            # The mailer turns SMTPException, and nothing else, into its own error.
            raise smtplib.SMTPException(str(error)) from error

    def quit(self) -> Any:
        """Say goodbye, unless the connection is already gone (the mailer always quits).

        A server that hangs up after it took the mail has taken it: an error here would send it twice.
        """
        try:
            return super().quit() if self.sock else (221, b"")
        except smtplib.SMTPServerDisconnected:
            return (221, b"")


def configured_host() -> str | None:
    """The mail server that the operator named in `smtp.server`, without its port."""
    return urlsplit(f"smtp://{config.get('smtp.server') or 'localhost'}").hostname


def verify_certificates() -> None:
    """Make every later `smtplib.SMTP` of this process a verifying one."""
    smtplib.SMTP = VerifyingSMTP  # type: ignore[misc]
