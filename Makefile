# Every target does its own set-up. Options pass through: make demo ARGS="--to en,th --no-open"
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin

.PHONY: demo test lint bench lock clean

demo: .venv/ready
	$(BIN)/python scripts/web.py
	$(BIN)/dramaport demo $(ARGS)

test: .venv/ready
	$(BIN)/python scripts/services.py
	$(BIN)/python scripts/web.py --test
	$(BIN)/python -m pytest $(ARGS)

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/ready
	$(BIN)/dramaport demo --no-open --no-serve
	$(BIN)/python -m bench.everything $(ARGS)

# The lock file alone decides the versions; hashes are checked. uv installs it in a fraction of pip's time.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) scripts/bootstrap.py
	touch $@

lock:
	$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
	  --group dev --override overrides.txt pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .demo web/dist web/node_modules
