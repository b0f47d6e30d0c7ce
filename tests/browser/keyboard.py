"""A person without a mouse: everything is reached by Tab and used by keys."""

import re

from playwright.sync_api import Locator, Page

FARTHEST = 150


class Keyboard:
    """Walks through a page by keys alone; fails where something cannot be reached."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator) -> None:
        """Press Tab until the target has the focus, which must be visible then."""
        target.wait_for()
        for _ in range(FARTHEST):
            if target.evaluate("element => element === document.activeElement"):
                assert target.is_visible()
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Not to be reached by Tab: {target}")

    def follow(self, name: str, *, exact: bool = True) -> None:
        """Follow a link by Enter; with `exact=False` by a part of its name."""
        self._enter(self.page.get_by_role("link", name=name, exact=exact).first)

    def press(self, name: str) -> None:
        """Press a button by Enter."""
        self._enter(self.page.get_by_role("button", name=name, exact=True).first)

    def _enter(self, target: Locator) -> None:
        self.reach(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def field(self, label: str) -> Locator:
        """The field with this label, whether or not the label says that it is voluntary."""
        return self.page.get_by_label(re.compile(rf"^{re.escape(label)}( \(freiwillig\))?$")).first

    def write(self, label: str, text: str) -> None:
        """Type into a field, in place of what stands there."""
        field = self.field(label)
        self.reach(field)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def moment(self, label: str, iso: str) -> None:
        """Enter a date or a moment; how its parts are typed is the browser's own affair."""
        field = self.field(label)
        self.reach(field)
        field.fill(iso)

    def tick(self, label: str) -> None:
        """Tick a checkbox by the space bar."""
        box = self.page.get_by_role("checkbox", name=label, exact=True).first
        self.reach(box)
        if not box.is_checked():
            self.page.keyboard.press("Space")
        assert box.is_checked()

    def choose(self, label: str, option: str) -> None:
        """Choose from a list by its arrow keys."""
        field = self.field(label)
        self.reach(field)
        texts = [text.strip() for text in field.locator("option").all_inner_texts()]
        place = next(number for number, text in enumerate(texts) if option in text)
        self.page.keyboard.press("Home")
        for _ in range(place):
            self.page.keyboard.press("ArrowDown")
        assert field.evaluate("element => element.selectedIndex") == place

    def pick(self, label: str) -> None:
        """Pick one of several radio buttons by the arrow keys."""
        target = self.page.get_by_role("radio", name=label, exact=True).first
        name = target.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        for _ in range(FARTHEST):
            if self.page.evaluate("name => document.activeElement.name === name", name):
                break
            self.page.keyboard.press("Tab")
        for _ in range(group.count() + 1):
            if target.evaluate("element => element === document.activeElement"):
                break
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Space")
        assert target.is_checked()
