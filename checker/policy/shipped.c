/* The shipped policies: tables that the build has made of annotations/policies, so nothing is
 * looked for or parsed when a file is compiled. */
#include "table.h"
#include "words.h"

#include <string.h>

static int has(const struct policy *p, const struct policy_shipped *shipped) {
  for (uint32_t i = 0; i < policy_file_count(p); i++)
    if (policy_file_of(p, i)->text == shipped->text) return 1;
  return 0;
}

static void add(struct policy *p, const struct policy_shipped *shipped) {
  if (has(p, shipped)) return;
  uint32_t file =
      policy_add_file(p, (struct policy_file){shipped->file, shipped->text, shipped->length, 1});
  for (uint32_t i = 0; i < shipped->entry_count; i++) {
    const struct policy_shipped_entry *e = &shipped->entries[i];
    policy_add_entry(p, (struct policy_entry){e->kind, e->name, e->parameter, e->text, file,
                                              e->line, e->column, 0, 0});
  }
}

int policy_add_shipped(struct policy *p, const char *name) {
  int found = !name;
  for (uint32_t i = 0; i < policy_shipped_count; i++) {
    const struct policy_shipped *shipped = &policy_shipped[i];
    int wanted = name ? strcmp(shipped->name, name) == 0 : !shipped->opt_in;
    if (wanted) add(p, shipped);
    found |= wanted;
  }
  return found;
}

const char *policy_nearest_shipped(const char *name) {
  struct word_near near;
  word_near_begin(&near, name, strlen(name));
  for (uint32_t i = 0; i < policy_shipped_count; i++) word_near_try(&near, policy_shipped[i].name);
  return near.best ? near.best : "";
}
