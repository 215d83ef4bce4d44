# The only commands anyone needs. `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# A failing test prints its message, not forty lines of frames.
export RUST_BACKTRACE ?= 0

target_dir := $(or $(CARGO_TARGET_DIR),target)
skillet := $(target_dir)/debug/skillet

# One set of features and one profile in every command, so that nothing is built twice.
everything := --workspace --all-targets
# What runs, and one small test beside it: with a test among its targets cargo unites features as it does for all tests.
program := --workspace --bins --test memory

spa_sources := $(shell find frontend/src frontend/public frontend/scripts frontend/index.html frontend/*.ts \
	frontend/package.json frontend/package-lock.json -type f 2>/dev/null)

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

##### Running

.PHONY: setup
setup: need-node frontend/node_modules/.ready tests/cli/node_modules/.ready ## Install what the project needs, from the lock files

.PHONY: run
run: $(skillet) ## Build what changed and start Skillet with SQLite in ./data (add ARGS='...')
	@exec $(skillet) serve $(ARGS)

.PHONY: demo
demo: $(skillet) ## Add a workspace full of data, start Skillet unless it runs, and print a link that signs in there
	@scripts/demo.sh $(skillet)

.PHONY: dev
dev: $(skillet) ## The server, and the web app with hot reload at http://localhost:5173
	@scripts/dev.sh $(skillet)

.PHONY: build
build: need-rust frontend/dist/index.html ## Build the optimised release binary
	cargo build --release --package skillet
	@echo "Built $(target_dir)/release/skillet"

##### Checking

.PHONY: check
check: setup need-rust frontend/dist/index.html ## Format, clippy, Biome, TypeScript: no warnings
	cargo fmt --all --check
	cargo clippy $(everything) -- -D warnings
	cd frontend && npm run --silent lint && npm run --silent tsc

.PHONY: test
test: ## Every test: Rust on SQLite and PostgreSQL, the real CLI, the web app, a real browser
	@scripts/test.sh

.PHONY: test-pg
test-pg: setup need-rust frontend/dist/index.html ## The integration tests on a throw-away PostgreSQL
	scripts/with-postgres.sh cargo test --workspace --test it

.PHONY: e2e
e2e: setup $(skillet) ## The browser tests against the real server
	cd frontend && SKILLET_BIN=$(abspath $(skillet)) npm run --silent e2e

.PHONY: screenshots
screenshots: setup $(skillet) ## A picture of every page, in frontend/screenshots/index.html, for people to look at
	cd frontend && SKILLET_BIN=$(abspath $(skillet)) npm run --silent screenshots

.PHONY: soak
soak: need-rust frontend/dist/index.html ## Before a release: 2,000 crashes, then SOAK_MINUTES (30) of steady work
	@scripts/soak.sh

.PHONY: openapi
openapi: setup $(skillet) ## Write openapi/openapi.json and cut the web app's types from it
	scripts/openapi.sh $(skillet)

.PHONY: fuzz
fuzz: $(skillet) ## Schemathesis on the API, 1,000 examples an operation (EXAMPLES=5 as in CI; FUZZ_SEED=N for others)
	scripts/fuzz.sh $(skillet) $(or $(EXAMPLES),1000)

.PHONY: proxies
proxies: setup $(skillet) ## The real CLI through the nginx and the Caddy of packaging/
	node scripts/check-proxies.mjs $(skillet)

.PHONY: matrix
matrix: need-node ## Write docs/SECURITY-MATRIX.md from the names of the tests
	node scripts/matrix.mjs

.PHONY: audit
audit: need-rust need-node ## Known vulnerabilities of dependencies, where the databases of them can be reached
	@scripts/audit.sh

.PHONY: ci
ci: ## What must pass before a change lands: check, test and freshness; every kind of test has to run
	@scripts/ci.sh

.PHONY: bench
bench: need-rust ## Measure speed and size with the release profile; writes docs/BENCHMARKS.md
	@scripts/bench.sh

.PHONY: clean
clean: ## Delete everything built or installed (not ./data)
	cargo clean
	rm -rf frontend/dist frontend/node_modules frontend/screenshots frontend/e2e/failures tests/cli/node_modules .fuzz

##### Parts

.PHONY: need-rust need-node
need-rust:
	@scripts/need.sh cargo cc
need-node:
	@scripts/need.sh node npm

# Installed anew exactly when the lock changed.
%/node_modules/.ready: %/package-lock.json %/package.json | need-node
	cd $* && npm ci --no-audit --no-fund
	@touch $@

frontend/dist/index.html: $(spa_sources) | frontend/node_modules/.ready
	cd frontend && npm run --silent build

# Cargo knows better than make what changed: ask it each time.
.PHONY: $(skillet)
$(skillet): need-rust frontend/dist/index.html
	cargo build $(program)
