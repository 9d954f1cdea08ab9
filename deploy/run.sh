#!/bin/sh
# One process of the system, in or out of a container: prepare | web | worker | beat | worker-health.
# Outside a container the variables come from the file that ENV_FILE names.
set -eu
cd "$(dirname "$0")/.."
if [ -n "${ENV_FILE:-}" ]; then
  set -a
  # shellcheck disable=SC1090
  . "$ENV_FILE"
  set +a
fi
python=python3
if [ -x .venv/bin/python ]; then python=.venv/bin/python; fi

case "${1:-}" in
  prepare)
    "$python" manage.py migrate --noinput
    "$python" manage.py collectstatic --noinput --verbosity 0
    "$python" manage.py check --deploy
    ;;
  web) exec "$python" -m gunicorn -c deploy/gunicorn.conf.py -b "${BIND:-127.0.0.1:8000}" xuncha.wsgi ;;
  worker) exec "$python" -m celery --quiet -A xuncha worker --without-gossip --without-mingle --without-heartbeat ;;
  beat) exec "$python" -m celery --quiet -A xuncha beat --pidfile= ;;
  worker-health) exec "$python" -m celery --quiet -A xuncha inspect ping --destination "celery@$(hostname)" --timeout 10 ;;
  *)
    echo "用法：deploy/run.sh prepare|web|worker|beat|worker-health" >&2
    exit 2
    ;;
esac
