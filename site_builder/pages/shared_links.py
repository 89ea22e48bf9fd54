"""Lead the links of a page in another language, which stands one folder deeper, to what all languages share.

A site in another language is laid out as the English one, in a folder inside it. So a link between two pages
for families is the same in both. Only what is there once - the look, pictures, pages that are only in
English, other sites - is one folder further up.
"""

from __future__ import annotations

import re

from site_builder.pages.edition import is_for_families
from site_builder.pages.language import ENGLISH

_TAG = re.compile(r'<([a-z]+)\b([^<>]*?) (href|src|action)="((?:\.\./)*)([^"]*)"([^<>]*)>')
_IS_READ = re.compile(r"\.(?:html|ics|atom)\b")
"""What leads to words that somebody reads: pages, calendars and news."""
_NOT_A_PLACE = re.compile(r"[a-z][a-z0-9+.-]*:|#|$", re.IGNORECASE)


def with_shared_links(html: str, address: str) -> str:
    """*html*, the page at *address* in its language's folder, with the links to what is shared led there.

    A link to a page that is only in English says so. A link that names its language is left as it is.
    """
    depth = address.count("/")

    def lead(tag: re.Match[str]) -> str:
        name, before, attribute, up, rest, after = tag.groups()
        steps = len(up) // 3
        if _NOT_A_PLACE.match(rest) or steps < depth or "hreflang=" in before + after:
            return tag[0]
        if steps == depth and is_for_families(re.split("[?#]", rest)[0]):
            return tag[0]
        english = f' hreflang="{ENGLISH.tag}"' if name == "a" and _IS_READ.search(rest) else ""
        return f'<{name}{before} {attribute}="../{up}{rest}"{english}{after}>'

    return _TAG.sub(lead, html)
