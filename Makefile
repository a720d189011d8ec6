# lamppost: `make demo` and `make test` need only Python 3.11, 3.12 or 3.13, and make.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
RUN    := $(BIN)/lamppost

.PHONY: setup setup-dev setup-ftm setup-browser setup-release setup-docs setup-spark setup-clickhouse setup-fuzz docs demo test browser check static types rules kernels check-slow format offline bench bench-large fuzz fuzz-seeds samples made-cameras messages schemas accept dist licences audit wheel-test clean

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' || { echo "lamppost needs Python 3.11, 3.12 or 3.13; set PYTHON=python3.x"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed constraints-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r constraints-dev.txt
	@touch $@

# what an extra needs besides; two packages of these build by what is installed already
$(VENV)/.installed-%: constraints-%.txt $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps $(if $(filter ftm spark,$*),--no-build-isolation) -r $<
	@touch $@

# followthemoney, which judges `packs export`; building PyICU takes libicu-dev, pkg-config, g++ and python3-dev.
setup-ftm: $(VENV)/.installed-ftm

# what drives a Chromium in the tests; Chromium itself is Debian's package of that name
setup-browser: $(VENV)/.installed-browser

# what bills of materials are made with, and pip-audit
setup-release: $(VENV)/.installed-release

# what makes a site of docs/
setup-docs: $(VENV)/.installed-docs

# atheris, for `make fuzz`; 33 MB
setup-fuzz: $(VENV)/.installed-fuzz

# Spark, for `--engine spark` and its tests (`make check-slow`); it takes 435 MB, and Java 17 or later
setup-spark: $(VENV)/.installed-spark

# ClickHouse within the process (chDB), for `--engine clickhouse` and its tests; 180 MB
setup-clickhouse: $(VENV)/.installed-clickhouse

demo: setup
	$(RUN) demo

test: setup-dev
	$(BIN)/python -m pytest -n auto

# every page in a real Chromium, which `make test` skips; all addresses of each: ARGS="-m 'slow or not slow'"
browser: setup-browser
	LAMPPOST_REQUIRE_BROWSER=1 $(BIN)/python -m pytest -n auto tests/browser $(ARGS)

# the documentation as a site, in build/docs/site: strict, offline, and loading nothing from elsewhere
docs: setup-docs
	$(BIN)/python tools/make_docs.py

format: setup-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

check: static test

# what is looked at without running a test: types take as long as all the rest, and another processor
static: setup-dev
	$(MAKE) --no-print-directory -j2 types rules

types: setup-dev
	$(BIN)/mypy

rules: setup-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/yamllint --strict src
	$(RUN) packs check
	$(BIN)/python tools/messages.py --check

# compiles what the tests of the decoder run, once for all processes
kernels: setup
	$(BIN)/python -m tests.engines.kept_kernels

check-slow: setup-dev
	$(BIN)/python -m pytest -n auto -m slow

# every door fuzzed to coverage, 60 s shared by all of them: ARGS="--seconds 3600 --jobs 2"; ARGS="--seconds 20 --some 4" takes a few in turn
fuzz: setup-fuzz
	$(BIN)/python -m tests.fuzz.running $(ARGS)

# mutated evidence of other seeds than those of check-slow, through the readers and through all of `look`: ARGS="--first 100000 --count 5000"
fuzz-seeds: setup-dev
	PYTHONPATH=tools $(BIN)/python -m tests.engines.fuzzing $(ARGS)
	PYTHONPATH=tools $(BIN)/python -m tests.engines.fuzzing_logs $(ARGS)
	PYTHONPATH=tools:tests/observe/payloads $(BIN)/python -m tests.fuzz.at_large $(ARGS)

# no interface of a network but loopback, which the tests of `serve` and of `packs update` need; then each command under a
# trace of its system calls (strace): ARGS="tests/flows" for some of the tests
offline: setup-dev
	unshare --map-root-user --net $(RUN) demo -o $(VENV)/demo.html
	unshare --map-root-user --net sh -c 'ip link set lo up && exec $(BIN)/python -m pytest -n auto $(ARGS)'
	$(BIN)/python -m tests.attack.traced

# one bench by its NAME, or all of them, which writes docs/reference/benchmarks.md
bench: setup-dev
	$(BIN)/python bench/$(or $(NAME),every).py $(ARGS)

# captures of 1 GB and 10 GB one after the other, then flow tables of 50 and 500 million rows (FLOWS="--sizes 5000000 50000000"
# for a tenth): needs 16 GB of disk under TMPDIR, which it gives back
bench-large: setup-dev
	$(BIN)/python bench/capture.py --large --runs 1 $(ARGS)
	$(BIN)/python bench/logs_flows.py large $(FLOWS)

samples: setup
	$(BIN)/python tools/make_demo.py

# emulated devices on real sockets; needs user namespaces, iproute2, and dumpcap (wireshark-common) or tcpdump
made-cameras: setup
	$(BIN)/python -m tools.made_network --seed 3 --upload-bytes 1500 -o src/lamppost/samples/made-cameras.pcap

# renews the catalogues of other languages, and names what lacks its translation
messages: setup-dev
	$(BIN)/python tools/messages.py $(ARGS)

schemas: setup
	$(BIN)/python tools/make_schemas.py

accept: setup-dev
	LAMPPOST_ACCEPT=1 $(BIN)/python -m pytest -n auto tests/report tests/rooms

# wheel and source archive of the last commit, the same bytes each time, with bills of materials and sums in dist/
dist: setup-release
	$(BIN)/python -m tools.releasing.dist $(ARGS)

# under which licence everything is that is installed or shipped: docs/reference/licences.md and ATTRIBUTION.md
licences: setup-dev
	$(BIN)/python -m tools.releasing.licences $(ARGS)

# known vulnerabilities of what is pinned: asks a service, or reads advisories, ARGS="--advisories FOLDER"
audit: setup-release
	$(BIN)/python -m tools.releasing.audit $(ARGS)

# the wheel in a new environment of another Python, without a network: make wheel-test PYTHON=python3.13
wheel-test: setup-dev
	$(BIN)/python -m tools.releasing.trial $(PYTHON) $(ARGS)

clean:
	rm -rf $(VENV) build dist src/*.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis

# Pin what is installed: names, versions, hashes; no address of any index.
PIN = $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-annotate --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --all-build-deps
# chdb-core names pandas and pyarrow, and runs without: they are not pinned, and so not installed
NO_PANDAS = --no-allow-unsafe $(addprefix --unsafe-package ,pandas pyarrow python-dateutil six tzdata)
.PHONY: pin
pin: setup-dev
	$(BIN)/python -m pip install --quiet pip-tools
	$(PIN) --upgrade -o constraints.txt pyproject.toml
	$(PIN) --upgrade --extra dev --constraint constraints.txt -o constraints-dev.txt pyproject.toml
	$(PIN) --upgrade --extra browser --constraint constraints-dev.txt -o constraints-browser.txt pyproject.toml
	$(PIN) --upgrade --extra release --constraint constraints-dev.txt -o constraints-release.txt pyproject.toml
	$(PIN) --upgrade --extra docs --constraint constraints-dev.txt -o constraints-docs.txt pyproject.toml
	$(PIN) $(NO_PANDAS) --upgrade --extra clickhouse --constraint constraints-dev.txt -o constraints-clickhouse.txt pyproject.toml
	$(PIN) --upgrade --extra fuzz --constraint constraints-dev.txt -o constraints-fuzz.txt pyproject.toml
	$(PIN) --upgrade --extra spark --constraint constraints-dev.txt -o constraints-spark.txt pyproject.toml
	$(PIN) --upgrade --extra ftm --constraint constraints-dev.txt -o constraints-ftm.txt pyproject.toml

.PHONY: packs
packs: setup
	$(RUN) packs build src/lamppost/packs
