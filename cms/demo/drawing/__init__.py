"""Pictures of the demonstration content, drawn by program.

Products and logos belong to nobody: the drawings exist so that a fresh installation can be
shown with pictures that need no licence. The same arguments give the same bytes.

`draw_product` is portrait, 2000x2500 pixels; `draw_scene` is landscape, 2400x1350;
`draw_logo` is 1200x600. All are RGB. An unknown shape, motif or style raises ValueError
that lists the known ones.
"""

from .logo import STYLES, draw_logo
from .palette import Palette
from .product import SHAPES, VIEWS, draw_product
from .scene import MOTIFS, draw_scene

__all__ = [
    "MOTIFS",
    "SHAPES",
    "STYLES",
    "VIEWS",
    "Palette",
    "draw_logo",
    "draw_product",
    "draw_scene",
]
