/* An access event: finds the rules that cover it and asks for what they need. */
#include "body.h"
#include "give.h"
#include "pointee.h"
#include "value.h"

const struct rule *body_rule_of(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  if (n->kind == FACTS_FIELD) return p->fields.row[n->b].rule;
  if (n->kind == FACTS_GLOBAL) return p->globals.row[n->a].rule;
  return NULL;
}

static const struct rule *type_rule_of(const struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  return n->kind == FACTS_FIELD ? p->fields.row[n->b].type_rule : NULL;
}

int body_is_pinned(const struct program *p, uint32_t path) {
  uint32_t part = body_ruled_part(p, path);
  const struct rule *rule = part ? body_rule_of(p, part) : NULL;
  return rule && rule->kind == CUSTODY_RULE_PINNED;
}

/* The innermost part of the path that carries a rule, or 0: an element of an array or a member of
 * an embedded struct has the rule of the whole. */
uint32_t body_ruled_part(const struct program *p, uint32_t path) {
  while (path) {
    const struct facts_node *n = node_of(p, path);
    if (body_rule_of(p, path) || type_rule_of(p, path)) return path;
    if (n->kind != FACTS_FIELD && n->kind != FACTS_INDEX) return 0;
    path = n->a;
  }
  return 0;
}

uint32_t program_record_at(const struct program *p, const struct function *f, uint32_t path) {
  const struct facts_unit *u = p->units[f->unit].facts;
  const struct facts_node *n = node_of(p, path);
  struct facts_type type = {0, 0, FACTS_NONE};
  switch (n->kind) {
  case FACTS_FIELD: return p->fields.row[n->b].type_record;
  case FACTS_GLOBAL: return p->globals.row[n->a].type_record;
  case FACTS_DEREF:
  case FACTS_INDEX: return program_record_at(p, f, n->a);
  case FACTS_LOCAL: type = u->locals.row[f->facts->local_begin + n->a].type; break;
  case FACTS_PARAM: type = u->parameters.row[f->facts->parameter_begin + n->a].type; break;
  default: break;
  }
  return type.record == FACTS_NONE ? FACTS_NONE : p->units[f->unit].records[type.record];
}

/* A guard's path for one object. Only storage that the state knows of its own is looked up. */
static uint32_t guard_path(struct body *b, const struct state *s, uint32_t guard,
                           uint32_t container) {
  struct facts_node n = *node_of(b->p, guard);
  switch (n.kind) {
  case FACTS_SELF: return container;
  case FACTS_FIELD:
    return program_node(b->p, FACTS_FIELD, guard_path(b, s, n.a, container), n.b, 0);
  case FACTS_INDEX:
    return program_node(b->p, FACTS_INDEX, guard_path(b, s, n.a, container), n.b, 0);
  case FACTS_DEREF: return pointee_of(b->p, load_of(b->p, s, guard_path(b, s, n.a, container)));
  default: return guard;
  }
}

uint32_t body_guard_path(struct body *b, const struct state *s, uint32_t guard, uint32_t path) {
  const struct facts_node *n = node_of(b->p, path);
  return guard_path(b, s, guard, n->kind == FACTS_FIELD ? n->a : path);
}

/* What is known of who holds a PINNED object. Static ones are main's where nothing takes any. */
static int fill_pinned(struct body *b, struct state *s, struct need *need, uint32_t path) {
  const struct facts_node *n = node_of(b->p, path), *whole;
  uint32_t object = object_of(b->p, path);
  if (body_has_taken(b, s, object)) return 0;
  whole = node_of(b->p, object);
  const struct facts_node *from = whole->kind == FACTS_DEREF ? node_of(b->p, whole->a) : whole;
  if (whole->kind == FACTS_DEREF && from->kind == FACTS_PARAM && from->a < 64)
    b->summary->pins |= (uint64_t)1 << from->a;
  if (n->kind == FACTS_FIELD && whole->kind == FACTS_GLOBAL && !b->p->globals.row[whole->a].rule)
    need->origin->is_mains = b->p->world == ENGINE_CLOSED_WORLD &&
                             !b->p->records.row[b->p->fields.row[n->b].record].is_taken;
  return 1;
}

static int fill_access(struct body *b, struct state *s, struct need *need, const void *data) {
  if (body_is_to_be_returned(b, *(const uint32_t *)data)) return 0;
  uint32_t path = path_of(b->p, s, *(const uint32_t *)data), object = object_of(b->p, path);
  int building = body_is_building(b, s, object);
  if (building < 0) body_doubt(b, need, DOUBT_BUILT);
  if (building) return building > 0 ? 0 : -1;
  const struct facts_node *n = node_of(b->p, path);
  uint32_t container = n->kind == FACTS_FIELD ? n->a : path;
  const struct rule *rule = need->origin->rule;
  if (rule->kind == CUSTODY_RULE_PINNED && !fill_pinned(b, s, need, path)) return 0;
  need->object = body_may_build(b, s, object) ? object : 0;
  body_fill_guards(b, s, need, container);
  return 1;
}

void body_fill_guards(struct body *b, const struct state *s, struct need *need,
                      uint32_t container) {
  const struct rule *rule = need->origin->rule;
  for (uint32_t i = 0; i < rule->guard_count; i++) {
    need->guards[i].lock = guard_path(b, s, rule->guards[i], container);
    guard_look(b->p, s, &need->guards[i]);
  }
}

enum custody_access body_access_of(unsigned bits) {
  if (bits & FACTS_ACCESS_WRITE)
    return bits & FACTS_ACCESS_ATOMIC ? CUSTODY_ATOMIC_WRITE : CUSTODY_WRITE;
  return bits & FACTS_ACCESS_ATOMIC ? CUSTODY_ATOMIC_READ : CUSTODY_READ;
}

static const char *subject_of(struct program *p, uint32_t path) {
  const struct facts_node *n = node_of(p, path);
  if (n->kind == FACTS_GLOBAL) return p->globals.row[n->a].name;
  struct field *f = &p->fields.row[n->b];
  if (!f->subject)
    f->subject = arena_format(&p->arena, "%s.%s", p->records.row[f->record].name, f->name);
  return f->subject;
}

static void access_rule(struct body *b, struct states *states, const struct facts_event *e,
                        uint32_t path, const struct rule *rule) {
  struct origin *o = body_origin(b, NEED_ACCESS, subject_of(b->p, path));
  const struct facts_node *n = node_of(b->p, path);
  o->rule = rule;
  o->access = (uint8_t)body_access_of(e->bits);
  o->by_address = (e->bits & FACTS_ACCESS_BY_ADDRESS) != 0;
  if (!(e->bits & FACTS_ACCESS_TOUCH)) {
    o->site = &b->p->units[b->f->unit].site_status[e->site];
    o->doubt = &b->p->units[b->f->unit].site_doubt[e->site];
  }
  if (rule->kind == CUSTODY_RULE_SELF_LOCKED)
    o->is_inside = (uint8_t)program_is_own(b->p, b->f, b->p->fields.row[n->b].record);
  struct guard guards[MAX_GUARDS] = {0};
  struct need shape = {.origin = o,
                       .contexts = b->contexts,
                       .guards = guards,
                       .guard_count = (uint8_t)o->rule->guard_count};
  body_need(b, states, &shape, fill_access, &path);
}

static void access_part(struct body *b, struct states *states, const struct facts_event *e,
                        uint32_t path) {
  const struct rule *rule = body_rule_of(b->p, path), *of_type = type_rule_of(b->p, path);
  if (rule) access_rule(b, states, e, path, rule);
  if (of_type) access_rule(b, states, e, path, of_type);
}

/* Storage without a rule, or a pointer to storage that has one: the address was taken before. */
static void touch_part(struct body *b, struct states *states, const struct facts_event *e,
                       uint32_t path) {
  for (uint32_t i = 0; i < states->count; i++) {
    uint32_t part = body_ruled_part(b->p, path_of(b->p, states->list[i], path));
    struct states one = {.list = &states->list[i], .count = 1};
    if (part && !body_ruled_part(b->p, path)) access_part(b, &one, e, part);
  }
}

void body_access(struct body *b, struct states *states, const struct facts_event *e) {
  uint32_t path = linked(b->p, b->f, e->a), part = body_ruled_part(b->p, path);
  if (e->bits & FACTS_ACCESS_TOUCH) {
    touch_part(b, states, e, path);
    body_touch_pointee(b, states, e, path);
  } else if (part) access_part(b, states, e, part);
  else if (e->bits & FACTS_ACCESS_WHOLE) {
    uint32_t record = program_record_at(b->p, b->f, path);
    if (record == FACTS_NONE) return;
    for (uint32_t i = 0; i < b->p->records.row[record].field_count; i++)
      access_part(b, states, e,
                  program_node(b->p, FACTS_FIELD, path, b->p->records.row[record].fields[i], 0));
  } else if (b->final) b->p->units[b->f->unit].site_status[e->site] = 1;
}
