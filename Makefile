# Each line is one that a person could type. packaging/setup.sh does nothing when nothing changed.
.PHONY: demo setup test check translations lab fuzz bench bench-quick lock dist deb onedir packages screenshots

# A window on a demo PBX; in the terminal where there is no display.
demo: setup
	packaging/demo.sh

# .venv from requirements.lock, and .venv/bin/cornetta in it. PYTHON=... chooses the interpreter.
setup:
	packaging/setup.sh

# All tests. The first run also fetches a real Asterisk (tests/asterisk/root.sh). ARGS="-k pickup" for some.
test:
	packaging/setup.sh --tests
	packaging/test.sh $(ARGS)

check: setup
	.venv/bin/pip check
	.venv/bin/ruff format --check
	.venv/bin/ruff check
	.venv/bin/mypy
	.venv/bin/lint-imports

# Collects the texts of client/ into resources/i18n/*.ts and makes their .qm. What it adds there as
# unfinished is yours to translate; then run it again. After a merge of .qm files: take either, run it.
translations: setup
	.venv/bin/python packaging/translations.py

# A real Asterisk with phones that ring by themselves, until Ctrl-C.
lab: setup
	.venv/bin/python -m tests.asterisk.lab

# Looks for bytes that make the client stumble, for five minutes; ARGS="-max_total_time=60" for one.
# What it finds is written to build/fuzz-found; ARGS=build/fuzz-found/... tries that alone.
fuzz: setup
	.venv/bin/pip install --quiet --upgrade --target build/fuzz --require-hashes --no-deps -r requirements-fuzz.lock
	PYTHONPATH=build/fuzz .venv/bin/python -m tests.fuzz.fuzz_ami $(ARGS)

# How fast it is, into docs/performance.md; some ten minutes, with nothing else to do for the machine.
# ARGS="--only throughput" prints one part.
bench: build/bench
	PYTHONPATH=build/bench .venv/bin/python -m tests.bench $(ARGS)

# The ratios beside the committed ones, in less than a minute.
bench-quick: build/bench
	PYTHONPATH=build/bench .venv/bin/python -m tests.bench --quick

build/bench: requirements-bench.lock
	packaging/setup.sh --tests
	.venv/bin/pip install --quiet --upgrade --target build/bench --require-hashes --no-deps -r requirements-bench.lock
	touch build/bench

# Wheel and sdist, into dist/.
dist: setup
	.venv/bin/python -m hatchling build --directory dist

# The Debian package, into dist/; then tried in a fresh Debian 12 and 13 (as root).
deb: setup
	packaging/setup.sh --packages
	.venv/bin/python packaging/deb.py
	lintian --allow-root --fail-on error dist/cornetta_*.deb
	packaging/try_deb.sh bookworm dist/cornetta_*.deb build/deb.png
	packaging/try_deb.sh trixie dist/cornetta_*.deb build/deb-trixie.png

# The one-folder program that needs no Python, into dist/; then tried where there is none (as root).
onedir: setup
	packaging/setup.sh --packages
	packaging/try_without_xcb.sh
	.venv/bin/python packaging/onedir.py
	packaging/try_onedir.sh bookworm dist/cornetta-*-linux-*.tar.xz build/onedir.png
	packaging/try_onedir.sh trixie dist/cornetta-*-linux-*.tar.xz build/onedir-trixie.png

# All of them, each tried; what they weigh is written into docs/packages.md. Takes a quarter of an hour.
packages: setup
	rm -rf dist
	$(MAKE) dist
	packaging/try_wheel.sh dist/cornetta-*.whl
	$(MAKE) deb onedir
	.venv/bin/python packaging/sizes.py

UV = build/uv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --annotation-style line --custom-compile-command "make lock"

# Pins what pyproject.toml asks for, for every system: to work on it, what is shipped, what builds the
# one-folder program, what fuzzes. ARGS=--upgrade takes newer releases.
lock: setup
	.venv/bin/pip install --quiet --upgrade --target build/uv uv==0.13.9
	$(UV) --group dev pyproject.toml --output-file requirements.lock $(ARGS)
	$(UV) --constraint requirements.lock pyproject.toml --output-file requirements-app.lock
	$(UV) --constraint requirements.lock --group onedir pyproject.toml --output-file requirements-onedir.lock $(ARGS)
	$(UV) --group pyproject.toml:fuzz --output-file requirements-fuzz.lock $(ARGS)
	$(UV) --group pyproject.toml:bench --output-file requirements-bench.lock $(ARGS)

# Pictures of every window, in light and dark, English and Italian, at 100 to 200 %. ARGS=dark for some.
screenshots: setup
	packaging/setup.sh --tests
	PYTHONPATH=. FONTCONFIG_FILE=$(CURDIR)/tests/fonts.conf .venv/bin/python packaging/screenshots.py docs/screenshots $(ARGS)
