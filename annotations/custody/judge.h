/* The rule table: one function says whether an access is allowed.
 *
 * The compiler plugin, the whole-program check and the debug runtime all ask custody_judge, so a
 * rule means the same in all three. It knows no program, no lock and no thread: the caller has
 * found out who holds what, and custody_judge says what the declared rule makes of it. Pure: no
 * state, no allocation, no errno; any thread may call it, a signal handler too. */
#ifndef CUSTODY_JUDGE_H
#define CUSTODY_JUDGE_H

#ifdef __cplusplus
extern "C" {
#endif

/** What a field declares: the rows of the rule table. */
enum custody_rule {
  CUSTODY_RULE_NONE,             /**< nothing declared, or UNCHECKED: always allowed */
  CUSTODY_RULE_OWNED_BY,         /**< OWNED_BY(role) */
  CUSTODY_RULE_OWNED_BY_LOCKED,  /**< OWNED_BY(role, lock): one lock */
  CUSTODY_RULE_GUARDED_BY,       /**< GUARDED_BY(lock, ...): one lock or several */
  CUSTODY_RULE_WRITE_GUARDED_BY, /**< WRITE_GUARDED_BY(lock, ...) */
  CUSTODY_RULE_WRITTEN_BY,       /**< WRITTEN_BY(role) */
  CUSTODY_RULE_ATOMIC,           /**< ATOMIC */
  CUSTODY_RULE_SELF_LOCKED, /**< SELF_LOCKED: on_role says "inside the type's own functions" */
  CUSTODY_RULE_IMMUTABLE, /**< IMMUTABLE */
  CUSTODY_RULE_PINNED, /**< PINNED: on_role says "on the thread that holds the object" */
  CUSTODY_RULE_COUNT
};

/** What is done to the field. A read-modify-write is a write. */
enum custody_access {
  CUSTODY_READ,
  CUSTODY_WRITE,
  CUSTODY_ATOMIC_READ,
  CUSTODY_ATOMIC_WRITE,
  CUSTODY_ACCESS_COUNT
};

/** How one of the rule's locks is held at the access. */
enum custody_hold {
  CUSTODY_NOT_HELD,
  CUSTODY_HELD_SHARED,
  CUSTODY_HELD_EXCLUSIVE,
  CUSTODY_HOLD_COUNT
};

/** The groups of findings, in the order of findings.def. */
enum custody_finding {
  CUSTODY_FINDING_NONE,
#define FINDING(NAME, name, meaning) CUSTODY_FINDING_##NAME,
#include <custody/findings.def>
  CUSTODY_FINDING_COUNT
};

/** What the access would have needed: the text of a report is chosen by it. */
enum custody_need {
  CUSTODY_NEED_NOTHING,
  CUSTODY_NEED_ROLE, /**< to be on the owning role */
  CUSTODY_NEED_LOCK_SHARED, /**< any one of the locks, shared at least */
  CUSTODY_NEED_LOCK_EXCLUSIVE, /**< all of the locks, exclusively */
  CUSTODY_NEED_ATOMIC, /**< an atomic operation */
  CUSTODY_NEED_BUILDING, /**< that the object were still being built */
  CUSTODY_NEED_HOLDER, /**< to be on the thread that holds the object */
  CUSTODY_NEED_OWN_FUNCTIONS /**< to be inside the type's own functions */
};

/** The question. `holds` has one entry for each lock that the rule names, in the rule's order. */
struct custody_question {
  enum custody_rule rule;
  enum custody_access access;
  int on_role; /**< the thread has the rule's role (see SELF_LOCKED and PINNED above) */
  int building; /**< the object is being built or taken apart */
  int reads_are_safe; /**< WRITE_GUARDED_BY: the field is atomic, or written on this role only */
  unsigned hold_count;
  const enum custody_hold *holds;
};

/** The answer: finding is CUSTODY_FINDING_NONE when the access is allowed. */
struct custody_verdict {
  enum custody_finding finding;
  enum custody_need need;
};

/** Says whether the access is allowed.
 *
 * Meaning: the rule table of the vocabulary, one case a row. Errors: none; a rule out of range
 * is judged like CUSTODY_RULE_NONE. Threads: any.
 *
 *     enum custody_hold hold = CUSTODY_HELD_SHARED;
 *     struct custody_question q = {.rule = CUSTODY_RULE_GUARDED_BY, .access = CUSTODY_WRITE,
 *                                  .hold_count = 1, .holds = &hold};
 *     custody_judge(&q).finding;    // CUSTODY_FINDING_LOCK: a write needs it exclusively
 */
struct custody_verdict custody_judge(const struct custody_question *question);

/** The name of a finding as users type it after -Wcustody-, or "none". */
const char *custody_finding_name(enum custody_finding finding);

#ifdef __cplusplus
}
#endif
#endif
