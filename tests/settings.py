"""The product's settings with what tests change: own folders, no mail, quick static files.

The test database is a file even on SQLite, since an in-memory one hides races; real processes
started by tests open it by the name in BILDUNGSNETZ_OPEN_DATABASE (tests/concurrency).
"""

import os
import tempfile
from pathlib import Path

from bildungsnetz.settings import *  # noqa: F403
from bildungsnetz.settings import DATABASES, STORAGES

if "BILDUNGSNETZ_TEST_FOLDER" in os.environ:
    FOLDER = Path(os.environ["BILDUNGSNETZ_TEST_FOLDER"])
else:
    _folder = tempfile.TemporaryDirectory(prefix="bildungsnetz-test-", ignore_cleanup_errors=True)
    FOLDER = Path(_folder.name)
OPEN_DATABASE = os.environ.get("BILDUNGSNETZ_OPEN_DATABASE", "")

SECRET_KEY = "only-for-tests"
STATIC_ROOT = FOLDER / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns of a missing folder
MEDIA_ROOT = FOLDER / "dateien"
STORAGES["staticfiles"] = {
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

if OPEN_DATABASE:
    DATABASES["default"]["NAME"] = OPEN_DATABASE
else:
    # Nothing leaves the tests' own process, whatever the developer's environment names.
    SMTP = None
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    if DATABASES["default"]["ENGINE"].endswith("sqlite"):
        DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "test.sqlite3")}
