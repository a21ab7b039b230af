/* See known.h. The runtime's own reader of the file does it, so that one file cannot mean two things. */
#include "known.h"

#include "engine/engine.h"
#include "runtime/suppressions.h"

enum { MESSAGE_SIZE = 65536, LINE_SIZE = 8192 };

int known_read(const char *path, FILE *errors) {
  static char message[MESSAGE_SIZE];
  struct custody_text text = custody_text_in(message, sizeof message);
  int could = custody_suppressions_load(path, custody_suppressions_today(), &text);
  fputs(message, errors);
  return could;
}

uint32_t known_mark(const struct engine *engine, uint8_t *is_known) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < engine_finding_count(engine); i++) {
    uint32_t match = custody_suppressions_match(engine_finding(engine, i)->key);
    is_known[i] = (uint8_t)custody_suppressions_take(match);
    count += is_known[i];
  }
  return count;
}

/* The file's reader passes its lines to a function without more. */
static struct {
  const char *path;
  FILE *out;
  int is_stale;
} telling;

static void tell(const struct custody_suppression *row, enum custody_suppression_state state,
                 uint32_t count) {
  char line[LINE_SIZE];
  struct custody_text text = custody_text_in(line, sizeof line);
  if (state == CUSTODY_SUPPRESSION_USED) return;
  telling.is_stale = 1;
  custody_suppression_text(&text, telling.path, row, state, count);
  fprintf(telling.out, "%s\n", line);
}

int known_print_stale(const char *path, FILE *out) {
  telling.path = path;
  telling.out = out;
  telling.is_stale = 0;
  custody_suppressions_each(tell);
  return telling.is_stale;
}
