"""A real browser for the tests: Chromium as installed, offline but for the server under test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from bildungsnetz.accounts.models import User

# Without a window of its own Chromium needs a fifth less of the processor.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "chrome")
CHROMIUM = next(filter(None, map(shutil.which, PROGRAMS)), None)
# Nothing may leave this computer, not even the browser's own housekeeping.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
type Size = tuple[int, int]
WIDE = (1280, 900)
NARROW = (320, 800)
# What axe passed is of no interest, and handing it over took as long as finding it.
# A third of axe's time went into reading the same few colours for every element.
# It comes with the context, so that the browser reads its half a megabyte only once.
AXE = f"""if (window === top) {{
  {AXE_SCRIPT};
  const color = axe.commons.color.Color.prototype, parse = color.parseString, known = new Map();
  color.parseString = function (text) {{
    if (!known.has(text)) {{
      parse.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }}
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  }};
}}"""
VIOLATIONS = """colours => axe.run({
  resultTypes: ["violations"], rules: {"color-contrast": {enabled: colours}},
}).then(found => found.violations)"""


class Walk:
    """A walk through pages as one person, with what every page must keep."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.scheme = "light"
        self.noises: list[str] = []
        self.foreign: list[str] = []
        self.awaited_status = 200
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.noises.append(str(error)))
        page.on("request", self._watch)

    def _hear(self, message: ConsoleMessage) -> None:
        refused = f"the server responded with a status of {self.awaited_status}"
        if message.type in {"error", "warning"} and refused not in message.text:
            self.noises.append(message.text)

    def _watch(self, request: Request) -> None:
        if urlsplit(request.url).netloc != urlsplit(self.address).netloc:
            self.foreign.append(request.url)

    def open(self, path: str, status: int = 200) -> None:
        """Open a page of the product, which must answer with this status."""
        self.awaited_status = status
        response = self.page.goto(self.address + path)
        assert response is not None
        assert (path, response.status) == (path, status)

    def sign_in(self, user: User) -> None:
        """Continue as this user."""
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        self.page.context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": self.address}]
        )

    def inspect(self, *sizes: Size, colours: tuple[Size, ...] = (WIDE,)) -> None:
        """Hold the page open now against what every page must keep, wide and narrow.

        Its colours take most of the time and are the same on both; what only a narrow screen
        shows is the same on every page, so test_oberflaeche looks at all colours of that.
        """
        now = self.page.viewport_size or {}
        for size in sorted(sizes or (NARROW, WIDE), key=lambda size: size[0] != now.get("width")):
            self.resize(size)
            self._inspect_layout(size[0])
            self._inspect_access(size[0], size in colours)
        assert self.noises == []
        assert self.foreign == []

    def _inspect_layout(self, width: int) -> None:
        found = self.page.evaluate(
            """() => ({
              wide: document.scrollingElement.scrollWidth,
              headings: document.querySelectorAll("h1").length,
              lang: document.documentElement.lang,
              title: document.title !== "",
              inline: document.querySelectorAll("[style], [onclick], script:not([src])").length,
            })"""
        )
        chosen = {c["name"]: c["value"] for c in self.page.context.cookies()}
        wanted = {
            "wide": width,
            "headings": 1,
            "lang": chosen.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE),
            "title": True,
            "inline": 0,
        }
        assert {**found, "wide": max(found["wide"], width)} == wanted, self.page.url

    def resize(self, size: Size) -> None:
        """Make the window this large, which has the page drawn anew."""
        if self.page.viewport_size != (wanted := {"width": size[0], "height": size[1]}):
            self.page.set_viewport_size(wanted)

    def _inspect_access(self, width: int, colours: bool) -> None:
        found: Any = self.page.evaluate(VIOLATIONS, colours)
        told = [
            (width, rule["id"], node["html"][:200], node["failureSummary"])
            for rule in found
            for node in rule["nodes"]
        ]
        assert told == [], self.page.url

    def shot(self, name: str) -> None:
        """Take a picture of the whole page, if somebody asked for pictures."""
        if folder := os.environ.get("BILDUNGSNETZ_SHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)

    def shoot_both(self, name: str) -> None:
        """Pictures of the page, wide and narrow."""
        if "BILDUNGSNETZ_SHOTS" in os.environ:
            for size in (NARROW, WIDE):
                self.resize(size)
                self.shot(f"{name}-{size[0]}-{self.scheme}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all walks."""
    if CHROMIUM is None:
        pytest.fail("Chromium is not installed: ./bildungsnetz test says how.")
    # Playwright's loop runs in this thread; Django would take it for an asynchronous caller.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def start(chromium: Browser, address: str, scheme: str = "light", *, script: bool = True) -> Walk:
    """A new person in front of a new window: no cookies, German."""
    context = chromium.new_context(
        locale="de-DE",
        java_script_enabled=script,
        timezone_id="Europe/Berlin",
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": WIDE[0], "height": WIDE[1]},
    )
    context.set_default_timeout(10_000)
    context.add_init_script(AXE)
    return Walk(context.new_page(), address)


@pytest.fixture
def walk(chromium: Browser, live_server: Any) -> Iterator[Walk]:
    """A walk in daylight."""
    walk = start(chromium, live_server.url)
    yield walk
    walk.page.context.close()


@pytest.fixture
def plain_walk(chromium: Browser, live_server: Any) -> Iterator[Walk]:
    """A walk with scripts switched off."""
    walk = start(chromium, live_server.url, script=False)
    yield walk
    walk.page.context.close()


@pytest.fixture
def night_walk(chromium: Browser, live_server: Any) -> Iterator[Walk]:
    """A walk in the dark colours."""
    walk = start(chromium, live_server.url, "dark")
    yield walk
    walk.page.context.close()
