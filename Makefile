# `make run` serves Madoguchi on http://127.0.0.1:3000, `make test` proves it.
# Each target brings what it lacks and says so; files under target/ready remember what is there.

SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS   += --no-print-directory
TARGET      := $(abspath $(or $(CARGO_TARGET_DIR),target))
READY       := $(TARGET)/ready
TOOLS       := $(TARGET)/tools
PROFILE     := release
CLIENT      := wasm-release
SITE        := $(TARGET)/site
PKG         := $(SITE)/pkg
SERVER      := $(TARGET)/$(PROFILE:dev=debug)/madoguchi
CLIENTS     := $(TARGET)/wasm32-unknown-unknown/$(CLIENT:dev=debug)
BINDGEN     := 0.2.130
NATIVE      := --release -p app -p domain -p migrations -p server --features app/ssr
BROWSER     := --profile $(CLIENT) --target wasm32-unknown-unknown -p frontend
PLAYWRIGHT   = CHROMIUM=$$(.ci/chromium) npm --prefix end2end test --
export MADOGUCHI_SITE ?= $(SITE)
export CARGO_TARGET_DIR := $(TARGET)
export PATH := $(TOOLS)/bin:$(PATH)

.PHONY: help run build test lint browser-tests soak bench pictures watch deny
help: ## Says what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## Serves the release build with demo offices and a demo sign-in; keeps its data in ./data
	@$(SERVER) demo
	@exec $(SERVER) serve

build: ## The server, both browser clients and the sheet
	@$(MAKE) -j2 $(SERVER) site

test: lint build $(READY)/nextest $(READY)/suites ## Everything that CI runs
	.ci/with-postgres $(MAKE) suites
.PHONY: suites
suites:
	cargo nextest run $(NATIVE)
	$(PLAYWRIGHT)

lint: $(READY)/rust end2end/node_modules/.package-lock.json ## Formatting, clippy for the server and for the browser, types of the browser suite
	cargo fmt --all --check
	@$(MAKE) -j2 lint-server lint-browser
	cd end2end && npx tsc --noEmit
.PHONY: lint-server lint-browser
lint-server:
	cargo clippy --locked $(NATIVE) --all-targets -- -D warnings
lint-browser:
	cargo clippy --locked $(BROWSER) --features seeker,staff -- -D warnings

browser-tests: build $(READY)/suites ## The browser suite alone; ARGS='booking --headed' picks
	.ci/with-postgres $(PLAYWRIGHT) $(ARGS)

soak: export MADOGUCHI_RACE_ROUNDS := 500
soak: export MADOGUCHI_CRASHES := 200
soak: export MADOGUCHI_MODEL_STEPS := 100000
soak: build $(READY)/nextest $(READY)/suites ## The tests in their full length: some hours
	.ci/with-postgres $(MAKE) suites

bench: build $(READY)/suites ## The figures of this machine
	.ci/with-postgres cargo bench --locked -p server --bench load
	.ci/with-postgres $(PLAYWRIGHT) --config bench.config.ts

pictures: build $(READY)/suites ## The pictures of the README
	PICTURES=1 $(PLAYWRIGHT) follow

watch: ## Builds and serves again whenever a source file changes: quick to build, slow to run
	@MADOGUCHI_SITE=$(TARGET)/watch .ci/watch $(TARGET)/debug/madoguchi PROFILE=dev CLIENT=dev SITE=$(TARGET)/watch

deny: $(TOOLS)/bin/cargo-deny ## Licences, sources and known holes of what we depend on (wants the network)
	cargo deny check

# ---- what is built; cargo itself knows what is stale, make then looks at the files

FORCE:
$(SERVER): FORCE | $(READY)/rust
	@cargo build --profile $(PROFILE) -p server
$(CLIENTS)/seeker.wasm $(CLIENTS)/staff.wasm: $(CLIENTS)/%.wasm: FORCE | $(READY)/rust
	@cargo build $(BROWSER) --bin $* --features $*
$(PKG)/%.js: $(CLIENTS)/%.wasm frontend/node_modules/.package-lock.json | $(TOOLS)/bin/wasm-bindgen
	@wasm-bindgen --target web --no-typescript --out-dir $(PKG) --out-name $* $<
	@$(if $(CLIENT:dev=),frontend/node_modules/.bin/esbuild --log-level=error --minify --allow-overwrite --outfile=$@ $@)
$(SITE)/sheet: $(wildcard style/*.* style/*/*.css) style/node_modules/.package-lock.json
	@node style/build.mjs $(PKG) && touch $@
.PHONY: site
site: $(PKG)/seeker.js $(PKG)/staff.js $(SITE)/sheet
	@$(if $(CLIENT:dev=),node .ci/compress.mjs $(PKG)/*.js $(PKG)/*.wasm $(PKG)/*.css)

# ---- what is brought

$(READY)/rust: rust-toolchain.toml
	@command -v cc >/dev/null || .ci/install build-essential
	@command -v rustup >/dev/null || { echo "Please install Rust from https://rustup.rs" >&2; exit 1; }
	@rustup target list --installed | grep -qx wasm32-unknown-unknown || { \
	  echo "Adding Rust's target for the browser"; rustup target add wasm32-unknown-unknown; }
	@mkdir -p $(@D) && touch $@
# The locked versions first; a mirror that lags behind may not have them.
$(TOOLS)/bin/wasm-bindgen: | $(READY)/rust
	@echo "Installing wasm-bindgen $(BINDGEN) (once, some minutes)"
	@$(call cargo-install,wasm-bindgen-cli --version =$(BINDGEN))
$(TOOLS)/bin/cargo-deny: | $(READY)/rust
	@echo "Installing cargo-deny (once, some minutes)"
	@$(call cargo-install,cargo-deny)
$(READY)/nextest: | $(READY)/rust
	@command -v cargo-nextest >/dev/null || { echo "Installing cargo-nextest (once, some minutes)"; \
	  $(call cargo-install,cargo-nextest); }
	@touch $@
cargo-install = export CARGO_TARGET_DIR=$(TOOLS)/build; \
  cargo install --quiet --root $(TOOLS) --locked $(1) 2>/dev/null || cargo install --quiet --root $(TOOLS) $(1)
$(READY)/node:
	@node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null || { \
	  echo "Please install Node 20 or newer: https://nodejs.org" >&2; exit 1; }
	@mkdir -p $(@D) && touch $@
# What the suites drive: a browser, a clock that can be moved, a look into SQLite, a death at a given call, a mailbox; and
# others' programs that read our letters.
$(READY)/suites: end2end/node_modules/.package-lock.json
	@.ci/chromium >/dev/null
	@ls /usr/lib/*/faketime/libfaketime.so.1 >/dev/null 2>&1 || .ci/install libfaketime
	@command -v sqlite3 >/dev/null || .ci/install sqlite3
	@/usr/bin/python3 -c 'import dkim, icalendar' 2>/dev/null || .ci/install python3-dkim python3-icalendar
	@command -v /usr/sbin/dovecot >/dev/null || .ci/install dovecot-imapd
	@mkdir -p $(@D) && touch $@
%/node_modules/.package-lock.json: %/package-lock.json | $(READY)/node
	@echo "Installing the npm packages of $*"
	@cd $* && npm ci --silent --no-fund --no-audit && touch node_modules/.package-lock.json
