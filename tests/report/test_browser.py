"""The report in a real browser: it opens from disk, loads nothing, and shows its people."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import resolver

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=4000",
    "--enable-logging=stderr",
)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Return the page of the worked example as the browser built it, and what the browser complained of."""
    if CHROMIUM is None:
        if os.environ.get("RESOLVER_NO_SKIPS"):
            pytest.fail("chromium is missing; .ci/run installs it")
        pytest.skip("no chromium on this machine: apt-get install chromium")
    folder = tmp_path_factory.mktemp("browser")
    resolver.demo().write(folder / "out")
    page = (folder / "out" / "report.html").as_uri()
    profile = f"--user-data-dir={folder / 'profile'}"
    done = subprocess.run(
        [CHROMIUM, *FLAGS, profile, "--dump-dom", page],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout, done.stderr


def test_the_page_shows_its_people(opened: tuple[str, str]) -> None:
    """The list is made by the script of the page, which its own policy lets run."""
    dom, _ = opened

    assert all(name in dom for name in ("Игорь Косотуров", "Владимир Логинов", "Sergei Gancherov"))
    assert "Maxim Buga" not in dom


def test_the_browser_has_nothing_to_complain_of(opened: tuple[str, str]) -> None:
    """No script error, and nothing that the policy had to refuse."""
    _, complaints = opened

    assert [] == re.findall(r"CONSOLE.*(?:Uncaught|Refused|Content Security Policy).*", complaints)


def test_nothing_is_loaded_from_elsewhere(tmp_path: Path) -> None:
    """The page holds no address that a browser would fetch by itself."""
    resolver.demo().write(tmp_path / "out")
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")

    assert [] == re.findall(
        r"(?:src|srcset|data|action)\s*=\s*[\"']?https?:|@import|url\(\s*[\"']?https?:", page
    )
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
