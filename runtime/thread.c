/* See thread.h. Records are taken in a circle. That of a thread that ended stays to be joined; it is
 * used again, perhaps of a detached one, only where there are many and none is free. There are more
 * when all are of live threads. */
#include "thread.h"
#include "life.h"
#include "notice.h"
#include "options.h"
#include "pinned.h"
#include "pool.h"
#include "role.h"
#include "stats.h"
#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIRST_RECORDS = 64, MANY_RECORDS = 1024, MOST_RECORDS = 1 << 18 };
static struct custody_thread first_records[FIRST_RECORDS];
static struct custody_pool records = CUSTODY_POOL(first_records);
static atomic_flag growing = ATOMIC_FLAG_INIT;
static struct custody_thread unwatched = {.roles = ~(uint64_t)0, .unwatched = 1};
static atomic_uint cursor, next_number = 1;
static atomic_uint live, unjoined; /* with a record: who has none is no company either */
static atomic_int some_had_none;

static pthread_key_t key;
static atomic_int has_key;

_Thread_local struct custody_thread *custody_thread_here __attribute__((tls_model("initial-exec")));

/* All bytes but the state, which is what holds the claim. */
static void clear(struct custody_thread *thread) {
  thread->roles = 1;
  thread->borrowed = thread->lent = 0;
  thread->lent_at = NULL;
  custody_held_clear(&thread->held);
  custody_orders_begin(&thread->orders);
  thread->held.quick = custody_options.lock_stacks || custody_stats_on() ? 0 : CUSTODY_HELD_FIRST;
  custody_building_clear(&thread->building);
  thread->birth = (struct custody_birth){0};
  thread->reporting = thread->rounds = thread->ordering = thread->taking = 0;
  thread->refused_call = NULL;
  atomic_store(&thread->wait.kind, CUSTODY_WAIT_NONE);
  thread->name[0] = '\0';
  thread->waits_since = 0;
  if (!thread->touches) thread->touches = custody_tsan_touches();
  thread->turn = (struct custody_turn){0};
  atomic_store(&thread->turn_since, 0);
  atomic_store(&thread->tid, 0);
}

uint32_t custody_thread_count(void) { return custody_pool_rows(&records); }

struct custody_thread *custody_thread_at(uint32_t i) { return custody_pool_row(&records, i); }

/* One that is free, or, with `takes_ended`, whose thread has ended: of `count`, from the cursor on. */
static struct custody_thread *find_unused(uint32_t count, int takes_ended) {
  for (uint32_t tried = 0; tried < count; tried++) {
    struct custody_thread *thread = custody_thread_at(atomic_fetch_add(&cursor, 1) % count);
    unsigned state = atomic_load(&thread->state);
    if (state != CUSTODY_THREAD_FREE && !(takes_ended && state == CUSTODY_THREAD_ENDED)) continue;
    if (atomic_compare_exchange_strong(&thread->state, &state, CUSTODY_THREAD_LIVE)) return thread;
  }
  return NULL;
}

/* Whether there are more than `count` records now. */
static int grow(uint32_t count) {
  while (atomic_flag_test_and_set(&growing)) sched_yield();
  int is_there = custody_thread_count() > count;
  if (!is_there && count < MOST_RECORDS) is_there = custody_pool_grow(&records);
  atomic_flag_clear(&growing);
  return is_there;
}

static struct custody_thread *claim(void) {
  for (;;) {
    uint32_t count = custody_thread_count();
    struct custody_thread *thread = find_unused(count, 0);
    if (!thread && count >= MANY_RECORDS) thread = find_unused(count, 1);
    if (thread) {
      clear(thread);
      return thread;
    }
    if (!grow(count)) break;
  }
  atomic_store(&some_had_none, 1);
  custody_notice(CUSTODY_NOTICE_THREADS);
  return NULL;
}

static struct custody_thread *claim_and_count(void) {
  struct custody_thread *thread = claim();
  if (thread) atomic_fetch_add(&live, 1);
  return thread;
}

struct custody_thread *custody_thread_expect(void) {
  struct custody_thread *thread = claim_and_count();
  if (thread) atomic_store(&thread->number, atomic_fetch_add(&next_number, 1));
  return thread;
}

void custody_thread_give_up(struct custody_thread *thread) {
  if (!thread) return;
  atomic_fetch_sub(&live, 1);
  atomic_store(&thread->state, CUSTODY_THREAD_FREE);
}

static uint32_t kernel_tid(void) { return (uint32_t)syscall(SYS_gettid); }

void custody_thread_begin(struct custody_thread *thread) {
  custody_thread_here = thread ? thread : &unwatched;
  if (!thread) return;
  thread->handle = pthread_self();
  atomic_store(&thread->tid, kernel_tid());
  if (atomic_load(&has_key)) pthread_setspecific(key, thread);
}

static void begin_main(struct custody_thread *thread) {
  extern char **environ;
  struct rlimit limit = {0, 0};
  getrlimit(RLIMIT_STACK, &limit);
  uintptr_t size =
      limit.rlim_cur < (rlim_t)1 << 30 ? (uintptr_t)limit.rlim_cur : (uintptr_t)1 << 30;
  thread->building.stack_high = (uintptr_t)environ;
  thread->building.stack_low = (uintptr_t)environ - size;
  atomic_store(&thread->number, 0);
  custody_role_take(thread, CUSTODY_ROLE_MAIN, NULL, NULL);
}

/* The main thread is the one whose number in the kernel is the process's; it comes here from the
 * first constructor at the latest. */
struct custody_thread *custody_thread_first_seen(void) {
  int before = errno;
  struct custody_thread *thread = claim_and_count();
  custody_thread_begin(thread);
  if (thread) thread->pins_before = custody_pinned_changes();
  if (thread && atomic_load(&thread->tid) == (uint32_t)getpid()) begin_main(thread);
  else if (thread) atomic_store(&thread->number, atomic_fetch_add(&next_number, 1));
  errno = before;
  return custody_thread_here;
}

static void end(struct custody_thread *thread) {
  custody_life_thread_ends(thread);
  custody_role_thread_ended(thread->number, thread->roles & ~thread->borrowed);
  custody_thread_here = &unwatched;
  custody_building_clear(&thread->building);
  atomic_fetch_add(&unjoined, 1);
  atomic_fetch_sub(&live, 1);
  atomic_store(&thread->state, CUSTODY_THREAD_ENDED);
}

/* Comes once a round of destructors. The last round but one ends the record: in the last the
 * sanitizers end theirs, and a report would run without them. */
static void destructor(void *record) {
  struct custody_thread *thread = record;
  if (++thread->rounds < PTHREAD_DESTRUCTOR_ITERATIONS - 1) pthread_setspecific(key, thread);
  else end(thread);
}

void custody_thread_make_key(void) {
  if (pthread_key_create(&key, destructor) != 0) return;
  atomic_store(&has_key, 1);
  pthread_setspecific(key, custody_thread_self());
}

void custody_thread_joined(pthread_t handle) {
  struct custody_thread *latest = NULL;
  for (uint32_t i = 0; i < custody_thread_count(); i++) {
    struct custody_thread *thread = custody_thread_at(i);
    if (atomic_load(&thread->state) != CUSTODY_THREAD_ENDED) continue;
    if (!pthread_equal(thread->handle, handle)) continue;
    if (!latest || thread->number > latest->number) latest = thread;
  }
  if (!latest) return;
  uint64_t mask = latest->roles;
  unsigned state = CUSTODY_THREAD_ENDED;
  if (!atomic_compare_exchange_strong(&latest->state, &state, CUSTODY_THREAD_FREE)) return;
  custody_role_thread_joined(mask);
  atomic_fetch_sub(&unjoined, 1);
}

int custody_thread_is_alone(void) { return atomic_load(&live) == 1 && atomic_load(&unjoined) == 0; }

int custody_thread_some_had_none(void) { return atomic_load(&some_had_none); }

/* One that has not begun yet runs nothing. */
static int stands_still(const struct custody_thread *thread, uint64_t roles) {
  uint64_t its = __atomic_load_n(&thread->roles, __ATOMIC_RELAXED) & ~(uint64_t)1;
  return atomic_load(&thread->tid) == 0 || (its != 0 && (its & ~roles) == 0);
}

int custody_thread_others_stand_still(const struct custody_thread *self) {
  unsigned still = 1;
  if (self->borrowed == 0) return 0;
  for (uint32_t i = 0; i < custody_thread_count(); i++) {
    const struct custody_thread *other = custody_thread_at(i);
    if (other != self && atomic_load(&other->state) == CUSTODY_THREAD_LIVE)
      still += (unsigned)stands_still(other, self->borrowed);
  }
  return still == atomic_load(&live);
}

struct custody_thread *custody_thread_numbered(uint32_t number) {
  for (uint32_t i = 0; i < custody_thread_count(); i++) {
    struct custody_thread *thread = custody_thread_at(i);
    if (atomic_load(&thread->state) == CUSTODY_THREAD_LIVE &&
        atomic_load(&thread->number) == number)
      return thread;
  }
  return NULL;
}

void custody_thread_only(void) {
  struct custody_thread *self = custody_thread_self();
  for (uint32_t i = 0; i < custody_thread_count(); i++)
    if (custody_thread_at(i) != self)
      atomic_store(&custody_thread_at(i)->state, CUSTODY_THREAD_FREE);
  atomic_flag_clear(&growing);
  atomic_store(&live, 1);
  atomic_store(&unjoined, 0);
  if (self->unwatched) return;
  for (uint32_t i = 0; i < self->held.count; i++) custody_held_row(&self->held, i)->inherited = 1;
  atomic_store(&self->tid, kernel_tid());
  custody_role_only(self->number, self->roles);
}
