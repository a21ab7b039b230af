/* See key.h. What a callee asks is told of the callee where it can be checked there when the program
 * runs; of a library's function, of its caller. */
#include "key.h"
#include "value.h"

#include <custody/key.h>
#include <string.h>

static const char *word_of(struct program *p, const char *name) {
  size_t room = strlen(name) * 2 + 3;
  char *word = arena_take(&p->arena, room);
  custody_key_word(word, room, name);
  return word;
}

const char *key_of(struct program *p, enum custody_finding group, const char *what,
                   const char *function) {
  return arena_format(&p->arena, "%s:%s@%s", custody_finding_name(group), word_of(p, what),
                      word_of(p, function));
}

/* As the pass names the class of a lock. */
const char *key_class(struct program *p, uint32_t path, const char *otherwise) {
  const char *element = "";
  const struct facts_node *n = node_of(p, path);
  for (; n->kind == FACTS_INDEX || n->kind == FACTS_DEREF; n = node_of(p, n->a))
    if (n->kind == FACTS_INDEX) element = "[]";
  if (n->kind == FACTS_GLOBAL)
    return arena_format(&p->arena, "%s%s", p->globals.row[n->a].name, element);
  if (n->kind != FACTS_FIELD) return otherwise;
  const struct field *f = &p->fields.row[n->b];
  return arena_format(&p->arena, "%s.%s%s", p->records.row[f->record].name, f->name, element);
}

static const char *asker(struct program *p, uint32_t caller, uint32_t callee) {
  const struct function *f = &p->functions.row[callee];
  return is_defined(f) ? f->display : p->functions.row[caller].display;
}

const char *key_of_need(struct program *p, const struct origin *o, enum custody_finding group) {
  const char *here = p->functions.row[o->function].display;
  if (o->clause) return key_of(p, group, o->clause->text, asker(p, o->function, o->callee));
  if (o->kind == NEED_ACCESS) return key_of(p, group, origin_subject(p, o), here);
  return key_of(p, group, key_class(p, o->path, "lock"), here);
}

static const char *roles_text(struct program *p, const struct function *f) {
  if (f->runs_on) return f->runs_on_text;
  const char *role = f->entry_role == FACTS_NONE ? "" : p->roles.row[f->entry_role].name;
  return arena_format(&p->arena, "THREAD_ENTRY(%s)", role);
}

const char *key_of_role(struct program *p, uint32_t caller, uint32_t callee) {
  return key_of(p, CUSTODY_FINDING_ROLE, roles_text(p, &p->functions.row[callee]),
                asker(p, caller, callee));
}

const char *key_of_order(struct program *p, const uint32_t *locks, uint32_t count, int is_circle) {
  uint32_t first = 0;
  const char *key = "order:";
  for (uint32_t i = 1; i < count && is_circle; i++)
    if (strcmp(key_class(p, locks[i], "lock"), key_class(p, locks[first], "lock")) < 0) first = i;
  for (uint32_t i = 0; i < count; i++)
    key = arena_format(&p->arena, "%s%s%s", key, i ? ">" : "",
                       word_of(p, key_class(p, locks[(first + i) % count], "lock")));
  return key;
}
