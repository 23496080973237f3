# What this repository is built, checked and tested with; `make` alone is `make check`.

PYTHON ?= python3

ENVIRONMENT := .venv/.made
BIN := .venv/bin
LOCK := requirements-dev.lock
TOOLS := tests/tools
CHECKERS := $(TOOLS)/node_modules/.made
ISSO := $(TOOLS)/.isso/.made
ISSO_LOCK := $(TOOLS)/isso.lock
# What only Isso's older renderer needs, and a compiler for it.
NOT_FOR_ISSO := misaka cffi pycparser
QUICK := not outside and not slow

.DEFAULT_GOAL := check
.PHONY: serve build check test bench netlify lock clean

# The preview of the demo newsroom, which is this repository.
serve: $(ENVIRONMENT)
	$(BIN)/livegen serve

# The demo newsroom into site/.
build: $(ENVIRONMENT)
	$(BIN)/livegen build

# The quick part: format, lint, types, unit tests.
check: $(ENVIRONMENT)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses auto -m "$(QUICK)"

# Everything.
test: check $(CHECKERS) $(ISSO)
	$(TOOLS)/need default-jre-headless java -version
	$(TOOLS)/need chromium chromium --version
	$(TOOLS)/need nginx-light nginx -v
	$(TOOLS)/need git git --version
	$(TOOLS)/need libxml2-utils xmllint --version
	$(BIN)/pytest --numprocesses auto --dist loadfile -m "not ($(QUICK))"

# livegen beside its peers, on this machine; BENCH="--sizes 1000 --record" and so on.
bench:
	$(TOOLS)/need npm npm --version
	$(PYTHON) -m benchmarks.run $(BENCH)

# A clean checkout of the last commit, built as Netlify builds it.
netlify:
	$(TOOLS)/need npm npm --version
	PYTHON=$(PYTHON) $(TOOLS)/netlify-build

# The newest versions of everything that the tests lean on, by digest and without addresses.
lock: $(ENVIRONMENT)
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --upgrade --universal --python-version 3.11 \
		--generate-hashes --no-annotate --custom-compile-command "make lock" \
		--quiet --output-file $(LOCK)
	echo isso | $(BIN)/uv pip compile - --upgrade --universal --python-version 3.11 \
		$(NOT_FOR_ISSO:%=--no-emit-package %) \
		--generate-hashes --no-annotate --custom-compile-command "make lock" \
		--quiet --output-file $(ISSO_LOCK)
	npm --prefix $(TOOLS) install --package-lock-only

clean:
	rm -rf .venv $(TOOLS)/node_modules $(TOOLS)/.isso .livegen dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find site -mindepth 1 ! -name .gitignore -delete
	find livegen tests -name __pycache__ -prune -exec rm -rf {} +

# Made anew only when the lock changes.
$(ENVIRONMENT): $(LOCK)
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" || \
		{ echo "livegen needs Python 3.11 or later: make PYTHON=python3.11" >&2; exit 1; }
	$(TOOLS)/need python3-venv $(PYTHON) -c "import ensurepip"
	$(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement $(LOCK)
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(CHECKERS): $(TOOLS)/package-lock.json
	$(TOOLS)/need npm npm --version
	npm --prefix $(TOOLS) ci --ignore-scripts --no-audit --no-fund
	touch $@

# Of its own, since Isso needs other versions of things; and with no more than the lock names.
$(ISSO): $(ISSO_LOCK) | $(ENVIRONMENT)
	$(PYTHON) -m venv --clear $(TOOLS)/.isso
	$(TOOLS)/.isso/bin/python -m pip install --quiet --no-deps --require-hashes --requirement $(ISSO_LOCK)
	touch $@
