/* custody facts: what the objects carry, as text. */
#include "load.h"
#include "verb.h"

#include "facts/dump.h"

#include <stdio.h>
#include <string.h>

static const char help[] =
    "usage: custody facts FILE...\n\n"
    "Prints the facts that objects, programs, shared objects and static libraries carry.\n";

int verb_facts(int count, char **words) {
  if (count && strcmp(words[0], "--help") == 0) {
    fputs(help, stdout);
    return STATUS_CLEAN;
  }
  if (!count) return usage_error("facts", "a file is missing");
  struct object_list list = {0};
  int status = load_all(&list, count, words) ? STATUS_CLEAN : STATUS_CANNOT_RUN;
  for (uint32_t i = 0; i < list.count && status == STATUS_CLEAN; i++)
    facts_dump(list.unit[i], stdout);
  object_list_free(&list);
  return status;
}
