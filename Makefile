# SPDX-License-Identifier: GPL-2.0-or-later
#
# Sources are found by wildcard: a new file in the right folder is built without touching this
# file. `make help` lists the targets.

BUILD ?= build
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

PACKAGES := yaml-0.1 json-c libpci libkmod libzstd liblzma
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
AGENT_SRC := $(filter harness/agent/main.c,$(HARNESS_SRC))
CASE_SRC := $(sort $(wildcard cases/*/*.c))
# plugin.c holds the one symbol of user.so; the programs name impl_user themselves.
USER_PLUGIN := fixtures/user/plugin.c
USER_SRC := $(filter-out $(USER_PLUGIN),$(sort $(wildcard fixtures/user/*.c)))
MUTANT_SRC := $(sort $(wildcard fixtures/mutants/*.c))
TEST_PLUGIN_SRC := $(sort $(wildcard tests/fixtures/plugins/*.c))
UNIT_SRC := $(sort $(wildcard tests/unit/*.c))
SELFTEST_SRC := $(sort $(wildcard tests/cases/*.c))
FUZZ_SRC := $(sort $(wildcard tests/fuzz/*.c))
LIB_SRC := $(filter-out $(MAIN_SRC) $(AGENT_SRC),$(HARNESS_SRC))

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
