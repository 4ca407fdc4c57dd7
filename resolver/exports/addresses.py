"""A cell of web addresses -> those that may be published: none that leads to a telephone, a mailbox or a private place, or opens with a key.

An address is published whole or not at all: one with a piece cut out of it would be another page, or that of somebody else.
"""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import unquote

from resolver.values.text import fold, western_digits
from resolver.values.urls import host_of, safe_href, split_urls

_MOST_ESCAPES = 5
_INNER = re.compile(r"(?=https?:/)", re.IGNORECASE)
_CONTACT_HOSTS = frozenset({"wa.me", "api.whatsapp.com", "web.whatsapp.com", "viber.click", "signal.me"})
_PRIVATE_HOSTS = re.compile(r"(?:.*\.)?(?:localhost|local|localdomain|internal|intranet|lan|home|corp)")
_MAILBOX = re.compile(r"(?<![\w.+@-])[\w.+-]+@(?!\dx\.)[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
"""Not somebody's name on another server (@name@server), nor a picture for a fine screen (photo@2x.png)."""
_KEYS = frozenset({
    "token", "auth", "password", "passwd", "pwd", "secret", "signature", "sig", "credential", "sessionid", "phpsessid",
    "jsessionid", "jwt", "otp", "apikey", "authkey", "accesskey", "resourcekey", "rlkey", "authtoken", "accesstoken",
    "authorization",
})  # fmt: skip
"""Words in the name of a parameter whose value opens what is shut to others."""
_ALWAYS_KEYS = frozenset({"password", "passwd", "pwd", "secret", "otp"})
_SWITCH = re.compile(r"\d{1,7}|[^\W\d_]{1,5}")
"""What a parameter says that is no key, as ``auth=1`` or ``token=none``; a password may be as short."""
_PARAMETER = re.compile(r"(?<=[?&;#])([\w.\[\]-]+)=(?=([^&;#]+))")
_TELEPHONE_WORD = re.compile(
    r"(?<![^\W_])"
    r"(?:(?:tel|phone|whatsapp|viber|тел|телефон|هاتف|جوال)(?:\W|_){0,5}"
    r"|(?:[^\W\d_]*phone|tel|mobile|mob|msisdn|sms|whatsapp|viber)(?:_?(?:number|num|no|nr))?=\W{0,5})"
    r"\d(?:[\s().-]*\d){6,}",
    re.IGNORECASE,
)
_PLUS = re.compile(r"(?<!\w)\+[\s().-]*\d(?:[\s().-]*\d){6,}")
_BARE = re.compile(r"(?<![^\W_])[^\W\d_]*(?<!/status/)(\d{10,15})(?![^\W_])")
_GROUPED = re.compile(r"(?<![^\W_])\(?\d+(?:(?:[-()\s+]+\d+)+|(?:\.\d+){2,})(?![^\W_])")
_UUID = re.compile(r"(?<![^\W_])[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}(?![^\W_])", re.IGNORECASE)
_DAY_FIRST = re.compile(
    r"(?:(?:19|20)\d\d[-.][01]?\d[-.][0-3]?\d|[0-3]?\d[-.][01]?\d[-.](?:19|20)\d\d)(?!\d)"
)
_SHAPE = re.compile(r"\(?\d{3}[)\s.-]+\d{3}[\s.-]+(?:\d\d[\s.-]+\d\d|\d{4})")
_WITH_PREFIX = re.compile(
    r"""
    [78][3-9]\d{9}                                  # Russia, Kazakhstan
    | 0[1-9]\d{8,9}                                 # behind the prefix of a country's own calls
    | 00[1-9]\d{9,12}                               # behind that of calls abroad
    | (?:380|375|99[2-8]|96[1-8]|97\d)\d{8,9}       # Ukraine, Belarus, the Caucasus, Central Asia, the Near East
    | 964\d{10}                                     # Iraq
    | (?:37[0-4]|35\d|38[1-9]|42[01])\d{8,9}        # Armenia, Moldova, the Baltic states, the Balkans, central Europe
    | (?:90|98|44|91|92|84|82|81)\d{10}             # Turkey, Iran, the United Kingdom, Asia
    | (?:33|34|48|31|32|36|40|41|46|47|93|94)\d{9}  # western and central Europe, Afghanistan
    | (?:39|43|49)\d{10,11}                         # Italy, Austria, Germany
    | 861\d{10}                                     # China
    | 201[0125]\d{8} | 2[1-6]\d\d{8,9}              # Egypt, Africa
    | 1[2-9]\d\d[2-9]\d{6}                          # North America
    """,
    re.VERBOSE,
)
_HOSTS_OF_IDS = (
    "facebook.com", "fb.com", "fb.watch", "ok.ru", "vk.com", "instagram.com", "youtube.com", "youtu.be", "twitter.com", "x.com",
    "tiktok.com", "imdb.com", "wikidata.org", "wikipedia.org", "obd-memorial.ru", "pamyat-naroda.ru",
)  # fmt: skip
"""Whose numbers are those of posts, people and records; only what stands right behind the host is a name that somebody chose."""
_NAME_OF_ID = r"(?![^=&;#]*(?:phone|tel|mob|msisdn|sms|whatsapp|viber|contact))(?:p|v|n|no|page|article|post|[\w.\[\]-]*id)"
_ID = re.compile(rf"(?<=[?&;#]){_NAME_OF_ID}=[^\W\d_]{{0,2}}\d+(?:_\d+)*(?=[&;#]|$)", re.IGNORECASE)
_SEARCHED = re.compile(r"(?<=[?&;#])(?:[\w.]*query|q|text|search\w*|keywords?)=[^&;#]*", re.IGNORECASE)
_PLACE = re.compile(r"(?:https?:/+)?(?:www\.)?([^/?#\s]*)(/[^/?#]*)?", re.IGNORECASE)
_STAMP = re.compile(r"(?!201[0125]\d{8})(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:199\d|20[0-3]\d)\d{0,4}")
"""A day, day first, and what numbers the page within it: 0503202212. What Egypt dials looks alike and is longer."""
_MOMENT = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?"
)
"""A day with its hours, as archives stamp their copies: 202302071234 or 20230207123456."""


def public_addresses(cell: str) -> str | None:
    """Return those addresses of a cell that lead to the web and to nobody's telephone, mailbox or private place, parted by spaces.

    >>> public_addresses("https://example.org/a ; tel:+79001234567 https://wa.me/79001234567 https://t.me/channel/12345")
    'https://example.org/a https://t.me/channel/12345'
    >>> public_addresses("https://example.org/u/anna%40example.org") is None
    True
    """
    return " ".join(one for one in split_urls(cell) if safe_href(one) and not _gives_away(one)) or None


def _gives_away(url: str) -> bool:
    text = western_digits(_unescaped(url))
    # An archived page stands whole within the address of its copy.
    hosts = [host_of(url), *(found[1].casefold() for found in re.finditer(r"https?:/+([^/?#\s:]+)", text))]
    return (
        any(map(_is_no_public_host, hosts))
        or any(f"/{host}/" in f"{text.casefold()}/" for host in _CONTACT_HOSTS)
        or _MAILBOX.search(text) is not None
        or any(_is_key(*found) for found in _PARAMETER.findall(text))
        or _PLUS.search(text) is not None
        or _TELEPHONE_WORD.search(text) is not None
        or any(any(_telephones(part)) for part in _INNER.split(_UUID.sub("", text)))
    )


def _unescaped(url: str) -> str:
    for _ in range(_MOST_ESCAPES):
        before, url = url, unquote(url)
        if url == before:
            break
    return url


def _is_no_public_host(host: str) -> bool:
    """Say whether a host is a contact, or a place in a house of one's own."""
    host = host.rstrip(".").removeprefix("www.")
    if host in _CONTACT_HOSTS or _PRIVATE_HOSTS.fullmatch(host):
        return True
    return bool(re.fullmatch(r"[\d.]+", host)) and not _is_public_ip(host)


def _is_public_ip(text: str) -> bool:
    try:
        return ip_address(text).is_global
    except ValueError:
        return False


def _is_key(parameter: str, value: str) -> bool:
    name = fold(parameter)
    found = _KEYS.intersection([name.replace("_", ""), *re.split(r"[\W_]+", name)])
    return not found.isdisjoint(_ALWAYS_KEYS) or (bool(found) and not _SWITCH.fullmatch(value))


def _telephones(text: str) -> Iterator[bool]:
    """Say of each number of one address, whole or within another, whether it is a telephone although no plus and no word says so."""
    place = _PLACE.match(text)
    host = place[1].casefold() if place else ""
    if _is_under(host, "doi.org"):
        return
    text = _ID.sub("", text)
    bare = text
    if place and (host == "archive.org" or any(_is_under(host, one) for one in _HOSTS_OF_IDS)):
        bare = " ".join([place[2] or "", *_SEARCHED.findall(text)])
    for found in _BARE.finditer(bare):
        yield _is_telephone(found[1]) and not _STAMP.fullmatch(found[1])
    for found in _GROUPED.finditer(text):
        run = found[0]
        if not _DAY_FIRST.match(run) and not _is_public_ip(run):
            yield _SHAPE.fullmatch(run) is not None or _is_telephone(run)


def _is_under(host: str, domain: str) -> bool:
    return host == domain or host.endswith(f".{domain}")


def _is_telephone(written: str) -> bool:
    """Say whether digits are a number with an international or a trunk prefix, and no moment of time."""
    digits = re.sub(r"\D", "", written)
    return _WITH_PREFIX.fullmatch(digits) is not None and not _MOMENT.fullmatch(digits)
