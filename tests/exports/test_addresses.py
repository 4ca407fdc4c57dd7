"""Addresses that may be published: what leads to somebody is left out whole, ordinary pages stay as they are."""

import pytest

from resolver.exports.addresses import public_addresses


@pytest.mark.parametrize(
    "url",
    [
        "https://x.example/tel/8-912-345-67-89",
        "https://x.example/tel:345-67-89",
        "https://x.example/79123456789",
        "https://x.example/79123456789.html",
        "https://x.example/id79123456789",
        "https://x.example/8(912)345-67-89",
        "https://x.example/(912) 345-67-89".replace(" ", "%20"),
        "https://x.example/912-345-67-89",
        "https://x.example/212-555-0147",
        "https://x.example/call-8.912.345.67.89",
        "https://x.example/380501234567",
        "https://x.example/0501234567",
        "https://x.example/00963912345678",
        "https://x.example/963912345678/x",
        "https://x.example/9647901234567",
        "https://x.example/?q=79123456789",
        "https://x.example/?q=8+912+345+67+89",
        "https://x.example/?contact_phone=9123456789",
        "https://x.example/?userphone=9123456789",
        "https://x.example/?mobile=9123456789",
        "https://x.example/%2B79123456789",
        "https://x.example/%252B79123456789",
        "https://x.example/a#79123456789",
        "https://x.example/\u0667\u0669\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669",
        "https://79123456789.x.example/",
        "https://wa.me/79123456789",
        "https://wa.me/message/ABCDEF",
        "https://api.whatsapp.com/send?text=a",
        "https://t.me/+79123456789",
        "https://web.archive.org/web/2023/https://wa.me/79123456789",
        "https://x.example/u/ivan@mail.example",
        "https://x.example/a?email=ivan%40mail.example",
        "https://x.example/a?email=ivan%2540mail.example",
        "https://x.example/x#ivan@mail.example",
        "https://x.example/x?token=SECRET",
        "https://x.example/x?usp=sharing&access_token=SECRET",
        "https://x.example/x?X-Amz-Signature=SECRET",
        "https://x.example/x;jsessionid=SECRET",
        "https://x.example/x#id_token=SECRET",
        "http://192.168.0.5/doc",
        "http://10.0.0.5:8080/doc",
        "http://127.1/doc",
        "http://nas.local/doc",
        "http://wiki.corp/doc",
        "https://user:pass@x.example/1",
        "file:///home/ivan/doc.pdf",
    ],
)
def test_addresses_that_lead_to_somebody(url: str) -> None:
    """A telephone, a mailbox, a key, a private place: nothing of the address is left, and its neighbour stays."""
    assert public_addresses(url) is None
    assert "https://example.org/a" == public_addresses(f"{url} https://example.org/a")


@pytest.mark.parametrize(
    "url",
    [
        "https://t.me/channel/12345",
        "https://t.me/c/1234567890/12",
        "https://t.me/channel/12345?comment=67890123",
        "https://vk.com/wall-123456_789",
        "https://vk.com/wall-228233055_100001",
        "https://vk.com/photo123456789_456239017",
        "https://ok.ru/group/70000001234567/topic/151234567890123",
        "https://ok.ru/profile/571234567890",
        "https://www.facebook.com/story.php?story_fbid=10158123456789012&id=100012345678901",
        "https://twitter.com/somebody/status/12345678901",
        "https://twitter.com/somebody/status/1622987654321098765",
        "https://www.tiktok.com/@some.body/video/7191234567890123456",
        "https://mastodon.example/@somebody@other.example/109123456789",
        "https://x.example/2023/02/07/1234567",
        "https://x.example/2023-02-07/1850123456.html",
        "https://x.example/07-02-2023-123",
        "https://x.example/2022-02-24-2023-02-24",
        "https://x.example/2022-12345678",
        "https://x.example/20230207/name-1850123456.html",
        "https://x.example/post-20230207123456",
        "https://x.example/post-202302071234",
        "https://x.example/?t=1675770000000&from=1675770000",
        "https://x.example/isbn/978-5-00-000000-4",
        "https://x.example/550e8400-e29b-41d4-a716-446655440000",
        "https://x.example/da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "https://x.example/photo@2x.png",
        "https://x.example/pkg@1.2.3/readme",
        "https://x.example/maps/@55.7558123,37.6173456,15z",
        "https://x.example/mobile/1234567",
        "https://docs.example/d/1AbC/edit?usp=sharing",
        "https://web.archive.org/web/20230207123456/https://y.example/1",
        "http://93.184.216.34/doc",
        "http://89.123.145.167/doc",
    ],
)
def test_ordinary_addresses(url: str) -> None:
    """Numbers of posts, pictures, days and moments are no telephones; handles and fine pictures no mailboxes."""
    assert url == public_addresses(url)
