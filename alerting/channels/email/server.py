"""A connection to the city's mail server, as the settings describe it."""

import smtplib
import ssl

from kawamori.errors import InvalidError
from kawamori.settings import PREFIX, Settings


def trusting(settings: Settings) -> ssl.SSLContext:
    """Return whom to trust: the city's own authority where one is named."""
    ca_file = settings.smtp_ca_file
    return ssl.create_default_context(cafile=str(ca_file) if ca_file else None)


def open_server(settings: Settings, tls: ssl.SSLContext, timeout_s: float) -> smtplib.SMTP:
    """Return a server that is ready to take letters; ``OSError`` or ``SMTPException`` if none is.

    ``InvalidError`` where the settings name no server.
    """
    if not (settings.smtp_host and settings.mail_from):
        raise InvalidError(f"e-mail needs {PREFIX}SMTP_HOST and {PREFIX}MAIL_FROM")
    own_name = settings.mail_from.rpartition("@")[2]
    where = (settings.smtp_host, settings.smtp_port, own_name)
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=timeout_s, context=tls)
    else:
        server = smtplib.SMTP(*where, timeout=timeout_s)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=tls)
        if settings.smtp_username and settings.smtp_password:
            server.login(settings.smtp_username, settings.smtp_password.get_secret_value())
        server.ehlo_or_helo_if_needed()
    except BaseException:
        server.close()
        raise
    return server
