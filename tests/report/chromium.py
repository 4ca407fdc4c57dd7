"""A page -> what a real browser makes of it: headless Chromium driven over a pair of pipes, without a port or a driver.

Chromium reads DevTools messages from descriptor 3 and answers on descriptor 4, each ended by a zero byte.
"""

import base64
import json
import os
import shutil
import subprocess
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

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
    "--hide-scrollbars",
)
PATIENCE_SECONDS = 60.0


def need_chromium() -> str:
    """Return the browser, or skip the test; where skips are forbidden its absence is a failure."""
    if CHROMIUM is None:
        if os.environ.get("RESOLVER_NO_SKIPS"):
            pytest.fail("chromium is missing; .ci/run installs it")
        pytest.skip("no chromium on this machine: apt-get install chromium")
    return CHROMIUM


class Browser:
    """One window of a headless browser."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._rest = b""
        self._number = 0
        self._session: str | None = None
        self.asked: list[str] = []
        """The dialogs that pages opened, by their kind; each is answered with yes."""
        self.events: deque[dict[str, Any]] = deque(maxlen=2_000)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send one command and return what the browser answers."""
        number = self._send(method, parameters)
        while True:
            found = self._next()
            if found.get("id") == number:
                assert "error" not in found, found["error"]
                return dict(found["result"])
            self.events.append(found)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._from, 1 << 20)
            assert piece, "the browser has gone"
            self._rest += piece
        message, _, self._rest = self._rest.partition(b"\0")
        found = dict(json.loads(message))
        if found.get("method") == "Page.javascriptDialogOpening":
            self.asked.append(str(found["params"]["type"]))
            self._send("Page.handleJavaScriptDialog", {"accept": True})
        return found

    def _send(self, method: str, parameters: dict[str, Any]) -> int:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        return self._number

    def open(self, page: Path, *, width: int = 1280, height: int = 900) -> None:
        """Open a page from disk in a window of this size, and wait until it has loaded."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.run("window.isLeft = true")  # a page that asks before it is left is still there for a while
        self.call("Page.navigate", url=page.as_uri())
        self.until("!window.isLeft && document.readyState === 'complete' && document.title !== ''")

    def run(self, script: str) -> Any:
        """Return what an expression gives in the page."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def until(self, condition: str) -> None:
        """Wait until an expression holds in the page."""
        stop = time.monotonic() + PATIENCE_SECONDS
        while not self.run(f"Boolean({condition})"):
            assert time.monotonic() < stop, f"never came true: {condition}"

    def press(self, *keys: str) -> None:
        """Press keys one after another: single letters, or names such as Enter, Escape, ArrowDown."""
        for key in keys:
            text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
            self.call("Input.dispatchKeyEvent", type="keyDown", key=key, text=text, **_CODES.get(key, {}))
            self.call("Input.dispatchKeyEvent", type="keyUp", key=key, **_CODES.get(key, {}))

    def type(self, text: str) -> None:
        """Put a text in where the focus is, as from a keyboard of any script."""
        self.call("Input.insertText", text=text)

    def keep_downloads(self, folder: Path) -> None:
        """Let pages save files into a folder from now on."""
        self.call(
            "Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder), eventsEnabled=True
        )

    def await_download(self) -> None:
        """Wait until a file that a page saves is whole: its name stands in the folder, empty, before that."""
        stop = time.monotonic() + PATIENCE_SECONDS
        while not any(map(_is_whole_download, self.events)):
            assert time.monotonic() < stop, "no download was completed"
            self.run("0")

    def text(self, selector: str) -> str:
        """Return the text of the first element that a selector finds."""
        return str(self.run(f"document.querySelector({json.dumps(selector)}).innerText"))

    def picture(self, path: Path) -> None:
        """Write what the window shows as a PNG."""
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    @property
    def complaints(self) -> list[str]:
        """Return every error of a script and everything that the policy of the page refused."""
        faults = [one for one in self.events if one.get("method") == "Runtime.exceptionThrown"]
        logged = [one["params"]["entry"] for one in self.events if one.get("method") == "Log.entryAdded"]
        return [json.dumps(one) for one in faults] + [
            str(one["text"]) for one in logged if one["level"] == "error"
        ]


def _is_whole_download(event: dict[str, Any]) -> bool:
    """Return whether an event tells that a download has ended well."""
    return event.get("method") == "Browser.downloadProgress" and event["params"]["state"] == "completed"


_CODES: dict[str, dict[str, Any]] = {
    "Enter": {"code": "Enter", "windowsVirtualKeyCode": 13},
    "Escape": {"code": "Escape", "windowsVirtualKeyCode": 27},
    "Tab": {"code": "Tab", "windowsVirtualKeyCode": 9},
    "ArrowDown": {"code": "ArrowDown", "windowsVirtualKeyCode": 40},
    "ArrowUp": {"code": "ArrowUp", "windowsVirtualKeyCode": 38},
    "ArrowRight": {"code": "ArrowRight", "windowsVirtualKeyCode": 39},
}


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Start a browser whose profile and downloads stand in a folder, and stop it afterwards."""
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()
    wired = f'exec "$@" 3<&{to_read} 4>&{from_write}'
    command = [need_chromium(), *FLAGS, "--remote-debugging-pipe", f"--user-data-dir={folder / 'profile'}"]
    process = subprocess.Popen(
        ["/bin/bash", "-c", wired, "chromium", *command],
        pass_fds=(to_read, from_write),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(to_read)
    os.close(from_write)
    try:
        yield Browser(to_write, from_read)
    finally:
        os.close(to_write)
        os.close(from_read)
        process.terminate()
        process.wait(timeout=30)
