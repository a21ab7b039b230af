/* The check of an access: what every annotated load and store that is not proved runs. It finds
 * out whether the thread has the role and how it holds the locks, and asks the rule table.
 *
 * Holding more never makes an access wrong (a test walks the whole table for it). So what the table
 * says of a site with at most one lock comes down to how that lock must be held, on the role and
 * off it. The site's first check asks custody_judge for that and keeps it in the site; the checks
 * after it only compare. A test asks for every combination both ways. */
#include "abi.h"
#include "lock_path.h"
#include "notice.h"
#include "report.h"
#include "role.h"
#include "tally.h"
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

/* What a thread must hold for the access to be right: two bits for a thread off the role, then two
 * for one on it, kept above the bits of site->state that the tally uses. */
enum need {
  NEED_UNKNOWN,     /**< not asked yet, several locks, or never right: all is looked at */
  NEED_NOTHING,     /**< no lock */
  NEED_SHARED,      /**< its one lock: the hold, plus 1 */
  NEED_EXCLUSIVE
};
enum { NEED_SHIFT = 16, NEED_BITS = 2, NEED_MASK = 3 };
_Static_assert(1 << NEED_SHIFT > 2 * CUSTODY_TALLY_SIZE, "the tally needs more bits of the state");
_Static_assert((int)NEED_SHARED == (int)CUSTODY_HELD_SHARED + 1 &&
                   (int)NEED_EXCLUSIVE == (int)CUSTODY_HELD_EXCLUSIVE + 1,
               "a need is a hold plus 1");

static enum need need_of(const struct custody_rt_site *site, int on_role) {
  unsigned most = site->rule->lock_count == 1 ? CUSTODY_HELD_EXCLUSIVE : CUSTODY_NOT_HELD;
  for (unsigned hold = CUSTODY_NOT_HELD; hold <= most; hold++) {
    enum custody_hold one = (enum custody_hold)hold;
    if (judge(site, on_role, 1, &one).finding == CUSTODY_FINDING_NONE) return (enum need)(hold + 1);
  }
  return NEED_UNKNOWN;
}

static void keep_needs(struct custody_rt_site *site) {
  unsigned needs = need_of(site, 0) | need_of(site, 1) << NEED_BITS;
  __atomic_fetch_or(&site->state, needs << NEED_SHIFT, __ATOMIC_RELAXED);
}

/* With all the locks of the rule, as they are held. */
static __attribute__((noinline)) void check_all(struct custody_thread *self, const void *object,
                                                struct custody_rt_site *site, int on_role,
                                                const void *caller) {
  const struct custody_rt_rule *rule = site->rule;
  enum custody_hold holds[MOST_LOCKS];
  unsigned count = rule->lock_count;
  if (__atomic_load_n(&site->state, __ATOMIC_RELAXED) >> NEED_SHIFT == 0) keep_needs(site);
  if (count > MOST_LOCKS) {
    custody_notice(CUSTODY_NOTICE_LOCKS);
    return;
  }
  for (unsigned i = 0; i < count; i++)
    holds[i] = custody_lock_path_hold(&self->held, &rule->locks[i], object, CUSTODY_HELD_EXCLUSIVE);
  struct custody_verdict verdict = judge(site, on_role, count, holds);
  if (verdict.finding != CUSTODY_FINDING_NONE) refused(self, object, site, verdict, caller);
}

static __attribute__((noinline)) void check_lock(struct custody_thread *self, const void *object,
                                                 struct custody_rt_site *site, int on_role,
                                                 unsigned need, const void *caller) {
  if (need != NEED_UNKNOWN &&
      custody_lock_path_hold_quickly(&self->held, site->rule->locks, object) + 1 >= need)
    return;
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
  unsigned state = __atomic_load_n(&site->state, __ATOMIC_RELAXED);
  /* Without a role: bit 0, which every thread has. */
  uint32_t index = role ? __atomic_load_n(&role->index, __ATOMIC_RELAXED) : CUSTODY_ROLES;
  if (__builtin_expect(!self || index == 0, 0)) {
    check_first(object, site);
    return;
  }
  int on_role = (int)(self->roles >> index % CUSTODY_ROLES & 1);
  unsigned need = state >> (NEED_SHIFT + NEED_BITS * on_role) & NEED_MASK;
  if (need == NEED_NOTHING) return;
  check_lock(self, object, site, on_role, need, __builtin_return_address(0));
}
