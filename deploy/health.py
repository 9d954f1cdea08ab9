# ruff: noqa: INP001 -- a script, imported by nobody
"""Ask the web process of this container whether it lives; the answer is the exit code."""

import os
import sys
import urllib.request

host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
port = os.environ.get("BIND", "127.0.0.1:8000").rpartition(":")[2]
request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz/", headers={"Host": host})
with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 -- loopback
    sys.exit(answer.status != 200)
