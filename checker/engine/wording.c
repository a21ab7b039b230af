/* What was done, to what, and what the rule asks. */
#include "wording.h"
#include "context.h"
#include "value.h"

#include <string.h>

/* The innermost need that names the rule's locks: the one in the function of the access itself, or
 * where what a callee is given to touch has the rule. */
static const struct need *innermost(const struct need *need) {
  while (need->below && need->below->origin == need->origin) need = need->below;
  return need;
}

static const char *lock_name(struct program *p, const struct need *need, uint32_t index) {
  const struct need *inner = innermost(need);
  return node_text(p, &p->functions.row[inner->function], inner->guards[index].lock);
}

static int is_write(const struct origin *o) {
  return o->access == CUSTODY_WRITE || o->access == CUSTODY_ATOMIC_WRITE;
}

static const char *all_locks(struct program *p, const struct need *need, const char *between) {
  const char *list = "";
  for (uint32_t i = 0; i < need->guard_count; i++)
    list = arena_format(&p->arena, "%s%s'%s'", list, i ? between : "", lock_name(p, need, i));
  return list;
}

static int held_shared(const struct need *need) {
  for (uint32_t i = 0; i < need->guard_count; i++)
    if (need->guards[i].hold == CUSTODY_HELD_SHARED) return 1;
  return 0;
}

static const char *role_wording(struct program *p, const struct need *need, uint32_t context) {
  const struct origin *o = need->origin;
  const char *role = p->roles.row[o->rule->role].name;
  return arena_format(&p->arena, "%s %s '%s', which only role '%s' may %s",
                      context_text(p, context), is_write(o) ? "writes" : "reads",
                      origin_subject(p, o), role, is_write(o) ? "write" : "read");
}

static const char *lock_wording(struct program *p, const struct need *need,
                                struct custody_verdict verdict) {
  const struct origin *o = need->origin;
  const char *done = is_write(o) ? "written" : "read";
  if (verdict.need == CUSTODY_NEED_LOCK_SHARED)
    return arena_format(&p->arena, "'%s' is %s without %s held", origin_subject(p, o), done,
                        all_locks(p, need, " or "));
  if (held_shared(need))
    return arena_format(&p->arena,
                        "'%s' is %s with %s held shared, but a write needs it exclusively",
                        origin_subject(p, o), done, all_locks(p, need, " and "));
  return arena_format(&p->arena, "'%s' is %s without %s held exclusively", origin_subject(p, o),
                      done, all_locks(p, need, " and "));
}

static const char *access_wording(struct program *p, const struct need *need, uint32_t context,
                                  struct custody_verdict verdict) {
  const struct origin *o = need->origin;
  const char *done = is_write(o) ? "written" : "read";
  switch (verdict.need) {
  case CUSTODY_NEED_ROLE: return role_wording(p, need, context);
  case CUSTODY_NEED_ATOMIC:
    return arena_format(&p->arena, "'%s' is %s without an atomic operation", origin_subject(p, o),
                        done);
  case CUSTODY_NEED_BUILDING:
    return arena_format(&p->arena, "'%s' is written, but it is immutable once its object is built",
                        origin_subject(p, o));
  case CUSTODY_NEED_HOLDER:
    return arena_format(&p->arena, "%s %s '%s', but cannot be the thread that holds the object",
                        context_text(p, context), is_write(o) ? "writes" : "reads",
                        origin_subject(p, o));
  case CUSTODY_NEED_OWN_FUNCTIONS:
    return arena_format(&p->arena, "'%s' is %s outside the type's own functions",
                        origin_subject(p, o), done);
  default: return lock_wording(p, need, verdict);
  }
}

static const char *contract_wording(struct program *p, const struct need *need) {
  const struct origin *o = need->origin;
  if (o->kind == NEED_NOT_HELD)
    return arena_format(&p->arena, "'%s' is called with %s held", origin_subject(p, o),
                        all_locks(p, need, " and "));
  const char *how = o->mode == CUSTODY_HELD_SHARED ? "" : " exclusively";
  if (held_shared(need))
    return arena_format(&p->arena, "'%s' is called with %s held shared, but needs it exclusively",
                        origin_subject(p, o), all_locks(p, need, " and "));
  return arena_format(&p->arena, "'%s' is called without %s held%s", origin_subject(p, o),
                      all_locks(p, need, " and "), how);
}

const char *wording_of_need(struct program *p, const struct need *need, uint32_t context,
                            struct custody_verdict verdict) {
  const struct origin *o = need->origin;
  if (o->kind == NEED_ACCESS) return access_wording(p, need, context, verdict);
  if (o->clause) return contract_wording(p, need);
  if (o->life)
    return arena_format(&p->arena, "'%s' is %s while it is held", origin_subject(p, o), o->life);
  if (o->kind == NEED_NOT_HELD)
    return arena_format(&p->arena, "'%s' is taken while a caller already holds it",
                        origin_subject(p, o));
  return arena_format(&p->arena, "'%s' is given back, but it is not held", origin_subject(p, o));
}

const char *wording_of_role(struct program *p, uint32_t callee, uint32_t context) {
  const struct function *f = &p->functions.row[callee];
  uint64_t roles = f->runs_on                    ? f->runs_on
                   : f->entry_role == FACTS_NONE ? 0
                                                 : (uint64_t)1 << f->entry_role;
  const char *names = "";
  for (uint32_t i = 0, count = 0; i < p->roles.count; i++)
    if (roles >> i & 1)
      names =
          arena_format(&p->arena, "%s%s'%s'", names, count++ ? " or " : "", p->roles.row[i].name);
  return arena_format(&p->arena, "%s calls '%s', which runs on role %s only",
                      context_text(p, context), f->display, names);
}

const char *wording_of_blocking(struct program *p, uint32_t callee, uint32_t context) {
  return arena_format(&p->arena, "%s must not block, but calls '%s', which may",
                      context_text(p, context), p->functions.row[callee].display);
}

void notes_of_blocking(struct program *p, struct notes *notes, uint32_t callee, uint64_t roles) {
  const struct function *f = &p->functions.row[callee];
  for (uint32_t i = 0; i < p->roles.count; i++)
    if (roles >> i & 1)
      notes_add(notes, p->roles.row[i].nonblocking_place,
                arena_format(&p->arena, "role '%s' is declared NONBLOCKING_ROLE here",
                             p->roles.row[i].name));
  if (f->blocks_place.file)
    notes_add(notes, f->blocks_place,
              arena_format(&p->arena, "'%s' is declared BLOCKING here", f->display));
}

const char *wording_of_signal(struct program *p, const struct signal_step *steps, uint32_t at,
                              uint32_t callee, enum signal_fault fault) {
  const char *name = p->functions.row[callee].display;
  while (steps[at].from != FACTS_NONE) at = steps[at].from;
  const char *handler = p->functions.row[steps[at].function].display;
  const char *why = fault == SIGNAL_UNSAFE   ? "is not async-signal-safe"
                    : fault == SIGNAL_UNSEEN ? "is not seen, and not marked SIGNAL_SAFE"
                                             : "leaves what the signal has interrupted undone";
  return arena_format(&p->arena, "'%s', which a signal may start, calls '%s', which %s", handler,
                      name, why);
}

void notes_of_rule(struct program *p, struct notes *notes, const struct need *need) {
  const struct origin *o = need->origin;
  if (o->rule)
    notes_add(
        notes, o->rule->place,
        arena_format(&p->arena, "'%s' is declared %s here", origin_subject(p, o), o->rule->text));
  else if (o->clause)
    notes_add(
        notes, o->clause->place,
        arena_format(&p->arena, "'%s' is declared %s here", origin_subject(p, o), o->clause->text));
}

void notes_of_locks(struct program *p, struct notes *notes, const struct need *need,
                    struct custody_verdict verdict) {
  for (uint32_t i = 0; i < need->held_count; i++) {
    const struct held_note *h = &need->held[i];
    const char *mode = h->mode == CUSTODY_HELD_SHARED ? "shared" : "exclusively";
    notes_add(notes, h->place,
              arena_format(&p->arena, "'%s' is held %s on this way, taken here",
                           node_text(p, &p->functions.row[h->function], h->lock), mode));
  }
  if (!need->held_count && verdict.finding == CUSTODY_FINDING_LOCK)
    notes_add(notes, need->origin->place, "no lock is held on this way");
}

static const char *lock_advice(struct program *p, const struct need *need,
                               struct custody_verdict verdict) {
  const char *lock = lock_name(p, need, 0);
  if (held_shared(need) && verdict.need == CUSTODY_NEED_LOCK_EXCLUSIVE)
    return arena_format(&p->arena, "take '%s' exclusively instead", lock);
  return arena_format(&p->arena, "take '%s' before this, or let every caller hold it", lock);
}

void notes_of_advice(struct program *p, struct notes *notes, const struct need *need,
                     struct custody_verdict verdict) {
  const char *text = NULL;
  if (verdict.finding == CUSTODY_FINDING_LOCK) text = lock_advice(p, need, verdict);
  else if (verdict.finding == CUSTODY_FINDING_ATOMIC)
    text =
        is_write(need->origin) ? "use an atomic store or read-modify-write" : "use an atomic load";
  if (text) notes_add(notes, need->origin->place, text);
}
