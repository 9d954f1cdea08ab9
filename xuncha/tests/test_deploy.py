"""The files of a deployment: valid, complete, and starting the same processes as `manage.py serve`."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from xuncha.management.commands.serve import BEAT, WORKER

HOUSE = Path(settings.BASE_DIR)
SECRETS = ("SECRET_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD")
COMPOSE = (HOUSE / "docker-compose.yml").read_text()
NGINX = (HOUSE / "deploy" / "nginx.conf").read_text()
EXAMPLE = (HOUSE / ".env.example").read_text()
RUN = (HOUSE / "deploy" / "run.sh").read_text()


def config(folder: Path, filled: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    program = shutil.which("docker-compose")
    assert program, "缺少 docker-compose，请运行：sudo apt-get install -y docker-compose"
    shutil.copy(HOUSE / "docker-compose.yml", folder)
    example = EXAMPLE
    for name in filled:
        example = example.replace(f"\n{name}=\n", f"\n{name}={'a' * 64}\n")
    (folder / ".env").write_text(example)
    command = [program, "config"]
    return subprocess.run(
        command, cwd=folder, env={"PATH": "/usr/bin:/bin"}, capture_output=True, text=True, check=False
    )


def test_compose_file_is_valid_with_the_example_filled_in(tmp_path: Path) -> None:
    answer = config(tmp_path, SECRETS)
    assert answer.returncode == 0, answer.stderr
    assert f"postgres://xuncha:{'a' * 64}@db:5432/xuncha" in answer.stdout


@pytest.mark.parametrize("left_out", ["POSTGRES_PASSWORD", "REDIS_PASSWORD"])
def test_compose_file_refuses_a_password_left_empty(tmp_path: Path, left_out: str) -> None:
    answer = config(tmp_path, tuple(name for name in SECRETS if name != left_out))
    assert answer.returncode != 0
    assert f"请在 .env 中填写 {left_out}" in answer.stderr


def test_all_services_are_there_and_watched() -> None:
    services = re.findall(
        r"^  (\w+):$", COMPOSE.partition("\nservices:\n")[2].partition("\nnetworks:")[0], re.MULTILINE
    )
    assert services == ["db", "redis", "prepare", "web", "worker", "beat", "nginx"]
    assert COMPOSE.count("healthcheck:") == 5


def test_containers_run_the_commands_of_serve() -> None:
    for line in (WORKER, BEAT):
        assert f'exec "$python" {" ".join(line[1:])} ;;' in RUN
    assert "gunicorn -c deploy/gunicorn.conf.py" in RUN
    asked = set(re.findall(r"deploy/run\.sh, ([\w-]+)\]", COMPOSE))
    assert asked == set(re.findall(r"^  ([\w-]+)\)", RUN, re.MULTILINE))


def test_run_refuses_an_unknown_process() -> None:
    answer = subprocess.run(
        [HOUSE / "deploy" / "run.sh", "cook"], capture_output=True, text=True, check=False
    )
    assert (answer.returncode, "用法" in answer.stderr) == (2, True)


def test_every_variable_of_the_example_is_read_somewhere() -> None:
    reads = [
        HOUSE / "xuncha" / "settings.py",
        HOUSE / "deploy" / "gunicorn.conf.py",
        HOUSE / "docker-compose.yml",
    ]
    code = "".join(path.read_text() for path in reads)
    names = re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE)
    assert len(names) > 10
    assert [name for name in names if name not in code] == []


def test_example_holds_no_secret() -> None:
    assert [
        line for line in EXAMPLE.splitlines() if line.startswith(SECRETS) and not line.endswith("=")
    ] == []


def test_page_and_not_nginx_refuses_evidence_that_is_too_large() -> None:
    limit = int(re.findall(r"client_max_body_size (\d+)m;", NGINX)[0])
    assert limit * 2**20 > 5 * settings.EVIDENCE_MAX_BYTES


def test_nginx_believes_no_header_of_a_browser() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in NGINX
    assert "proxy_set_header X-Forwarded-Proto $scheme;" in NGINX
    assert "$proxy_add_x_forwarded_for" not in NGINX
    assert "TLSv1.1" not in NGINX


def test_every_static_file_a_template_names_is_there() -> None:
    templates = [*HOUSE.glob("templates/**/*.html"), *HOUSE.glob("[a-z]*/templates/**/*.html")]
    named = {
        name for path in templates for name in re.findall(r"""{% static ["']([^"']+)["']""", path.read_text())
    }
    assert named, "no template names a static file: the pattern is wrong"
    assert [name for name in named if not finders.find(name)] == []


def test_the_guide_explains_every_variable() -> None:
    read = (HOUSE / "xuncha").glob("**/*.py")
    names = {name for path in read for name in re.findall(r'env\.\w+\(\s*"([A-Z_]{2,})"', path.read_text())}
    guide = (HOUSE / "docs" / "deploy.md").read_text()
    assert len(names) > 15
    assert [name for name in sorted(names) if f"`{name}`" not in guide] == []
