"""The settings under test: the real ones, on a data folder that is gone afterwards."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="xuncha-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.environ["XUNCHA_DATA"] = _data
os.environ["JOINT_BODIES_MIN"] = "0"  # the county of most tests reviews nothing jointly

from xuncha.settings import *  # noqa: E402, F403 - the folder must be named before they are read
from xuncha.settings import DATA, DATABASES  # noqa: E402

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.MD5PasswordHasher"
]  # accounts by the hundred, none of them real
if "sqlite3" in DATABASES["default"]["ENGINE"]:  # a file, as in life: two connections meet its locks
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0
WHITENOISE_AUTOREFRESH = True  # else each client looks through every file anew
