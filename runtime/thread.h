/* What the runtime knows of each thread. The records lie in tables that grow and stay, so that a
 * report can speak of other threads; each thread reaches its own by a pointer in thread-local storage. A
 * record is written by its own thread, except before the thread starts and after it ended.
 *
 * A thread that was not started through the runtime (a library's) gets a record when it is first
 * seen. When there is no record left, the thread is unwatched: it has the one record below, which
 * allows everything and is never written. */
#ifndef CUSTODY_THREAD_H
#define CUSTODY_THREAD_H

#include "building.h"
#include "held.h"
#include "order_seen.h"
#include "tsan.h"
#include "wait.h"
#include <pthread.h>
#include <stdatomic.h>

enum { CUSTODY_THREAD_NAME = 32 };

enum custody_thread_state { CUSTODY_THREAD_FREE, CUSTODY_THREAD_LIVE, CUSTODY_THREAD_ENDED };

/** How it began: what the trampoline needs, and what a report tells. */
struct custody_birth {
  uintptr_t function;  /**< the start function; 0 where it is not known */
  void *data;
  size_t stack_size;
  const struct custody_rt_place *place; /**< the call that created it, or null */
  uint32_t creator;                     /**< number of the thread that did */
  uint32_t stack;                       /**< the stack there, in stack_kept.h; or 0 */
};

/** The thread's event loop: turn.c's. */
struct custody_turn {
  uint64_t began; /**< the turn, by custody_now(); or 0: it waits, or is no loop */
  const struct custody_rt_place *waits_at; /**< now; or null */
  const struct custody_rt_place *waited_at; /**< before the turn; or null */
  uint32_t told; /**< what the turn waited for was reported */
  uint32_t is_seen; /**< the wait was, since custody_loop_turn() was called last */
};

/** What the watchdog told of the thread, by when it began: so it is told once. */
struct custody_stalls_told {
  uint64_t hold, wait, turn;
};

/** What the thread lately called an object that is a lock (named.c). */
struct custody_named {
  uintptr_t object;
  uint64_t size;
  const char *lock_class;
  const struct custody_rt_place *place; /**< null: it was asked for */
};

enum { CUSTODY_NAMED = 8 };

struct custody_thread {
  uint64_t roles; /**< bit = index; bit 0 is always there */
  uint64_t lent; /**< roles that it lent and did not regain (custody_lend_role) */
  const struct custody_rt_place *lent_at; /**< the last of them; or null */
  uint64_t borrowed; /**< of these, those of threads that stand still */
  struct custody_touches *touches; /**< under ThreadSanitizer; stays with the record; or null */
  atomic_uint number; /**< 0 for main, then 1, 2, ...; never used again */
  struct custody_held held;
  struct custody_building building;
  struct custody_orders orders; /**< in which it took locks lately; order.h's */
  struct custody_wait wait;
  struct custody_birth birth;
  uint32_t unwatched;
  uint32_t stats; /**< its index in stats.c, plus 1; stays with the record */
  uint64_t waits_since; /**< for a lock, by custody_now(); or 0 */
  const char *waits_for; /**< its class, or null */
  const struct custody_rt_place *waits_at;
  struct custody_named named[CUSTODY_NAMED];
  uint32_t named_next; /**< modulo CUSTODY_NAMED */
  uint32_t events; /**< how often it took or gave back a lock that is known from a contract */
  uint64_t wait_began; /**< tsan_calls.c's: that for the lock which it is about to take; or 0 */
  struct custody_turn turn;
  _Atomic uint64_t turn_since; /**< of these, where the watchdog shall look; or 0 */
  struct custody_stalls_told stalls; /**< written by the watchdog; stays with the record */
  uint32_t reporting; /**< a check inside a report must not report */
  uint32_t ordering;  /**< inside order.c */
  const char *refused_call; /**< the function that was about to be called; or null */
  uint32_t pins_before; /**< custody_pinned_changes() when it was seen first */
  uint32_t taking;    /**< inside functions that take a PINNED object out of somewhere */
  uint32_t rounds;    /**< of thread-specific destructors */
  pthread_t handle;
  atomic_uint tid;    /**< the kernel's number */
  atomic_uint state;  /**< enum custody_thread_state */
  char name[CUSTODY_THREAD_NAME]; /**< as given by custody_name_thread, or empty */
};

extern _Thread_local struct custody_thread *custody_thread_here
    __attribute__((tls_model("initial-exec")));

/** The calling thread's record when it has none yet. Never null; keeps errno. */
struct custody_thread *custody_thread_first_seen(void) __attribute__((cold));

static inline struct custody_thread *custody_thread_self(void) {
  struct custody_thread *thread = custody_thread_here;
  return __builtin_expect(thread != NULL, 1) ? thread : custody_thread_first_seen();
}

/** The thread-specific key whose destructor ends a thread's record; made once, in life.c. */
void custody_thread_make_key(void);

/** A record for a thread that is about to be started; null when there is none left. */
struct custody_thread *custody_thread_expect(void);
/** That thread could not be started. */
void custody_thread_give_up(struct custody_thread *);
/** First thing in a started thread; null: the thread is unwatched. */
void custody_thread_begin(struct custody_thread *);
/** The thread was joined. */
void custody_thread_joined(pthread_t handle);

/** No other thread is there: none was started yet, or all have ended and were joined. */
int custody_thread_is_alone(void);

/** Some thread had no record: what roles there were is not known. */
int custody_thread_some_had_none(void);

/** The thread has stopped others (STOPS), and all that are alive hold only roles that it stopped. */
int custody_thread_others_stand_still(const struct custody_thread *);

/** The live thread of that number, or null. */
struct custody_thread *custody_thread_numbered(uint32_t number);

/** All records that there are, whatever their state. */
uint32_t custody_thread_count(void);
struct custody_thread *custody_thread_at(uint32_t);

/** In the child of fork: the calling thread is the only one. */
void custody_thread_only(void);

#endif
