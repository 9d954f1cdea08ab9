# ruff: noqa: INP001 -- read by gunicorn, imported by nobody
"""gunicorn: how many processes and threads, how long a request may take. The address is in the command."""

import gc
import os

wsgi_app = "xuncha.wsgi"
worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60  # a page never takes so long: reports are made by the worker
graceful_timeout = 30
max_requests = 5000  # a leak, if there is one, ends here
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 -- heartbeat, no data
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")  # whose X-Forwarded-* is believed
control_socket_disable = True  # it would write into the home folder, which the service may not
errorlog = "-"
accesslog = None  # nginx keeps it


def post_worker_init(_worker: object) -> None:
    """What was loaded at the start stays for good: the collector need not look through it at every page."""
    gc.collect()
    gc.freeze()
