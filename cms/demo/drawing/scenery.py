"""What every scene starts from: the frame, the brand's colours, unnamed products."""

import random
from dataclasses import dataclass
from typing import Self

from .assembly import Layout, Look, Sprite
from .label import Print
from .light import seeded
from .material import Finish, Material
from .palette import RGB, Palette, darker, lighter, mix, readable_on, rgb
from .wardrobe import CREAM, DRAWERS

SIZE = (2400, 1350)
BRASS: RGB = (220, 206, 184)
WARM: RGB = (255, 226, 178)  # light of a bulb


@dataclass(frozen=True)
class Scene:
    deep: RGB
    mid: RGB
    light: RGB
    accent: RGB
    dice: random.Random

    @classmethod
    def of(cls, palette: Palette, dice: random.Random) -> Self:
        return cls(
            deep=rgb(palette.deep),
            mid=rgb(palette.mid),
            light=rgb(palette.light),
            accent=rgb(palette.accent),
            dice=dice,
        )

    @property
    def wall(self) -> RGB:
        """A tint that is light and warm whatever the palette."""
        return mix(lighter(self.light, 0.1), self.accent, 0.10)

    @property
    def night(self) -> RGB:
        """The dark of a room in the evening."""
        return darker(self.deep, 0.35)

    @property
    def brass(self) -> Material:
        return Material(mix(self.accent, BRASS, 0.35), Finish.METAL)

    def product(
        self,
        shape: str,
        body: RGB,
        *,
        unit: float,
        side: int,
        tilt: float,
        layout: Layout = Layout.PRINTED,
        finish: Finish = Finish.SATIN,
    ) -> Sprite:
        """A product without a name, its proportions drawn from the scene's dice."""
        paper = CREAM if layout in (Layout.PANELLED, Layout.BANDED) else None
        ink = readable_on(paper or body, darker(self.deep, 0.25), CREAM)
        cap = (
            self.brass
            if self.dice.random() < 0.5
            else Material(CREAM if body != CREAM else self.deep, Finish.SATIN)
        )
        look = Look(
            Material(body, finish),
            cap,
            self.brass,
            Print("", "", ink, self.accent, paper),
            layout,
            side,
            tilt,
            unit,
        )
        return DRAWERS[shape](look, seeded(f"form/{self.dice.random()}"))
