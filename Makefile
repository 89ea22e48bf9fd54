# What a newcomer types: `make site` builds the demonstration, `make test` runs every check.

VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps

# Looked for only when the environment is made. Give another with `make site PYTHON=/path/to/python`.
PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3 python; do \
	if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	echo "$$name"; break; fi; done)

# Everything from a registry is installed from a lock file, by its hash: make has no other way to say install.
INSTALL := -m pip --disable-pip-version-check --quiet --quiet install --require-hashes

# Modules that happen to lie on this machine must not be found before the locked ones.
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site test words bench load faults isolation same-bytes injection fuzz mutants lint format lock licences audit-dependencies sbom clean test-programs

help:
	@echo 'make site     build the demonstration offers into site/'
	@echo 'make test     run every check: style, types, tests'
	@echo 'make words    bring the catalogues of other languages up to date (NEW=cy starts one)'
	@echo 'make bench    measure weight and speed beside others (FULL=1 for up to 8,000 entries and all councils)'
	@echo 'make load     ask for the pages as fast as nginx answers (needs nginx and wrk), beside plain files'
	@echo 'make faults   kill, stop, starve and watch builds, imports and intake (KILLS=100)'
	@echo 'make isolation'
	@echo '              break one council of 153 in each of many ways: all others are built'
	@echo 'make same-bytes'
	@echo '              build one revision in many surroundings, and compare every byte'
	@echo 'make injection'
	@echo '              try hostile texts in every place, to the page, the feed and the terminal (COUNCILS=6 for fewer)'
	@echo 'make mutants  change the verdicts bit by bit and see that the tests notice (WORKERS=2 for two at once)'
	@echo 'make fuzz     damage files of every kind by the thousand, and see what is said of them (takes long)'
	@echo 'make lint     check style and types only'
	@echo 'make format   lay out the code as the checks want it'
	@echo 'make lock     write the lock files again (UPGRADE=--upgrade for newer versions)'
	@echo 'make licences list what is installed, with its licences, in docs/licences.md'
	@echo 'make audit-dependencies'
	@echo '              ask whether a version that is locked has a known fault'
	@echo 'make sbom     write the parts of the builder as CycloneDX, into build/sbom/'
	@echo 'make clean    remove all that was installed and built here'

site: $(STAMPS)/project
	$(BIN)/local-offer build
	@echo
	@echo 'The site is ready. Open this file in a browser: $(CURDIR)/site/index.html'

test: test-programs $(STAMPS)/project $(STAMPS)/test $(STAMPS)/bench node_modules/.stamp
	@$(MAKE) --no-print-directory lint
	$(BIN)/pytest --numprocesses auto --dist worksteal

# Finds every text of the interface; ends with an error while something is not translated.
words: $(STAMPS)/project
	$(BIN)/python -m site_builder.pages.interface_words $(NEW)

# Figures, never a verdict: it ends well whatever they are, unless the quick check accepts what Cerberus refuses.
bench: test-programs $(STAMPS)/project $(STAMPS)/test $(STAMPS)/bench
	nice $(BIN)/python -m benchmarks.compare_text
	nice $(BIN)/python -m benchmarks.weights $(if $(FULL),--full)
	nice $(BIN)/python -m benchmarks.find $(if $(FULL),--full)
	nice $(BIN)/python -m benchmarks.nation $(if $(FULL),--entries 1500,--entries 100)
	nice $(BIN)/python -m benchmarks.imports $(if $(FULL),,--rows 5000)
	nice $(BIN)/python -m benchmarks.damage $(if $(FULL),--documents 120000,--documents 10000)
	nice $(BIN)/python -m benchmarks.reading $(if $(FULL),--full)
	nice $(BIN)/python -m benchmarks.whole_build $(if $(FULL),--full)
	@echo
	@echo 'To put the figures into docs/performance.md: $(BIN)/python -m benchmarks.performance_page'
	nice $(BIN)/python -m benchmarks.booklet

# Trials look for what breaks. Their results are for docs/reliability.md; no other target needs what they need.
load: $(STAMPS)/project $(STAMPS)/test
	nice $(BIN)/python -m trials.load
	@echo 'To put the results into docs/reliability.md: $(BIN)/python -m trials.reliability_page'

# Long runs that try what is promised; each keeps what came out in build/trials/. A broken promise is an error.
KILLS ?= 100

faults: $(STAMPS)/project $(STAMPS)/test
	nice -n 15 $(BIN)/python -m trials.faults --kills $(KILLS)

isolation: $(STAMPS)/project $(STAMPS)/test
	nice -n 15 $(BIN)/python -m trials.isolation

same-bytes: $(STAMPS)/project $(STAMPS)/test
	nice -n 15 $(BIN)/python -m trials.same_bytes

# Hours on a quiet machine with all councils; what the check refuses is tried whole in any case.
injection: test-programs $(STAMPS)/project $(STAMPS)/test node_modules/.stamp
	nice -n 15 $(BIN)/python -m trials.injection $(if $(COUNCILS),--councils $(COUNCILS))
	nice -n 15 $(BIN)/python -m trials.hostile_imports

# In a copy with an environment of its own: nothing that `make test` uses is changed.
MUTANTS := build/mutants
WORKERS ?= 1

$(MUTANTS)/env/stamp: requirements/test.txt requirements/mutants.txt $(STAMPS)/place
	$(BIN)/python -m venv --clear $(MUTANTS)/env
	$(MUTANTS)/env/bin/python $(INSTALL) --requirement requirements/test.txt --requirement requirements/mutants.txt
	@touch $@

mutants: $(MUTANTS)/env/stamp
	rm -rf $(MUTANTS)/copy
	mkdir -p $(MUTANTS)/copy
	cp -R pyproject.toml mkdocs.yml schema site_builder tests themes $(MUTANTS)/copy
	cd $(MUTANTS)/copy && nice ../env/bin/mutmut run --max-children $(WORKERS)
	@echo
	@cd $(MUTANTS)/copy && ../env/bin/mutmut results
	@cd $(MUTANTS)/copy && ../env/bin/mutmut export-cicd-stats >/dev/null && ../env/bin/python -c '\
	import json; \
	found = json.load(open("mutants/mutmut-cicd-stats.json", encoding="utf-8")); \
	noticed, made = found["killed"] + found["timeout"], found["total"]; \
	print(f"{made} mutants, {noticed} noticed, {made - noticed} not ({100 * noticed / made:.1f} in 100 noticed)"); \
	raise SystemExit(made * 90 > noticed * 100 and "At least 90 in 100 are asked for.")'

# Prints what came out of each kind of file; ends with an error for a traceback, a false place, a hang, or memory.
fuzz: $(STAMPS)/project $(STAMPS)/fuzz
	nice -n 15 $(BIN)/python -m trials.fuzz

lint: $(STAMPS)/project $(STAMPS)/test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(STAMPS)/test
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

# An environment that was copied here with its folder, or has lost its Python, is made again.
ifneq ($(shell $(BIN)/python -c '' 2>/dev/null && cat $(STAMPS)/place 2>/dev/null),$(CURDIR))
.PHONY: $(STAMPS)/place
endif

$(STAMPS)/place:
	@if [ -z '$(PYTHON)' ]; then \
	  echo 'Python 3.11 or later is needed, and was not found. Install it, or name it: make PYTHON=/path/to/python' >&2; \
	  exit 1; \
	fi
	@'$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'This Python cannot make environments. Install that part of it: sudo apt-get install python3-venv' >&2; \
	  exit 1; \
	}
	'$(PYTHON)' -m venv --clear $(VENV)
	@mkdir -p $(STAMPS)
	@echo '$(CURDIR)' > $@

$(STAMPS)/site: requirements/site.txt $(STAMPS)/place
	$(BIN)/python $(INSTALL) --requirement $<
	@touch $@

$(STAMPS)/project: pyproject.toml $(STAMPS)/site
	$(BIN)/python -m pip --disable-pip-version-check --quiet --quiet install \
	  --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/test: requirements/test.txt $(STAMPS)/site
	$(BIN)/python $(INSTALL) --requirement $<
	@touch $@

$(STAMPS)/bench: requirements/bench.txt $(STAMPS)/test
	$(BIN)/python $(INSTALL) --requirement $<
	@touch $@

$(STAMPS)/fuzz: requirements/fuzz.txt $(STAMPS)/test
	$(BIN)/python $(INSTALL) --requirement $<
	@touch $@

node_modules/.stamp: package.json package-lock.json .npmrc | test-programs
	npm ci --include=dev --no-progress
	@touch $@

# Whether a library can be loaded, as WeasyPrint loads it: there is no program to look for.
LOADS := '$(PYTHON)' -c 'import ctypes, ctypes.util, sys; \
	name = sys.argv[1]; ctypes.CDLL(ctypes.util.find_library(name) or f"lib{name}.so.0")' 2>/dev/null

# What neither pip nor npm brings: npm itself, curl, a browser and what drives it, and what booklets need.
test-programs:
	@missing=''; \
	command -v npm >/dev/null || missing="$$missing npm"; \
	command -v curl >/dev/null || missing="$$missing curl"; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v chromedriver >/dev/null || missing="$$missing chromium-driver"; \
	$(LOADS) pango-1.0 || missing="$$missing libpango-1.0-0"; \
	$(LOADS) pangoft2-1.0 || missing="$$missing libpangoft2-1.0-0"; \
	$(LOADS) harfbuzz-subset || missing="$$missing libharfbuzz-subset0"; \
	if command -v apt-get >/dev/null && ! find -L /usr/share/fonts /usr/local/share/fonts "$$HOME/.fonts" \
	  -name 'LiberationSans-Regular.*' 2>/dev/null | grep -q .; then missing="$$missing fonts-liberation"; fi; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  echo "Installing$$missing"; \
	  apt-get update -qq && \
	  DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends $$missing >/dev/null; \
	else \
	  echo "The tests need what is not here. Install it: sudo apt-get install$$missing" >&2; \
	  exit 1; \
	fi

# Resolved with Python 3.11, the oldest that is supported, whatever runs the builder.
COMPILE := CUSTOM_COMPILE_COMMAND='make lock' build/lock/bin/pip-compile --quiet $(UPGRADE) --generate-hashes \
	--strip-extras --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

lock:
	python3.11 -m venv --clear build/lock
	build/lock/bin/python $(INSTALL) --requirement requirements/lock.txt
	$(COMPILE) --output-file requirements/site.txt pyproject.toml requirements/site.in
	$(COMPILE) --extra audit --extra cluster --extra print --extra test --constraint requirements/site.txt \
	  --output-file requirements/test.txt pyproject.toml requirements/site.in
	$(COMPILE) --constraint requirements/test.txt --output-file requirements/bench.txt requirements/bench.in
	$(COMPILE) --constraint requirements/test.txt --output-file requirements/mutants.txt requirements/mutants.in
	$(COMPILE) --constraint requirements/test.txt --output-file requirements/fuzz.txt requirements/fuzz.in
	$(COMPILE) --output-file requirements/audit.txt requirements/audit.in
	$(COMPILE) --output-file requirements/lock.txt requirements/lock.in
	npm install --package-lock-only
	@echo 'Now type make licences, and read what changes in docs/licences.md.'

# The list of what is installed, with its licences; it ends with an error where one is not among the accepted.
licences: $(STAMPS)/project $(STAMPS)/test
	$(BIN)/python -m requirements.licences_page

# Known faults of all that is locked. A service that does not answer is an error, never a clean result: without
# --strict, pip-audit would count what it cannot ask for as in order.
AUDIT := build/audit

$(AUDIT)/env/stamp: requirements/audit.txt $(STAMPS)/place
	$(BIN)/python -m venv --clear $(AUDIT)/env
	$(AUDIT)/env/bin/python $(INSTALL) --requirement requirements/audit.txt
	@touch $@

audit-dependencies: $(AUDIT)/env/stamp
	$(AUDIT)/env/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off \
	  $(foreach lock,test bench mutants audit lock,--requirement requirements/$(lock).txt)
	npm audit --package-lock-only

# What is locked, in the form that other programs read (CycloneDX).
sbom: $(AUDIT)/env/stamp
	@mkdir -p build/sbom
	$(AUDIT)/env/bin/cyclonedx-py requirements --output-reproducible --output-file build/sbom/python.cdx.json \
	  requirements/site.txt
	npm sbom --package-lock-only --sbom-format cyclonedx > build/sbom/npm.cdx.json

clean:
	rm -rf $(VENV) site node_modules build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find benchmarks site_builder tests trials -name __pycache__ -type d -prune -exec rm -rf {} +
