/* See wrapper.h. Both halves must be there: a callback that forgot to give a lock back is not excused
 * by being called from outside. */
#include "wrapper.h"
#include "lock_name.h"

#include <stdlib.h>

static const uint32_t ANY_LOCK = FACTS_NONE - 1; /* one that the caller points to */

struct half {
  uint32_t name, function;
  int gives;
};

struct wrappers {
  FACTS_TABLE(struct half, halves);
};

uint32_t wrapper_name(struct program *p, const struct function *f, uint32_t lock) {
  if (!f->is_loose) return FACTS_NONE;
  uint32_t name = lock_name(p, lock);
  return name == FACTS_NONE ? ANY_LOCK : name;
}

void wrapper_note(struct program *p, uint32_t function, uint32_t lock, int gives) {
  uint32_t name = wrapper_name(p, &p->functions.row[function], lock);
  if (name == FACTS_NONE) return;
  if (!p->wrappers) p->wrappers = ARENA_ARRAY(&p->arena, struct wrappers, 1);
  uint32_t at = FACTS_APPEND(p->wrappers, halves, 1);
  p->wrappers->halves.row[at] = (struct half){name, function, gives};
}

int wrapper_excuses(const struct program *p, struct wrapper_wait wait) {
  int takes = p->world == ENGINE_OPEN_WORLD, gives = takes && wait.function == FACTS_NONE;
  if (wait.name == FACTS_NONE) return 0;
  for (uint32_t i = 0; p->wrappers && i < p->wrappers->halves.count; i++) {
    const struct half *h = &p->wrappers->halves.row[i];
    if (h->name != wait.name) continue;
    if (!h->gives) takes = 1;
    else if (wait.function == FACTS_NONE || wait.function == h->function) gives = 1;
  }
  return takes && gives;
}

void wrapper_forget(struct program *p) {
  if (p->wrappers) free(p->wrappers->halves.row);
  p->wrappers = NULL;
}
