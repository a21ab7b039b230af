/* The loops of a function's control-flow graph: their heads and the variables that they change.
 *
 * A back edge is found by depth-first search; its natural loop is what reaches the edge without
 * passing the head. At a head, a variable that the loop changes stands for "its value in this
 * round", so that locking an element and using it in the same round agree. */
#include "body.h"
#include "known.h"
#include "value.h"

#include <stdlib.h>
#include <string.h>

struct walk {
  struct body *body;
  const uint32_t *successors;
  uint32_t *stack, *next_edge;
  uint8_t *mark; /* 1: on the way, 2: done */
  uint32_t **predecessors;
  uint32_t *predecessor_count;
  uint8_t *inside;
};

static const struct facts_block *facts_of(struct walk *w, uint32_t block) {
  return &blocks_of(w->body->p, w->body->f)[block];
}

static void find_predecessors(struct walk *w) {
  uint32_t count = w->body->f->facts->block_count;
  for (int store = 0; store < 2; store++)
    for (uint32_t b = 0; b < count; b++) {
      const struct facts_block *block = facts_of(w, b);
      for (uint32_t s = 0; s < block->successor_count; s++) {
        uint32_t to = w->successors[block->successor_begin + s];
        if (store) w->predecessors[to][w->predecessor_count[to]] = b;
        w->predecessor_count[to]++;
      }
      if (store || b + 1 < count) continue;
      for (uint32_t i = 0; i < count; i++) {
        w->predecessors[i] = ARENA_ARRAY(&w->body->scratch, uint32_t, w->predecessor_count[i] + 1);
        w->predecessor_count[i] = 0;
      }
    }
}

/* A variable whose new value is a constant is a flag: it is told apart by states instead. */
static int is_changed(struct walk *w, const struct facts_event *e) {
  if (e->kind != FACTS_SET) return 0;
  const struct facts_node *path = node_of(w->body->p, linked(w->body->p, w->body->f, e->a));
  const struct facts_node *value = node_of(w->body->p, linked(w->body->p, w->body->f, e->b));
  return (path->kind == FACTS_LOCAL || path->kind == FACTS_PARAM) && value->kind != FACTS_INTEGER;
}

static void add_changing(struct walk *w, struct block *head, uint32_t path) {
  for (uint32_t i = 0; i < head->changing_count; i++)
    if (head->changing[i] == path) return;
  if ((head->changing_count & (head->changing_count - 1)) == 0) {
    uint32_t *grown = ARENA_ARRAY(&w->body->scratch, uint32_t, head->changing_count * 2 + 1);
    if (head->changing_count) memcpy(grown, head->changing, head->changing_count * sizeof *grown);
    head->changing = grown;
  }
  head->changing[head->changing_count++] = path;
}

/* Whether the call takes or gives back a lock that it reaches through the variable. */
static int locks_through(struct walk *w, const struct facts_event *e, uint32_t variable) {
  struct body *b = w->body;
  const struct facts_node *callee = node_of(b->p, linked(b->p, b->f, e->b));
  if (e->kind != FACTS_CALL || callee->kind != FACTS_FUNCTION) return 0;
  const struct function *f = &b->p->functions.row[callee->a];
  if (!(f->known && f->known->kind == KNOWN_LOCK) && !f->clause_count) return 0;
  for (uint32_t i = 0; i < e->argument_count; i++)
    if (base_of(b->p, linked(b->p, b->f, b->unit->values.row[e->argument_begin + i])) == variable)
      return 1;
  return 0;
}

static void find_locked(struct walk *w, struct block *head, uint32_t block) {
  const struct facts_block *facts = facts_of(w, block);
  for (uint32_t k = 0; k < facts->event_count; k++)
    for (uint32_t i = 0; i < head->changing_count && i < 64; i++)
      if (locks_through(w, event_at(w->body->p, w->body->f, facts->event_begin + k),
                        head->changing[i]))
        head->locked |= (uint64_t)1 << i;
}

static void collect_changes(struct walk *w, struct block *head, uint32_t block) {
  const struct facts_block *facts = facts_of(w, block);
  w->body->blocks[block].in_loop = 1;
  for (uint32_t k = 0; k < facts->event_count; k++) {
    const struct facts_event *e = event_at(w->body->p, w->body->f, facts->event_begin + k);
    if (is_changed(w, e)) add_changing(w, head, linked(w->body->p, w->body->f, e->a));
  }
}

/* The natural loop of the back edge from `tail` to `head`. */
static void natural_loop(struct walk *w, uint32_t tail, uint32_t head) {
  uint32_t count = w->body->f->facts->block_count, top = 0;
  uint32_t *work = malloc(count * sizeof *work);
  if (!work) abort();
  memset(w->inside, 0, count);
  struct block *at = &w->body->blocks[head];
  at->is_head = 1;
  w->inside[head] = 1;
  collect_changes(w, at, head);
  if (!w->inside[tail]) {
    w->inside[tail] = 1;
    work[top++] = tail;
  }
  while (top) {
    uint32_t block = work[--top];
    collect_changes(w, at, block);
    for (uint32_t i = 0; i < w->predecessor_count[block]; i++) {
      uint32_t from = w->predecessors[block][i];
      if (w->inside[from]) continue;
      w->inside[from] = 1;
      work[top++] = from;
    }
  }
  free(work);
  for (uint32_t i = 0; i < count; i++)
    if (w->inside[i]) find_locked(w, at, i);
}

static void search(struct walk *w) {
  uint32_t depth = 1;
  w->mark[0] = 1;
  while (depth) {
    uint32_t block = w->stack[depth - 1];
    const struct facts_block *facts = facts_of(w, block);
    if (w->next_edge[block] == facts->successor_count) {
      w->mark[block] = 2;
      depth--;
      continue;
    }
    uint32_t to = w->successors[facts->successor_begin + w->next_edge[block]++];
    if (w->mark[to] == 1) natural_loop(w, block, to);
    if (w->mark[to]) continue;
    w->mark[to] = 1;
    w->stack[depth++] = to;
  }
}

void body_find_loops(struct body *body) {
  uint32_t count = body->f->facts->block_count;
  struct arena *arena = &body->scratch;
  struct walk w = {.body = body,
                   .successors = body->unit->successors.row,
                   .stack = ARENA_ARRAY(arena, uint32_t, count),
                   .next_edge = ARENA_ARRAY(arena, uint32_t, count),
                   .mark = ARENA_ARRAY(arena, uint8_t, count),
                   .predecessors = ARENA_ARRAY(arena, uint32_t *, count),
                   .predecessor_count = ARENA_ARRAY(arena, uint32_t, count),
                   .inside = ARENA_ARRAY(arena, uint8_t, count)};
  find_predecessors(&w);
  search(&w);
}
