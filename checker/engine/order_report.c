/* The sentences and notes of `order` findings. The main line is the second lock taken, of the order
 * that fewer places have; each side is told from its thread's start to its second lock. */
#include "context.h"
#include "cycle.h"
#include "key.h"
#include "lock_name.h"
#include "report.h"
#include "summary.h"
#include "value.h"
#include "wording.h"

/* Whether the function's purpose is to take this lock of its caller's: its call is the taking. */
static int is_lock_function(const struct program *p, const struct taking *t) {
  const struct function *f = &p->functions.row[t->function];
  if (t->named || node_of(p, base_of(p, t->lock))->kind != FACTS_PARAM) return 0;
  for (uint32_t i = 0; i < f->clause_count; i++)
    if (clause_takes(f->clauses[i].kind)) return 1;
  for (uint32_t i = 0; f->summary && i < f->summary->outcome_count; i++)
    for (uint32_t k = 0; k < f->summary->outcomes[i].held_count; k++) {
      const struct held *h = &f->summary->outcomes[i].held[k];
      if (h->lock == t->lock && !(h->flags & HELD_DEBT)) return 1;
    }
  return 0;
}

static const struct nesting *innermost(const struct nesting *n) {
  while (n->below) n = n->below;
  return n;
}

static int goes_on(const struct program *p, const struct taking *t) {
  return t->below && !is_lock_function(p, t->below);
}

/* Where, and in which function, the second lock is taken. */
static const struct taking *second_of(const struct program *p, const struct nesting *n) {
  const struct taking *t = innermost(n)->taking;
  while (goes_on(p, t)) t = t->below;
  return t;
}

static void call_note(struct program *p, struct notes *notes, struct place place, uint32_t caller,
                      uint32_t callee) {
  notes_add(notes, place,
            arena_format(&p->arena, "'%s' calls '%s' here", p->functions.row[caller].display,
                         p->functions.row[callee].display));
}

/* From the thread's start to where the first lock is held and on to the second. */
static void side_notes(struct program *p, struct notes *notes, const struct edge *e,
                       uint32_t context) {
  const struct nesting *n = e->nesting;
  notes_of_arrival(p, notes, n->function, context);
  for (; n->below; n = n->below) call_note(p, notes, n->place, n->function, n->below->function);
  const char *mode = n->first_mode == CUSTODY_HELD_SHARED ? "shared" : "exclusively";
  notes_add(notes, n->first_place,
            arena_format(&p->arena, "'%s' is held %s on this way, taken here",
                         node_text(p, &p->functions.row[n->function], n->first), mode));
  for (const struct taking *t = n->taking; goes_on(p, t); t = t->below)
    call_note(p, notes, t->place, t->function, t->below->function);
}

static void second_note(struct program *p, struct notes *notes, const struct edge *e) {
  const struct taking *t = second_of(p, e->nesting);
  const char *verb = t->again ? "is waited for again" : "is taken";
  notes_add(notes, t->place,
            arena_format(&p->arena, "'%s' %s here with '%s' held",
                         lock_name_text(p, e->nesting->second_name), verb,
                         lock_name_text(p, e->nesting->first_name)));
}

static void tell(struct program *p, const struct edge *e, const char *text, const char *key,
                 const struct notes *notes) {
  const struct taking *t = second_of(p, e->nesting);
  struct finding finding = {.group = CUSTODY_FINDING_ORDER,
                            .place = {t->place.file, t->place.line, t->place.column},
                            .text = text,
                            .subject = arena_format(&p->arena, "%s, %s",
                                                    lock_name_text(p, e->nesting->first_name),
                                                    lock_name_text(p, e->nesting->second_name)),
                            .function = p->functions.row[t->function].display,
                            .key = key};
  report_worded(p, &finding, notes);
}

/* The way that fewer places take, of equal ones the last. */
static uint32_t main_edge(const struct cycle *c) {
  uint32_t at = 0;
  for (uint32_t i = 1; i < c->count; i++) {
    const struct edge *best = c->edge[at], *e = c->edge[i];
    if (e->sites < best->sites || (e->sites == best->sites && e > best)) at = i;
  }
  return at;
}

static const char *cycle_text(struct program *p, const struct cycle *c, uint32_t at) {
  const struct nesting *n = c->edge[at]->nesting;
  const char *first = lock_name_text(p, n->first_name), *second = lock_name_text(p, n->second_name);
  if (c->edge[0] == c->edge[1])
    return arena_format(&p->arena,
                        "'%s' is taken with another one held: two threads can take the two in "
                        "different orders and wait for each other",
                        second);
  if (c->count == 2)
    return arena_format(&p->arena,
                        "'%s' is taken with '%s' held, but another thread takes them the other way "
                        "round: the two can wait for each other",
                        second, first);
  const char *list = "";
  for (uint32_t i = 0; i < c->count; i++) {
    const struct nesting *one = c->edge[(at + 1 + i) % c->count]->nesting;
    list = arena_format(&p->arena, "%s'%s', then ", list, lock_name_text(p, one->first_name));
  }
  return arena_format(
      &p->arena,
      "'%s' is taken with '%s' held, which closes a circle of threads that can wait "
      "for each other: %s'%s'",
      second, first, list, second);
}

static const char *cycle_key(struct program *p, const struct cycle *c) {
  uint32_t *locks = ARENA_ARRAY(&p->arena, uint32_t, c->count);
  for (uint32_t i = 0; i < c->count; i++) locks[i] = c->edge[i]->nesting->first_name;
  return key_of_order(p, locks, c->count, 1);
}

void report_cycle(struct program *p, const struct cycle *c) {
  uint32_t at = main_edge(c), alone = c->edge[0] == c->edge[1];
  struct notes notes = {0};
  side_notes(p, &notes, c->edge[at], c->context[at]);
  for (uint32_t i = 1; i < c->count && !alone; i++) {
    uint32_t k = (at + i) % c->count;
    side_notes(p, &notes, c->edge[k], c->context[k]);
    second_note(p, &notes, c->edge[k]);
  }
  notes_add(&notes, second_of(p, c->edge[at]->nesting)->place,
            alone ? "take the one with the lower address first, or hold one lock around both"
                  : "take them in one order everywhere, and declare it with LOCK_ORDER");
  tell(p, c->edge[at], cycle_text(p, c, at), cycle_key(p, c), &notes);
}

static uint32_t any_context(const struct program *p, uint64_t contexts) {
  uint32_t at = 0;
  while (at + 1 < p->contexts->count && (!(contexts >> at & 1) || p->contexts->list[at].alone))
    at++;
  return at;
}

void report_order(struct program *p, const struct edge *e, const struct declared_order *d) {
  const struct nesting *n = e->nesting;
  struct notes notes = {0};
  notes_add(&notes, d->place, arena_format(&p->arena, "%s is declared here", d->text));
  side_notes(p, &notes, e, any_context(p, n->contexts));
  tell(p, e,
       arena_format(&p->arena, "'%s' is taken with '%s' held, against the declared order",
                    lock_name_text(p, n->second_name), lock_name_text(p, n->first_name)),
       key_of_order(p, (uint32_t[]){n->first_name, n->second_name}, 2, 0), &notes);
}
