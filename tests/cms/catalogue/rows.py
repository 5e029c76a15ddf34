"""Rows of a catalogue file."""

FULL = {
    "code": "ARM-01",
    "locale": "id",
    "title": "Masker Argan",
    "brand": "lumera",
    "categories": "hair-care",
    "functions": "moisturising",
    "audience": "SALON\nBARBER",
    "new": "yes",
    "summary": "Memperbaiki rambut rusak.",
    "overview": "Untuk rambut yang diwarnai.",
    "benefits": "Lembut\nBerkilau",
    "use_cases": "Rambut kering",
    "how_to_use": "Cuci.\nOleskan\\ndari ujung.\nBilas.",
    "technical_notes": "<p>Tanpa <b>paraben</b>.</p>",
    "variants": "250 ml | ARM-250\n500 ml",
    "slug": "masker-argan",
    "search_title": "Masker Argan Profesional",
    "search_description": "Masker rambut.",
    "canonical_address": "https://example.com/argan",
}


def row(**values: str) -> dict[str, str]:
    """What a new product needs, and `values`."""
    needed = ("code", "locale", "title", "brand", "categories", "summary")
    return {**{name: FULL[name] for name in needed}, **values}
