"""Use the form editor in a browser as an officer does: sign in, fill in, choose, add, save."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from selenium import webdriver
from selenium.common.exceptions import ElementClickInterceptedException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browsing import wait_for

# The editor's backend for tests keeps files where this page alone can reach them, by the same code with which
# it works on a folder of the computer.
STORE = "sveltia-cms-test"
PUT = """
const [files, store, done] = arguments;
(async () => {
  let root = await navigator.storage.getDirectory();
  try { await root.removeEntry(store, { recursive: true }); } catch { /* not there yet */ }
  root = await root.getDirectoryHandle(store, { create: true });
  for (const [path, text] of Object.entries(files)) {
    const folders = path.split("/");
    const name = folders.pop();
    let folder = root;
    for (const one of folders) folder = await folder.getDirectoryHandle(one, { create: true });
    const out = await (await folder.getFileHandle(name, { create: true })).createWritable();
    await out.write(text);
    await out.close();
  }
})().then(() => done(""), (fault) => done(String(fault)));
"""
GET = """
const [store, done] = arguments;
const files = {};
async function read(folder, path) {
  for await (const [name, handle] of folder.entries()) {
    // The browser writes into a second file, which then takes the place of the first.
    if (name.endsWith(".crswap")) continue;
    if (handle.kind === "directory") await read(handle, `${path}${name}/`);
    else files[path + name] = await (await handle.getFile()).text();
  }
}
(async () => {
  const root = await navigator.storage.getDirectory();
  await read(await root.getDirectoryHandle(store), "");
})().then(() => done(files), (fault) => done(String(fault)));
"""
# What is said of a file whose place is just taken by what was written.
CHANGES_PLACE = ("NotFoundError", "NotReadableError")
# All in one call: asking a large form part by part takes seconds.
IN_VIEW = """
const [name] = arguments;
// The preview has a section for each field too, without a header.
const laidOut = [...document.querySelectorAll("section[data-key-path]:has(> header)")];
const wanted = laidOut.find((one) => one.dataset.keyPath === name);
(wanted ?? laidOut.at(-1))?.scrollIntoView({ block: "center", behavior: "instant" });
return wanted ?? null;
"""
SHOWN = """
const [selector, words] = arguments;
return [...document.querySelectorAll(selector)].filter((one) =>
  one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
  one.getBoundingClientRect().width > 0 && (words === null || one.innerText.trim() === words));
"""
SET_DAY = """
const [box, day] = arguments;
box.focus();
Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, day);
box.dispatchEvent(new Event("input", { bubbles: true }));
box.dispatchEvent(new Event("change", { bubbles: true }));
"""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody at the form editor whose page is at *page*. Fields are named as in files: `contact.phone`."""

    browser: webdriver.Chrome
    page: str

    def sign_in(self, files: Mapping[str, str]) -> None:
        """Begin with *files*, by their path from the project's root, and nothing else."""
        # A file of the same site, where no editor runs yet.
        self.browser.get(self.page.replace("index.html", "style.css"))
        # Whoever was signed in before would be so again.
        self.browser.execute_script("localStorage.clear()")
        assert self.browser.execute_async_script(PUT, dict(files), STORE) == ""
        self.browser.get(self.page)
        self.press("Work with Test Repository")
        wait_for(self.browser, lambda: "Your council" in self.said())

    def files(self) -> dict[str, str]:
        """All files as they are now. One that is just being written is waited for: a new one begins empty."""
        read: list[dict[str, str]] = []

        def is_read() -> bool:
            found = self.browser.execute_async_script(GET, STORE)
            if str(found).startswith(CHANGES_PLACE):
                return False
            assert isinstance(found, dict), found
            if not all(found.values()):
                return False
            read.append(found)
            return True

        wait_for(self.browser, is_read)
        (found,) = read
        return found

    def open(self, place: str) -> None:
        """Open what the editor calls *place*, such as `service/new`."""
        self.browser.get(f"{self.page}#/collections/{place}")
        wait_for(
            self.browser, lambda: self.browser.find_elements(By.CSS_SELECTOR, "section[data-key-path] h4")
        )

    def field(self, name: str) -> WebElement:
        """The field *name*, in view: what is far away is only laid out when somebody comes near."""

        def in_view() -> WebElement | None:
            found = self.browser.execute_script(IN_VIEW, name)
            assert found is None or isinstance(found, WebElement)
            return found

        wait_for(self.browser, in_view)
        section = in_view()
        assert section is not None
        return section

    def write(self, name: str, text: str) -> None:
        """Put *text* into the box of the field in place of what was there."""
        selector = "input, textarea, [contenteditable=true]"
        self._click(lambda: self._inside(name, selector))
        box = self._inside(name, selector)[0]
        box.send_keys(Keys.CONTROL, "a")
        box.send_keys(text)

    def set_day(self, name: str, day: str) -> None:
        """Give a day: in which order it is typed depends on the computer, so it is set."""
        selector = "input[type=date]"
        wait_for(self.browser, lambda: self._inside(name, selector))
        self.browser.execute_script(SET_DAY, self._inside(name, selector)[0], day)

    def choose(self, name: str, *words: str) -> None:
        """Choose what is called *words*, among buttons or from a list."""
        for one in words:
            self._click(partial(self._list_or_label, name, one))
            if self._inside(name, "[role=combobox]"):
                # The list has a box to search it in. What is typed before it has the focus is lost.
                wait_for(
                    self.browser,
                    lambda: self.browser.switch_to.active_element.get_attribute("role") == "searchbox",
                )
                ActionChains(self.browser).send_keys(one).perform()
                wait_for(self.browser, partial(self._is_narrowed, one))
                self._click(partial(self._shown, "[role=option]", one))
                wait_for(self.browser, lambda: not self._shown("[role=option]"))

    def add(self, name: str) -> None:
        """Add a group that is not there yet, or one more item of a list."""
        self._click(
            lambda: (
                self._inside(name, "[role=checkbox]")
                or [one for one in self._inside(name, "button") if "Add" in one.text]
            )
        )

    def name_file(self, name: str) -> None:
        """Say what a new file is called."""
        for words in ("Slug", "Edit Slug"):
            self._click(partial(self._shown, f'button[aria-label="{words}"]'))
        wait_for(self.browser, lambda: self.browser.switch_to.active_element.tag_name == "input")
        ActionChains(self.browser).key_down(Keys.CONTROL).send_keys("a").key_up(Keys.CONTROL).perform()
        ActionChains(self.browser).send_keys(name, Keys.ENTER).perform()

    def press(self, words: str) -> None:
        """Press the button that says *words*."""
        self._click(partial(self._shown, "button", words))

    def save(self) -> None:
        """Save, and wait until it is said to be done, which may still be said of the file before."""
        before = self.files()
        self.press("Save")
        wait_for(self.browser, lambda: "Entry saved." in self.said() and self.files() != before)

    def previewed(self, name: str) -> str:
        """What the preview beside the form shows of the field; nothing yet where that is out of view."""
        for one in (name, name.split(".")[0]):
            shown = f'section[data-key-path="{one}"]:not(:has(> header))'
            for section in self.browser.find_elements(By.CSS_SELECTOR, shown):
                self.browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", section)
                return section.text if one == name else ""
        return ""

    def said(self) -> str:
        """What the page says, all of it."""
        return str(self.browser.execute_script("return document.body.innerText"))

    def _inside(self, name: str, selector: str) -> list[WebElement]:
        return self.field(name).find_elements(By.CSS_SELECTOR, selector)

    def _list_or_label(self, name: str, words: str) -> list[WebElement]:
        labels = [one for one in self._inside(name, "label") if one.text == words]
        return self._inside(name, "[role=combobox]") or labels

    def _is_narrowed(self, words: str) -> bool:
        options = self._shown("[role=option]")
        return bool(options) and all(words.lower() in one.text.lower() for one in options)

    def _shown(self, selector: str, words: str | None = None) -> list[WebElement]:
        found: list[WebElement] = self.browser.execute_script(SHOWN, selector, words)
        return found

    def _click(self, find: Callable[[], list[WebElement]]) -> None:
        """Click the first that *find* gives, as soon as it is there and nothing lies over it."""

        def is_clicked() -> bool:
            found = find()
            if not found:
                return False
            try:
                found[0].click()
            except ElementClickInterceptedException:
                # It moved while it was clicked, as a list does that narrows: nothing was clicked.
                return False
            return True

        wait_for(self.browser, is_clicked)
