"""Put the postcode sectors where a page's script can read them, one file for each postcode area.

A reader's postcode never leaves the page: a page loads the file of its first letters, and looks in there.
Every site carries all areas, also those far away: together they weigh no more than some twenty entry pages,
and whoever is about to move here, or asks for a grandchild, is answered too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from site_builder.content.postcodes import Postcodes, Sector
from site_builder.pages.language import PLURAL_NUMBERS, ngettext

FOLDER = "assets/postcodes/"
"""Where the files stand in a site; several sites that are built together share those of the front page."""


def postcode_files(postcodes: Postcodes) -> dict[str, str]:
    """The script of each postcode area, by its address in the site.

    Each adds to `window.localOfferPostcodes` under the letters of the area: `authorities`, a list of codes
    and names; `sectors`, by name, as latitude, longitude, and for each authority its number in that list and
    the percentage of postcodes there.
    """
    areas: dict[str, list[Sector]] = defaultdict(list)
    for sector in postcodes:
        areas[sector.area].append(sector)
    return {f"{FOLDER}{area}.js": _script(area, areas[area], postcodes) for area in sorted(areas)}


def postcode_values(postcodes: Postcodes, root: str) -> dict[str, Any]:
    """What `_postcode.html` needs to put the look-up on a page.

    Args:
        postcodes: the sectors of the site.
        root: the way from the page to the folder that `postcode_files` were written to.
    """
    miles = {
        number: ngettext("about %(num)s mile", "about %(num)s miles", number, num="{number}")
        for number in PLURAL_NUMBERS
    }
    return {
        "folder": root + FOLDER,
        "areas": " ".join(postcodes.areas),
        "miles": json.dumps(miles),
    }


def _script(area: str, sectors: Iterable[Sector], postcodes: Postcodes) -> str:
    numbers: dict[str, int] = {}
    rows = []
    for one in sectors:
        told: list[float] = [one.latitude, one.longitude]
        for share in one.shares:
            told += (numbers.setdefault(share.code, len(numbers)), share.percent)
        rows.append(f"{json.dumps(one.name)}:{json.dumps(told, separators=(',', ':'))}")
    names = json.dumps([[code, postcodes.names[code]] for code in numbers], separators=(",", ":"))
    inside = ",\n".join(rows)
    return (
        f"(window.localOfferPostcodes=window.localOfferPostcodes||{{}}).{area}="
        f'{{"authorities":{names},"sectors":{{\n{inside}\n}}}};\n'
    )
