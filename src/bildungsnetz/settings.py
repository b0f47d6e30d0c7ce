"""The only reader of the environment; every setting has a safe default (docs/betrieb.md)."""

import os
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from bildungsnetz.kit import env

BASE_DIR = Path(__file__).resolve().parent
DATA_DIR = env.data_dir(os.environ)
DEBUG = env.flag(os.environ, "BILDUNGSNETZ_DEBUG")


def _secret_key() -> str:
    """The key kept in the data folder; `prepare` writes it before anything is signed with it."""
    file = DATA_DIR / "geheimnis.txt"
    return file.read_text().strip() if file.exists() else "not-yet-prepared-and-never-used-to-sign"


SECRET_KEY = _secret_key()
PORT = env.number(os.environ, "BILDUNGSNETZ_PORT", default=8000, low=1, high=65535)
BIND = os.environ.get("BILDUNGSNETZ_BIND", "127.0.0.1")
_site = env.site(os.environ, default=f"http://127.0.0.1:{PORT}")
SITE_URL = _site.geturl()
HTTPS = _site.scheme == "https"
ALLOWED_HOSTS = [_site.hostname, "127.0.0.1", "localhost", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
if env.flag(os.environ, "BILDUNGSNETZ_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    TRUSTED_PROXIES = 1
else:
    TRUSTED_PROXIES = 0

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.staticfiles",
    "django.forms",  # so that our form templates may stand beside Django's own
    "django_htmx",
    "bildungsnetz",
]
MIDDLEWARE = [
    "bildungsnetz.accounts.page_cache.PageCacheMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "bildungsnetz.wiring.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "bildungsnetz.accounts.gate.GateMiddleware",
]
ROOT_URLCONF = "bildungsnetz.urls"
WSGI_APPLICATION = "bildungsnetz.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.messages.context_processors.messages",
                "bildungsnetz.wiring.page_context",
            ],
            "builtins": ["bildungsnetz.templatetags.netz"],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "bildungsnetz.wiring.FormRenderer"

DATABASES = {"default": env.database(os.environ, DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "bildungsnetz.User"
AUTHENTICATION_BACKENDS = ["bildungsnetz.accounts.backend.LinkBackend"]
SESSION_ENGINE = "bildungsnetz.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_NAME = "__Host-sitzung" if HTTPS else "sitzung"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-formular" if HTTPS else "formular"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bildungsnetz.public.errors.form_expired"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "sign_in"

TASKS = {"default": {"BACKEND": "bildungsnetz.jobs.backend.LeaseBackend"}}
SMTP = env.mailer(os.environ)
MAILERS = {"default": SMTP or {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
# The sender's address where the mail server wants one of its own; else the office's address is it.
FROM = env.address(os.environ, "BILDUNGSNETZ_FROM")
MAIL_LEASE_SECONDS = env.number(
    os.environ, "BILDUNGSNETZ_MAIL_LEASE_SECONDS", default=60, low=1, high=3600
)
JOB_LEASE_SECONDS = env.number(
    os.environ, "BILDUNGSNETZ_JOB_LEASE_SECONDS", default=60, low=1, high=3600
)

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "sprache"
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "dateien"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"no_tokens": {"()": "bildungsnetz.kit.logs.HideTokens"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["no_tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
