/* The check of an access: what every annotated load and store that is not proved runs. It finds
 * out whether the thread has the role and how it holds the locks, and asks the rule table.
 *
 * Holding more never makes an access wrong (a test walks the whole table for it), so the locks are
 * looked for only where the access is refused without. Answers for at most one lock are kept: the
 * table has a few hundred of them, and custody_judge knows nothing but its question. A test asks
 * for every one both ways. */
#include "abi.h"
#include "lock_path.h"
#include "notice.h"
#include "report.h"
#include "role.h"
#include "thread.h"

enum { MOST_LOCKS = 8 };

/* Refused by the table; but no data rule binds what nobody else can be touching. */
static int is_excused(struct custody_thread *self, const void *object,
                      const struct custody_rt_rule *rule, enum custody_need need) {
  if (self->unwatched || custody_thread_is_alone()) return 1;
  if (custody_building_covers(&self->building, object)) return 1;
  return need == CUSTODY_NEED_ROLE && custody_role_is_over(custody_role_index(rule->role));
}

static __attribute__((noinline, cold)) void refused(struct custody_thread *self, const void *object,
                                                    struct custody_rt_site *site,
                                                    struct custody_verdict verdict,
                                                    const void *caller) {
  static const char *const done[CUSTODY_ACCESS_COUNT] = {"read of ", "write of ", "atomic read of ",
                                                         "atomic write of "};
  const struct custody_rt_rule *rule = site->rule;
  if (is_excused(self, object, rule, verdict.need)) return;
  struct custody_report report = {
      .finding = verdict.finding,
      .done = done[site->access],
      .subject = rule->field,
      .place = &site->place,
      .rule = rule,
      .access = (enum custody_access)site->access,
      .roles = rule->role ? (uint64_t)1 << custody_role_index(rule->role) : 0,
      .base = object,
      .caller = caller,
      .descriptor = site,
      .state = &site->state,
  };
  custody_report(self, &report);
}

static struct custody_verdict judge(const struct custody_rt_site *site, int on_role,
                                    unsigned lock_count, const enum custody_hold *holds) {
  struct custody_question question = {
      .rule = (enum custody_rule)site->rule->kind,
      .access = (enum custody_access)site->access,
      .on_role = on_role,
      .reads_are_safe = 1,
      .hold_count = lock_count,
      .holds = holds,
  };
  return custody_judge(&question);
}

/* Answers of custody_judge for no lock held and for one, once they were asked for. The sizes are
 * powers of two, so that finding an answer is a few shifts. */
enum answer { ANSWER_UNKNOWN, ANSWER_ALLOWED, ANSWER_REFUSED };
enum { RULES = 16, ACCESSES = 4, HOLDS = 4 };
static _Atomic uint8_t answers[RULES * ACCESSES * 2 * HOLDS];
_Static_assert((int)CUSTODY_RULE_COUNT <= RULES && (int)CUSTODY_ACCESS_COUNT <= ACCESSES &&
                   (int)CUSTODY_HOLD_COUNT <= HOLDS,
               "the rule table has outgrown its answers");

static inline _Atomic uint8_t *answer_of(const struct custody_rt_site *site, int on_role,
                                         enum custody_hold hold) {
  unsigned rule = site->rule->kind % RULES, access = site->access % ACCESSES;
  return &answers[((rule * ACCESSES + access) * 2 + (unsigned)on_role) * HOLDS + hold];
}

static inline int is_known_allowed(const struct custody_rt_site *site, int on_role,
                                   enum custody_hold hold) {
  return atomic_load_explicit(answer_of(site, on_role, hold), memory_order_relaxed) ==
         ANSWER_ALLOWED;
}

static __attribute__((noinline, cold)) int is_allowed(const struct custody_rt_site *site,
                                                      int on_role, enum custody_hold hold) {
  _Atomic uint8_t *answer = answer_of(site, on_role, hold);
  struct custody_verdict verdict = judge(site, on_role, hold != CUSTODY_NOT_HELD, &hold);
  int allowed = verdict.finding == CUSTODY_FINDING_NONE;
  atomic_store_explicit(answer, allowed ? ANSWER_ALLOWED : ANSWER_REFUSED, memory_order_relaxed);
  return allowed;
}

/* With all the locks of the rule, as they are held. */
static __attribute__((noinline)) void check_all(struct custody_thread *self, const void *object,
                                                struct custody_rt_site *site, int on_role,
                                                const void *caller) {
  const struct custody_rt_rule *rule = site->rule;
  enum custody_hold holds[MOST_LOCKS];
  unsigned count = rule->lock_count;
  if (is_allowed(site, on_role, CUSTODY_NOT_HELD)) return;
  if (count > MOST_LOCKS) {
    custody_notice(CUSTODY_NOTICE_LOCKS);
    return;
  }
  for (unsigned i = 0; i < count; i++)
    holds[i] = custody_lock_path_hold(&self->held, &rule->locks[i], object, CUSTODY_HELD_EXCLUSIVE);
  if (count == 1 && is_allowed(site, on_role, holds[0])) return;
  struct custody_verdict verdict = judge(site, on_role, count, holds);
  if (verdict.finding != CUSTODY_FINDING_NONE) refused(self, object, site, verdict, caller);
}

/* Refused without a lock, or never asked for. The usual rule has one lock, and it's held. */
static __attribute__((noinline)) void check_lock(struct custody_thread *self, const void *object,
                                                 struct custody_rt_site *site, int on_role,
                                                 const void *caller) {
  const struct custody_rt_rule *rule = site->rule;
  if (rule->lock_count == 1) {
    enum custody_hold hold = custody_lock_path_hold_quickly(&self->held, rule->locks, object);
    if (is_known_allowed(site, on_role, hold)) return;
  }
  check_all(self, object, site, on_role, caller);
}

/* The thread or the role is seen for the first time. A role that found no room refuses nobody. */
static __attribute__((noinline, cold)) void check_first(const void *object,
                                                        struct custody_rt_site *site) {
  struct custody_rt_role *role = site->rule->role;
  custody_thread_self();
  if (!role || custody_role_index(role) != 0) custody_rt_access(object, site);
}

void custody_rt_access(const void *object, struct custody_rt_site *site) {
  struct custody_thread *self = custody_thread_here;
  struct custody_rt_role *role = site->rule->role;
  int on_role = 1, may_need_no_lock = site->rule->lock_count == 0;
  if (role) {
    uint32_t index = __atomic_load_n(&role->index, __ATOMIC_RELAXED);
    if (__builtin_expect(index == 0 || !self, 0)) {
      check_first(object, site);
      return;
    }
    on_role = (int)(self->roles >> index % CUSTODY_ROLES & 1);
    may_need_no_lock = 1;
  } else if (__builtin_expect(!self, 0)) {
    check_first(object, site);
    return;
  }
  if (may_need_no_lock && is_known_allowed(site, on_role, CUSTODY_NOT_HELD)) return;
  check_lock(self, object, site, on_role, __builtin_return_address(0));
}
