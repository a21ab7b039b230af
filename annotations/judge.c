/* The rule table itself. Each row of the vocabulary is one function of a few lines; nothing here
 * knows what a program, a thread or a lock is. */
#include <custody/judge.h>

static const struct custody_verdict allowed = {CUSTODY_FINDING_NONE, CUSTODY_NEED_NOTHING};

static struct custody_verdict refuse(enum custody_finding finding, enum custody_need need) {
  struct custody_verdict verdict = {finding, need};
  return verdict;
}

static int is_write(const struct custody_question *q) {
  return q->access == CUSTODY_WRITE || q->access == CUSTODY_ATOMIC_WRITE;
}

static int is_atomic(const struct custody_question *q) {
  return q->access == CUSTODY_ATOMIC_READ || q->access == CUSTODY_ATOMIC_WRITE;
}

static int any_held(const struct custody_question *q) {
  for (unsigned i = 0; i < q->hold_count; i++)
    if (q->holds[i] != CUSTODY_NOT_HELD) return 1;
  return 0;
}

static int all_exclusive(const struct custody_question *q) {
  for (unsigned i = 0; i < q->hold_count; i++)
    if (q->holds[i] != CUSTODY_HELD_EXCLUSIVE) return 0;
  return q->hold_count > 0;
}

static struct custody_verdict owned_by(const struct custody_question *q) {
  return q->on_role ? allowed : refuse(CUSTODY_FINDING_OWNER, CUSTODY_NEED_ROLE);
}

static struct custody_verdict guarded_write(const struct custody_question *q) {
  return all_exclusive(q) ? allowed : refuse(CUSTODY_FINDING_LOCK, CUSTODY_NEED_LOCK_EXCLUSIVE);
}

static struct custody_verdict guarded_by(const struct custody_question *q) {
  if (is_write(q)) return guarded_write(q);
  return any_held(q) ? allowed : refuse(CUSTODY_FINDING_LOCK, CUSTODY_NEED_LOCK_SHARED);
}

static struct custody_verdict owned_by_locked(const struct custody_question *q) {
  if (q->on_role) return is_write(q) ? guarded_write(q) : allowed;
  return is_write(q) ? refuse(CUSTODY_FINDING_OWNER, CUSTODY_NEED_ROLE) : guarded_by(q);
}

static struct custody_verdict write_guarded_by(const struct custody_question *q) {
  if (is_write(q)) return guarded_write(q);
  if (is_atomic(q) || q->reads_are_safe || any_held(q)) return allowed;
  return refuse(CUSTODY_FINDING_ATOMIC, CUSTODY_NEED_ATOMIC);
}

static struct custody_verdict atomic(const struct custody_question *q) {
  return is_atomic(q) ? allowed : refuse(CUSTODY_FINDING_ATOMIC, CUSTODY_NEED_ATOMIC);
}

static struct custody_verdict written_by(const struct custody_question *q) {
  if (is_write(q) && !q->on_role) return refuse(CUSTODY_FINDING_OWNER, CUSTODY_NEED_ROLE);
  return atomic(q);
}

static struct custody_verdict self_locked(const struct custody_question *q) {
  return q->on_role ? allowed : refuse(CUSTODY_FINDING_ESCAPE, CUSTODY_NEED_OWN_FUNCTIONS);
}

static struct custody_verdict immutable(const struct custody_question *q) {
  return is_write(q) ? refuse(CUSTODY_FINDING_IMMUTABLE, CUSTODY_NEED_BUILDING) : allowed;
}

static struct custody_verdict pinned(const struct custody_question *q) {
  return q->on_role ? allowed : refuse(CUSTODY_FINDING_OWNER, CUSTODY_NEED_HOLDER);
}

struct custody_verdict custody_judge(const struct custody_question *q) {
  if (q->building) return allowed;
  switch (q->rule) {
  case CUSTODY_RULE_OWNED_BY: return owned_by(q);
  case CUSTODY_RULE_OWNED_BY_LOCKED: return owned_by_locked(q);
  case CUSTODY_RULE_GUARDED_BY: return guarded_by(q);
  case CUSTODY_RULE_WRITE_GUARDED_BY: return write_guarded_by(q);
  case CUSTODY_RULE_WRITTEN_BY: return written_by(q);
  case CUSTODY_RULE_ATOMIC: return atomic(q);
  case CUSTODY_RULE_SELF_LOCKED: return self_locked(q);
  case CUSTODY_RULE_IMMUTABLE: return immutable(q);
  case CUSTODY_RULE_PINNED: return pinned(q);
  case CUSTODY_RULE_NONE:
  case CUSTODY_RULE_COUNT: break;
  }
  return allowed;
}

const char *custody_finding_name(enum custody_finding finding) {
  static const char *const names[] = {
      "none",
#define FINDING(NAME, name, meaning) #name,
#include <custody/findings.def>
  };
  if ((unsigned)finding >= sizeof names / sizeof names[0]) return "none";
  return names[finding];
}
