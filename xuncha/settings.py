"""Settings. No variable set: one machine, SQLite, plain http on loopback. See docs/deploy.md."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from xuncha import env
from xuncha.clock import every_hour, every_minute, every_night
from xuncha.keys import kept_key

# Names are read character by character: fifty megabytes of phrases stay on the disk
os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = env.folder("XUNCHA_DATA", BASE_DIR / "data")
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
DEBUG = env.flag("DEBUG", default=False)
HTTPS = env.flag("HTTPS", default=False)  # behind nginx with TLS: hardened cookies, HSTS, proxy header

SECRET_KEY = env.text("SECRET_KEY")
if HTTPS and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("正式部署（HTTPS=1）必须设置环境变量 SECRET_KEY，且不少于 50 个字符。")
SECRET_KEY = SECRET_KEY or kept_key(DATA / "secret.key")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])

# Applications: the house from top to bottom, then what it stands on
INSTALLED_APPS = [
    "xuncha",
    "demo",
    "dashboards",
    "supervision",
    "rectification",
    "clues",
    "rounds",
    "talent_pool",
    "documents",
    "deadlines",
    "organizations",
    "accounts",
    "audit",
    "ui",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "xuncha.statics.StaticFiles",
    "django.contrib.humanize",
    "guardian",
    "django_htmx",
    "template_partials",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "csp",
]
MIDDLEWARE = [
    "xuncha.headers.Headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "ui.middleware.WordsForRefusals",
    "accounts.middleware.ActorMiddleware",
    "dashboards.standing.Standing",
    "documents.middleware.ReadingQuota",
]
ROOT_URLCONF = "xuncha.urls"
WSGI_APPLICATION = "xuncha.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials", "ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dashboards.context.frame",
            ],
        },
    }
]

# Database: SQLite beside the data, or the PostgreSQL that DATABASE_URL names
# IMMEDIATE takes the write lock at BEGIN: read-then-write of several processes waits instead of failing
SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA / "xuncha.sqlite3",
    "OPTIONS": {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    },
}
POSTGRES = env.postgres("DATABASE_URL")
CONNECTION = {"CONN_MAX_AGE": env.integer("DATABASE_CONN_MAX_AGE", 60), "CONN_HEALTH_CHECKS": True}
DATABASES = {"default": {**POSTGRES, **CONNECTION} if POSTGRES else SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Who comes in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_HASHERS = [
    "xuncha.passwords.OfficeArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# 等保: composition, renewal, none of the last passwords again
GRADED_PROTECTION = env.flag("GRADED_PROTECTION", default=False)
PASSWORD_DAYS = env.integer("PASSWORD_DAYS", 90, least=7, most=365)
PASSWORD_WARNING_DAYS = 7
PASSWORDS_REMEMBERED = 5
PASSWORD_RULES = [
    *("accounts.passwords.Length", "accounts.passwords.Known", "accounts.passwords.OwnName"),
    *("accounts.passwords.Keyboard", "accounts.passwords.Repeated", "organizations.passwords.OfficialName"),
]
PASSWORD_RULES += (
    ["accounts.passwords.Composition", "accounts.passwords.NotLately"] if GRADED_PROTECTION else []
)
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [{"NAME": name} for name in PASSWORD_RULES]
ANONYMOUS_USER_NAME = None  # guardian: nobody has rights without a name
# An office shares one address: failures are counted by account and known device, never by address
LOGIN_FAILURES = env.integer("LOGIN_FAILURES", 8, least=3, most=100)
LOGIN_COOLOFF = timedelta(minutes=env.integer("LOGIN_COOLOFF_MINUTES", 15, least=1, most=1440))
SECOND_FACTOR_ROLES = env.names("SECOND_FACTOR_ROLES")
OTP_TOTP_ISSUER = "巡察轮次管理"

# Sessions: cut after silence, and after a working day whatever happens
SESSION_IDLE_SECONDS = env.integer("SESSION_IDLE_MINUTES", 60, least=5, most=1440) * 60
SESSION_COOKIE_AGE = env.integer("SESSION_HOURS", 12, least=1, most=72) * 3600
FRESH_MINUTES = env.integer("FRESH_MINUTES", 10, least=1, most=60)  # how long a password just given counts
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
COOKIE = "__Host-xuncha" if HTTPS else "xuncha"  # the browser holds such a name to this host, path / and TLS
SESSION_COOKIE_NAME = f"{COOKIE}_session"
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{COOKIE}_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
# What a page says of an act stays on the server: no third cookie, nothing of the office in it
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# What a browser may do
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap draws its arrows and ticks as data images
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz/$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None

# Language and time
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# Files: static ones are served by whitenoise, those of the office only through a permission check
VENDORS = {
    "bootstrap": "bootstrap/dist",
    "bootstrap-icons": "bootstrap-icons/font",
    "htmx": "htmx.org/dist",
    "echarts": "echarts/dist",
}
STATIC_URL = "/static/"
STATICFILES_DIRS: list[Any] = [
    BASE_DIR / "static",
    *[(f"vendor/{name}", BASE_DIR / "node_modules" / folder) for name, folder in VENDORS.items()],
]
# Hashed names need collectstatic first; the embedded default serves the files from where they lie
HASHED = env.flag("STATIC_HASHED", default=HTTPS)
STATIC_ROOT = env.folder("STATIC_ROOT", DATA / "static") if HASHED else None
WHITENOISE_USE_FINDERS = not HASHED
WHITENOISE_ALLOW_ALL_ORIGINS = False
STATIC_STORAGE = (
    "xuncha.statics.HashedStorage" if HASHED else "django.contrib.staticfiles.storage.StaticFilesStorage"
)
FILES = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES}},
    "staticfiles": {
        "BACKEND": STATIC_STORAGE,
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},  # nginx reads them
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
EVIDENCE_MAX_BYTES = env.integer("EVIDENCE_MAX_MB", 20, least=1, most=500) * 2**20
# Only an installation on a network that may hold state secrets switches the guard off
STATE_SECRETS_PERMITTED = env.flag("STATE_SECRETS_PERMITTED", default=False)
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20  # the typed part of a form; files are not counted in it
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Trail: looks folded within a window; how long an entry may stand unsealed; where the anchors go
AUDIT_READ_MINUTES = env.integer("AUDIT_READ_MINUTES", 10, least=1, most=60)
AUDIT_UNSEALED_MINUTES = env.integer("AUDIT_UNSEALED_MINUTES", 10, least=2, most=1440)
ANCHORS = env.folder("XUNCHA_ANCHORS", DATA / "anchors")

# 联审: how many bodies answer on one edition of a plan; a small county has fewer, 0 asks for no review
JOINT_BODIES_MIN = env.integer("JOINT_BODIES_MIN", 3, least=0, most=9)
JOINT_BODIES_MAX = env.integer("JOINT_BODIES_MAX", 5, least=max(1, JOINT_BODIES_MIN), most=20)
# What leaves the house: one digest a day, counts only. Without a host nothing is sent by that way
DIGEST_HOUR = env.integer("DIGEST_HOUR", 8, least=0, most=22)
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", 465, least=1, most=65535)
EMAIL_USE_SSL = env.flag("EMAIL_SSL", default=True)
EMAIL_USE_TLS = not EMAIL_USE_SSL and env.flag("EMAIL_STARTTLS", default=True)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", EMAIL_HOST_USER)
ROBOTS = {"wecom": "qyapi.weixin.qq.com", "dingtalk": "oapi.dingtalk.com"}
MESSENGER_KIND = env.choice("MESSENGER_KIND", ROBOTS)
MESSENGER_HOST = env.text("MESSENGER_HOST", ROBOTS.get(MESSENGER_KIND, ""))
MESSENGER_WEBHOOK = env.webhook("MESSENGER_WEBHOOK", MESSENGER_HOST) if MESSENGER_KIND else ""
MESSENGER_SECRET = env.text("MESSENGER_SECRET")

# Queue: a folder beside the data, or the Redis that REDIS_URL names
REDIS_URL = env.redis_url("REDIS_URL")
QUEUE = DATA / "queue"
CELERY_BROKER_URL = REDIS_URL or "folder://localhost/"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"visibility_timeout": 3600} if REDIS_URL else {"queue_folder": str(QUEUE)}
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
# A folder gives nothing back after a kill: there the sweeper takes the row up again
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = bool(REDIS_URL)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CONCURRENCY = env.integer("WORKERS", 2, least=1, most=64)
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 500_000  # kilobytes; who grew on a large paper is replaced
CELERY_TASK_TIME_LIMIT = 1800  # a task that hangs gives its place back
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_SEND_TASK_EVENTS = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)  # its reply queues would litter the folder
CELERY_BEAT_SCHEDULE = {
    **every_minute("audit.seal", "deadlines.sweep", "deadlines.send_digests"),
    **every_minute("documents.sweep_jobs", "rectification.remind"),
    **every_hour("audit.anchor", "deadlines.watch_calendar", "rounds.remind", "clues.remind"),
    **every_hour("rectification.remind_to_look", "rectification.draft_briefings"),
    **every_hour("rectification.open_monthly_reports", "rectification.sum_up_months"),
    **every_hour("supervision.begin_duties"),
    **every_night("rounds.recheck_recusals"),
}
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA / "beat-schedule")

QUIET = ["celery.beat", "celery.app.trace", "celery.worker.strategy"]
SHORT = "%(asctime)s %(levelname)s %(name)s %(message)s"
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"short": {"format": SHORT, "datefmt": "%H:%M:%S"}},
    "filters": {"refusals": {"()": "xuncha.logs.Refusals"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "short", "filters": ["refusals"]}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Sweeps run every minute: only what went wrong is worth a line
        **{name: {"level": "WARNING"} for name in QUIET},
        "waitress.queue": {"level": "ERROR"},  # a browser's six connections already are a queue to it
    },
}

SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # rights are asked of accounts.rules, never of an authentication backend
    "security.W005",  # HSTS for the whole domain is the office's decision, not ours
    "security.W021",  # an internal host is on no browser's preload list
]
