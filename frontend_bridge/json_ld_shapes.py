"""The shapes of the JSON-LD documents; what is not known of a thing is left out."""

from typing import Literal, NotRequired

from typing_extensions import TypedDict

Context = Literal["https://schema.org"]

NamedOrganization = TypedDict("NamedOrganization", {"@type": Literal["Organization"], "name": str})
NamedBrand = TypedDict("NamedBrand", {"@type": Literal["Brand"], "name": str})
Place = TypedDict("Place", {"@type": Literal["Place"], "name": str, "address": str})
VirtualLocation = TypedDict(
    "VirtualLocation", {"@type": Literal["VirtualLocation"], "url": str | None}
)
ListItem = TypedDict(
    "ListItem",
    {"@type": Literal["ListItem"], "position": int, "name": str, "item": str | None},
)
JsonLdOrganization = TypedDict(
    "JsonLdOrganization",
    {
        "@context": Context,
        "@type": Literal["Organization"],
        "name": NotRequired[str],
        "url": NotRequired[str],
        "address": NotRequired[str],
        "email": NotRequired[str],
        "telephone": NotRequired[str],
        "sameAs": NotRequired[list[str]],
    },
)
JsonLdWebSite = TypedDict(
    "JsonLdWebSite",
    {
        "@context": Context,
        "@type": Literal["WebSite"],
        "name": NotRequired[str],
        "url": NotRequired[str],
        "inLanguage": str,
        "publisher": NamedOrganization,
    },
)
JsonLdWebPage = TypedDict(
    "JsonLdWebPage",
    {
        "@context": Context,
        "@type": Literal["AboutPage", "CollectionPage", "ContactPage"],
        "name": NotRequired[str],
        "description": NotRequired[str],
        "image": NotRequired[str],
        "url": NotRequired[str],
        "inLanguage": str,
    },
)
JsonLdBreadcrumbList = TypedDict(
    "JsonLdBreadcrumbList",
    {
        "@context": Context,
        "@type": Literal["BreadcrumbList"],
        "itemListElement": list[ListItem],
    },
)
JsonLdProduct = TypedDict(
    "JsonLdProduct",
    {
        "@context": Context,
        "@type": Literal["Product"],
        "name": NotRequired[str],
        "description": NotRequired[str],
        "sku": NotRequired[str],
        "brand": NotRequired[NamedBrand],
        "image": NotRequired[str],
        "url": NotRequired[str],
    },
)
JsonLdEvent = TypedDict(
    "JsonLdEvent",
    {
        "@context": Context,
        "@type": Literal["Event"],
        "name": NotRequired[str],
        "description": NotRequired[str],
        "startDate": NotRequired[str],
        "endDate": NotRequired[str],
        "eventAttendanceMode": str,
        "location": Place | VirtualLocation,
        "image": NotRequired[str],
        "organizer": NamedOrganization,
        "url": NotRequired[str],
    },
)
JsonLdArticle = TypedDict(
    "JsonLdArticle",
    {
        "@context": Context,
        "@type": Literal["Article"],
        "headline": NotRequired[str],
        "description": NotRequired[str],
        "datePublished": NotRequired[str],
        "dateModified": NotRequired[str],
        "image": NotRequired[str],
        "publisher": NamedOrganization,
        "mainEntityOfPage": NotRequired[str],
    },
)
JsonLdDocument = (
    JsonLdOrganization
    | JsonLdWebSite
    | JsonLdWebPage
    | JsonLdBreadcrumbList
    | JsonLdProduct
    | JsonLdEvent
    | JsonLdArticle
)
