"""CVE-2026-41132: CKAN 2.12.0 says STARTTLS to a mail server without looking at its certificate."""

import smtplib
import ssl
from typing import Any


class VerifyingSMTP(smtplib.SMTP):
    """An SMTP connection that goes on only if the server's certificate is valid for its name."""

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
        """Say goodbye, unless the connection is already gone (the mailer always quits)."""
        return super().quit() if self.sock else (221, b"")


def verify_certificates() -> None:
    """Make every later `smtplib.SMTP` of this process a verifying one."""
    smtplib.SMTP = VerifyingSMTP  # type: ignore[misc]
