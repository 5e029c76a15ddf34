"""Django settings, derived from `config.env`; one code path for every size.

Only `load_env()` decides what differs between embedded, test and production.
"""

import tempfile
from datetime import timedelta
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from config import log, mail_providers
from config.database import BoundedConnection
from config.env import generated_secret, load_env

ENV = load_env()
VAR_DIR = ENV.var_dir
VAR_DIR.mkdir(parents=True, exist_ok=True)

# Security
SECRET_KEY = ENV.secret_key or generated_secret(VAR_DIR / "secret-key")
ENCRYPTION_KEYS = ENV.encryption_keys or [SECRET_KEY]
DEBUG = False
ALLOWED_HOSTS = [ENV.cms_host, ENV.storefront_host, *ENV.allowed_hosts]
if not ENV.is_production:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", "testserver"]
TRUSTED_PROXIES = ENV.trusted_proxies
MEDIA_ORIGIN = ENV.media_url or ENV.cms_url
OVER_HTTPS = ENV.cms_url.startswith("https://")
SECURE_SSL_REDIRECT = OVER_HTTPS
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if OVER_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if OVER_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = OVER_HTTPS
SECURE_HSTS_PRELOAD = OVER_HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OVER_HTTPS
CSRF_TRUSTED_ORIGINS = [ENV.cms_url]
X_FRAME_OPTIONS = "SAMEORIGIN"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Wagtail's admin writes inline styles and boots its components from inline scripts.
        "script-src": [SELF, UNSAFE_INLINE],
        "style-src": [SELF, UNSAFE_INLINE],
        "img-src": [SELF, MEDIA_ORIGIN, "data:", "blob:", "https://www.gravatar.com"],
        # The other sites' frontends join it: see cms.middleware.
        "frame-src": [SELF, ENV.storefront_url],
        "base-uri": [NONE],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        **({"upgrade-insecure-requests": True} if OVER_HTTPS else {}),
    }
}

# Applications
INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "fanout",
    "cms",
    "lead",
    "frontend_bridge",
    "wagtail_headless_preview",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail.locales",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
    "drf_spectacular_sidecar",
    "corsheaders",
    "csp",
    "axes",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "config.headers.BaselineHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "cms.middleware.PreviewFramesMiddleware",
    # Above everything that refuses, so that a browser may read refusals too.
    "corsheaders.middleware.CorsMiddleware",
    "config.health.ProbeMiddleware",
    "config.body_limit.BodyLimitMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "cms.middleware.SiteMiddleware",
    "axes.middleware.AxesMiddleware",
    "cms.deletion_admin.StillUsedMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]
# W019: the admin shows its own preview in a frame; frame-ancestors keeps strangers out.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# Users and login
AUTH_USER_MODEL = "cms.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "wagtailadmin_login"
if ENV.environment == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick, for tests alone

# Storage
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    # FULL: with WAL, NORMAL may lose the last commits when the power goes.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        ENV.database_url or f"sqlite:///{VAR_DIR / 'db.sqlite3'}", conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = _SQLITE_OPTIONS
    # In a file, because connections to one in memory lock each other out at once.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "test.sqlite3"}
else:
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 2,
        "pool": {
            "min_size": 1,
            "max_size": ENV.database_pool_size,
            "timeout": 2,
            # Its retries wait twice as long each time; after an outage nobody could wait for them.
            # A request that comes after it has given up makes it try at once.
            "reconnect_timeout": 1,
            "connection_class": BoundedConnection,
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES: dict[str, Any] = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": ENV.redis_url}
        if ENV.redis_url
        # Shared by all processes: Wagtail keeps each site's root path here and forgets it on a
        # change, which must reach the neighbours too.
        else {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": VAR_DIR / "cache" / "django",
        }
    )
}
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
MEDIA_URL = f"{MEDIA_ORIGIN}/media/"
MEDIA_ROOT = ENV.media_root or VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENV.has_built_files
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not ENV.has_built_files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000
MAX_REQUEST_BYTES = 32 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644
# Not below MEDIA_ROOT, from which anybody may download; web and worker share it.
IMPORT_DIR = VAR_DIR / "imports"
IMPORT_KEEP_DAYS = 30
# Nor these, which hold personal data: exported leads, and hashes of who was erased.
EXPORT_DIR = VAR_DIR / "exports"
ERASURE_LEDGER = VAR_DIR / "ledger" / "erasures.jsonl"
TEMP_DIR = VAR_DIR / "tmp"
TEMP_DIR.mkdir(exist_ok=True)
# Celery's filesystem transport moves every message through here.
tempfile.tempdir = str(TEMP_DIR)

# Languages and time
LANGUAGE_CODE = "id"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [VAR_DIR / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

# Mail
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV.default_from_email
LEAD_EMAIL = ENV.lead_email
EMAIL_TIMEOUT = 15
if ENV.email_host:
    EMAIL_BACKEND = "config.mail.SmtpBackend"
    EMAIL_HOST, EMAIL_PORT = ENV.email_host, ENV.email_port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = ENV.email_user, ENV.email_password
    EMAIL_USE_TLS = ENV.email_security == "starttls"
    EMAIL_USE_SSL = ENV.email_security == "tls"
elif ENV.email_provider:
    EMAIL_BACKEND = f"anymail.backends.{ENV.email_provider}.EmailBackend"
    ANYMAIL = mail_providers.anymail(ENV)
else:
    EMAIL_BACKEND = "config.mail.EmlFileBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"

# Wagtail
WAGTAIL_SITE_NAME = "Alfa Beauty Cosmetica"
WAGTAILADMIN_BASE_URL = ENV.cms_url
WAGTAILAPI_BASE_URL = ENV.cms_url
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILIMAGES_IMAGE_MODEL = "cms.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.editor.pictures.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 15 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "pdf", "pptx", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# Indonesia's. Of all that a machine may know ("localtime"), a browser does not know some, and its
# list then stays without names.
WAGTAIL_USER_TIME_ZONES = ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_RESPONSIVE_HTML = True
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# The configuration is PostgreSQL's, made by cms 0009; SQLite has its own and ignores it.
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "unaccented"}
}
WAGTAIL_HEADLESS_PREVIEW = {"REDIRECT_ON_PREVIEW": True}
#: Tells other sites who looks at the addresses that content links to, and where to complain.
LINK_CHECK_USER_AGENT = f"paket-a-link-check/1 (+{ENV.storefront_url})"
PREVIEW_MAX_AGE = ENV.preview_max_age
STOREFRONT_URL = ENV.storefront_url
# Empty in production and its images, where demo logins are refused.
DEMO_PASSWORD = ENV.demo_password
if not ENV.has_built_files:
    DEMO_PASSWORD = DEMO_PASSWORD or generated_secret(VAR_DIR / "demo-password", length=9)

# Public API
API_URLS = r"^/api/"
# Those of the other sites are added by frontend_bridge.cors.
CORS_ALLOWED_ORIGINS = [ENV.storefront_url]
CORS_URLS_REGEX = API_URLS
CORS_ALLOW_HEADERS = [
    *("accept", "accept-language", "content-type", "idempotency-key", "if-none-match"),
]
CORS_EXPOSE_HEADERS = [
    *("ETag", "Retry-After", "RateLimit", "RateLimit-Policy", "Idempotent-Replayed"),
]
CORS_PREFLIGHT_MAX_AGE = 7200
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "UNAUTHENTICATED_USER": None,
}

# Leads and fan-out
LEAD_LIMIT_CLIENT = ENV.lead_limit_client
LEAD_LIMIT_PHONE = ENV.lead_limit_phone
LEAD_LIMIT_TOTAL = ENV.lead_limit_total
LEAD_RETENTION_MONTHS = ENV.lead_retention_months
LEAD_EXPORT_KEEP_HOURS = ENV.lead_export_keep_hours
LEAD_SPAM_THRESHOLD = ENV.lead_spam_threshold
LEAD_SPAM_WEIGHTS = ENV.lead_spam_weights
CLIENT_ADDRESS_KEYS = ENV.client_address_keys
LEAD_SALES_SCOPE = ENV.lead_sales_scope
WHATSAPP_NUMBER = ENV.whatsapp_number
WHATSAPP_API_URL = ENV.whatsapp_api_url
TELEMETRY_LIMIT_CLIENT = ENV.telemetry_limit_client
TELEMETRY_KEEP_DAYS = 90
WEBHOOK_ALLOWED_HOSTS = [host.lower() for host in ENV.webhook_allowed_hosts]
FANOUT_RETRY_DELAYS = ENV.fanout_retry_delays
FANOUT_INLINE_AFTER = ENV.fanout_inline_after
FANOUT_WAITING_ALARM = ENV.fanout_waiting_alarm
CANARY_INTERVAL = ENV.canary_interval
DEADMAN_URL = ENV.deadman_url
METRICS_TOKEN = ENV.metrics_token
REDIS_URL = ENV.redis_url

# Celery: the lease in the database is the guarantee, so the broker may lose messages.
_QUEUE_DIR = VAR_DIR / "celery"
CELERY_BROKER_URL = ENV.broker_url or ENV.redis_url or "filesystem://"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# For ever: meanwhile the relay delivers. A worker that had a broker and lost it: `fanout.pulse`.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
if CELERY_BROKER_URL.startswith("filesystem"):
    (_QUEUE_DIR / "queue").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "data_folder_in": str(_QUEUE_DIR / "queue"),
        "data_folder_out": str(_QUEUE_DIR / "queue"),
        "control_folder": str(_QUEUE_DIR / "control"),
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 300,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 25,
    }
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_TIME_LIMIT = 60
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
# A queue of each worker's own: through it a worker proves that it works itself.
CELERY_WORKER_DIRECT = True
CELERY_WORKER_CONCURRENCY = ENV.worker_concurrency
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULER = "fanout.beat:HeartbeatScheduler"
_BEAT_DIR = VAR_DIR / "beat"
_BEAT_DIR.mkdir(exist_ok=True)
CELERY_BEAT_SCHEDULE_FILENAME = str(_BEAT_DIR / "schedule")
# Seconds between runs, or a `celery.schedules.crontab`; one line per job.
CELERY_BEAT_SCHEDULE: dict[str, Any] = {
    "renditions": {"task": "cms.make_renditions", "schedule": 10, "options": {"expires": 10}},
    "scheduled-pages": {
        "task": "cms.publish_scheduled",
        "schedule": ENV.publish_interval,
        "options": {"expires": ENV.publish_interval},
    },
    "staff-mails": {"task": "cms.send_mails", "schedule": 10, "options": {"expires": 10}},
    "links-in-content": {"task": "cms.index_links", "schedule": 600, "options": {"expires": 600}},
    "links-outside": {"task": "cms.check_links", "schedule": 3600, "options": {"expires": 3600}},
    "expired-previews": {"task": "cms.clean_previews", "schedule": 3600},
    "catalogue-imports": {
        "task": "cms.run_imports",
        "schedule": 5,
        "options": {"expires": 5},
    },
    "old-imports": {"task": "cms.forget_imports", "schedule": 86_400},
    "lead-counters": {"task": "lead.forget_counters", "schedule": 3600},
    "lead-exports": {"task": "lead.run_exports", "schedule": 5, "options": {"expires": 5}},
    "old-lead-exports": {"task": "lead.forget_exports", "schedule": 900},
    "lead-retention": {"task": "lead.retention", "schedule": 3600, "options": {"expires": 3600}},
    "old-submission-counts": {"task": "lead.merge_counts", "schedule": 3600},
    "old-test-leads": {"task": "lead.forget_test_leads", "schedule": 86_400},
    "old-telemetry": {"task": "frontend_bridge.forget_telemetry", "schedule": 86_400},
}
if CANARY_INTERVAL:
    CELERY_BEAT_SCHEDULE["canary"] = {
        "task": "lead.send_canary",
        "schedule": CANARY_INTERVAL,
        "options": {"expires": CANARY_INTERVAL},
    }

# Login guard: see config.login_guard
AXES_HANDLER = "config.login_guard.LoginGuard"
AXES_FAILURE_LIMIT = 5
LOGIN_ADDRESS_LIMIT = 50
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "config.login_guard.locked_out"
AXES_CLIENT_IP_CALLABLE = "config.client_address.client_address"
AXES_CLIENT_STR_CALLABLE = "config.login_guard.client_label"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

LOGGING = log.configure(ENV.log_level, as_json=ENV.is_production)
