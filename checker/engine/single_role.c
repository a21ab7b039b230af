/* A role that one thread holds at a time, given to two: started in a loop, started twice in one
 * function, or started while main() has it, with no join between. What two functions start is left
 * to the run-time check, which sees who really lives. */
#include "context.h"
#include "known.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

struct start {
  uint32_t role, block;
  uint8_t joined_before, joined_after; /* a join in the same block */
  struct place place;
};

struct starts {
  FACTS_TABLE(struct start, rows);
  uint8_t *joins; /* for each block: a thread is joined in it */
};

static int is_single(const struct program *p, uint32_t role) {
  return role != FACTS_NONE && !p->roles.row[role].pool;
}

static void note_join(struct starts *s, uint32_t block) {
  s->joins[block] = 1;
  for (uint32_t i = 0; i < s->rows.count; i++)
    if (s->rows.row[i].block == block) s->rows.row[i].joined_after = 1;
}

static void add_starts(struct program *p, uint32_t function, uint32_t block,
                       const struct facts_event *e, const struct known *known, struct starts *s) {
  const struct function *f = &p->functions.row[function];
  const uint32_t *list;
  if (known->kind == KNOWN_THREAD_JOIN) note_join(s, block);
  if (known->kind != KNOWN_THREAD_START || known->argument >= e->argument_count) return;
  uint32_t value = p->units[f->unit].facts->values.row[e->argument_begin + known->argument];
  uint32_t count = program_pointed_functions(p, function, linked(p, f, value), &list);
  if (count != 1 || !is_single(p, p->functions.row[list[0]].entry_role)) return;
  uint32_t at = FACTS_APPEND(s, rows, 1);
  s->rows.row[at] = (struct start){.role = p->functions.row[list[0]].entry_role,
                                   .block = block,
                                   .joined_before = s->joins[block],
                                   .place = program_place(p, f->unit, e->place)};
}

static struct starts starts_in(struct program *p, uint32_t function) {
  const struct function *f = &p->functions.row[function];
  struct starts s = {.joins = calloc(f->facts->block_count, 1)};
  if (!s.joins) abort();
  for (uint32_t b = 0, call = 0; b < f->facts->block_count; b++)
    for (uint32_t k = 0; k < blocks_of(p, f)[b].event_count; k++) {
      const struct facts_event *e = event_at(p, f, blocks_of(p, f)[b].event_begin + k);
      if (e->kind != FACTS_CALL) continue;
      const struct callees *c = &f->callees[call++];
      for (uint32_t t = 0; t < c->count; t++) {
        const struct known *known = p->functions.row[c->function[t]].known;
        if (known) add_starts(p, function, b, e, known, &s);
      }
    }
  return s;
}

/* Whether control can go from one block, by one step at least, to another, with no join between. */
static int reaches(const struct program *p, const struct function *f, const uint8_t *joins,
                   uint32_t from, uint32_t to) {
  uint32_t count = f->facts->block_count, top = 0;
  const uint32_t *successors = p->units[f->unit].facts->successors.row;
  uint8_t *seen = calloc(count, 1);
  uint32_t *work = malloc((count + 1) * sizeof *work);
  if (!seen || !work) abort();
  for (work[top++] = from; top && !seen[to];) {
    const struct facts_block *b = &blocks_of(p, f)[work[--top]];
    for (uint32_t i = 0; i < b->successor_count; i++) {
      uint32_t next = successors[b->successor_begin + i];
      if (seen[next] || (joins[next] && next != to)) continue;
      seen[next] = 1;
      work[top++] = next;
    }
  }
  int found = seen[to];
  free(seen);
  free(work);
  return found;
}

/* Whether the second thread can start while the first one runs. */
static int overlap(const struct program *p, const struct function *f, const struct starts *s,
                   const struct start *first, const struct start *second) {
  if (first->joined_after || second->joined_before) return 0;
  if (first != second && first->block == second->block) return 1;
  return reaches(p, f, s->joins, first->block, second->block);
}

static void tell(struct program *p, const struct function *f, const struct start *s,
                 const char *why, struct place other, const char *note) {
  const char *role = p->roles.row[s->role].name;
  report_two_threads(p, s->place, role, f->display,
                     arena_format(&p->arena, "a second thread gets role '%s' here: %s", role, why),
                     other, note);
}

static void check_starts(struct program *p, const struct function *f, const struct starts *s) {
  uint32_t main_role = program_role(p, "main");
  for (uint32_t i = 0; i < s->rows.count; i++) {
    const struct start *a = &s->rows.row[i];
    struct place declared = p->roles.row[a->role].place;
    if (a->role == main_role)
      tell(p, f, a, "main() has it", declared, "the role is declared for one thread here");
    else if (overlap(p, f, s, a, a))
      tell(p, f, a, "the thread is started in a loop", declared,
           "the role is declared for one thread here");
    for (uint32_t k = 0; k < i; k++)
      if (s->rows.row[k].role == a->role && overlap(p, f, s, &s->rows.row[k], a))
        tell(p, f, a, "this function has already started one", s->rows.row[k].place,
             "the first one is started here");
  }
}

static int starts_any(const struct program *p, const struct function *f) {
  for (uint32_t call = 0; call < f->call_count; call++)
    for (uint32_t i = 0; i < f->callees[call].count; i++) {
      const struct known *known = p->functions.row[f->callees[call].function[i]].known;
      if (known && known->kind == KNOWN_THREAD_START) return 1;
    }
  return 0;
}

void program_check_single_roles(struct program *p) {
  for (uint32_t i = 0; i < p->functions.count; i++) {
    const struct function *f = &p->functions.row[i];
    if (!is_defined(f) || f->no_check || !starts_any(p, f)) continue;
    struct starts s = starts_in(p, i);
    check_starts(p, f, &s);
    free(s.rows.row);
    free(s.joins);
  }
}
