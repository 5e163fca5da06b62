# One command each: see it run, test it, check it, measure it.

PYTHON ?= python3
BIN := .venv/bin
# Most tests wait for real servers: two processes for each core, eight at most.
PROCESSES := $(shell n=$$(nproc); echo $$((n < 4 ? 2 * n : 8)))
WEB_SOURCES := $(shell find web/src web/public web/build kawamori/messages/residents kawamori/messages/responder -type f 2>/dev/null) \
	web/index.html web/vite.config.ts web/vite.residents.config.ts web/vite.responder.config.ts

.PHONY: demo up test check check-style check-mypy check-pyright check-web bench chaos fmt lock venv web clean

demo: venv web  ## a flash flood through a city, on this machine alone; Ctrl-C ends it all
	@$(BIN)/kawamori demo

up: venv web  ## the same without the flood
	@$(BIN)/kawamori up

test: venv web  ## every test, against real databases and a real broker
	cd web && npm test
	$(BIN)/pytest -m "not chaos_long" --numprocesses $(PROCESSES) --dist loadfile --no-loadscope-reorder

check: check-style check-mypy check-pyright check-web  ## style, types and who may import whom; --jobs=2 does

check-style: venv
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

check-mypy: venv
	$(BIN)/mypy

check-pyright: venv
	$(BIN)/pyright

check-web: web/node_modules/.package-lock.json
	cd web && npm run check

bench: venv  ## measurements beside their limits
	$(BIN)/python -m bench

chaos: venv  ## the long form of the kill tests
	$(BIN)/pytest -m chaos_long -s

fmt: venv  ## put the code in its usual shape
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

lock:  ## resolve the dependencies anew, with hashes
	uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --extra server --extra embedded --extra instruments --group dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --extra server --group build --constraint requirements.lock pyproject.toml -o requirements-server.lock
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --group qartod --constraint requirements.lock -o requirements-qartod.lock

venv: .venv/ready  ## the Python environment

.venv/ready: requirements.lock pyproject.toml deploy/make-venv
	@PYTHON="$(PYTHON)" deploy/make-venv
	@touch $@

web: web/dist/index.html  ## headquarters' pages and the residents' app

web/dist/index.html: web/node_modules/.package-lock.json $(WEB_SOURCES)
	cd web && npm run build
	@touch $@

web/node_modules/.package-lock.json: web/package-lock.json
	@node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null || \
	  { echo "Node.js 20 or newer is needed (node --version): install it, then run make again" >&2; exit 1; }
	cd web && npm ci --no-audit --no-fund
	@touch $@

clean:  ## everything that can be made again
	rm -rf .venv web/node_modules web/dist web/dist-residents web/dist-responder .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
