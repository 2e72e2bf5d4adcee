# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sources are found by wildcard: a new file in the right folder is built without touching this
# file. `make help` lists the targets.

BUILD ?= build
# One name for it: set-up gives the whole path, and dependencies are known by their target's name.
override BUILD := $(patsubst $(CURDIR)/%,%,$(abspath $(BUILD)))
PREFIX ?= /usr/local
WERROR ?= 0
FUZZ_SECONDS ?= 20
SUITE ?= bookworm

MAKEFLAGS += --no-builtin-rules
.SUFFIXES:
.DELETE_ON_ERROR:
.SECONDARY:

# make's own default for CC is cc, which a bare Debian need not have as an alternative
ifeq ($(origin CC),default)
CC := gcc
endif
AR := ar
PKG_CONFIG ?= pkg-config

PACKAGES := yaml-0.1 json-c libpci libkmod libxml-2.0 gsl libarchive libmd
# Asked once a run, and not at all by targets that compile nothing. Missing packages show as the
# compiler's own message about the header.
ifeq ($(filter help clean format format-check check-fresh shellcheck,$(MAKECMDGOALS)),)
PACKAGE_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
PACKAGE_LIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null)
endif

WARNINGS := -Wall -Wextra -Wstrict-prototypes -Wmissing-prototypes -Wshadow
ifeq ($(WERROR),1)
WARNINGS += -Werror
endif
OPTIMISE ?= -O2
CFLAGS ?= -g
ALL_CFLAGS := -std=c17 -D_GNU_SOURCE -Iharness -I$(BUILD)/include $(OPTIMISE) $(WARNINGS) \
	$(PACKAGE_CFLAGS) $(CFLAGS) $(EXTRA_CFLAGS)
ALL_LDFLAGS := -Wl,--as-needed $(LDFLAGS) $(EXTRA_LDFLAGS)
LIBS := $(PACKAGE_LIBS) -lm -ldl -lpthread

HARNESS_SRC := $(shell find harness -name '*.c' 2>/dev/null | LC_ALL=C sort)
MAIN_SRC := $(filter harness/main.c,$(HARNESS_SRC))
AGENT_SRC := $(filter harness/agent/init.c,$(HARNESS_SRC))
KSELFTEST_SRC := $(filter harness/kselftest/%,$(HARNESS_SRC))
CASE_SRC := $(sort $(wildcard cases/*/*.c))
# plugin.c holds the one symbol of user.so; the programs name impl_user themselves.
USER_PLUGIN := fixtures/user/plugin.c
USER_SRC := $(filter-out $(USER_PLUGIN),$(sort $(wildcard fixtures/user/*.c)))
MUTANT_SRC := $(sort $(wildcard fixtures/mutants/*.c))
TEST_PLUGIN_SRC := $(sort $(wildcard tests/fixtures/plugins/*.c))
UNIT_SRC := $(sort $(wildcard tests/unit/*.c))
SELFTEST_SRC := $(sort $(wildcard tests/cases/*.c))
DEATHS_SRC := $(sort $(wildcard tests/guestcases/*.c))
ORACLES_SRC := $(sort $(wildcard tests/oracles/cases/*.c))
TEST_PROGRAMS := $(addprefix $(BUILD)/isotap-,selftest deaths deaths-agent \
	oracles oracles-agent)
FUZZ_SRC := $(sort $(wildcard tests/fuzz/*.c))
LIB_SRC := $(filter-out $(MAIN_SRC) $(AGENT_SRC) $(KSELFTEST_SRC),$(HARNESS_SRC))

obj = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))
LIB := $(BUILD)/libisotap.a
# Cases register themselves through a section, which an archive would drop: they are linked as
# objects. The reference implementation is one set of objects in both programs and its plug-in.
PROGRAM_OBJ := $(call obj,$(CASE_SRC) $(USER_SRC))

PROGRAMS := $(if $(MAIN_SRC),$(BUILD)/isotap) $(if $(AGENT_SRC),$(BUILD)/isotap-agent)
GUEST_TOOLS := $(patsubst fixtures/guest/%.c,$(BUILD)/guest/%,$(wildcard fixtures/guest/*.c))
PLUGINS := $(if $(USER_SRC),$(BUILD)/impl/user.so) \
	$(patsubst fixtures/mutants/%.c,$(BUILD)/mutants/%.so,$(MUTANT_SRC))
TEST_PLUGINS := $(patsubst tests/fixtures/plugins/%.c,$(BUILD)/tests/plugins/%.so,$(TEST_PLUGIN_SRC))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/tests/unit/%,$(UNIT_SRC))
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzzers/%,$(FUZZ_SRC))
MANPAGE := $(if $(and $(wildcard docs/isotap.1.scd),$(shell command -v scdoc)),$(BUILD)/isotap.1)

# V=1 shows the commands themselves.
ifeq ($(V),1)
quiet =
else
quiet = @printf '  %-6s %s\n' $(1) $@;
endif

all: $(PROGRAMS) $(GUEST_TOOLS) $(PLUGINS) $(MANPAGE)

# ---- objects ----

$(BUILD)/obj/%.o: %.c Makefile | $(BUILD)/include/version.h
	@mkdir -p $(@D)
	$(call quiet,CC)$(CC) $(ALL_CFLAGS) $(OBJ_CFLAGS) -MMD -MP -c -o $@ $<

$(call obj,$(USER_SRC) $(USER_PLUGIN) $(MUTANT_SRC) $(TEST_PLUGIN_SRC)): \
	OBJ_CFLAGS := -fPIC -fvisibility=hidden
$(call obj,$(MUTANT_SRC) $(TEST_PLUGIN_SRC)): OBJ_CFLAGS += -Ifixtures/user

# embedded by .incbin, which the compiler's list of dependencies does not know
$(call obj,harness/plan/requirements.c): cases/requirements.tsv
$(call obj,harness/mutants/table.c): fixtures/mutants/mutants.tsv
$(call obj,harness/mutants/killed.c): fixtures/mutants/killed.tsv
$(call obj,harness/coverage/unseen.c): cases/unseen.tsv
$(call obj,harness/verdict/expectations_shipped.c): $(BUILD)/include/expectations.inc

# {"NAME", "TEXT"}, for each cases/expectations/NAME.expect
$(BUILD)/include/expectations.inc: FORCE
	@mkdir -p $(@D)
	@for f in $(sort $(wildcard cases/expectations/*.expect)); do \
		printf '{"%s",\n' "$$(basename $$f .expect)"; \
		sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $$f; echo '""},'; done >$@.tmp
	@if cmp -s $@.tmp $@; then rm -f $@.tmp; else mv -f $@.tmp $@; fi

# Only replaced when it says something else, so that a commit rebuilds one object.
$(BUILD)/include/version.h: FORCE
	@mkdir -p $(@D)
	@v=$$(git describe --always --dirty --abbrev=12 2>/dev/null || echo unknown); \
	printf '#define ISOTAP_REVISION "%s"\n' "$$v" >$@.tmp; \
	if cmp -s $@.tmp $@; then rm -f $@.tmp; else mv -f $@.tmp $@; fi
FORCE:

$(LIB): $(call obj,$(LIB_SRC)) $(BUILD)/lib.list
	@rm -f $@
	$(call quiet,AR)$(AR) rcs $@ $(filter %.o,$^)

# A source that was removed has to leave the archive and the programs too.
$(BUILD)/lib.list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(LIB_SRC) $(CASE_SRC) $(USER_SRC) >$@.tmp
	@if cmp -s $@.tmp $@; then rm -f $@.tmp; else mv -f $@.tmp $@; fi

# ---- programs and plug-ins ----

$(BUILD)/isotap: $(call obj,$(MAIN_SRC)) $(PROGRAM_OBJ) $(LIB)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/isotap-agent: $(call obj,$(AGENT_SRC)) $(PROGRAM_OBJ) $(LIB)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# For the kernel's kselftest: one file that runs in any guest, with no plug-ins (kselftest/plugins.c).
KSELFTEST := $(BUILD)/isotap-kselftest
$(KSELFTEST): $(call obj,$(KSELFTEST_SRC)) $(PROGRAM_OBJ) $(LIB)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -static -o $@ $^ \
		$(foreach f,dlopen dlerror dlsym dlclose,-Wl,--wrap=$(f)) \
		$$($(PKG_CONFIG) --static --libs yaml-0.1 json-c) -lm -lpthread

# The folder of a kernel tree's selftests: one test an area.
KSELFTEST_DIR = $(KSRC)/tools/testing/selftests/cxl_isolation
KSELFTEST_AREAS := $(sort $(notdir $(patsubst %/,%,$(dir $(CASE_SRC)))))
kselftest: $(KSELFTEST)
	@test -f '$(KSRC)/tools/testing/selftests/lib.mk' || \
		{ echo 'KSRC=$(KSRC): expected a kernel tree, with tools/testing/selftests' >&2; exit 1; }
	install -D -m 755 -s $(KSELFTEST) '$(KSELFTEST_DIR)/isotap-kselftest'
	install -m 644 $(addprefix fixtures/kselftest/,Makefile settings config README) '$(KSELFTEST_DIR)'
	install -D -m 644 -t '$(KSELFTEST_DIR)/topologies' topologies/*.yaml
	for area in $(KSELFTEST_AREAS); do \
		install -m 755 fixtures/kselftest/area.sh '$(KSELFTEST_DIR)'/$$area.sh || exit; done

# Inits of their own: no loader, no libraries.
$(BUILD)/guest/%: fixtures/guest/%.c Makefile
	@mkdir -p $(@D)
	$(call quiet,LINK)$(CC) -std=c17 -D_GNU_SOURCE $(WARNINGS) -Os -static -o $@ $<

# -Bsymbolic: a plug-in's own functions, also where a program has some of the same name.
PLUGIN_LDFLAGS := -shared -Wl,-Bsymbolic

$(BUILD)/impl/user.so: $(call obj,$(USER_SRC) $(USER_PLUGIN))
	@mkdir -p $(@D)
	$(call quiet,SO)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(PLUGIN_LDFLAGS) -o $@ $^

# A mutant is the reference with one decision replaced.
$(BUILD)/mutants/%.so: $(BUILD)/obj/fixtures/mutants/%.o $(call obj,$(USER_SRC))
	@mkdir -p $(@D)
	$(call quiet,SO)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(PLUGIN_LDFLAGS) -o $@ $^

$(BUILD)/isotap.1: docs/isotap.1.scd
	@mkdir -p $(@D)
	$(call quiet,MAN)scdoc <$< >$@.tmp
	@mv -f $@.tmp $@

# ---- tests ----

# Unit tests link the archive without the cases: a test that needs some defines its own.
$(BUILD)/tests/unit/%: $(BUILD)/obj/tests/unit/%.o $(call obj,$(USER_SRC)) $(LIB)
	@mkdir -p $(@D)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(LIB) $(LIBS) -lcmocka

# These are about the cases themselves.
$(BUILD)/tests/unit/requirements_known $(BUILD)/tests/unit/expectations_list: $(call obj,$(CASE_SRC))

# The program with cases that fail, hang and crash instead of its own.
$(BUILD)/isotap-selftest: $(call obj,$(MAIN_SRC) $(SELFTEST_SRC) $(USER_SRC)) $(LIB)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# Program and agent with cases that take a guest down.
$(BUILD)/isotap-deaths: $(call obj,$(MAIN_SRC) $(DEATHS_SRC) $(USER_SRC)) $(LIB)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/isotap-deaths-agent: $(call obj,$(AGENT_SRC) $(DEATHS_SRC) $(USER_SRC)) $(LIB)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# And with cases in which only the kernel's log tells of a mistake.
$(BUILD)/isotap-oracles: $(call obj,$(MAIN_SRC) $(ORACLES_SRC) $(USER_SRC)) $(LIB)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/isotap-oracles-agent: $(call obj,$(AGENT_SRC) $(ORACLES_SRC) $(USER_SRC)) $(LIB)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# Plug-ins that have to be refused or survived.
$(BUILD)/tests/plugins/%.so: $(BUILD)/obj/tests/fixtures/plugins/%.o $(call obj,$(USER_SRC))
	@mkdir -p $(@D)
	$(call quiet,SO)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) $(PLUGIN_LDFLAGS) -o $@ $^

tests: all $(UNIT_TESTS) $(TEST_PLUGINS) $(TEST_PROGRAMS) $(KSELFTEST)

# The one list of what `make check` runs. Quick tests first: a mistake shows early.
SLOW_TESTS := $(wildcard tests/guest*.t) tests/kselftest.t
SCRIPT_TESTS := $(filter-out $(SLOW_TESTS),$(sort $(wildcard tests/*.t tests/*/*.t))) $(SLOW_TESTS)
# Most of them wait for one guest: as many at once as there are processors.
PROVE_FLAGS ?= --timer --failures --jobs $(shell nproc)

check:
	./run.sh --setup --with-tests
	$(MAKE) --no-print-directory $(if $(findstring -j,$(MAKEFLAGS)),,-j$(shell nproc)) tests
	$(MAKE) --no-print-directory prove

prove:
	CMOCKA_MESSAGE_OUTPUT=TAP BUILD=$(abspath $(BUILD)) \
		prove $(PROVE_FLAGS) $(UNIT_TESTS) $(SCRIPT_TESTS)

# ---- the model suite under checkers ----

SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
MODEL_SUITE ?= run --target model

asan:
	$(MAKE) --no-print-directory BUILD=$(BUILD)/asan OPTIMISE=-O1 \
		EXTRA_CFLAGS='$(SANITIZE)' all
	ASAN_OPTIONS=detect_leaks=1:abort_on_error=1 UBSAN_OPTIONS=print_stacktrace=1 \
		$(BUILD)/asan/isotap $(MODEL_SUITE)

# One row of each family: the sanitizers run them all.
valgrind:
	$(MAKE) --no-print-directory BUILD=$(BUILD) all
	$(BUILD)/isotap list | awk '/^[a-z]/ {split($$2, part, "."); if (!seen[part[1]]++) \
		print "model/user/" $$2}' >$(BUILD)/valgrind.names
	BUILD=$(BUILD) tests/valgrind.sh $(BUILD)/isotap $(MODEL_SUITE) \
		--cases-from $(BUILD)/valgrind.names

warnings:
	$(MAKE) --no-print-directory BUILD=$(BUILD)/gcc CC=gcc WERROR=1 tests
	$(MAKE) --no-print-directory BUILD=$(BUILD)/clang CC=clang WERROR=1 tests

# ---- fuzzing: libFuzzer, the archive built with its coverage ----

fuzz:
	$(MAKE) --no-print-directory BUILD=$(BUILD)/fuzz CC=clang OPTIMISE=-O1 \
		EXTRA_CFLAGS='-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all' \
		fuzzers
	FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run.sh $(patsubst tests/fuzz/%.c,$(BUILD)/fuzz/fuzzers/%,$(FUZZ_SRC))

fuzzers: $(FUZZERS)

$(BUILD)/fuzzers/%: $(BUILD)/obj/tests/fuzz/%.o $(LIB)
	@mkdir -p $(@D)
	$(call quiet,LINK)$(CC) $(ALL_CFLAGS) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS)

# ---- the rest ----

bench: all
	$(BUILD)/isotap bench

mutants: all kmod-mutants
	$(BUILD)/isotap mutants

mutants-full: all kmod-mutants
	$(BUILD)/isotap mutants --full

# The documentation says which case told which mutant, so it is made from a record.
mutants-record: all kmod-mutants
	$(BUILD)/isotap mutants --record fixtures/mutants/killed.tsv
	$(MAKE) --no-print-directory coverage

coverage: $(BUILD)/isotap
	$(BUILD)/isotap coverage --markdown >docs/coverage.md.tmp || { rm -f docs/coverage.md.tmp; false; }
	@mv -f docs/coverage.md.tmp docs/coverage.md

check-fresh:
	harness/setup/check-fresh.sh $(SUITE)

kmod-mutants:
	harness/setup/main.sh mutants

# A kernel with KASAN, lockdep and other checkers; a quarter of an hour on two idle cores, once.
debug-kernel:
	@harness/setup/main.sh debug-kernel

check-debug: tests debug-kernel
	ENV=$(BUILD)/debug.env TIMEOUT_SCALE=10 tests/long/oracles.sh
	$(BUILD)/isotap run --target qemu --impl kmod --impl user --env $(BUILD)/debug.env \
		--timeout-scale 10 --expectations tests/long/debug.expect

# Hours: each part says how many rounds it ran, and a variable of its own says how many it shall
# (tests/long). All parts run, also after one that failed.
LONG_PARTS := gate kills model-seeds endurance oracles deaths guest-rounds standins kselftest starved bisect
check-long: tests
	@failed=; for part in $(LONG_PARTS); do tests/long/$$part.sh || failed="$$failed $$part"; done; \
	$(MAKE) --no-print-directory mutants-full || failed="$$failed mutants-full"; \
	$(MAKE) --no-print-directory check-debug || failed="$$failed check-debug"; \
	if [ -n "$$failed" ]; then echo "failed:$$failed"; exit 1; fi

kernel-newest:
	@harness/setup/main.sh kernel newest

STYLED = $(shell git ls-files '*.c' '*.h' ':!fixtures/qemu' ':!tests/oracles/module')
SHELL_FILES = run.sh .ci/run $(shell git ls-files '*.sh' '*.t')

format:
	clang-format -i $(STYLED)

format-check:
	clang-format --dry-run -Werror $(STYLED)

shellcheck:
	shellcheck -x -P SCRIPTDIR $(SHELL_FILES)

install: all
	install -D -m 755 $(BUILD)/isotap $(DESTDIR)$(PREFIX)/bin/isotap
	install -D -m 755 $(BUILD)/isotap-agent $(DESTDIR)$(PREFIX)/lib/isotap/isotap-agent
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/isotap/topologies topologies/*.yaml
	$(if $(MANPAGE),install -D -m 644 $(MANPAGE) $(DESTDIR)$(PREFIX)/share/man/man1/isotap.1)

clean:
	rm -rf $(BUILD)

help:
	@echo 'make                build the program, the agent and the plug-ins into $(BUILD)/'
	@echo 'make check          set up as ./run.sh does, then run every test with prove'
	@echo 'make check-fresh SUITE=bookworm|trixie   both commands in a debootstrap chroot (root)'
	@echo 'make asan, valgrind the model suite under the sanitizers or valgrind'
	@echo 'make fuzz FUZZ_SECONDS=n   each fuzz target for n seconds'
	@echo 'make warnings       gcc and clang with -Werror'
	@echo 'make bench          the figures of reports/bench.json'
	@echo 'make mutants, mutants-full   wrong implementations and ports: which case tells each; the matrix'
	@echo 'make kmod-mutants   the wrong kernel modules, for --impl kmod-m15 and the like'
	@echo 'make coverage       docs/coverage.md; make mutants-record: with the cases that told the mutants'
	@echo 'make check-long     hours: seeds, schedules, endurance, oracles, guests in a row, mutants, debug'
	@echo 'make kselftest KSRC=TREE   the suite in a kernel tree, as tools/testing/selftests/cxl_isolation'
	@echo 'make debug-kernel   build a guest kernel with KASAN, lockdep and more; check-debug: run on it'
	@echo 'make kernel-newest  fetch the newest kernel that Debian offers, print its paths'
	@echo 'make format, format-check, shellcheck, install, clean'

.PHONY: all tests check prove kselftest asan valgrind warnings fuzz fuzzers bench mutants mutants-full \
	mutants-record kmod-mutants coverage check-fresh kernel-newest check-long check-debug debug-kernel \
	format format-check shellcheck install clean help FORCE

-include $(patsubst %.o,%.d,$(call obj,$(HARNESS_SRC) $(CASE_SRC) $(USER_SRC) $(USER_PLUGIN) \
	$(MUTANT_SRC) $(TEST_PLUGIN_SRC) $(UNIT_SRC) $(FUZZ_SRC) $(SELFTEST_SRC) $(DEATHS_SRC) $(ORACLES_SRC)))
