"""Two citations of one page have one address, and nothing dangerous becomes a link."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from resolver.values.urls import UrlRules, canonical_url, host_of, is_web_url, safe_href, split_urls

TABLE = tomllib.loads((Path(__file__).parents[2] / "rules" / "urls.toml").read_text("utf-8"))
RULES = UrlRules.from_toml(TABLE)
PIECES = [
    "https://", "http://", "www.", "m.", "amp.", "vk.com", "t.me", "/s/", "wall-1_22", "?w=",
    "web.archive.org", "/web/2018/", "youtu.be/", "abcdefgh", "archive.ph", "google.com", "/amp/s/",
    "?", "&", "=", "#!", "#", "%2F", "%", "%41", "utm_a", "a.b", ":80", ":8080",
    "@", ".", "/", "[", "]", "пример.рф", "é", " ", ";", "\\",
    "x.com", "foo.blogspot.com", "m=1", "ru.m.wikipedia.org", "℀", "。", "example.org",
]  # fmt: skip
URL_LIKE = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://Example.COM", "https://example.com"),
        ("https://www.example.com/", "https://example.com"),
        ("https://example.com:443/Path/", "https://example.com/Path"),
        ("http://example.com:80/a#top", "https://example.com/a"),
        ("https://example.com:8080/a", "https://example.com:8080/a"),
        ("https://example.com/a#!/b", "https://example.com/a#!/b"),
        ("https://example.com/?b=2&a=1&utm_source=x&fbclid=y&gclid=z&yclid=1", "https://example.com?a=1&b=2"),
        ("https://example.com/a?igshid=1&ref_src=2", "https://example.com/a"),
        ("https://m.example.com/a", "https://example.com/a"),
        ("https://mobile.example.com/a", "https://example.com/a"),
        ("https://www.amp.example.com/a", "https://example.com/a"),
        ("https://m.com/a", "https://m.com/a"),
        ("https://foo.blogspot.com/2018/x.html?m=1", "https://foo.blogspot.com/2018/x.html"),
        ("https://example.com/x.html?m=1", "https://example.com/x.html?m=1"),
        ("https://t.me/s/channel/12", "https://t.me/channel/12"),
        ("https://t.me/channel/12?single", "https://t.me/channel/12"),
        ("https://telegram.me/channel", "https://t.me/channel"),
        ("https://mobile.twitter.com/a/status/1?s=20", "https://twitter.com/a/status/1"),
        ("https://x.com/a/status/1", "https://twitter.com/a/status/1"),
        ("https://m.vk.com/wall-1_22?utm_source=a", "https://vk.com/wall-1_22"),
        ("vk.com/wall-1_22", "https://vk.com/wall-1_22"),
        ("https://vk.com/club1?w=wall-1_22", "https://vk.com/wall-1_22"),
        ("https://vk.com/feed?z=1&w=wall-1_22%2Fall", "https://vk.com/wall-1_22"),
        ("https://web.archive.org/web/20180214/http://www.example.com/a/", "https://example.com/a"),
        ("https://web.archive.org/web/20180214id_/https://m.vk.com/wall-1_22", "https://vk.com/wall-1_22"),
        ("https://web.archive.org/web/2018/", "https://web.archive.org/web/2018"),
        ("https://archive.ph/2018.02.14-101010/https://lenta.ru/a", "https://lenta.ru/a"),
        ("https://www.google.com/amp/s/www.bbc.com/news/1", "https://bbc.com/news/1"),
        ("https://youtu.be/abcdefghijk?t=5", "https://youtube.com/watch?v=abcdefghijk"),
        ("https://ru.m.wikipedia.org/wiki/Ив", "https://ru.wikipedia.org/wiki/%D0%98%D0%B2"),
        ("https://ru.wikipedia.org/wiki/%d0%98%D0%B2", "https://ru.wikipedia.org/wiki/%D0%98%D0%B2"),
        ("https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai"),
        ("https://example.com/%7Ea%2Fb%zz", "https://example.com/~a%2Fb%25zz"),
        ("  https://example.com/a\u200b ", "https://example.com/a"),
        ("см. пост", "см. пост"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("http://[::1", "http://[::1"),
        ("https://example.com:99999/", "https://example.com:99999/"),
        ("", ""),
    ],
)
def test_canonical_url(url: str, expected: str) -> None:
    """Scheme, layout host, tracking, order and archive do not make another page."""
    assert expected == canonical_url(url, RULES)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("", []),
        ("см. пост", []),
        ("https://a.ru/x", ["https://a.ru/x"]),
        (
            "https://a.ru/x https://b.ru/y\nhttps://c.ru/z",
            ["https://a.ru/x", "https://b.ru/y", "https://c.ru/z"],
        ),
        ("https://a.ru/x;https://b.ru/y; vk.com/z", ["https://a.ru/x", "https://b.ru/y", "vk.com/z"]),
        ("https://a.ru/x,https://b.ru/y, www.c.ru", ["https://a.ru/x", "https://b.ru/y", "www.c.ru"]),
        ("https://a.ru/x|https://b.ru/y", ["https://a.ru/x", "https://b.ru/y"]),
        ("https://a.ru/x,1;b=2", ["https://a.ru/x,1;b=2"]),
        ("(см. https://en.wikipedia.org/wiki/A_(b)).", ["https://en.wikipedia.org/wiki/A_(b)"]),
        ("<https://a.ru/x>, «https://b.ru/y»", ["https://a.ru/x", "https://b.ru/y"]),
        ("https://a.ru/x https://a.ru/x", ["https://a.ru/x"]),
        ("https://web.archive.org/web/1/http://a.ru", ["https://web.archive.org/web/1/http://a.ru"]),
        ("mailto:a@b.org ftp://a.ru/x", []),
    ],
)
def test_split_urls(cell: str, expected: list[str]) -> None:
    """Each address of a cell comes out once, without the sentence around it."""
    assert expected == split_urls(cell)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://t.me/a", True),
        ("HTTP://example.org", True),
        ("www.example.org", True),
        ("vk.com/wall-1_22", True),
        ("example.org", False),
        ("file.csv", False),
        ("https://localhost/x", False),
        ("https://", False),
        ("https://a b.org", False),
        ("и.о/имя", False),
        ("mailto:a@b.org", False),
    ],
)
def test_is_web_url(text: str, expected: bool) -> None:
    """An address has a host with a dot, and without a scheme it has a path."""
    assert expected == is_web_url(text)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "\u200bjavascript:alert(1)",
        " javascript:alert(1)//https://a.ru",
        "data:text/html,x",
        "file:///etc/passwd",
        "vbscript:x",
        "//example.org/x",
        "https://good.org\\@evil.org",
        "https://good.org@evil.org/x",
        "https://a.ru/x y",
        "",
    ],
)
def test_no_dangerous_link(url: str) -> None:
    """Only http and https become links, and none that hides its host."""
    assert safe_href(url) is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org/a?b=1#c", "https://example.org/a?b=1#c"),
        ("http://example.org", "http://example.org"),
        ("vk.com/wall-1_22", "https://vk.com/wall-1_22"),
        ("https://ru.wikipedia.org/wiki/Ив", "https://ru.wikipedia.org/wiki/Ив"),
        ("https://example.org/\"onclick='x'<b>", "https://example.org/%22onclick=%27x%27%3Cb%3E"),
    ],
)
def test_safe_href(url: str, expected: str) -> None:
    """A web address may be linked; quotes and brackets in it are escaped."""
    assert expected == safe_href(url)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("HTTPS://www.Example.org:443/x", "example.org"),
        ("vk.com/x", "vk.com"),
        ("https://a@b.org./x", "b.org"),
        ("см. пост", ""),
        ("http://[::1", ""),
    ],
)
def test_host_of(url: str, expected: str) -> None:
    """The host is bare and in lower case, or empty."""
    assert expected == host_of(url)


@given(URL_LIKE | st.text(st.characters()))
@example("https://t.me/s/s/s/x")
@example("https://web.archive.org/web/2018/web.archive.org/web/2019/vk.com/?w=wall-1_2")
def test_the_one_form_has_one_form(text: str) -> None:
    """Bringing an address to its form twice is bringing it there once, and no text raises."""
    once = canonical_url(text, RULES)

    assert once == canonical_url(once, RULES)


@given(URL_LIKE | st.text(st.characters()))
def test_a_link_is_http_or_nothing(text: str) -> None:
    """Whatever comes in, a link starts with http and holds no quote, bracket or space."""
    href = safe_href(text)

    assert href is None or (href.startswith(("http://", "https://")) and not set(href) & set("\"'<> `\\\n"))


@given(st.lists(URL_LIKE, max_size=4), st.sampled_from([" ", "\n", "; ", " | ", ", "]))
def test_split_urls_are_web_urls(cells: list[str], gap: str) -> None:
    """Every piece is a web address, none comes twice, and splitting it again gives itself."""
    found = split_urls(gap.join(cells))

    assert len(found) == len(set(found))
    assert all(is_web_url(url) and [url] == split_urls(url) for url in found)


@given(URL_LIKE)
def test_scheme_and_tracking_do_not_matter(path: str) -> None:
    """Http with tracking is https without."""
    path = "".join(letter for letter in path if letter.isalnum() or letter in "/.")

    plain = canonical_url(f"https://example.org/{path}", RULES)

    assert plain == canonical_url(f"http://www.example.org/{path}?utm_source=x&fbclid=1#y", RULES)


def test_every_fault_of_the_rules_is_told() -> None:
    """A missing table, a wrong pattern and a host that leads on come in one group."""
    broken = {
        "hosts": {"leading_labels": ["m"], "inner_labels": "m", "same": {"a.ru": "b.ru", "b.ru": "c.ru"}},
        "parameters": {"tracking": ["utm_*"]},
        "rewrite": [{"pattern": "(", "replacement": ""}, {"pattern": "a"}],
    }

    with pytest.raises(ExceptionGroup) as raised:
        UrlRules.from_toml(broken)

    told = " ".join(str(fault) for fault in raised.value.exceptions)
    for part in ("inner_labels", "a.ru", "parameters.by_host", "rewrite 1", "rewrite 2"):
        assert part in told
