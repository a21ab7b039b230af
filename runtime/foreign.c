/* See foreign.h. A hash table with open addresses, whose rows stay. */
#include "foreign.h"
#include "text.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

enum { ROW_BITS = 13, ROWS = 1 << ROW_BITS, TRIES = 32 };

static const char words[] = "code that is not instrumented";

static struct {
  _Atomic(const void *) address;
  struct custody_rt_place place;
} rows[ROWS];

static const struct custody_rt_place one_of_many = {words, "?", 0, 0};

const struct custody_rt_place *custody_foreign_place(const void *address) {
  uint64_t start = (uint64_t)(uintptr_t)address * 0x9e3779b97f4a7c15 >> (64 - ROW_BITS);
  for (uint64_t i = start; i < start + TRIES; i++) {
    const void *there = atomic_load_explicit(&rows[i % ROWS].address, memory_order_acquire);
    if (there == address) return &rows[i % ROWS].place;
    if (there) continue;
    rows[i % ROWS].place.file = words; /* whoever comes at the same time writes the same */
    rows[i % ROWS].place.function = "?";
    if (atomic_compare_exchange_strong(&rows[i % ROWS].address, &there, address) ||
        there == address)
      return &rows[i % ROWS].place;
  }
  return &one_of_many;
}

/* dladdr takes the loader's lock, which the same thread may take again. */
static void add_address(struct custody_text *text, const void *address) {
  Dl_info info = {0};
  int known = dladdr(address, &info);
  if (known && info.dli_sname) {
    custody_text_add(text, info.dli_sname);
    custody_text_add(text, "+");
    custody_text_hex(text, (uintptr_t)address - (uintptr_t)info.dli_saddr);
    custody_text_add(text, " ");
  } else {
    custody_text_hex(text, (uintptr_t)address);
  }
  if (!known || !info.dli_fname) return;
  custody_text_add(text, "(");
  custody_text_add(text, info.dli_fname);
  custody_text_add(text, "+");
  custody_text_hex(text, (uintptr_t)address - (uintptr_t)info.dli_fbase);
  custody_text_add(text, ")");
}

int custody_foreign_add(struct custody_text *text, const struct custody_rt_place *place) {
  uintptr_t first = (uintptr_t)rows, at = (uintptr_t)place;
  if (at < first || at >= first + sizeof rows) return 0;
  add_address(text, rows[(at - first) / sizeof rows[0]].address);
  return 1;
}
