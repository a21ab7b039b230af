/* The check of an access: what every annotated load and store that is not proved runs. It finds
 * out whether the thread has the role and how it holds the locks, and asks the rule table.
 *
 * Holding more never makes an access wrong (a test walks the whole table for it). So what the table
 * says of a site with at most one lock comes down to how that lock must be held, on the role and
 * off it. The site's first check asks custody_judge for that and keeps it in the site (site.h); the
 * checks after it only compare. A test asks for every combination both ways. */
#include "check.h"
#include "abi.h"
#include "notice.h"
#include "pinned.h"
#include "report.h"
#include "role.h"
#include "site.h"
#include "stats.h"
#include "thread.h"

enum { MOST_LOCKS = 8 };

static enum custody_access access_of(const struct custody_rt_site *site) {
  return (enum custody_access)(site->access & CUSTODY_RT_SITE_ACCESS);
}

int custody_check_excused(struct custody_thread *self, const void *object, uint32_t role,
                          enum custody_need need) {
  if (self->unwatched || custody_thread_is_alone()) return 1;
  if (custody_thread_others_stand_still(self)) return 1;
  if (custody_building_covers(&self->building, object)) return 1;
  return need == CUSTODY_NEED_ROLE && role && custody_role_is_over(role);
}

static __attribute__((noinline, cold)) void
refused(struct custody_thread *self, const void *object, struct custody_rt_site *site,
        struct custody_verdict verdict, const struct custody_pin_story *story, const void *caller) {
  static const char *const done[CUSTODY_ACCESS_COUNT] = {"read of ", "write of ", "atomic read of ",
                                                         "atomic write of "};
  const struct custody_rt_rule *rule = site->rule;
  uint32_t role = rule->role ? custody_role_index(rule->role) : 0;
  if (custody_check_excused(self, object, role, verdict.need)) return;
  if (self->touches) custody_touch_was_wrong(self->touches);
  struct custody_report report = {
      .finding = verdict.finding,
      .done = done[access_of(site)],
      .subject = rule->field,
      .place = &site->place,
      .rule = rule,
      .access = access_of(site),
      .proved = (site->access & CUSTODY_RT_SITE_PROVED) != 0,
      .roles = role ? (uint64_t)1 << role : 0,
      .base = object,
      .other_thread = story ? story->thread : 0,
      .given_at = story ? story->given_at : NULL,
      .caller = caller,
      .state = &site->state,
  };
  custody_report(self, &report);
}

static struct custody_verdict judge(const struct custody_rt_site *site, int on_role,
                                    unsigned lock_count, const enum custody_hold *holds) {
  struct custody_question question = {
      .rule = (enum custody_rule)site->rule->kind,
      .access = access_of(site),
      .on_role = on_role,
      .reads_are_safe = 1,
      .hold_count = lock_count,
      .holds = holds,
  };
  return custody_judge(&question);
}

static unsigned path_of(const struct custody_rt_rule *rule) {
  const struct custody_rt_lock *lock = rule->locks;
  if (rule->lock_count != 1 || lock->kind == CUSTODY_RT_LOCK_POINTED) return CUSTODY_PATH_OTHER;
  if (lock->kind == CUSTODY_RT_LOCK_ELEMENT) return CUSTODY_PATH_ELEMENT;
  if (lock->kind == CUSTODY_RT_LOCK_MEMBER) return CUSTODY_PATH_MEMBER;
  const struct custody_rt_step *step = lock->steps;
  uint32_t steps = lock->step_count;
  if (steps == 0) return lock->global ? CUSTODY_PATH_VARIABLE : CUSTODY_PATH_OBJECT;
  if (lock->global) return CUSTODY_PATH_STEPS;
  if (steps == 1 && !step[0].load) return CUSTODY_PATH_FIELD;
  if (steps == 2 && step[0].load && !step[1].load) return CUSTODY_PATH_POINTER_FIELD;
  return CUSTODY_PATH_STEPS;
}

static unsigned need_of(const struct custody_rt_site *site, int on_role) {
  const struct custody_rt_rule *rule = site->rule;
  int has_path = path_of(rule) != CUSTODY_PATH_OTHER;
  unsigned most = has_path ? CUSTODY_HELD_EXCLUSIVE : CUSTODY_NOT_HELD;
  for (unsigned hold = CUSTODY_NOT_HELD; hold <= most; hold++) {
    enum custody_hold one = (enum custody_hold)hold;
    if (judge(site, on_role, 1, &one).finding == CUSTODY_FINDING_NONE) return hold + 1;
  }
  return CUSTODY_KEPT_ASK;
}

/* Not asked of a role but of the object, or answered by where the site is: outside of the type's own
 * functions, or the pass would not have laid it down. */
static int is_of_role(const struct custody_rt_rule *rule) {
  return rule->kind != CUSTODY_RULE_PINNED && rule->kind != CUSTODY_RULE_SELF_LOCKED;
}

/* A role that found no room refuses nobody. */
static uint32_t find_out(struct custody_rt_site *site) {
  struct custody_rt_role *role = site->rule->role;
  uint32_t index = role ? custody_role_index(role) : 0;
  unsigned off = need_of(site, 0), on = need_of(site, 1);
  if (role && index == 0) off = on = CUSTODY_KEPT_NOTHING;
  if (!is_of_role(site->rule)) off = on = CUSTODY_KEPT_ASK;
  uint32_t asked = site->rule->kind == CUSTODY_RULE_PINNED ? CUSTODY_SITE_OF_HOLDER : 0;
  uint32_t known = CUSTODY_SITE_KNOWN | asked | index << CUSTODY_SITE_ROLE |
                   path_of(site->rule) << CUSTODY_SITE_PATH | (off | on << 2) << CUSTODY_SITE_NEED;
  if (custody_stats_level == CUSTODY_STATS_ALL) return known; /* each check comes here */
  return __atomic_or_fetch(&site->state, known, __ATOMIC_RELAXED);
}

/* Of a PINNED object. Inside a function that takes one out of somewhere, for its caller, nobody holds
 * it yet. */
static void check_holder(struct custody_thread *self, const void *object,
                         struct custody_rt_site *site, const void *caller) {
  struct custody_pin_story story = {0, NULL};
  if (self->unwatched || self->taking > 0) return;
  enum custody_pin pin = custody_pinned_look(self, object, &story);
  if (pin == CUSTODY_PIN_MINE) return;
  struct custody_verdict verdict = judge(site, 0, 0, NULL);
  if (pin == CUSTODY_PIN_GIVEN) verdict.finding = CUSTODY_FINDING_TRANSFER;
  refused(self, object, site, verdict, &story, caller);
}

/* With all the locks of the rule, as they are held. */
static __attribute__((noinline)) void check_all(const void *object, struct custody_rt_site *site,
                                                const void *caller) {
  const struct custody_rt_rule *rule = site->rule;
  struct custody_thread *self = custody_thread_self();
  enum custody_hold holds[MOST_LOCKS];
  unsigned count = rule->lock_count;
  uint32_t state = __atomic_load_n(&site->state, __ATOMIC_RELAXED);
  if (!(state & CUSTODY_SITE_KNOWN)) state = find_out(site);
  if (custody_stats_level == CUSTODY_STATS_ALL) custody_stats_accessed(self, site);
  if (rule->kind == CUSTODY_RULE_PINNED) {
    check_holder(self, object, site, caller);
    return;
  }
  if (custody_site_need(state, self->roles) == CUSTODY_KEPT_NOTHING) return;
  if (count > MOST_LOCKS) {
    custody_notice(CUSTODY_NOTICE_LOCKS);
    return;
  }
  for (unsigned i = 0; i < count; i++)
    holds[i] = custody_lock_path_hold(&self->held, &rule->locks[i], object, CUSTODY_HELD_EXCLUSIVE);
  int on_role = is_of_role(rule) && (self->roles >> (state >> CUSTODY_SITE_ROLE) & 1);
  struct custody_verdict verdict = judge(site, on_role, count, holds);
  if (verdict.finding != CUSTODY_FINDING_NONE) refused(self, object, site, verdict, NULL, caller);
}

/* As far as a short look tells. */
static inline int is_right(struct custody_thread *self, uint32_t state, const void *object,
                           const struct custody_rt_site *site) {
  if (state & CUSTODY_SITE_OF_HOLDER) return custody_pinned_quickly(self, object);
  enum custody_need_kept need = custody_site_need(state, self->roles);
  if (need == CUSTODY_KEPT_NOTHING) return 1;
  return custody_site_holds(&self->held, state, site->rule->locks, object, need);
}

/* No call on the way of the common rules. */
void custody_rt_access(const void *object, struct custody_rt_site *site) {
  struct custody_thread *self = custody_thread_here;
  uint32_t state = __atomic_load_n(&site->state, __ATOMIC_RELAXED);
  if (__builtin_expect(self != NULL, 1)) {
    if (__builtin_expect(self->touches != NULL, 0)) custody_touched(self->touches, object, site);
    if (is_right(self, state, object, site)) return;
  }
  check_all(object, site, __builtin_return_address(0));
}

void custody_rt_access_copied(const void *const *from, const void *was, uint64_t offset,
                              struct custody_rt_site *site) {
  if (from && __atomic_load_n(from, __ATOMIC_RELAXED) == was)
    custody_rt_access((const char *)from - offset, site);
}
