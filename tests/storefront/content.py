"""Answers of the public API as its contract describes them, for the fake API."""

from typing import Any

Body = dict[str, Any]

ORIGIN = "https://www.example.com"
WHATSAPP = "https://wa.me/6281211112222?text=Halo"
PATHS = {
    "id": {
        "home": "/",
        "products": "/produk/",
        "education": "/edukasi/",
        "partnership": "/kemitraan/",
        "about": "/tentang-kami/",
        "contact": "/kontak/",
        "privacy": "/privasi/",
        "terms": "/syarat/",
    },
    "en": {
        "home": "/en/",
        "products": "/en/products/",
        "education": "/en/education/",
        "partnership": "/en/partnership/",
        "about": "/en/about/",
        "contact": "/en/contact/",
        "privacy": "/en/privacy/",
        "terms": "/en/terms/",
    },
}
OPEN_GRAPH_LOCALES = {"id": "id_ID", "en": "en_US"}


def picture(alt: str = "Sebotol serum") -> Body:
    base = "https://cms.example.com/media/serum"
    return {
        "id": 1,
        "alt": alt,
        "width": 1600,
        "height": 2000,
        "focal_point": {"x": 0.3, "y": 0.72},
        "src": f"{base}.jpg",
        "sources": [
            {"type": f"image/{kind}", "srcset": f"{base}-480.{kind} 480w, {base}-960.{kind} 960w"}
            for kind in ("avif", "webp", "jpeg")
        ],
    }


def term(slug: str, name: str) -> Body:
    return {"id": 1, "slug": slug, "name": name}


BRAND = {**term("lumiere", "Maison Lumière"), "profile": "Perawatan rambut.", "logo": None}


def seo(title: str, path: str, language: str) -> Body:
    shown = {"title": title, "description": f"Tentang {title}", "image": picture()["src"]}
    return {
        "title": title,
        "description": shown["description"],
        "canonical": f"{ORIGIN}{path}",
        "open_graph": {
            **shown,
            "type": "website",
            "url": f"{ORIGIN}{path}",
            "locale": OPEN_GRAPH_LOCALES[language],
            "site_name": "Alfa Beauty",
        },
        "twitter": {**shown, "card": "summary_large_image"},
    }


def page(page_type: str, title: str, path: str, other_path: str, /, **fields: Any) -> Body:
    """A page; `other_path` is where its translation lives."""
    language = "en" if path.startswith("/en/") else "id"
    other = "id" if language == "en" else "en"
    paths = {language: path, other: other_path}
    alternates = [("id", "id"), ("en", "en"), ("id", "x-default")]
    return {
        "id": 7,
        "title": title,
        "meta": {
            "type": f"cms.{page_type}",
            "path": path,
            "html_url": f"{ORIGIN}{path}",
            "locale": language,
            "seo": seo(title, path, language),
            "json_ld": [{"@context": "https://schema.org", "@type": "BreadcrumbList"}],
            "breadcrumbs": [
                {
                    "title": "Beranda",
                    "url": f"{ORIGIN}{PATHS[language]['home']}",
                    "path": PATHS[language]["home"],
                },
                {"title": title, "url": f"{ORIGIN}{path}", "path": path},
            ],
            "alternates": [
                {
                    "locale": code,
                    "hreflang": hreflang,
                    "url": f"{ORIGIN}{paths[code]}",
                    "path": paths[code],
                }
                for code, hreflang in alternates
            ],
        },
        **fields,
    }


def sitemap_entry(page: Body) -> Body:
    meta = page["meta"]
    return {
        "url": meta["html_url"],
        "path": meta["path"],
        "locale": meta["locale"],
        "lastmod": meta.get("lastmod", "2026-03-01T08:02:03+07:00"),
        "alternates": meta["alternates"],
    }


def event(title: str = "Kelas pewarnaan", **changes: Any) -> Body:
    fields = {
        "kind": "TRAINING",
        "starts_at": "2026-12-05T09:00:00+07:00",
        "ends_at": "2026-12-05T16:00:00+07:00",
        "is_online": False,
        "city": "Bandung",
        "venue": "Studio Alfa",
        "brand": BRAND,
        "audience": ["SALON"],
        "summary": "Sehari bersama pewarna rambut.",
        "picture": None,
        "body": [{"type": "paragraph", "value": "<p>Isi acara</p>", "id": "b1"}],
        "cta": {"label": "Daftar lewat WhatsApp", "url": f"{WHATSAPP}%20kelas"},
        "is_past": False,
    }
    return page(
        "EventPage", title, "/edukasi/kelas/", "/en/education/class/", **{**fields, **changes}
    )


def product(title: str = "Serum Kilau", slug: str = "serum-kilau", **changes: Any) -> Body:
    fields = {
        "code": "MLU-001",
        "brand": BRAND,
        "categories": [term("perawatan", "Perawatan")],
        "functions": [term("melembapkan", "Melembapkan")],
        "audience": ["SALON", "BARBER"],
        "is_new": True,
        "badges": ["NEW", "TRAINING_AVAILABLE"],
        "summary": "Serum ringan untuk rambut berkilau.",
        "overview": "Dibuat untuk pemakaian profesional.",
        "benefits": ["Menutup kutikula", "Tidak lengket"],
        "use_cases": ["Setelah pewarnaan"],
        "how_to_use": ["Ratakan dua tetes", "Sisir"],
        "technical_notes": "<p>Bebas <b>silikon</b> berat.</p>",
        "variants": [{"name": "100 ml", "code": "MLU-001-100"}],
        "specification_sheet": {
            "title": "Lembar Serum",
            "url": "https://cms.example.com/documents/1/serum.pdf",
            "size": 120_000,
        },
        "gallery": [picture()],
        "trainings": [event()],
        "related_products": [],
        "whatsapp_url": f"{WHATSAPP}%20Serum%20Kilau",
    }
    return page(
        "ProductPage", title, f"/produk/{slug}/", f"/en/products/{slug}/", **{**fields, **changes}
    )


def article(title: str = "Merawat warna") -> Body:
    return page(
        "ArticlePage",
        title,
        "/edukasi/merawat-warna/",
        "/en/education/colour-care/",
        published_on="2026-03-01",
        summary="Lima kebiasaan baik.",
        picture=picture(),
        body=[
            {"type": "heading", "value": "Mulai dari air", "id": "1"},
            {"type": "paragraph", "value": "<p>Air <b>hangat</b>.</p>", "id": "2"},
            {"type": "picture", "value": picture("Air"), "id": "3"},
            {"type": "quote", "value": {"text": "Pelan-pelan saja.", "source": ""}, "id": "4"},
        ],
    )


def home(language: str = "id") -> Body:
    other = "en" if language == "id" else "id"
    return page(
        "HomePage",
        "Beranda" if language == "id" else "Home",
        PATHS[language]["home"],
        PATHS[other]["home"],
        hero_title="Keahlian yang terlihat" if language == "id" else "Expertise that shows",
        hero_text="Merek profesional untuk salon Anda.",
        hero_image=picture("Seorang penata rambut"),
        explore_label="Jelajahi Produk" if language == "id" else "Explore Products",
        partner_label="Jadi Mitra" if language == "id" else "Become Partner",
        pillars=[
            {
                "title": "Produk",
                "text": "Dipilih dengan teliti.",
                "page": {
                    "id": 2,
                    "title": "Produk",
                    "url": f"{ORIGIN}{PATHS[language]['products']}",
                    "path": PATHS[language]["products"],
                    "type": "cms.ProductIndexPage",
                },
            },
            {"title": "Edukasi", "text": "Kelas dan seminar.", "page": None},
        ],
        education_title="Belajar bersama",
        education_text="Kelas berikutnya.",
        brands=[BRAND],
        categories=[term("perawatan", "Perawatan")],
        events=[event()],
        whatsapp_url=WHATSAPP,
    )


def standard_pages() -> list[Body]:
    """Home and the standard pages in both languages, one product, event and article."""
    kinds: dict[str, tuple[str, Body]] = {
        "products": ("ProductIndexPage", {"introduction": "Semua produk.", "empty_text": ""}),
        "education": ("EducationIndexPage", {"introduction": "Kelas dan artikel."}),
        "partnership": (
            "PartnershipPage",
            {
                "introduction": "Tumbuh bersama.",
                "benefits": ["Pelatihan"],
                "form_title": "Daftar menjadi mitra",
                "success_title": "Terima kasih",
                "success_text": "Kami segera menghubungi Anda.",
            },
        ),
        "about": ("AboutPage", {"introduction": "", "body": []}),
        "contact": ("ContactPage", {"introduction": "", "body": []}),
        "privacy": ("LegalPage", {"kind": "PRIVACY", "introduction": "", "body": []}),
        "terms": ("LegalPage", {"kind": "TERMS", "introduction": "", "body": []}),
    }
    pages = [home("id"), home("en"), product(), event(), article()]
    for name, (kind, fields) in kinds.items():
        for language, other in (("id", "en"), ("en", "id")):
            path, other_path = PATHS[language][name], PATHS[other][name]
            pages.append(page(kind, f"{name} {language}", path, other_path, **fields))
    english = product("Gloss Serum")
    path = "/en/products/serum-kilau/"
    english["meta"] |= {"path": path, "locale": "en", "html_url": f"{ORIGIN}{path}"}
    return [*pages, english]


def facets() -> Body:
    return {
        "brand": [{"slug": "lumiere", "name": "Maison Lumière", "count": 3}],
        "category": [{"slug": "perawatan", "name": "Perawatan", "count": 3}],
        "function": [{"slug": "melembapkan", "name": "Melembapkan", "count": 2}],
        "audience": [
            {"slug": "SALON", "name": "Salon", "count": 3},
            {"slug": "BARBER", "name": "Barber", "count": 1},
        ],
    }


def menu(language: str, *names: str) -> list[Body]:
    return [
        {
            "label": f"Menu {name}",
            "url": f"{ORIGIN}{PATHS[language][name]}",
            "path": PATHS[language][name],
        }
        for name in names
    ]


def site(language: str, cms_url: str) -> Body:
    return {
        "site_name": "Alfa Beauty",
        "locale": language,
        "locales": [
            {"code": "id", "label": "Bahasa Indonesia", "home": "/"},
            {"code": "en", "label": "English", "home": "/en/"},
        ],
        "root_url": ORIGIN,
        "paths": PATHS[language],
        "menus": {
            "header": menu(language, "products", "education", "partnership"),
            "footer": menu(language, "about", "contact"),
            "legal": menu(language, "privacy", "terms"),
        },
        "whatsapp": {"number": "+6281211112222", "url": WHATSAPP},
        "contact": {
            "email": "halo@example.com",
            "company_name": "PT Alfa Beauty Cosmetica",
            "address": "Jalan Contoh 1\nJakarta",
        },
        "social_profiles": [
            {"network": "instagram", "label": "Instagram", "url": "https://instagram.com/x"}
        ],
        "social_image": None,
        "not_found": {"title": "Halaman tidak ditemukan", "text": "Coba dari beranda."},
        "partner_form": {
            "submit_url": f"{cms_url}/api/public/partner-leads/",
            "consent_text": "Saya setuju dihubungi.",
            "consent_version": "1",
            "salon_types": [{"value": "SALON", "label": "Salon"}],
            "preferred_contacts": [{"value": "WHATSAPP", "label": "WhatsApp"}],
            "monthly_spend_ranges": [{"value": "small", "label": "< 5 juta"}],
        },
    }
