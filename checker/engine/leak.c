/* Locks that some ways out of a function leave held and others do not.
 *
 * The caller must be able to tell: by the result, or by what it passed. Where it cannot, a lock that
 * only some ways leave held is a leak; likewise where it is left on failure (a negative result, a
 * null pointer) and given back on success, since that is the error path that forgot. */
#include "report.h"
#include "ways.h"

#include <string.h>

/* Whether results of these signs say that the function failed. */
static int is_failure(const struct body *b, uint8_t signs) {
  return signs == SIGN_NEGATIVE || (signs == SIGN_ZERO && body_returns_pointer(b));
}

static const struct held *find_lock(const struct outcome *o, const struct held *h) {
  for (uint32_t i = 0; i < o->held_count; i++)
    if (o->held[i].lock == h->lock && !((o->held[i].flags ^ h->flags) & HELD_DEBT))
      return &o->held[i];
  return NULL;
}

/* A lock that this group leaves held and another does not. */
static int leaks_against(struct body *b, uint32_t group, uint32_t other, const struct held *h) {
  struct outcome *mine = &b->summary->outcomes[group], *theirs = &b->summary->outcomes[other];
  const struct held *same = find_lock(theirs, h);
  if (group == other) return 0;
  if (same) {
    if (same->mode != h->mode) body_tell_apart(b, group, other);
    return 0;
  }
  if (!(mine->signs & theirs->signs)) return is_failure(b, mine->signs);
  return !body_tell_apart(b, group, other);
}

static void tell_leaks(struct body *b, uint32_t group, uint32_t lock, const char *where) {
  for (uint32_t i = 0; i < b->exits->ways.count; i++) {
    const struct way_out *way = b->exits->ways.row[i];
    for (uint32_t k = 0; way->group == group && k < way->held_count; k++)
      if (way->held[k].lock == lock && !(way->held[k].flags & HELD_DEBT))
        body_tell_leak(b, &way->held[k], way->place, where);
  }
}

static void drop_lock(struct outcome *o, uint32_t index) {
  struct held *end = o->held + --o->held_count;
  memmove(&o->held[index], &o->held[index + 1], (size_t)(end - &o->held[index]) * sizeof *end);
}

int body_is_thread(const struct body *b) {
  return b->f->entry_role != FACTS_NONE || (b->f->roots >> (CONTEXT_ANYBODY + 1)) != 0;
}

/* What some ways perhaps do and the caller cannot tell from others, all perhaps do. */
static void spread(struct body *b, uint32_t group, uint32_t index) {
  struct held perhaps = b->summary->outcomes[group].held[index];
  for (uint32_t i = 0; i < b->summary->outcome_count; i++) {
    struct outcome *o = &b->summary->outcomes[i];
    if (!leaks_against(b, group, i, &perhaps)) continue;
    struct held *grown = ARENA_ARRAY(&b->p->arena, struct held, o->held_count + 1);
    if (o->held_count) memcpy(grown, o->held, o->held_count * sizeof *grown);
    grown[o->held_count++] = perhaps;
    o->held = grown;
  }
}

/* Whether the function is one that gives the lock back, and forgot to on one way. Else it takes it
 * for its callers, who then perhaps have it. */
static int gives_back(const struct body *b, uint32_t lock) {
  for (uint32_t i = 0; i < b->ended_count; i++)
    if (b->ended[i] == lock) return 1;
  return 0;
}

/* Elements of an array that some ways hold, all perhaps do: their number may be none. */
static void settle_many(struct body *b, uint32_t group, uint32_t index) {
  struct held *many = &b->summary->outcomes[group].held[index];
  int certain = 1;
  for (uint32_t k = 0; k < b->summary->outcome_count; k++)
    certain &= find_lock(&b->summary->outcomes[k], many) != NULL;
  if (certain) return;
  many->flags |= HELD_MAYBE;
  spread(b, group, index);
}

/* Says by what callers know where the caller's lock was given back. */
static void tell_given(struct body *b, uint32_t group, const struct held *debt) {
  for (uint32_t other = 0; other < b->summary->outcome_count; other++)
    leaks_against(b, group, other, debt);
}

/* 1 where the lock is dropped from the outcome. */
static int tell_forgotten(struct body *b, uint32_t group, uint32_t index, int leaks) {
  struct outcome *o = &b->summary->outcomes[group];
  uint32_t lock = o->held[index].lock;
  tell_leaks(b, group, lock, leaks ? "on this way out, but not on others" : report_thread_ends);
  if (body_is_thread(b) || gives_back(b, lock)) {
    drop_lock(o, index);
    return 1;
  }
  o->held[index].flags |= HELD_MAYBE;
  spread(b, group, index);
  return 0;
}

void body_find_leaks(struct body *b, uint32_t group) {
  struct outcome *o = &b->summary->outcomes[group];
  int thread = body_is_thread(b);
  for (uint32_t i = 0; i < o->held_count;) {
    const struct held *h = &o->held[i];
    int leaks = 0;
    if (h->flags & HELD_MAYBE) spread(b, group, i);
    else if (h->flags & HELD_DEBT) tell_given(b, group, h);
    else if ((h->flags & HELD_MANY) && !thread) settle_many(b, group, i);
    else {
      for (uint32_t other = 0; other < b->summary->outcome_count && !leaks; other++)
        leaks = leaks_against(b, group, other, h);
      if ((leaks || thread) && tell_forgotten(b, group, i, leaks)) continue;
    }
    i++;
  }
}
