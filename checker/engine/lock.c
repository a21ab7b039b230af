/* Taking and giving back locks. */
#include "body.h"
#include "report.h"
#include "value.h"

int body_is_exact_lock(const struct program *p, uint32_t lock) {
  for (const struct facts_node *n = node_of(p, lock);
       n->kind == FACTS_FIELD || n->kind == FACTS_INDEX; n = node_of(p, n->a))
    if (n->kind == FACTS_INDEX && !n->b) return 0; /* some element, and another time another */
  return lock && !node_has_kind(p, lock, NODE_STALE) && !node_has_kind(p, lock, FACTS_UNKNOWN);
}

static void take_again(struct body *b, struct held *old, const struct held *held) {
  int shared = old->mode == CUSTODY_HELD_SHARED && held->mode == CUSTODY_HELD_SHARED;
  if (old->flags & HELD_MAYBE) {
    old->flags &= (uint8_t)~HELD_MAYBE;
    old->mode = held->mode;
    return;
  }
  if (shared || program_is_recursive(b->p, held->lock)) {
    if (old->depth < UINT8_MAX) old->depth++;
    return;
  }
  if (held->mode > old->mode) old->mode = held->mode;
  if (!b->reporting || !b->final || !body_is_exact_lock(b->p, held->lock) || b->f->no_check) return;
  report_twice(b->p, b->function, held->lock, b->place, old->place, 1);
  if (b->told_count < MAX_TOLD) b->told[b->told_count++] = held->lock;
}

static void note_taken(struct body *b, uint32_t lock) {
  if (body_is_own_lock(b, lock) || body_is_outer(b, lock)) return;
  if (b->taken_count < MAX_ENDED) b->taken[b->taken_count++] = lock;
}

int body_is_own_lock(const struct body *b, uint32_t lock) {
  for (uint32_t i = 0; i < b->taken_count; i++)
    if (b->taken[i] == lock) return 1;
  return 0;
}

void body_acquire(struct body *b, struct state *s, struct held held, int is_try) {
  if (!(held.flags & HELD_MAYBE)) note_taken(b, held.lock);
  struct held *old = state_find_held(s, held.lock, 0);
  if (old && (held.flags & HELD_MAYBE)) return;
  if (old && !is_try) take_again(b, old, &held);
  else if (!old) state_add_held(&b->scratch, s, &held);
}

void body_assert(struct body *b, struct state *s, uint32_t lock, uint8_t mode) {
  struct held *old = state_find_held(s, lock, 0);
  struct held held = {.lock = lock, .mode = mode, .flags = HELD_ASSUMED, .place = b->place};
  if (!old) state_add_held(&b->scratch, s, &held);
  else {
    old->flags &= (uint8_t)~(HELD_MAYBE | HELD_DOUBT);
    if (old->mode < mode) old->mode = mode;
  }
}

/* The held lock that a release must mean, where paths do not say it exactly. */
static struct held *find_similar(struct body *b, struct state *s, uint32_t lock) {
  for (int perhaps = 0; perhaps < 2; perhaps++)
    for (unsigned i = 0; i < s->held_count; i++) {
      struct held *h = &s->held[i];
      if (h->flags & HELD_DEBT) continue;
      int matches = lock_matches(b->p, h->lock, lock);
      if (matches == 1 || (perhaps && matches < 0)) return h;
    }
  return NULL;
}

static void owe(struct body *b, struct state *s, uint32_t lock, enum custody_hold mode) {
  /* Nobody can have held it; that is told where it is given back. */
  if (body_is_thread(b) && !b->f->is_loose) return;
  struct held *debt = state_find_held(s, lock, HELD_DEBT);
  if (debt && (debt->flags & HELD_MAYBE)) {
    debt->flags &= (uint8_t)~HELD_MAYBE;
    return;
  }
  if (debt) {
    if (b->reporting && b->final && body_is_exact_lock(b->p, lock) && !b->f->no_check)
      report_twice(b->p, b->function, lock, b->place, debt->place, 0);
    return;
  }
  struct held owed = {.lock = lock, .mode = (uint8_t)mode, .flags = HELD_DEBT, .place = b->place};
  state_add_held(&b->scratch, s, &owed);
}

void body_release_perhaps(struct body *b, struct state *s, uint32_t lock, uint8_t mode) {
  struct held *held = state_find_held(s, lock, 0);
  struct held owed = {.lock = lock, .mode = mode, .flags = HELD_DEBT | HELD_MAYBE};
  owed.place = b->place;
  if (!held) held = find_similar(b, s, lock);
  if (held && (held->flags & HELD_MAYBE)) state_remove_held(s, held);
  else if (held) held->flags |= HELD_MAYBE;
  else if (!state_find_held(s, lock, HELD_DEBT)) state_add_held(&b->scratch, s, &owed);
}

void body_doubt_held(struct body *b, struct state *s, uint32_t lock) {
  struct held *held = state_find_held(s, lock, 0);
  if (!held) held = find_similar(b, s, lock);
  if (held) held->flags |= HELD_MAYBE;
}

/* Sections that end somewhere in the function (escape.c). */
static void note_ended(struct body *b, uint32_t lock) {
  for (uint32_t i = 0; i < b->ended_count; i++)
    if (b->ended[i] == lock) return;
  if (b->ended_count < MAX_ENDED) b->ended[b->ended_count++] = lock;
}

/* Some of many: others may still be held. */
void body_release_many(struct body *b, struct state *s, uint32_t lock, enum custody_hold mode) {
  struct held *held = state_find_held(s, lock, 0);
  if (!held) held = find_similar(b, s, lock);
  if (held && (held->flags & HELD_MANY)) {
    state_remove_held(s, held);
    return;
  }
  body_release(b, s, lock, mode);
  struct held *debt = state_find_held(s, lock, HELD_DEBT);
  if (debt) debt->flags |= HELD_MANY;
}

void body_release(struct body *b, struct state *s, uint32_t lock, enum custody_hold mode) {
  note_ended(b, lock);
  struct held *held = state_find_held(s, lock, 0);
  if (!held) held = find_similar(b, s, lock);
  if (!held) {
    owe(b, s, lock, mode);
    return;
  }
  if (held->flags & HELD_MANY) held->flags |= HELD_MAYBE; /* other elements still are */
  else if (held->depth) held->depth--;
  else {
    /* Given back although the caller holds it: the caller no longer does. */
    int assumed = held->flags & HELD_ASSUMED;
    state_remove_held(s, held);
    if (assumed) owe(b, s, lock, mode);
  }
}
