"""One cell in, its web addresses out, each in one form, so that two citations of one page are seen as one.

What is merely a fact about the web (tracking parameters, mobile hosts) stands in ``rules/urls.toml``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urlsplit

from resolver.errors import RuleError
from resolver.values.text import clean, listed_words, raise_faults

FILE = "urls.toml"
_MOST_ROUNDS = 50
_START = r"(?:https?://|www\.|[a-z0-9][a-z0-9.-]*\.[a-z]{2,}/)"
_BETWEEN = re.compile(rf"\s+|\||[,;](?={_START}|\s|$)", re.IGNORECASE)
_WEB = re.compile(r"(?:https?://)[^\s/?#]|www\.[^\s/?#]+\.|[a-z0-9][a-z0-9.-]*\.[a-z]{2,}/", re.IGNORECASE)
_SCHEME = re.compile(r"https?:/+", re.IGNORECASE)
_ESCAPED = re.compile("%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_KEPT = "%/:=&?~#+!$,;'()*@"
_UNSAFE = re.compile("[\"'<>`{}|^]")
_WRAPPING = "<>«»“”\"'`"
_BRACKETS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UrlRules:
    """The facts about addresses, ready to be used; build it once with ``from_toml``."""

    leading_labels: frozenset[str]
    inner_labels: frozenset[str]
    same_hosts: Mapping[str, str] = field(hash=False)
    tracking: re.Pattern[str]
    tracking_by_label: Mapping[str, re.Pattern[str]] = field(hash=False)
    rewrites: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def from_toml(cls, mapping: Mapping[str, object]) -> "UrlRules":
        """Build the rules from the parsed ``rules/urls.toml``; every fault of it is told at once.

        >>> import pathlib, tomllib
        >>> rules = UrlRules.from_toml(tomllib.loads(pathlib.Path("rules/urls.toml").read_text("utf-8")))
        >>> rules.same_hosts["x.com"]
        'twitter.com'
        """
        faults: list[RuleError] = []
        hosts = _table(mapping, "hosts", "hosts", faults)
        parameters = _table(mapping, "parameters", "parameters", faults)
        by_host = _table(parameters, "by_host", "parameters.by_host", faults)
        rules = cls(
            leading_labels=frozenset(_words(hosts, "leading_labels", "hosts", faults)),
            inner_labels=frozenset(_words(hosts, "inner_labels", "hosts", faults)),
            same_hosts=_same_hosts(_table(hosts, "same", "hosts.same", faults), faults),
            tracking=_names(_words(parameters, "tracking", "parameters", faults)),
            tracking_by_label={
                label: _names(_words(by_host, label, "parameters.by_host", faults)) for label in by_host
            },
            rewrites=tuple(_rewrites(mapping.get("rewrite"), faults)),
        )
        raise_faults(faults, file=FILE)
        return rules


def split_urls(cell: str) -> list[str]:
    """Return the web addresses of a cell, each once, in order.

    >>> split_urls("https://t.me/a/1; vk.com/wall-1_22,https://example.org/x?a=1;b=2 (копия)")
    ['https://t.me/a/1', 'vk.com/wall-1_22', 'https://example.org/x?a=1;b=2']
    """
    pieces = (_unwrapped(piece) for piece in _BETWEEN.split(cell) if piece)
    return list(dict.fromkeys(piece for piece in pieces if is_web_url(piece)))


def is_web_url(text: str) -> bool:
    """Tell whether a text is one web address, with or without its scheme.

    >>> [is_web_url(text) for text in ("https://t.me/a", "vk.com/wall-1_22", "mailto:a@b.org", "см. пост")]
    [True, True, False, False]
    """
    text = clean(text)
    return " " not in text and _WEB.match(text) is not None and "." in host_of(text)


def host_of(url: str) -> str:
    """Return the host of an address in lower case, without port and "www."; empty when there is none.

    >>> host_of("HTTPS://www.Example.org:443/x"), host_of("vk.com/wall-1_22")
    ('example.org', 'vk.com')
    """
    split = _split(clean(url))
    return "" if split is None else (split.hostname or "").rstrip(".").removeprefix("www.")


def safe_href(url: str) -> str | None:
    """Return an address that may stand in a link, or None: only http and https, and nothing hidden in it.

    >>> safe_href("https://example.org/a b"), safe_href("javascript:alert(1)")
    (None, None)
    >>> safe_href('vk.com/wall-1_22?q="x"')
    'https://vk.com/wall-1_22?q=%22x%22'
    """
    url = clean(url)
    split = _split(url)
    if split is None or not is_web_url(url) or "\\" in url or "@" in split.netloc:
        return None
    scheme = "http" if url[:5].casefold() == "http:" else "https"
    return f"{scheme}://{_UNSAFE.sub(lambda found: quote(found[0]), _SCHEME.sub('', url, count=1))}"


def canonical_url(url: str, rules: UrlRules) -> str:
    """Return the one form of an address; what is no web address comes back merely cleaned.

    >>> import pathlib, tomllib
    >>> rules = UrlRules.from_toml(tomllib.loads(pathlib.Path("rules/urls.toml").read_text("utf-8")))
    >>> canonical_url("http://m.vk.com/public1?w=wall-1_22&utm_source=x#top", rules)
    'https://vk.com/wall-1_22'
    """
    url = clean(url)
    for _ in range(_MOST_ROUNDS):
        before, url = url, _canonical_once(url, rules)
        if url == before:
            break
    return url


def _canonical_once(url: str, rules: UrlRules) -> str:
    """Bring an address one round nearer to its one form."""
    split = _split(url)
    if split is None or not is_web_url(url):
        return url
    host = _canonical_host(split.hostname or "", rules)
    path = _escaped(split.path).rstrip("/")
    query = _canonical_query(_escaped(split.query), host, rules)
    address = _rewritten(f"{host}{_port(split)}{path}" + (f"?{query}" if query else ""), rules)
    return f"https://{address}" + (f"#{_escaped(split.fragment)}" if split.fragment.startswith("!") else "")


def _split(url: str) -> SplitResult | None:
    """Return the parts of an address, which may lack its scheme; None when it has no sound host."""
    if not _SCHEME.match(url):
        url = f"https://{url}" if _WEB.match(url) else url
    try:
        split = urlsplit(url)
        return split if split.scheme in ("http", "https") and split.hostname and split.port != 0 else None
    except ValueError:
        return None


def _port(split: SplitResult) -> str:
    """Return the port of an address when it is not the usual one."""
    return "" if split.port in (None, 80, 443) else f":{split.port}"


def _canonical_host(host: str, rules: UrlRules) -> str:
    """Return the host in ASCII, without the labels that only choose a layout."""
    host = host.rstrip(".")
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").casefold()
        except UnicodeError:
            return host
    labels = host.split(".")
    while len(labels) > 2 and labels[0] in rules.leading_labels:
        labels = labels[1:]
    inner = [label for label in labels[:-2] if label not in rules.inner_labels]
    host = ".".join(inner + labels[-2:])
    return rules.same_hosts.get(host, host)


def _canonical_query(query: str, host: str, rules: UrlRules) -> str:
    """Return the query in order, without the parameters that only say where a reader came from."""
    if not query:
        return ""
    idle = [rules.tracking]
    idle += [rules.tracking_by_label[label] for label in host.split(".") if label in rules.tracking_by_label]
    kept = [
        parameter
        for parameter in query.split("&")
        if parameter and not any(names.match(parameter.partition("=")[0]) for names in idle)
    ]
    return "&".join(sorted(kept))


def _rewritten(address: str, rules: UrlRules) -> str:
    """Return another address of the same page by the first rule that fits and leaves an address."""
    for pattern, replacement in rules.rewrites:
        other = pattern.sub(replacement, address, count=1) if pattern.match(address) else address
        if other != address and is_web_url(f"https://{other}"):
            return other
    return address


def _escaped(text: str) -> str:
    """Return a path or query in which each character is escaped exactly when it has to be."""
    return quote(_ESCAPED.sub(_one_escape, text), safe=_KEPT, errors="replace")


def _one_escape(found: re.Match[str]) -> str:
    """Return one percent escape in its one form; a stray percent sign is escaped itself."""
    if found[1] is None:
        return "%25"
    letter = chr(int(found[1], 16))
    return letter if letter in _UNRESERVED else f"%{found[1].upper()}"


def _unwrapped(piece: str) -> str:
    """Return an address without the quotes, brackets and full stops of the sentence around it."""
    before = ""
    while piece != before:
        before = piece
        piece = piece.strip(_WRAPPING).lstrip("([{").rstrip(".,;:!")
        if piece[-1:] in _BRACKETS and piece.count(piece[-1]) > piece.count(_BRACKETS[piece[-1]]):
            piece = piece[:-1]
    return piece


# ------------------------------------------------------------ rules


def _table(
    mapping: Mapping[str, object], name: str, where: str, faults: list[RuleError]
) -> dict[str, object]:
    """Return a table of the rule file; add a fault, and return an empty one, when it is not there."""
    table = mapping.get(name)
    if isinstance(table, dict):
        return table
    faults.append(RuleError(f"{FILE}: there is no table [{where}]"))
    return {}


def _words(table: Mapping[str, object], name: str, where: str, faults: list[RuleError]) -> tuple[str, ...]:
    """Return one list of words of a table."""
    return listed_words(table.get(name), where=f"{FILE}: {where}.{name}", faults=faults)


def _names(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for whole parameter names; a star at the end stands for any ending."""
    either = "|".join(re.escape(word).replace(r"\*", ".*") for word in words)
    return re.compile(rf"(?:{either})$", re.IGNORECASE)


def _same_hosts(table: Mapping[str, object], faults: list[RuleError]) -> dict[str, str]:
    """Return the hosts that are kept under another name; none may lead on to a third."""
    hosts = {host: other for host, other in table.items() if isinstance(other, str)}
    faults += [
        RuleError(f"{FILE}: hosts.same: {host} must lead to a host that leads no further, found {other!r}")
        for host, other in table.items()
        if not isinstance(other, str) or other in hosts
    ]
    return hosts


def _rewrites(entries: object, faults: list[RuleError]) -> Iterator[tuple[re.Pattern[str], str]]:
    """Yield the patterns of the rewriting rules with their replacements."""
    for place, entry in enumerate(entries if isinstance(entries, list) else [], start=1):
        rule = entry if isinstance(entry, dict) else {}
        pattern, replacement = rule.get("pattern"), rule.get("replacement")
        if not isinstance(pattern, str) or not isinstance(replacement, str):
            faults.append(RuleError(f"{FILE}: rewrite {place} needs a pattern and a replacement, both texts"))
            continue
        try:
            compiled = re.compile(pattern)
            compiled.sub(replacement, "")
            yield compiled, replacement
        except re.error as error:
            faults.append(RuleError(f"{FILE}: rewrite {place}: the pattern or replacement is wrong: {error}"))
