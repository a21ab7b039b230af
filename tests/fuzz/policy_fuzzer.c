/* Policies from anybody: read, with every fault told in words that can be shown, and every entry
 * found again by its name. */
#include "policy/policy.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(int condition) {
  if (!condition) abort();
}

static void told(void *context, const struct policy_fault *f) {
  (void)context;
  require(strcmp(f->file, "fuzzed.yaml") == 0 && f->line && f->column);
  require(*f->message && strlen(f->message) < 500 && strlen(f->advice) < 500);
  for (const char *c = f->message; *c; c++) require((unsigned char)*c >= ' ');
}

static int is_found(const struct policy *p, const struct policy_entry *e) {
  const struct policy_entry *found[64];
  size_t count = policy_find(p, e->kind, e->name, found, 64);
  for (size_t i = 0; i < count && i < 64; i++)
    if (found[i] == e) return 1;
  return count > 64 || !*e->text || e->is_glob;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct policy *p = policy_new();
  policy_read(p, "fuzzed.yaml", (const char *)data, size, (struct policy_reporter){told, NULL});
  for (uint32_t i = 0; i < policy_entry_count(p) && i < 1000; i++)
    require(is_found(p, policy_entry_at(p, i)));
  policy_free(p);
  return 0;
}
