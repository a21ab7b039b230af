/* The units of one section, each once. */
#include "decoding.h"
#include "reading.h"

#include "facts/facts.h"
#include "facts/header.h"

#include <stdio.h>
#include <string.h>

/* What a unit's bytes begin with: their length and hash among it, so equal seals are equal units. */
struct object_seal {
  unsigned char bytes[FACTS_HEADER];
};

static int is_known(const struct object_list *list, const unsigned char *unit) {
  for (uint32_t i = 0; i < list->seal_count; i++)
    if (memcmp(list->seal[i].bytes, unit, FACTS_HEADER) == 0) return 1;
  return 0;
}

static void append(struct object_list *list, struct facts_unit *unit, const unsigned char *bytes) {
  uint32_t row = facts_append_rows((void **)&list->unit, &list->count, &list->capacity,
                                   sizeof(struct facts_unit *), 1);
  list->unit[row] = unit;
  row = facts_append_rows((void **)&list->seal, &list->seal_count, &list->seal_capacity,
                          sizeof *list->seal, 1);
  memcpy(list->seal[row].bytes, bytes, FACTS_HEADER);
}

static int refuse(struct reading *r, const struct facts_error *error, size_t at) {
  char where[96];
  const char *next = strstr(error->message, "build") ? "" : "; build it again";
  snprintf(where, sizeof where, "at byte %zu of section " FACTS_SECTION "%s", at + error->offset,
           next);
  return reading_fail(r, error->message, where);
}

int reading_units(struct reading *r, const unsigned char *bytes, size_t length) {
  struct decoding d;
  decoding_run(&d, bytes, length);
  int count = (int)d.count;
  for (uint32_t i = 0; i < d.count; i++) {
    struct decoded *one = &d.list[i];
    if (!one->unit) {
      count = refuse(r, &one->error, one->at);
      break;
    }
    if (is_known(r->list, bytes + one->at)) continue;
    append(r->list, one->unit, bytes + one->at);
    one->unit = NULL;
  }
  decoding_free(&d);
  return count;
}
