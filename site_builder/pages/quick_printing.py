"""Have WeasyPrint and pydyf keep what they would work out again for each part of a booklet: same bytes.

What is put in place of a function of theirs asks theirs for what is not known yet. It stands on what is
private to WeasyPrint, so its release is pinned. A test holds that the same PDF comes out with and without it.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

_LEVEL = 7
"""How hard streams are compressed: 9, as pydyf does it, takes four times as long for 2 bytes of 100."""


def quicken_printing() -> None:
    """Put all of them in place."""
    _remember_pages()
    _remember_objects()
    _tell_bytes_sooner()
    _share_styles()
    _remember_sizes()
    _remember_fonts()
    _remember_struts()
    _remember_markers()


def compress_as_hard_as_pays() -> None:
    """Have pydyf compress less hard than it would. This alone changes the bytes of a file."""
    import pydyf

    class Less:
        compress = staticmethod(zlib.compress)

        @staticmethod
        def compressobj(level: int) -> Any:
            return zlib.compressobj(_LEVEL)

    pydyf.zlib = Less


def _remember_pages() -> None:
    """Keep the references of all pages, which pydyf lists anew for each thing on each of them.

    So the time for a booklet grows with its pages, and not with their square.
    """
    from pydyf import PDF

    listed = PDF.page_references.fget

    def remembered(document: Any) -> tuple[bytes, ...]:
        number = document.pages["Count"]
        known: tuple[int, tuple[bytes, ...]] | None = document.__dict__.get("_references")
        if known is None or known[0] != number:
            known = number, listed(document)
            document._references = known
        return known[1]

    PDF.page_references = property(remembered)


def _remember_objects() -> None:
    """Keep the bytes of each object while a file is written: pydyf asks for all of them, then for a checksum.

    The largest of them, which holds most others, would be compressed twice.
    """
    from pydyf import PDF, Array, Dictionary, Stream, String

    write = PDF.write
    written: dict[int, bytes] | None = None

    def remember(kind: Any) -> None:
        bytes_of = kind.data.fget

        def remembered(one: Any) -> Any:
            # Only of those with a number: others are parts of them, and end before all is written.
            if written is None or one.number is None:
                return bytes_of(one)
            known = written.get(one.number)
            if known is None:
                known = written[one.number] = bytes_of(one)
            return known

        kind.data = property(remembered)

    def remembering(pdf: Any, *values: Any, **named: Any) -> None:
        nonlocal written
        written = {}
        try:
            write(pdf, *values, **named)
        finally:
            written = None

    for kind in (Array, Dictionary, Stream, String):
        remember(kind)
    PDF.write = remembering


def _tell_bytes_sooner() -> None:
    """Ask first for what most parts of an object are."""
    import pydyf

    to_bytes = pydyf._to_bytes

    def sooner(item: Any) -> Any:
        kind = type(item)
        if kind is bytes:
            return item
        return item.encode("ascii") if kind is str else to_bytes(item)

    pydyf._to_bytes = sooner


def _share_styles() -> None:
    """Give all pages one style, and the markers of like lists, as WeasyPrint gives like elements one."""
    from weasyprint.css import StyleFor

    computed = StyleFor.set_computed_styles

    def shared(
        styles: Any, element: Any, parent: Any, root: Any = None, pseudo_type: Any = None, **rest: Any
    ) -> None:
        is_page = isinstance(element, tuple)
        if pseudo_type is None and not is_page:
            computed(styles, element, parent, root, pseudo_type, **rest)
            return
        known = styles.__dict__.setdefault("_shared_styles", {})
        cascaded = styles.get_cascaded_styles().get((element, pseudo_type), {})
        all_styles = styles.get_computed_styles()
        key = (
            id(all_styles[parent, None]),
            pseudo_type,
            # A page has lists among the weights of what is said of it.
            tuple(
                (name, id(value), str(weight) if is_page else weight)
                for name, (value, weight) in cascaded.items()
            ),
        )
        if key not in known:
            computed(styles, element, parent, root, pseudo_type, **rest)
            # With the values, so that none of them ends and another comes to have its number.
            known[key] = all_styles[element, pseudo_type], cascaded
        all_styles[element, pseudo_type] = known[key][0]

    StyleFor.set_computed_styles = shared


_SIDES = ("top", "right", "bottom", "left")
_SIZES = (
    *(f"margin_{side}" for side in _SIDES),
    *(f"padding_{side}" for side in _SIDES),
    *(f"border_{side}_width" for side in _SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
"""What `resolve_percentages` gives a box."""


def _remember_sizes() -> None:
    """Keep what margins, padding and sizes come to for a style in a box as wide and high as another."""
    from weasyprint.formatting_structure.boxes import Box, PageBox
    from weasyprint.layout import absolute, block, inline, page, percent
    from weasyprint.layout import float as floats

    resolved = percent.resolve_percentages

    def remembered(box: Any, containing_block: Any) -> None:
        style = box.style
        if isinstance(box, PageBox) or style["border_collapse"] == "collapse":
            resolved(box, containing_block)
            return
        around = (
            (containing_block.width, containing_block.height)
            if isinstance(containing_block, Box)
            else tuple(containing_block)
        )
        known = style.__dict__.setdefault("_sizes", {})
        sizes = known.get(around)
        if sizes is None:
            resolved(box, containing_block)
            known[around] = {name: getattr(box, name) for name in _SIZES}
        else:
            box.__dict__.update(sizes)

    for module in (absolute, block, floats, inline, page, percent):
        module.resolve_percentages = remembered


def _remember_fonts() -> None:
    """Keep the description of the font of a style."""
    from weasyprint.text import line_break

    line_break.get_font_description = _kept_with_style("_font", line_break.get_font_description)


def _remember_struts() -> None:
    """Keep the height and the baseline of an empty line of a style."""
    from weasyprint.layout import inline
    from weasyprint.text import line_break

    inline.strut = line_break.strut = _kept_with_style("_strut", line_break.strut)


def _kept_with_style(name: str, find: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """What does as *find*, once for each style: what it finds stays with the style as *name*."""

    def kept(style: Any) -> Any:
        known = style.__dict__.get(name)
        if known is None:
            known = style.__dict__[name] = find(style)
        return known

    return kept


def _remember_markers() -> None:
    """Keep how wide the markers of lists are that have the same words."""
    from weasyprint.formatting_structure.boxes import LineBox, TextBox
    from weasyprint.layout import absolute

    fitted = absolute.shrink_to_fit

    def remembered(context: Any, box: Any, available: float) -> Any:
        line = box.children[0] if box.is_outside_marker and len(box.children) == 1 else None
        if not isinstance(line, LineBox) or not all(isinstance(one, TextBox) for one in line.children):
            return fitted(context, box, available)
        known = box.style.__dict__.setdefault("_marker_widths", {})
        key = (available, *(one.text for one in line.children))
        if key not in known:
            known[key] = fitted(context, box, available)
        return known[key]

    absolute.shrink_to_fit = remembered


def compress_streams(pdf: Any) -> None:
    """Compress what is drawn on the pages of *pdf* on all cores: pydyf would use one when it writes them."""
    from pydyf import Stream, _to_bytes

    streams = [one for one in pdf.objects if isinstance(one, Stream) and one.compress]
    with ThreadPoolExecutor() as pool:
        pressed = pool.map(_compressed, (b"\n".join(map(_to_bytes, one.stream)) for one in streams))
        for one, content in zip(streams, pressed, strict=True):
            one.stream, one.compress = [content], False
            one.extra["Filter"] = "/FlateDecode"


def _compressed(content: bytes) -> bytes:
    packing = zlib.compressobj(_LEVEL)
    return packing.compress(content) + packing.flush()
