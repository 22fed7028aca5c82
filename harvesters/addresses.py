"""Which addresses the portal may call: public ones, and places named in the configuration."""

from collections.abc import Collection, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from harvesters.errors import UnknownPlace

# Ways in which an IPv6 address carries an IPv4 one: NAT64 (RFC 6052, 8215), both spell it at the end.
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
COMPATIBLE = IPv6Network("::/96")
HTTP = ("http", "https")
DEFAULT_PORTS = {"http": 80, "https": 443, "sftp": 22, "ftp": 21, "ftps": 21}
DEFAULT_PORTS |= {"dav": 80, "davs": 443, "s3+http": 80, "s3+https": 443}
DEFAULT_PORTS |= {"postgresql": 5432, "mysql": 3306}
Network = IPv4Network | IPv6Network


def refusal(address: str) -> str | None:
    """Why an IP address must not be called, or None for a public one."""
    ip = _embedded(ip_address(address.partition("%")[0]))
    if ip.is_loopback:
        return f"{address} 是本机地址"
    if ip.is_link_local:
        return f"{address} 是链路本地地址"
    if ip.is_multicast:
        return f"{address} 是组播地址"
    # Private, CGNAT (RFC 6598), unspecified, reserved and documentation networks.
    return None if ip.is_global else f"{address} 不是公网地址"


def within(address: str, networks: Collection[Network]) -> bool:
    """Whether an IP address lies in one of the networks."""
    ip = _embedded(ip_address(address.partition("%")[0]))
    return any(ip in network for network in networks)


def _embedded(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address which an IPv6 form of it really reaches."""
    if isinstance(ip, IPv4Address):
        return ip
    inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
    if inner is None and (any(ip in net for net in NAT64) or (ip in COMPATIBLE and int(ip) > 1)):
        inner = IPv4Address(int(ip) & 0xFFFFFFFF)
    return inner or ip


def host_port(url: str) -> str:
    """`host:port` of an address, the scheme's own port filled in."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or DEFAULT_PORTS.get(parts.scheme, 0)}"


def origin(url: str) -> str:
    """Scheme, host and port: what credentials are given to."""
    return f"{urlsplit(url).scheme}://{host_port(url)}"


def pairs(words: str) -> dict[str, list[str]]:
    """The `name=value` words of a setting; a name may stand there several times."""
    found: dict[str, list[str]] = {}
    for word in words.split():
        name, _, value = word.partition("=")
        found.setdefault(name, []).append(value)
    return found


def named_places(words: str, demonstration: str) -> dict[str, str]:
    """The addresses that sources only name, as the configuration says them."""
    places = {name: values[-1] for name, values in pairs(words).items()}
    return places | ({"demonstration": demonstration} if demonstration else {})


def named_networks(words: str) -> dict[str, list[Network]]:
    """The networks outside the public ones that a source may name; a ValueError where one is none."""
    return {name: [ip_network(value) for value in values] for name, values in pairs(words).items()}


def resolve_place(address: str, places: Mapping[str, str]) -> str:
    """A source's address with its place (`demonstration:/minzheng/`) replaced by the configured one."""
    name, colon, rest = address.partition(":")
    if not colon or name in DEFAULT_PORTS:
        return address
    if not places.get(name):
        raise UnknownPlace(address=address, place=name)
    return places[name].rstrip("/") + rest
