"""Django settings. Everything that differs between machines comes from the environment."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from tutor.config import env, records

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = env.data_folder(BASE_DIR)

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.secret_key(DATA_DIR)
PORT = env.number("PORT", default=8000, low=1, high=65535)
ALLOWED_HOSTS = env.text("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
SITE_URL = env.text("SITE_URL", f"http://localhost:{PORT}")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# The embedded set-up speaks plain HTTP on loopback; behind TLS, SITE_URL starts with https.
IS_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

INSTALLED_APPS = [
    "tutor.accounts",
    "tutor.privacy",
    "tutor.studies",
    "tutor.content",
    "tutor.events",
    "tutor.learning",
    "tutor.experiments",
    "tutor.focus",
    "tutor.guidance",
    "tutor.adaptation",
    "tutor.realtime",
    "tutor.student",
    "tutor.teacher",
    "tutor.authoring",
    "tutor.research",
    "tutor.serving",
    "tutor.demo",
    "unfold.apps.BasicAppConfig",
    "tutor.accounts.records_app.RecordsConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "django_vite",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tutor.accounts.language.language_middleware",
    "tutor.student.whose.whose_page_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tutor.privacy.record_log.RecordLog",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "tutor.config.urls"
ASGI_APPLICATION = "tutor.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "tutor" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# Every request, socket lookup and task runs on a thread that ends with it, so a connection kept by
# its thread would leak: PostgreSQL's are kept in a pool, SQLite's cost less than a millisecond.
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'attune.sqlite3'}"
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {"min_size": 1, "max_size": 16}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # One writer at a time: wait for the lock rather than fail, and take it at BEGIN so that
        # a transaction that reads first cannot be refused when it comes to write.
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        # FULL, not NORMAL: "acked means stored" has to hold for a power cut as well.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }

# Redis: the frame stream, Celery's broker and the channel layer. `manage.py serve` sets REDIS_URL
# for its children to the bundled Valkey server when none is given.
REDIS_URL = env.text("REDIS_URL")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "socket_timeout": 5.0, "socket_connect_timeout": 1.0}],
            # Channels know no keyspaces: two Attunes on one Redis must not hear each other.
            "prefix": f"attune{urlsplit(REDIS_URL).path}",
        },
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
# What one person's pages may send on average; eight seconds' worth may come at once.
EVENTS_A_SECOND = env.number("ATTUNE_EVENTS_A_SECOND", default=100, low=1, high=1_000_000)
# Frames of a session always go through the same of so many streams, drained by one worker each.
SHARDS = env.number("ATTUNE_SHARDS", default=1, low=1, high=64)
TICK_MS = env.number("ATTUNE_TICK_MS", default=100, low=10, high=5000)
# Who runs this site decides what may be sensed, seen and kept: see tutor/privacy/modes.py.
MODE = env.choice(
    "ATTUNE_MODE",
    default="institution",
    among=("personal", "institution", "institution-eu", "research"),
)
# A learner who wants to be erased can take it back for so many days.
ERASE_AFTER_DAYS = env.number("ATTUNE_ERASE_AFTER_DAYS", default=14, low=0, high=365)
# How long a learner may be away before the lesson reacts; a demo or a test may shorten it.
AWAY_MS = env.number("ATTUNE_AWAY_MS", default=90_000, low=100, high=3_600_000)

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "tutor.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "tutor.accounts.forms.JoinCodeForm"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
# A whole school is one address: guessing is slowed per account (`key`), floods per address.
ACCOUNT_RATE_LIMITS = {
    "login": "600/m/ip",
    "login_failed": "6/5m/key",
    "signup": "200/m/ip",
    "reset_password": "60/m/ip,3/m/key",
    "reset_password_from_key": "60/m/ip",
}
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "tutor" / "locale"]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
# Built, not data: the same for every data folder.
STATIC_ROOT = BASE_DIR / "build" / "static"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.exists() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# Vite names its files by content hash: name-AbCd1234.js never changes.
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+[.-][0-9a-zA-Z_-]{8,12}\..+$"
DJANGO_VITE = {"default": {"dev_mode": False, "manifest_path": FRONTEND_DIST / "manifest.json"}}
MEDIA_ROOT = DATA_DIR / "media"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS += ["django.forms"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

UNFOLD = records.UNFOLD

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
    # While Redis is away it logs a traceback a second; our own warning says the same in a line.
    "loggers": {"channels_redis.pubsub": {"level": "CRITICAL"}},
}
