"""The security header baseline, on every answer this process gives."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storefront.settings import Settings

PREVIEW_PATH = "/preview/"
ONE_YEAR = 31_536_000


def content_security_policy(settings: Settings, frame_ancestors: str, code: str) -> str:
    """`code` names the origins of scripts and styles, `frame_ancestors` who may frame the page."""
    pictures = " ".join(dict.fromkeys(["'self'", settings.cms_url, settings.media_url]))
    policy = [
        "default-src 'self'",
        f"img-src {pictures}",
        f"connect-src 'self' {settings.cms_url}",
        f"script-src {code}",
        f"style-src {code}",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        f"frame-ancestors {frame_ancestors}",
    ]
    if settings.is_https:
        policy.append("upgrade-insecure-requests")
    return "; ".join(policy)


class BaselineHeaders:
    """Wraps the whole application: also its error pages, which Starlette sends outermost."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._baseline = {
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Permissions-Policy": "geolocation=(), microphone=(), camera=()",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
        if settings.is_https:
            self._baseline["Strict-Transport-Security"] = f"max-age={ONE_YEAR}; includeSubDomains"
        self._public = {
            "Content-Security-Policy": content_security_policy(settings, "'none'", "'self'"),
            "X-Frame-Options": "DENY",
        }
        # The editor's content checks come from the CMS and report to it.
        cms = settings.cms_url
        self._preview = {
            "Content-Security-Policy": content_security_policy(settings, cms, f"'self' {cms}")
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        framing = self._preview if scope["path"] == PREVIEW_PATH else self._public

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update({**self._baseline, **framing})
            await send(message)

        await self.app(scope, receive, send_with_headers)
