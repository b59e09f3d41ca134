"""Where the service may listen: with authentication off, for this machine alone."""

from __future__ import annotations

import ipaddress

import typer


def check_address(host: str, auth: str) -> None:
    """Let an address pass that others cannot reach, or any where they have to sign in.

    Raises:
        BadParameter: it may be reached from elsewhere, and everybody could read everything.
    """
    if auth == "off" and not is_own(host):
        raise typer.BadParameter(
            f"“{host}” may be reached from other machines, and authentication is off: whoever reaches it could read "
            "everything. Set KPI_AUTH=on and make keys (kpi keys make PERSON), or listen on 127.0.0.1."
        )


def is_own(host: str) -> bool:
    """Say whether an address is this machine's own; a name is taken for another, since who answers for it may change.

    >>> is_own("127.0.0.1"), is_own("localhost"), is_own("0.0.0.0"), is_own("kpi.example.com")
    (True, True, False, False)
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
