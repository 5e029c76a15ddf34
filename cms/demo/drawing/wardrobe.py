"""Which shape is drawn by whom, and how a brand dresses its products."""

import random
from collections.abc import Callable
from dataclasses import replace

from .assembly import Layout, Look, Sprite
from .bottles import draw_bottle, draw_dropper, draw_pump, draw_spray
from .box import draw_box
from .jars import draw_jar, draw_tin, draw_tube
from .label import Print
from .light import seeded
from .material import Finish, Material
from .palette import RGB, Palette, darker, lighter, luminance, mix, readable_on, rgb

DRAWERS: dict[str, Callable[[Look, random.Random], Sprite]] = {
    "bottle": draw_bottle,
    "pump": draw_pump,
    "tube": draw_tube,
    "jar": draw_jar,
    "spray": draw_spray,
    "tin": draw_tin,
    "box": draw_box,
    "dropper": draw_dropper,
}

FIXED_LAYOUTS = {
    "jar": Layout.PRINTED,
    "tin": Layout.PRINTED,
    "box": Layout.PRINTED,
    "spray": Layout.UPRIGHT,
    "dropper": Layout.PANELLED,
}

AMBER: RGB = (138, 72, 22)
CREAM: RGB = (246, 243, 238)


def dressed(code: str, shape: str, palette: Palette, wordmark: str, line: str) -> Look:
    """Colours, material and label of a product: the brand decides the habit, the code the tone."""
    habit, taste = seeded(f"brand/{wordmark}"), seeded(f"look/{code}")
    deep, mid, light, accent = (
        rgb(tone) for tone in (palette.deep, palette.mid, palette.light, palette.accent)
    )
    finish = habit.choice([Finish.SATIN, Finish.SATIN, Finish.GLOSS])
    body = taste.choice([deep, mid, lighter(light, 0.55), CREAM, mix(mid, light, 0.55)])
    metal_cap = habit.random() < 0.45
    cap = (
        mix(accent, (214, 198, 172), 0.35)
        if metal_cap
        else taste.choice([deep, CREAM, lighter(deep, 0.1)])
    )
    if shape == "dropper":
        body, finish, cap = mix(AMBER, taste.choice([deep, accent]), 0.3), Finish.GLASS, deep
    layout = habit.choice(list(Layout))
    layout = FIXED_LAYOUTS.get(shape, layout)
    paper = taste.choice([CREAM, lighter(light, 0.4)]) if luminance(body) < 0.6 else deep
    ground = paper if layout in (Layout.BANDED, Layout.PANELLED) else body
    ink = readable_on(ground, darker(deep, 0.25), CREAM)
    foil = accent if abs(luminance(accent) - luminance(ground)) > 0.16 else mix(accent, ink, 0.5)
    return Look(
        body=Material(body, finish),
        cap=Material(
            cap,
            Finish.METAL
            if metal_cap and shape != "dropper"
            else finish
            if finish is not Finish.GLASS
            else Finish.SATIN,
        ),
        trim=Material(mix(accent, (220, 206, 184), 0.3), Finish.METAL),
        texts=Print(wordmark, line, ink, foil, paper),
        layout=layout,
    )


def sprite(code: str, shape: str, look: Look, *, unit: float, side: int, tilt: float) -> Sprite:
    """The product cut out; proportions follow from the code alone, so all views agree."""
    scaled = replace(look, unit=unit, side=side, tilt=tilt)
    return DRAWERS[shape](scaled, seeded(f"form/{code}/{shape}"))
