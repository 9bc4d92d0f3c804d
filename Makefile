# Needs Python 3.11 or newer, its pip, and make. Everything lands in .venv; nothing else is touched.

PORT ?= 8000
ifndef PYTHON
PYTHON := $(or $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$python && break; done),python3)
endif
RUN := .venv/bin/python
HTML := tests/html_validate
# A worker for each core: more of them only get in each other's way.
PYTEST := $(RUN) -m pytest -n auto --maxprocesses 4
# 77: with_postgres found no server, and has said so.
OR_SKIPPED := || { [ $$? = 77 ] && [ "$$REQUIRE_ALL" != 1 ]; }
LOCK := $(RUN) -m uv pip compile --no-config --quiet --universal --generate-hashes \
	--python-version 3.11 pyproject.toml

.PHONY: help demo test check bench lock clean runtime tools html-validate
.DEFAULT_GOAL := help

help:
	@echo "make demo     start the portal with demo data on port 8000 (another: PORT=8001)"
	@echo "make test     run the tests, on SQLite and where it is installed on PostgreSQL"
	@echo "make check    lint, format, migrations and deploy check, then the tests"
	@echo "make bench    measure the speed of the pages"
	@echo "make lock     compile requirements*.txt from pyproject.toml"
	@echo "make clean    remove what make made; the database stays"
	@echo
	@echo "PYTHON=…      which Python to use (now: $(PYTHON))"
	@echo "REQUIRE_ALL=1 fail where PostgreSQL, Chromium, LibreOffice or html-validate is missing"

# --- what must be there -----------------------------------------------------------------------

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed. Say where it is: make PYTHON=/path/to/python3.11"; \
		  exit 1; } >&2
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || \
		{ echo "$(PYTHON) has no pip. On Debian: apt install python3-pip"; exit 1; } >&2
	@$(PYTHON) -m venv --clear --without-pip .venv

# $(call install,LOCK,LOCKS): install LOCK unless its copy in .venv says that this was done.
install = @cmp -s $(1) .venv/$(1) || { \
	echo "Installing $(1) into .venv" && rm -f .venv/requirements*.txt && \
	PIP_USER=0 $(PYTHON) -m pip --python .venv/bin/python --disable-pip-version-check \
		install --quiet --require-hashes -r $(1) && \
	cp $(2) .venv/; }

runtime: .venv/bin/python
	$(call install,requirements.txt,requirements.txt)

tools: .venv/bin/python
	$(call install,requirements-test.txt,requirements.txt requirements-test.txt)

# Where this fails the tests that need it are skipped, and say so.
html-validate:
	@! command -v npm >/dev/null || cmp -s $(HTML)/package-lock.json $(HTML)/node_modules/lock || { \
		echo "Installing html-validate" && \
		npm ci --prefix $(HTML) --no-audit --no-fund --loglevel=error && \
		cp $(HTML)/package-lock.json $(HTML)/node_modules/lock; } || \
		echo "html-validate could not be installed"

# --- what one does ----------------------------------------------------------------------------
# Each chooses its own database: never the one in your environment.

demo: export DEBUG := 1
demo: export DATABASE_URL := sqlite:///loket.sqlite3
demo: export LOKET_BASE_URL := http://127.0.0.1:$(PORT)
demo: runtime
	@$(RUN) -c 'import socket; socket.create_server(("127.0.0.1", $(PORT)))' 2>/dev/null || \
		{ echo "Port $(PORT) cannot be used now. Choose another: make demo PORT=8001"; exit 1; } >&2
	@$(RUN) manage.py migrate --verbosity 0
	@$(RUN) manage.py createcachetable --verbosity 0
	@$(RUN) manage.py load_content
	@$(RUN) manage.py demo
	@echo "The portal is at http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)"
	@exec $(RUN) -m gunicorn loket.wsgi:application --bind 127.0.0.1:$(PORT) \
		-k gthread -w 2 --threads 4 --no-control-socket --limit-request-line 0 --log-level warning

test: export DATABASE_URL := sqlite://:memory:
test: tools html-validate
	@echo "Tests on SQLite"
	@$(PYTEST) -m "not browser"
	@echo "Tests in a browser"
	@$(PYTEST) -m browser
	@echo "Tests on PostgreSQL"
	@$(RUN) -m tests.with_postgres $(PYTEST) -m "not browser and not libreoffice" $(OR_SKIPPED)

check: export DATABASE_URL := sqlite://:memory:
check: tools
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m djlint --lint --quiet templates
	DEBUG=1 $(RUN) manage.py makemigrations --check --dry-run
	DEBUG=0 SECRET_KEY=$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(50))') \
		ALLOWED_HOSTS=loket.example LOKET_BASE_URL=https://loket.example \
		$(RUN) manage.py check --deploy --fail-level WARNING
	@$(MAKE) --no-print-directory test

bench: export SECRET_KEY := only-for-measuring
bench: tools
	@echo "Speed on SQLite"
	@rm -f .venv/bench.sqlite3*
	@DATABASE_URL=sqlite:///.venv/bench.sqlite3 $(RUN) -m tests.bench
	@echo "Speed on PostgreSQL"
	@$(RUN) -m tests.with_postgres $(RUN) -m tests.bench $(OR_SKIPPED)

lock: export UV_CUSTOM_COMPILE_COMMAND := make lock
lock: tools
	$(LOCK) --output-file requirements.txt
	$(LOCK) --group test --constraints requirements.txt --output-file requirements-test.txt

clean:
	rm -rf .venv $(HTML)/node_modules static_collected
	rm -rf .pytest_cache .ruff_cache .hypothesis test-results
	find . -name __pycache__ -prune -exec rm -rf {} +
