/* See order_graph.h. Tables grow and never shrink. */
#include "order_graph.h"
#include "order_class.h"

enum { BUCKETS = 1 << 14, FIRST_EDGES = 512, MOST_VISITS = 20000 };

static struct custody_order_edge first_edges[FIRST_EDGES];
static struct custody_pool edges = CUSTODY_POOL(first_edges);
static uint32_t edge_count = 1, free_edge, by_ends[BUCKETS], searches;

static struct custody_order_edge *edge_at(uint32_t number) {
  return custody_pool_row(&edges, number);
}

static uint32_t *bucket_of(uint32_t from, uint32_t to) {
  return &by_ends[((uint64_t)from << 32 | to) * 0x9e3779b97f4a7c15 >> 50];
}

static uint32_t find_edge(uint32_t from, uint32_t to) {
  uint32_t i = *bucket_of(from, to);
  while (i && !(edge_at(i)->from == from && edge_at(i)->to == to)) i = edge_at(i)->next;
  return i;
}

static uint8_t kind_bit(int from_shared, int to_passes) {
  return (uint8_t)(1 << (2 * (from_shared != 0) + (to_passes != 0)));
}

/* Keeps of the gates those that are among the others; says whether any was lost. */
static int keep_gates(const void **gates, uint32_t *count, const void *const *others,
                      uint32_t other_count) {
  uint32_t kept = 0, before = *count;
  for (uint32_t i = 0; i < before; i++) {
    uint32_t k = 0;
    while (k < other_count && others[k] != gates[i]) k++;
    if (k < other_count) gates[kept++] = gates[i];
  }
  *count = kept;
  return kept < before;
}

static uint32_t new_edge(const struct custody_order_step *step) {
  uint32_t number = free_edge, *bucket = bucket_of(step->from, step->to);
  if (number) free_edge = edge_at(number)->next;
  else if (edge_count < custody_pool_rows(&edges) || custody_pool_grow(&edges))
    number = edge_count++;
  else return 0;
  struct custody_order_class *from = custody_order_class_at(step->from);
  struct custody_order_class *to = custody_order_class_at(step->to);
  struct custody_order_edge *e = edge_at(number);
  *e = (struct custody_order_edge){.from = step->from,
                                   .to = step->to,
                                   .next_out = from->out,
                                   .next_in = to->in,
                                   .next = *bucket,
                                   .gate_count = step->gate_count,
                                   .held_at = step->held_at,
                                   .taken_at = step->taken_at,
                                   .held_stack = step->held_stack,
                                   .taken_stack = step->taken_stack,
                                   .thread = step->thread};
  for (uint32_t i = 0; i < step->gate_count; i++) e->gates[i] = step->gates[i];
  return from->out = to->in = *bucket = number;
}

/* -- classes that end ---------------------------------------------------------------------- */

static void cut_out(uint32_t number) {
  uint32_t *link = &custody_order_class_at(edge_at(number)->from)->out;
  while (*link != number) link = &edge_at(*link)->next_out;
  *link = edge_at(number)->next_out;
}

static void cut_in(uint32_t number) {
  uint32_t *link = &custody_order_class_at(edge_at(number)->to)->in;
  while (*link != number) link = &edge_at(*link)->next_in;
  *link = edge_at(number)->next_in;
}

static void drop_edge(uint32_t number) {
  uint32_t *link = bucket_of(edge_at(number)->from, edge_at(number)->to);
  cut_out(number);
  cut_in(number);
  while (*link != number) link = &edge_at(*link)->next;
  *link = edge_at(number)->next;
  edge_at(number)->next = free_edge;
  free_edge = number;
}

void custody_order_drop(uint32_t number) {
  struct custody_order_class *class = custody_order_class_at(number);
  while (class->out) drop_edge(class->out);
  while (class->in) drop_edge(class->in);
}

/* The edge between two other classes. What both had is true of the one. */
static void copy_edge(const struct custody_order_edge *e, uint32_t from, uint32_t to) {
  struct custody_order_step step = {.from = from,
                                    .to = to,
                                    .held_at = e->held_at,
                                    .taken_at = e->taken_at,
                                    .held_stack = e->held_stack,
                                    .taken_stack = e->taken_stack,
                                    .thread = e->thread,
                                    .gate_count = e->gate_count};
  for (uint32_t i = 0; i < e->gate_count; i++) step.gates[i] = e->gates[i];
  uint32_t number = from != to ? find_edge(from, to) : 0;
  if (!number && from != to) number = new_edge(&step);
  if (!number) return;
  struct custody_order_edge *copy = edge_at(number);
  copy->kinds |= e->kinds;
  keep_gates(copy->gates, &copy->gate_count, e->gates, e->gate_count);
}

void custody_order_move(uint32_t from, uint32_t to) {
  for (uint32_t i = custody_order_class_at(from)->out; i; i = edge_at(i)->next_out)
    copy_edge(edge_at(i), to, edge_at(i)->to);
  for (uint32_t i = custody_order_class_at(from)->in; i; i = edge_at(i)->next_in)
    copy_edge(edge_at(i), edge_at(i)->from, to);
}

/* -- circles ------------------------------------------------------------------------------- */

/* Marks all classes from which there is a way to this one: what the search below may enter. Without
 * regard to modes and gates, so it is linear, and nearly always all that there is to do. */
static void mark_ways_to(uint32_t goal) {
  uint32_t last = goal;
  custody_order_class_at(goal)->mark = ++searches;
  custody_order_class_at(goal)->next_marked = 0;
  for (uint32_t at = goal; at; at = custody_order_class_at(at)->next_marked)
    for (uint32_t i = custody_order_class_at(at)->in; i; i = edge_at(i)->next_in) {
      struct custody_order_class *from = custody_order_class_at(edge_at(i)->from);
      if (from->mark == searches) continue;
      from->mark = searches;
      from->next_marked = 0;
      custody_order_class_at(last)->next_marked = edge_at(i)->from;
      last = edge_at(i)->from;
    }
}

struct search {
  uint32_t goal;
  int goal_shared; /* how the lock at the end of the circle is held */
  uint32_t visits;
  struct custody_order_circle *circle;
};

struct gates {
  const void *gate[CUSTODY_ORDER_GATES];
  uint32_t count;
};

static int reach(struct search *s, uint32_t at, int passes, struct gates gates);

/* Along one edge in one of its modes. A way that passes readers does not wait for one. */
static int follow(struct search *s, const struct custody_order_edge *e, int passes, int to_passes,
                  struct gates gates) {
  int some_wait =
      (e->kinds & kind_bit(0, to_passes)) || (!passes && (e->kinds & kind_bit(1, to_passes)));
  if (!some_wait) return 0;
  s->circle->edge[s->circle->count++] = *e;
  keep_gates(gates.gate, &gates.count, e->gates, e->gate_count);
  if (e->to == s->goal && !(to_passes && s->goal_shared) && gates.count == 0) return 1;
  if (e->to != s->goal && reach(s, e->to, to_passes, gates)) return 1;
  s->circle->count--;
  return 0;
}

static int is_on_way(const struct search *s, uint32_t class) {
  for (uint32_t i = 0; i < s->circle->count; i++)
    if (s->circle->edge[i].from == class) return 1;
  return 0;
}

/* Depth first; circles are short, and what is too long or too much is given up. */
static int reach(struct search *s, uint32_t at, int passes, struct gates gates) {
  if (s->circle->count == CUSTODY_ORDER_LONGEST || is_on_way(s, at)) return 0;
  for (uint32_t i = custody_order_class_at(at)->out; i; i = edge_at(i)->next_out) {
    if (custody_order_class_at(edge_at(i)->to)->mark != searches) continue;
    if (s->visits++ > MOST_VISITS) return 0;
    for (int to_passes = 0; to_passes < 2; to_passes++)
      if (follow(s, edge_at(i), passes, to_passes, gates)) return 1;
  }
  return 0;
}

/* The edge's gates are those of all its times, so a gate that was missing once is none. */
static int closes(const struct custody_order_edge *e, const struct custody_order_step *step,
                  struct custody_order_circle *circle) {
  struct search s = {step->from, step->from_shared, 0, circle};
  struct gates gates = {.count = e->gate_count};
  for (uint32_t i = 0; i < e->gate_count; i++) gates.gate[i] = e->gates[i];
  circle->count = 0;
  mark_ways_to(step->from);
  if (custody_order_class_at(step->to)->mark != searches) return 0;
  return reach(&s, step->to, step->to_passes, gates);
}

/* Whether the step can close a circle that was not there: it's new, in a new mode, or has lost a
 * gate. */
static int note(struct custody_order_edge *e, const struct custody_order_step *step) {
  uint8_t kind = kind_bit(step->from_shared, step->to_passes);
  int is_new = !(e->kinds & kind);
  e->kinds |= kind;
  return keep_gates(e->gates, &e->gate_count, step->gates, step->gate_count) || is_new;
}

int custody_order_is_new(const struct custody_order_step *step) {
  return find_edge(step->from, step->to) == 0;
}

enum custody_order custody_order_add(const struct custody_order_step *step,
                                     struct custody_order_circle *circle,
                                     struct custody_order_edge **edge) {
  uint32_t number = find_edge(step->from, step->to);
  if (!number) number = new_edge(step);
  if (!number) return CUSTODY_ORDER_FULL;
  struct custody_order_edge *e = *edge = edge_at(number);
  if (!note(e, step) || e->told || !closes(e, step, circle)) return CUSTODY_ORDER_FINE;
  e->told = 1;
  return CUSTODY_ORDER_CIRCLE;
}
