"""Pictures in pixels, for what takes no others; ``resvg`` draws them."""

from __future__ import annotations

import resvg_py

ZOOM = 2.5  # fine enough for print


def png(svg: str) -> bytes:
    """A picture on white."""
    return resvg_py.svg_to_bytes(svg_string=svg, background="white", zoom=ZOOM, skip_system_fonts=True)
