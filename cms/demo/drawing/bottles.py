"""Tall containers: bottle, pump, spray and dropper."""

import random

from PIL import Image

from .assembly import Assembly, Look, Sprite
from .lathe import foot, shoulder, turned
from .material import Finish, Material
from .palette import lighter


def _body(
    look: Look,
    radius: float,
    neck: float,
    height: float,
    rise: float,
    power: float,
    headroom: float,
) -> Assembly:
    """A shouldered body below `headroom`, labelled between shoulder and foot."""
    sheet = Assembly(look, radius * 2.9, headroom + height + look.tilt * radius)
    profile = [*shoulder(neck, radius, rise, power), *foot(radius, height, 16 * look.unit)]
    label = look.decoration(rise + (height - rise) * 0.10, height - (height - rise) * 0.09)
    sheet.turn(profile, look.body, headroom, top=neck, decorate=label)
    return sheet


def draw_bottle(look: Look, dice: random.Random) -> Sprite:
    """Shampoo bottle with a straight cap."""
    unit = look.unit
    radius, height = unit * dice.uniform(215, 275), unit * dice.uniform(900, 1080)
    neck, rise = radius * dice.uniform(0.42, 0.5), radius * dice.uniform(0.32, 0.8)
    cap = unit * dice.uniform(170, 300)
    headroom = cap + 30 * unit
    sheet = _body(look, radius, neck, height, rise, dice.uniform(1.9, 2.5), headroom)
    sheet.ring(neck * 1.02, 34 * unit, look.trim, headroom - 26 * unit)
    sheet.ring(neck * dice.uniform(1.08, 1.2), cap, look.cap, headroom - 26 * unit - cap + 6 * unit)
    return sheet.finished(headroom + height, radius)


def draw_pump(look: Look, dice: random.Random) -> Sprite:
    """Large bottle with a lotion pump."""
    unit = look.unit
    radius, height = unit * dice.uniform(235, 290), unit * dice.uniform(820, 980)
    neck, rise = radius * 0.42, radius * dice.uniform(0.25, 0.5)
    headroom = 400 * unit
    sheet = _body(look, radius, neck, height, rise, dice.uniform(2.1, 2.8), headroom)
    sheet.ring(neck * 1.16, 108 * unit, look.trim, headroom - 96 * unit)
    sheet.ring(neck * 0.80, 36 * unit, look.cap, headroom - 128 * unit)
    sheet.ring(neck * 0.27, 150 * unit, look.cap, headroom - 262 * unit)
    spout = _spout(look, neck)
    sheet.put(spout, headroom - 330 * unit, look.side * -1 * spout.width * 0.30)
    sheet.ring(neck * 0.56, 84 * unit, look.cap, headroom - 336 * unit, shadow=0.3)
    return sheet.finished(headroom + height, radius)


def _spout(look: Look, neck: float) -> Image.Image:
    """The beak of a pump, pointing away from the light."""
    unit = look.unit
    length, thick = round(neck * 2.3), round(46 * unit)
    tube = turned([(0.0, thick / 2), (length, thick / 2)], look.cap, -1, top=0, bottom=0, falloff=0)
    bar = tube.transpose(Image.Transpose.ROTATE_90).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    bar = bar.transpose(Image.Transpose.ROTATE_180).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    tall = round(thick * 2.2)
    sheet = Image.new("RGBA", (length, tall))
    sheet.paste(bar.resize((length, thick)), (0, 0))
    columns = []
    for start in range(0, length, 6):
        end = min(length, start + 6)
        sag = [tall * 0.42 * (max(0.0, x / length - 0.55) / 0.45) ** 2 for x in (start, end)]
        columns.append(
            (
                (start, 0, end, tall),
                (start, -sag[0], start, tall - sag[0], end, tall - sag[1], end, -sag[1]),
            )
        )
    curved = sheet.transform(sheet.size, Image.Transform.MESH, columns, Image.Resampling.BICUBIC)
    return curved if look.side < 0 else curved.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def draw_spray(look: Look, dice: random.Random) -> Sprite:
    """Aerosol can: metal dome, tall cap."""
    unit = look.unit
    radius, height = unit * dice.uniform(165, 195), unit * dice.uniform(980, 1150)
    neck, rise = radius * 0.80, radius * dice.uniform(0.25, 0.45)
    cap = unit * dice.uniform(230, 330)
    headroom = cap + 20 * unit
    sheet = _body(look, radius, neck, height, rise, 2.0, headroom)
    sheet.ring(
        neck * 1.02,
        22 * unit,
        Material(lighter(look.trim.colour, 0.2), Finish.METAL),
        headroom - 14 * unit,
    )
    top = neck * 0.96
    profile = [*shoulder(top * 0.82, top, 46 * unit, 2.2), (cap, top)]
    part = turned(profile, look.cap, look.side, top=look.tilt * top * 0.82, bottom=look.tilt * top)
    sheet.shade(part, headroom - cap + 12 * unit, 0.5, 14)
    sheet.put(part, headroom - cap - 6 * unit)
    sheet.lid(top * 0.82, look.cap, headroom - cap - 6 * unit)
    return sheet.finished(headroom + height, radius)


def draw_dropper(look: Look, dice: random.Random) -> Sprite:
    """Serum flask of tinted glass with a rubber bulb."""
    unit = look.unit
    radius, height = unit * dice.uniform(215, 260), unit * dice.uniform(640, 780)
    neck, rise = radius * 0.46, radius * dice.uniform(0.35, 0.6)
    headroom = 470 * unit
    sheet = _body(look, radius, neck, height, rise, 2.3, headroom)
    sheet.ring(neck * 1.12, 150 * unit, look.trim, headroom - 130 * unit)
    bulb = neck * 0.74
    tall = 290 * unit
    profile = [
        *shoulder(bulb * 0.25, bulb * 0.84, 70 * unit),
        (tall * 0.55, bulb * 0.92),
        (tall * 0.8, bulb),
        (tall, bulb),
    ]
    rubber = Material(look.cap.colour, Finish.SATIN)
    part = turned(profile, rubber, look.side, top=0, bottom=look.tilt * bulb)
    sheet.shade(part, headroom - 130 * unit - tall + 14 * unit, 0.4, 12)
    sheet.put(part, headroom - 126 * unit - tall)
    return sheet.finished(headroom + height, radius)
