# What one does with Muster on one's own machine; `make help` lists it.
# Needs Python 3.11 or newer, Node 20.19 or newer and make; everything else is installed under this folder.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python

# Each exists, and is newer than what it is made from, when there is nothing to install.
PYTHON_STAMP := $(VENV)/.installed
NODE_STAMP := node_modules/.package-lock.json
INFRA_VENV := .venv-infra
INFRA_STAMP := $(INFRA_VENV)/.installed
LOCK_VENV := .venv-lock
LOCK_STAMP := $(LOCK_VENV)/.installed
PORTAL_STAMP := $(if $(wildcard portal/package.json),portal/dist/index.html)
PORTAL_NODE_STAMP := portal/node_modules/.package-lock.json
PORTAL_SOURCES := $(shell find portal -type f -not -path '*/node_modules/*' -not -path 'portal/dist/*' \
	-not -path 'portal/coverage/*' -not -path 'portal/test-results/*' 2>/dev/null)

# Processes that run tests. Most tests wait for storage or for a host, so there may be more of them than cores.
WORKERS ?= 4

.DEFAULT_GOAL := help
.PHONY: help setup run test test-3.13 test-portal check test-libraries coverage infra-check lock sbom bench bench-http portal node
.DELETE_ON_ERROR:

help: ## lists these targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9.-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(PYTHON_STAMP) $(NODE_STAMP) ## installs what the others need: .venv and node_modules

run: setup $(PORTAL_STAMP) ## starts storage and the app on http://localhost:7071, imports the samples once
	@exec $(RUN) -m local.run

test: setup $(PORTAL_STAMP) test-portal ## runs every test against an Azurite of its own
	@$(RUN) -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

# What `test` runs on the oldest Python, here on the one that runs in Azure; system tests run on it by tests/conformance.
test-3.13: $(PYTHON_STAMP) $(NODE_STAMP) ## runs the tests below the local host on Python 3.13, in a venv of its own
	@python=$$($(RUN) -m tests.conformance.interpreter) && \
		$(MAKE) --no-print-directory PYTHON="$$python" VENV=.venv-3.13 test-libraries

test-libraries: $(PYTHON_STAMP) $(NODE_STAMP)
	@$(RUN) -m pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder tests/unit tests/contract tests/integration

test-portal: $(PORTAL_STAMP)
	@if [ -n "$(PORTAL_STAMP)" ] && grep -q '"test"' portal/package.json; then npm --prefix portal test; fi

check: $(PYTHON_STAMP) $(PORTAL_NODE_STAMP) ## verifies style, types and the fast tests, and rewrites nothing
	@$(RUN) -m ruff check .
	@$(RUN) -m mypy
	@npm --prefix portal run check --silent
	@$(RUN) -m pytest -q tests/unit
	@$(RUN) -m pytest -q tests/contract -k fake

coverage: $(PYTHON_STAMP) ## measures which lines of the use cases the tests on fakes reach; fails below 90 %
	@$(RUN) -m coverage run -m pytest -q tests/unit/services
	@$(RUN) -m coverage report

infra-check: $(PYTHON_STAMP) $(INFRA_STAMP) ## verifies infra/bicep, with checkov's rules for Azure
	@$(RUN) -m infra.check --checkov

lock: $(LOCK_STAMP) ## pins what requirements.in asks for, with hashes, in requirements.txt
	@UV_CUSTOM_COMPILE_COMMAND="make lock" $(LOCK_VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --output-file requirements.txt requirements.in

sbom: $(LOCK_STAMP) | node ## lists what is deployed as CycloneDX, in build/
	@mkdir -p build
	@$(LOCK_VENV)/bin/cyclonedx-py requirements requirements.txt --output-reproducible --output-file build/sbom-api.cdx.json
	@npm --prefix portal sbom --sbom-format cyclonedx --package-lock-only --omit dev --loglevel=error >build/sbom-portal.cdx.json

bench-http: setup ## measures requests beside the bare SDK calls, and 32 clients at once
	@$(RUN) -m benchmarks.http

bench: setup ## measures, each figure against a peer in the same run
	@$(RUN) -m benchmarks

portal: $(PORTAL_STAMP) ## builds the management portal, when its sources changed

$(PYTHON_STAMP): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "make: $(PYTHON) is missing or older than Python 3.11; set PYTHON, as in: make PYTHON=python3.12 run"; exit 1; }
	@test -x $(RUN) || $(PYTHON) -m venv $(VENV) || \
		{ rm -rf $(VENV); echo "make: $(PYTHON) cannot make $(VENV); on Debian and Ubuntu, install python3-venv"; exit 1; }
	@echo "Installing Python packages into $(VENV)"
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(RUN) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(LOCK_STAMP): infra/requirements-lock.txt
	@$(PYTHON) -m venv $(LOCK_VENV)
	@$(LOCK_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r infra/requirements-lock.txt
	@touch $@

$(INFRA_STAMP): infra/requirements-check.txt
	@$(PYTHON) -m venv $(INFRA_VENV)
	@$(INFRA_VENV)/bin/python -m pip install --quiet --disable-pip-version-check -r infra/requirements-check.txt
	@touch $@

node:
	@version=$$(node --version 2>/dev/null); \
	echo "$$version" | awk -F'[v.]' '{exit !($$2 > 20 || ($$2 == 20 && $$3 >= 19))}' || \
		{ echo "make: Azurite and the portal need Node 20.19 or newer; node is $${version:-missing}"; exit 1; }

$(NODE_STAMP): package-lock.json | node
	@echo "Installing Azurite into node_modules"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(PORTAL_NODE_STAMP): $(wildcard portal/package-lock.json) | node
	@echo "Installing the portal's packages into portal/node_modules"
	@npm --prefix portal ci --no-audit --no-fund --loglevel=error
	@touch $@

portal/dist/index.html: $(PORTAL_NODE_STAMP) $(PORTAL_SOURCES)
	@echo "Building the portal"
	@npm --prefix portal run build --silent
	@touch $@
