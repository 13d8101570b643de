"""Blocked domains and address ranges: reading what a moderator typed, and telling what is within. Pure."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from forum import mail

KINDS = ("domain", "network")
#: Wider ranges than these hold whole countries: nobody means them.
WIDEST = {4: 8, 6: 16}


class Unfit(Exception):
    """What was typed cannot be blocked: "unknown", "wide" or "own"."""


def read(text: str) -> tuple[str, str]:
    """What is meant by `Example.COM`, `@example.com`, `*.例え.jp`, `198.51.100.7` or `2001:db8::/48`: kind and value.

    Raises Unfit.
    """
    text = text.strip()
    network = _network(text)
    if network is None:
        domain = text.rpartition("@")[2].removeprefix("*").strip(".")
        try:
            return "domain", mail.clean_address(f"a@{domain}").rpartition("@")[2]
        except mail.BadAddress as error:
            raise Unfit("unknown") from error
    if network.prefixlen < WIDEST[network.version]:
        raise Unfit("wide")
    if network.overlaps(ip_network("127.0.0.0/8" if network.version == 4 else "::1/128")):
        raise Unfit("own")
    return "network", str(network)


def holds_domain(blocked: Iterable[str], email: str) -> bool:
    """Whether an e-mail address is of one of these domains, or below one."""
    labels = email.rpartition("@")[2].lower().split(".")
    return not {".".join(labels[start:]) for start in range(len(labels))}.isdisjoint(blocked)


def holds_address(blocked: Iterable[str], address: str) -> bool:
    """Whether a network address is in one of these ranges."""
    try:
        known = _plain(ip_address(address.partition("%")[0]))
    except ValueError:
        return False
    return any(known.version == one.version and known in one for one in map(ip_network, blocked))


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return None
    # An IPv4 address as IPv6 writes it is that IPv4 address.
    if isinstance(network, IPv6Network) and network.prefixlen >= 96 and network.network_address.ipv4_mapped:
        return ip_network((network.network_address.ipv4_mapped, network.prefixlen - 96), strict=False)
    return network


def _plain(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    return (isinstance(address, IPv6Address) and address.ipv4_mapped) or address
