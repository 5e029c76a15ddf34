"""What a website may report, and nothing else."""

from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from wagtail.models import Page

from config.origins import origin
from frontend_bridge.registry import FIELDS

#: A page that the CMS does not know, such as "not found".
ERROR_PAGE = "error"
PAGE_TYPES = [
    *(model._meta.label for model in FIELDS if issubclass(model, Page)),
    ERROR_PAGE,
]
LONGEST_PATH = 1000
AN_HOUR = 3_600_000


class Address(NamedTuple):
    """Where a page is. Query and fragment of its URL are not even read."""

    origin: str
    path: str


def _address(url: str) -> Any:
    parts = urlsplit(url)
    path = unquote(parts.path) or "/"
    if len(path) > LONGEST_PATH or not path.isprintable():
        raise ValueError("must have a path of at most 1000 printable characters")
    return Address(origin(f"{parts.scheme}://{parts.netloc}"), path)


def _page_type(name: str) -> str:
    if name not in PAGE_TYPES:
        raise ValueError(f"must be one of {', '.join(PAGE_TYPES)}")
    return name


PageUrl = Annotated[
    str,
    Field(max_length=2048, json_schema_extra={"format": "uri"}),
    AfterValidator(_address),
]
PageType = Annotated[str, Field(json_schema_extra={"enum": PAGE_TYPES}), AfterValidator(_page_type)]
MetricId = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9_.:-]{8,64}$",
        description="Random, of this one measurement: what comes twice is counted once.",
    ),
]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class VitalEntry(_Strict):
    """One Core Web Vital of a visit of a page, as the library `web-vitals` words it."""

    name: Literal["LCP", "INP", "CLS"]
    value: Annotated[
        float,
        Field(ge=0, le=AN_HOUR, allow_inf_nan=False, description="Milliseconds; CLS has no unit."),
    ]
    metric_id: MetricId
    rating: Annotated[
        Literal["good", "needs-improvement", "poor"] | None,
        Field(description="Ignored: the rating is made here."),
    ] = None


class ActionEntry(_Strict):
    """Something that the visitor did."""

    name: Literal["cta_whatsapp_click", "lead_submit"]
    metric_id: MetricId


Entry = Annotated[VitalEntry | ActionEntry, Field(discriminator="name")]


class Beacon(_Strict):
    """What happened during the visit of one page."""

    page_url_initial: Annotated[PageUrl, Field(description="Where the visit of the site began.")]
    page_url_current: Annotated[PageUrl, Field(description="The page that this is about.")]
    page_type: PageType
    device: Literal["mobile", "desktop"]
    app_version: Annotated[
        str,
        Field(pattern=r"^[A-Za-z0-9_.+-]{0,40}$", description="The website's own release."),
    ] = ""
    entries: Annotated[list[Entry], Field(min_length=1, max_length=20)]

    @property
    def current(self) -> Address:
        return Address(*self.page_url_current)

    @property
    def initial(self) -> Address:
        return Address(*self.page_url_initial)
