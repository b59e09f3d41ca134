"""A chart as a picture, for chats that show no other."""

from __future__ import annotations

from functools import cache
from typing import Any

import vl_convert

#: Pixels of a chart's width before it is enlarged, and by how much it is.
WIDTH, SCALE = 560, 2.0
TITLE = {"anchor": "start", "fontSize": 11, "fontWeight": "normal", "color": "#586173"}


def to_png(chart: dict[str, Any]) -> bytes:
    """Return a Vega-Lite chart as a PNG on white; a width that is the page's becomes a fixed one.

    What is not drawn of it stands over it: a picture is passed on without what was said beside it.
    """
    wide = {} if "vconcat" in chart else {"width": WIDTH}
    told = chart.get("usermeta", {}).get("told")
    title = {"title": {"text": told, **TITLE}} if told else {}
    spec = chart | wide | title | {"background": "white", "padding": 12}
    return bytes(vl_convert.vegalite_to_png(spec, scale=SCALE))


@cache
def draw_first() -> None:
    """Draw something, once a process: its first picture takes most of a second, in which nothing else of it goes on."""
    to_png({"data": {"values": []}, "mark": "bar"})
