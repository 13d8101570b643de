"""What we take for an e-mail address: one that any relay can carry and nobody can smuggle anything in with."""

import re

import idna

MOST_LENGTH = 254  # what SMTP itself can carry (RFC 5321)
MOST_LOCAL_LENGTH = 64

# The dot-atom of RFC 5321. Quoted local parts and address literals are legal, and used by nobody but attackers.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class BadAddress(ValueError):
    """Not an address that a letter can be sent to."""


def clean_address(text: str) -> str:
    """The address, trimmed, with its domain in lower case and in ASCII (`例え.jp` becomes `xn--r8jz45g.jp`).

    Raises BadAddress for everything else than `name@host.domain`.
    """
    local, at, domain = text.strip().rpartition("@")
    if not at or len(local) > MOST_LOCAL_LENGTH or not _LOCAL.fullmatch(local):
        raise BadAddress(text)
    address = f"{local}@{_clean_domain(domain)}"
    if len(address) > MOST_LENGTH:
        raise BadAddress(text)
    return address


def _clean_domain(domain: str) -> str:
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise BadAddress(domain) from error
    labels = domain.lower().split(".")
    # A last label of digits would be an IP address; one label alone is a machine of somebody's own network.
    if len(labels) < 2 or labels[-1].isdigit() or not all(_LABEL.fullmatch(label) for label in labels):
        raise BadAddress(domain)
    return ".".join(labels)
