/* Data rules by hand, and objects that change hands: the same table, locks and holders as for
 * instrumented code. */
#include "api.h"
#include "check.h"
#include "pinned.h"
#include "role.h"
#include "tsan.h"

/* The question that the macro asks, and what becomes of it. */
struct asked {
  struct custody_thread *self;
  const void *object;
  uint32_t role;
  struct custody_rt_call *call;
  const void *caller;
};

static const char *demand(enum custody_need need) {
  static const char *const words[] = {
      [CUSTODY_NEED_ROLE] = "a thread that has the role",
      [CUSTODY_NEED_LOCK_SHARED] = "the lock held, shared at least",
      [CUSTODY_NEED_LOCK_EXCLUSIVE] = "the lock held exclusively",
      [CUSTODY_NEED_ATOMIC] = "an atomic operation",
      [CUSTODY_NEED_BUILDING] = "that the object is still being built",
      [CUSTODY_NEED_HOLDER] = "the thread that holds the object",
  };
  return words[need];
}

static void refuse(const struct asked *a, struct custody_verdict verdict,
                   const struct custody_pin_story *story) {
  if (custody_check_excused(a->self, a->object, a->role, verdict.need)) return;
  struct custody_report facts = {.finding = verdict.finding,
                                 .asks = demand(verdict.need),
                                 .roles = a->role ? (uint64_t)1 << a->role : 0,
                                 .other_thread = story->thread,
                                 .given_at = story->given_at,
                                 .caller = a->caller};
  custody_api_fail(a->self, a->call, &facts);
}

/* How the thread stands to the object, as custody_judge takes it; *given: it gave it away. */
static int holds_object(const struct asked *a, struct custody_pin_story *story, int *given) {
  enum custody_pin pin = custody_pinned_look(a->self, a->object, story);
  *given = pin == CUSTODY_PIN_GIVEN;
  return pin == CUSTODY_PIN_MINE;
}

void custody_rt_assert_access(const volatile void *object, int access, int rule, const char *role,
                              const volatile void *lock, struct custody_rt_call *call) {
  struct asked a = {custody_thread_self(), (const void *)object, 0, call,
                    __builtin_return_address(0)};
  struct custody_pin_story story = {0, NULL};
  int on_role = 0, given = 0;
  if (a.self->unwatched) return;
  if (role) a.role = custody_api_role(role, 0, call);
  if (role) on_role = (int)(a.self->roles >> a.role & 1);
  if (rule == CUSTODY_RULE_PINNED) on_role = holds_object(&a, &story, &given);
  enum custody_hold hold = custody_held_mode(&a.self->held, (const void *)lock);
  if (lock && hold == CUSTODY_NOT_HELD && a.self->held.lost > 0) return;
  struct custody_question question = {.rule = (enum custody_rule)rule,
                                      .access = (enum custody_access)access,
                                      .on_role = on_role,
                                      .reads_are_safe = 1,
                                      .hold_count = lock != NULL,
                                      .holds = &hold};
  struct custody_verdict verdict = custody_judge(&question);
  if (given) verdict.finding = CUSTODY_FINDING_TRANSFER;
  if (verdict.finding != CUSTODY_FINDING_NONE) refuse(&a, verdict, &story);
}

void custody_rt_give(const volatile void *object, uint64_t size, struct custody_rt_call *call) {
  custody_tsan_release((const void *)object);
  custody_rt_published((const void *)object);
  struct custody_thread *self = custody_thread_self();
  if (!self->unwatched) custody_pinned_give(self, (const void *)object, size, &call->place);
}

void custody_rt_take(const volatile void *object, uint64_t size) {
  struct custody_thread *self = custody_thread_self();
  custody_tsan_acquire((const void *)object);
  if (!self->unwatched) custody_pinned_take(self, (const void *)object, size);
}
