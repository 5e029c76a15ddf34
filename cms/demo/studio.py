"""Draws the demo's pictures on all processors. Knows nothing of the database."""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from itertools import cycle
from multiprocessing import get_context

from PIL import Image, ImageColor

from cms.demo.content import Brand, DemoContent, Product, Scene
from cms.demo.drawing import Palette, draw_logo, draw_product, draw_scene

JPEG_QUALITY = 85
SKETCH_SIZE = (200, 250)
#: Which views a product is photographed from, in turn: the front always comes first.
VIEWS = ((0, 1, 2), (0, 2), (0, 1))


@dataclass(frozen=True)
class Order:
    """One picture to draw. `view` is that of a product's photo and 0 for all others."""

    subject: Brand | Scene | Product
    brand: Brand
    view: int = 0


def orders(content: DemoContent) -> list[Order]:
    """All pictures, those that visitors see first at the head."""
    brands = {brand.slug: brand for brand in content.brands}
    photos = [
        Order(product, brands[product.brand], view)
        for product, views in zip(content.products, cycle(VIEWS), strict=False)
        for view in views
    ]
    return [
        *(Order(scene, brands[scene.brand]) for scene in content.scenes),
        *(Order(brand, brand) for brand in content.brands),
        *sorted(photos, key=lambda order: order.view),
    ]


def develop(wanted: list[Order], *, as_sketches: bool = False) -> Iterator[bytes]:
    """The pictures as JPEG files, in the order of `wanted`."""
    if as_sketches:
        yield from map(_sketch, wanted)
        return
    # Spawned: a forked child would share this process's database connection.
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        yield from pool.map(_draw, wanted)


def _draw(order: Order) -> bytes:
    subject, brand = order.subject, order.brand
    palette = Palette(*brand.palette)
    if isinstance(subject, Product):
        return _jpeg(
            draw_product(
                subject.code, subject.shape, palette, brand.name, subject.label, order.view
            )
        )
    if isinstance(subject, Scene):
        return _jpeg(draw_scene(subject.key, palette, subject.motif))
    return _jpeg(draw_logo(brand.name, palette, brand.wordmark))


def _sketch(order: Order) -> bytes:
    """A field in the brand's colour, in no time."""
    return _jpeg(Image.new("RGB", SKETCH_SIZE, ImageColor.getrgb(order.brand.palette[1])))


def _jpeg(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    return file.getvalue()
