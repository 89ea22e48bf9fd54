// Starts the form editor on its page, and does what its settings cannot: see docs/developers.md.
import CMS from "./program/npm/index.js";

// The id of a page is the name of its file, so nobody is asked for it.
CMS.registerEventListener({
  name: "preSave",
  handler: ({ entry }) =>
    /\/entries\/[^/]+$/.test(entry.get("path")) && !entry.getIn(["data", "id"])
      ? entry.setIn(["data", "id"], entry.get("slug"))
      : undefined,
});

// The editor forbids to zoom, and people who see little could not read it (WCAG 2.2, 1.4.4).
function allowZoom() {
  for (const meta of document.querySelectorAll("meta[name=viewport]")) {
    const allowed = meta.content.replace(/,\s*(maximum-scale|user-scalable)=[^,]*/g, "");
    if (meta.content !== allowed) meta.content = allowed;
  }
}
const whatChanges = { childList: true, subtree: true, attributes: true, attributeFilter: ["content"] };
new MutationObserver(allowZoom).observe(document.head, whatChanges);

CMS.init();
