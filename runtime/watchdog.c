/* A thread of the runtime's own that looks, now and then, at how long locks are held and waited for and
 * loops are at one turn, and calls back where it's too long: once for each hold, wait and turn. */
#include "clock.h"
#include "role.h"
#include "stats.h"

#include <custody/runtime.h>
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

static struct {
  custody_watchdog_function *function;
  void *data;
  uint64_t limit; /* nanoseconds */
  atomic_uint is_running;
} dog;

static void tell(struct custody_thread *thread, const char *what, const char *name,
                 const struct custody_rt_place *place, uint64_t time) {
  struct custody_stall stall = {.what = what,
                                .name = name,
                                .thread = atomic_load(&thread->number),
                                .nanoseconds = time,
                                .place = place};
  dog.function(&stall, dog.data);
}

static void look_once(struct custody_thread *thread, const char *what, const char *name,
                      const struct custody_rt_place *place, uint64_t since, uint64_t now,
                      uint64_t *told) {
  if (!since || since == *told || now < since || now - since < dog.limit) return;
  *told = since;
  tell(thread, what, name, place, now - since);
}

static const char *role_of(const struct custody_thread *thread) {
  for (uint32_t i = 1; i < CUSTODY_ROLES; i++)
    if (thread->roles >> i & 1) return atomic_load(&custody_roles[i].name);
  return NULL;
}

/* Another thread's table may change while it's read: what is told is what was there. */
static void look_at(struct custody_thread *thread) {
  struct custody_stalls_told *told = &thread->stalls;
  uint64_t now = custody_now();
  const struct custody_hold_entry *oldest = NULL;
  for (uint32_t i = 0; i < custody_held_seen(&thread->held) && !oldest; i++) {
    const struct custody_hold_entry *row = custody_held_row(&thread->held, i);
    if (__atomic_load_n(&row->since, __ATOMIC_RELAXED)) oldest = row;
  }
  if (oldest)
    look_once(thread, "hold", oldest->lock_class, oldest->place, oldest->since, now, &told->hold);
  uint64_t waits = __atomic_load_n(&thread->waits_since, __ATOMIC_ACQUIRE);
  look_once(thread, "wait", thread->waits_for, thread->waits_at, waits, now, &told->wait);
  look_once(thread, "turn", role_of(thread), NULL, atomic_load(&thread->turn_since), now,
            &told->turn);
}

static void *watch(void *unused) {
  (void)unused;
  for (;;) {
    uint64_t pause = dog.limit / 4 + 1000000;
    struct timespec wait = {(time_t)(pause / 1000000000), (long)(pause % 1000000000)};
    nanosleep(&wait, NULL);
    for (uint32_t i = 0; i < custody_thread_count(); i++)
      if (atomic_load(&custody_thread_at(i)->state) == CUSTODY_THREAD_LIVE)
        look_at(custody_thread_at(i));
  }
  return NULL;
}

int custody_rt_watchdog(custody_watchdog_function *function, void *data, unsigned milliseconds) {
  pthread_t thread;
  pthread_attr_t attributes;
  sigset_t all, before;
  if (atomic_exchange(&dog.is_running, 1)) return EBUSY;
  dog.function = function;
  dog.data = data;
  dog.limit = (uint64_t)(milliseconds ? milliseconds : 1) * 1000000;
  custody_stats_begin(CUSTODY_STATS_TIMES);
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before); /* signals are the program's own threads' */
  pthread_attr_init(&attributes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  int result = pthread_create(&thread, &attributes, watch, NULL);
  pthread_attr_destroy(&attributes);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (result != 0) atomic_store(&dog.is_running, 0);
  return result;
}
