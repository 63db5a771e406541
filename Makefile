# What one can do here: `make` lists it. Everything installs what it is missing by itself.
.DEFAULT_GOAL := help
.PHONY: help run build install package image sbom reproducible test test-package conformance test-clients test-terraform test-sdks test-gallery test-sanitizers test-asan test-tsan test-clang fuzz fuzz-keep style python lint docs format bench clean

LISTEN ?= localhost:5000
DATA_DIR ?= ./data
PREFIX ?= /usr/local
ALIAS ?=
SOURCES = $(shell find src tests bench -name '*.h' -o -name '*.cpp')
PYTHON_SOURCES = tests bench tools packaging/docker-credential-berth
# Debian's, with Debian's boto3 and pytest, whatever python3 is first in PATH.
PYTHON := /usr/bin/python3
# Configures and builds: $(call built,PRESET,OPTIONS OF CMAKE,TARGETS), all targets by default.
built = cmake --preset $(1) $(2) && cmake --build --preset $(1) $(if $(3),--target $(3))
# The program alone, for tests that run it.
BUILD_BERTH = $(call built,release,,berth)

help: ## list what one can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## serve http://localhost:5000 with data in ./data (LISTEN=, DATA_DIR=, ALIAS=)
	build/release/berth serve --listen $(LISTEN) --data-dir $(DATA_DIR) $(if $(ALIAS),--alias $(ALIAS))

build: ## build build/release/berth
	tools/setup.sh build
	$(call built,release,-DBERTH_BUILD_TESTS=OFF,berth)

# Nothing that is there is built again: under sudo its files would become root's.
install: build/release/berth ## install what was built into /usr/local/bin (PREFIX=, DESTDIR=)
	install -D -m 755 -t $(DESTDIR)$(PREFIX)/bin build/release/berth packaging/docker-credential-berth

build/release/berth:
	$(MAKE) build

package: build ## Debian packages in build/package, checked by lintian
	tools/setup.sh package
	tools/make_package.sh

image: package ## a container image in build/image, for docker and as an OCI layout, from the package
	$(PYTHON) tools/make_container_image.py build/package/berth_*.deb build/release build/image

test: ## build and run the whole suite
	tools/setup.sh build test
	$(call built,release,-DBERTH_BUILD_TESTS=ON)
	$(PYTHON) tools/run_tests.py build/release ctest tests/clients tests/fault tests/property

test-package: image ## install, upgrade and purge the package on a bare Debian 12; run the image with docker
	tools/setup.sh test
	$(PYTHON) tools/run_tests.py build/release tests/package

test-clients: ## crane, oras, regctl, helm, cosign, notation, Jib, oci-client, containerd 2, BuildKit, and the Helm chart (from Go's, Maven's and Rust's registries)
	tools/setup.sh build test sdks
	$(BUILD_BERTH)
	tests/compatibility/build.sh
	$(PYTHON) tools/run_tests.py build/release tests/compatibility

test-terraform: ## terraform, which has to be there, with the AWS provider
	tools/setup.sh build test
	$(BUILD_BERTH)
	$(PYTHON) tools/run_tests.py build/release tests/terraform

test-sdks: ## one scenario with every AWS SDK (from PyPI, npm, Go's and Maven's registries)
	tools/setup.sh build test sdks
	$(BUILD_BERTH)
	tests/sdks/build.sh
	$(PYTHON) tools/run_tests.py build/release tests/sdks \
	  build/sdks/venv/bin/python:tests/clients/test_service_model.py

test-gallery: ## every page of the gallery in Chromium, and axe (from npm); screenshots in build/gallery
	tools/setup.sh build test gallery
	$(BUILD_BERTH)
	tests/gallery/build.sh
	$(PYTHON) tools/run_tests.py build/release tests/gallery

conformance: ## OCI's conformance suite with everything switched on (from Go's module proxy)
	tools/setup.sh build test
	$(BUILD_BERTH)
	tests/conformance/build.sh
	$(PYTHON) tests/conformance/run.py build/conformance/conformance build/conformance/results

test-sanitizers: test-asan test-tsan ## the suite under ASan+UBSan, and under TSan

# Real clients test the protocol, which a sanitizer does not change: what counts here is bad input,
# sudden death and concurrency.
SANITIZED_TESTS := tests/clients/test_hostile.py tests/clients/test_tags_while_writing.py \
                   tests/clients/test_restart.py tests/clients/vulnerability_classes/test_input.py \
                   tests/fault/test_kill.py tests/fault/test_kill_gc.py tests/property

# With clang 19, so that the fuzz targets are built from the same objects; g++ 12 has its say in the
# release preset, with the assertions of its library.
test-asan test-tsan: test-%:
	tools/setup.sh build test lint fuzz
	$(call built,$*)
	BERTH_TEST_STEPS=2000 $(PYTHON) tools/run_tests.py build/$* ctest $(SANITIZED_TESTS)

test-clang: ## build with clang 19 and run the C++ tests
	tools/setup.sh build test lint
	$(call built,clang)
	$(PYTHON) tools/run_tests.py build/clang ctest

FUZZ_SECONDS ?= 10

fuzz: ## run every fuzz target over its corpus, and on for FUZZ_SECONDS=10 each (FUZZ=range json: these)
	tools/setup.sh build test fuzz
	$(call built,asan,,fuzz)
	$(PYTHON) tools/fuzz.py --seconds $(FUZZ_SECONDS) $(FUZZ)

fuzz-keep: ## put what `make fuzz` found that reaches new code into tests/fuzz/corpus
	$(PYTHON) tools/fuzz.py --keep $(FUZZ)

style: ## check format and style (a part of lint)
	tools/setup.sh lint
	clang-format-19 --dry-run --Werror $(SOURCES)
	$(PYTHON) tools/tidy.py

python: ## check the Python with flake8 and mypy (a part of lint)
	tools/setup.sh test lint
	$(PYTHON) -m flake8 $(PYTHON_SOURCES)
	$(PYTHON) -m mypy $(PYTHON_SOURCES)

lint: style python ## check format, style, Python and clang-tidy (of what ships)
	tools/setup.sh build test lint
	cmake --preset clang
	run-clang-tidy-19 -quiet -p build/clang '^$(CURDIR)/src/.*(?<!_test)\.cpp$$'

docs: ## write the reference of the API, the settings and the metrics from the declarations
	$(call built,release,-DBERTH_BUILD_TESTS=ON,test_aws test_metrics test_ops)
	BERTH_WRITE_REFERENCE=1 build/release/test_aws --gtest_filter='Reference.*'
	BERTH_WRITE_REFERENCE=1 build/release/test_metrics --gtest_filter='MetricsPage.*'
	BERTH_WRITE_REFERENCE=1 build/release/test_ops --gtest_filter='SettingsPage.*'

format: ## format the C++ sources in place
	tools/setup.sh lint
	clang-format-19 -i $(SOURCES)

sbom: build ## what the program is made of, as SPDX, in build/berth.spdx.json
	$(PYTHON) tools/sbom.py build/release build/berth.spdx.json

reproducible: ## build HEAD twice, from nothing, and compare the programs
	tools/setup.sh build
	tools/reproducible.sh

bench: ## measure beside other registries, results in bench/results/ (WORKLOADS=, PEERS=, MINUTES=, BASELINE=)
	tools/setup.sh build bench
	$(call built,release,-DBERTH_BUILD_TESTS=OFF -DBERTH_BUILD_BENCH=ON,berth load_generator)
	$(PYTHON) bench/run.py --only '$(WORKLOADS)' --peers '$(PEERS)' --minutes $(or $(MINUTES),25) \
	  $(if $(BASELINE),--baseline $(BASELINE))

clean: ## remove everything built
	rm -rf build
