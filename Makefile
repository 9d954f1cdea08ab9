# Two commands matter: `make demo` shows the system, `make test` proves it. Both set up what they need.
PYTHON ?= python3
PORT   ?= 8000
ARGS   ?=

PY := .venv/bin/python
export PORT XUNCHA_DATA DEMO_PASSWORD

.DEFAULT_GOAL := help
.PHONY: help demo test check prove-access bench soak soak-reminders simulate-year screens bare lock clean base tools

help:  ## 列出可用的命令
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

demo: base  ## 准备好本机，装入演示县，启动系统(PORT、XUNCHA_DATA、DEMO_PASSWORD 可设)
	@$(PY) manage.py migrate --verbosity 0 --skip-checks
	@$(PY) manage.py demo --like nanzhang --skip-checks
	@exec $(PY) manage.py serve

test:  ## 全部测试：先 SQLite,再 PostgreSQL + Redis(ARGS 传给 pytest)
	@$(PYTHON) -m bootstrap test
	@$(PY) -m tests.run $(ARGS)

check: tools  ## 静态检查：格式、类型、依赖方向、迁移、部署设置、模板
	@$(PY) -m tests.gates

prove-access:  ## 证明谁能看什么、做什么：全部请求、去规则、收权，打印数字(ARGS=--write 写入 docs/security.md)
	@$(PYTHON) -m bootstrap test
	@$(PY) -m tests.access $(ARGS)

bench: tools  ## 性能测量(结果写入 benchmarks/)
	@$(PYTHON) -m bootstrap test
	@$(PY) -m benchmarks $(ARGS)

soak:  ## 反复中断与恢复，长时间运行
	@$(PYTHON) -m bootstrap test
	@$(PY) -m benchmarks.soak $(ARGS)

soak-reminders:  ## 提醒在断电、断网、重复响铃之下：真实的 PostgreSQL 与 Redis，打印数字(ARGS="--kills 20 --dice 1")
	@$(PYTHON) -m bootstrap test
	@$(PY) -m benchmarks.soak_reminders $(ARGS)

simulate-year:  ## 模拟演示县的一年：每月的月报与汇总逐项对照留痕，打印数字
	@$(PYTHON) -m bootstrap test
	@$(PY) -m tests.year

screens:  ## 重新拍摄 docs/screens/ 中的界面图
	@$(PYTHON) -m bootstrap test
	@$(PY) -m tests.screens $(ARGS)

bare:  ## 在全新的 Debian 根目录里依次运行 make demo 与 make test(需要 root)
	@$(PYTHON) -m bootstrap.bare $(ARGS)

lock: tools  ## 重新锁定依赖版本(锁文件里没有软件源地址)
	@for part in requirements requirements-dev requirements-node requirements-servers; do \
	  .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-emit-index-url $$part.in -o $$part.txt $(ARGS) || exit 1; \
	done
	@npm install --package-lock-only

clean:  ## 删除本机上安装和缓存的东西(数据不动)
	@rm -rf .venv node_modules .cache

base:
	@$(PYTHON) -m bootstrap base

tools:
	@$(PYTHON) -m bootstrap check
