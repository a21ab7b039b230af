/* What policies say of foreign functions beyond contracts, as if known.def had a row for it: who
 * starts and joins threads, allocates, frees, and waits. */
#include "known.h"
#include "program.h"

#include <string.h>

/* The parameter that an argument of an annotation names, or what it points to; -1: another path. */
static int parameter_of(const struct facts_unit *u, const struct facts_annotation *a,
                        uint32_t index) {
  if (index >= a->argument_count) return -1;
  const struct facts_node *n = &u->nodes.row[u->arguments.row[a->argument_begin + index].path];
  if (n->kind == FACTS_DEREF) n = &u->nodes.row[n->a];
  return n->kind == FACTS_PARAM ? (int)n->a : -1;
}

static const struct {
  const char *word;
  enum known_kind kind;
  enum known_action action;
} words[] = {
    {"starts_thread", KNOWN_THREAD_START, ACTION_ACQUIRE},
    {"joins_thread", KNOWN_THREAD_JOIN, ACTION_ACQUIRE},
    {"allocates", KNOWN_ALLOCATES, ACTION_ACQUIRE},
    {"frees", KNOWN_FREES, ACTION_ACQUIRE},
    {"waits", KNOWN_LOCK, ACTION_WAIT},
    {"initialises", KNOWN_LOCK_BEGINS, ACTION_ACQUIRE},
    {"destroys", KNOWN_LOCK_ENDS, ACTION_ACQUIRE},
};

static int fill(const struct facts_unit *u, const struct facts_annotation *a, int word,
                struct known *known) {
  int at = parameter_of(u, a, 0), data = parameter_of(u, a, 1);
  if (a->argument_count && at < 0) return 0;
  known->kind = words[word].kind;
  known->argument = at < 0 ? 0 : (uint32_t)at;
  known->data = data < 0 ? 0 : (uint32_t)data;
  known->action = words[word].action;
  known->mode = MODE_EXCLUSIVE;
  return 1;
}

const struct known *known_said(struct program *p, const struct facts_unit *u,
                               const struct facts_annotations *list) {
  for (uint32_t i = 0; i < list->count; i++) {
    const struct facts_annotation *a = &u->annotations.row[list->begin + i];
    const char *name = facts_text(u, a->name);
    for (int word = 0; word < (int)(sizeof words / sizeof words[0]); word++) {
      if (strcmp(words[word].word, name) != 0) continue;
      struct known *known = ARENA_ARRAY(&p->arena, struct known, 1);
      if (fill(u, a, word, known)) return known;
    }
  }
  return NULL;
}
