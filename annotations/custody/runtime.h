/* The debug runtime, called by hand: for code that no plugin instruments (GCC, older Clangs, a
 * lock of one's own), and to name threads. Link with -lcustody (pkg-config custody).
 *
 *     #include <custody/runtime.h>
 *
 *     void *voice_thread(void *data) {
 *       custody_take_role(voice);
 *       ...
 *     }
 *
 *     void mute(struct server *server, struct user *user) {
 *       custody_assert_role(main);
 *       custody_assert_held(&server->lock);
 *       user->mute = 1;
 *     }
 *
 * Roles are bare names, the same as in <custody/custody.h>; there is nothing to declare. Locks are
 * addresses. The macros are statements; any thread may use them. What fails is reported as
 * instrumented code's faults are, with the file, line and function of the macro, and the program
 * goes on unless CUSTODY_OPTIONS says halt_on_error=1. No macro changes errno. The assertions may
 * stand in a signal handler. Where CUSTODY_DISABLE is defined all of them are nothing. */
#ifndef CUSTODY_RUNTIME_H
#define CUSTODY_RUNTIME_H

#include <custody/place.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/** One use of a macro below. Laid down by the macro; `role` and `state` are the runtime's own. */
struct custody_rt_call {
  struct custody_rt_place place;
  const char *text;
  uint32_t role, state;
};

/* What the macros call; use the macros. */
void custody_rt_assert_role(const char *role, struct custody_rt_call *call);
void custody_rt_assert_held(const volatile void *lock, int shared, struct custody_rt_call *call);
void custody_rt_assert_not_held(const volatile void *lock, struct custody_rt_call *call);
void custody_rt_take_role(const char *role, int pool, struct custody_rt_call *call);
void custody_rt_drop_role(const char *role, struct custody_rt_call *call);
void custody_rt_lend_role(const char *role, struct custody_rt_call *call);
void custody_rt_regain_role(const char *role, struct custody_rt_call *call);
void custody_rt_assert_access(const volatile void *object, int access, int rule, const char *role,
                              const volatile void *lock, struct custody_rt_call *call);
void custody_rt_give(const volatile void *object, uint64_t size, struct custody_rt_call *call);
void custody_rt_take(const volatile void *object, uint64_t size);
void custody_rt_note_acquired(const volatile void *lock, int shared, struct custody_rt_call *call);
void custody_rt_note_released(const volatile void *lock, struct custody_rt_call *call);
void custody_rt_build_begin(const void *object, uint64_t size);
void custody_rt_build_end(const void *object);
void custody_rt_published(const void *value);
void custody_rt_name_thread(const char *name);
uint64_t custody_rt_report_count(void);
void custody_rt_loop_turn(struct custody_rt_call *call);
void custody_rt_stats_start(void);
void custody_rt_stats_print(void);

/** What custody_watchdog tells: something takes too long. */
struct custody_stall {
  const char *what; /**< "hold": of a lock; "wait": for a lock; "turn": of a loop */
  const char *name; /**< the lock's class, or the loop's role; or null */
  uint32_t thread;  /**< as reports number them: 0 is main */
  uint64_t nanoseconds; /**< so far */
  const struct custody_rt_place *place; /**< where the lock was taken; or null */
};
typedef void custody_watchdog_function(const struct custody_stall *, void *data);
int custody_rt_watchdog(custody_watchdog_function *function, void *data, unsigned milliseconds);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#ifdef CUSTODY_DISABLE

#define custody_assert_role(role) ((void)0)
#define custody_assert_held(lock) ((void)0)
#define custody_assert_held_shared(lock) ((void)0)
#define custody_assert_not_held(lock) ((void)0)
#define custody_take_role(role) ((void)0)
#define custody_take_pool_role(role) ((void)0)
#define custody_drop_role(role) ((void)0)
#define custody_lend_role(role) ((void)0)
#define custody_regain_role(role) ((void)0)
#define custody_assert_read(object, rule) ((void)0)
#define custody_assert_write(object, rule) ((void)0)
#define custody_assert_atomic_read(object, rule) ((void)0)
#define custody_assert_atomic_write(object, rule) ((void)0)
#define custody_give(object, size) ((void)0)
#define custody_take(object, size) ((void)0)
#define custody_note_acquired(lock) ((void)0)
#define custody_note_acquired_shared(lock) ((void)0)
#define custody_note_released(lock) ((void)0)
#define custody_build_begin(object, size) ((void)0)
#define custody_build_end(object) ((void)0)
#define custody_published(object) ((void)0)
#define custody_name_thread(name) ((void)0)
#define custody_report_count() ((uint64_t)0)
#define custody_loop_turn() ((void)0)
#define custody_stats_start() ((void)0)
#define custody_stats_print() ((void)0)
#define custody_watchdog(function, data, milliseconds) (0)

#else

/* Calls `function` with the arguments in parentheses and a descriptor of this use. */
#define CUSTODY_RT_USE_(function, text, ...)                                                       \
  do {                                                                                             \
    static struct custody_rt_call custody_use_ = {{__FILE__, __func__, __LINE__, 0}, text, 0, 0};  \
    function(__VA_ARGS__, &custody_use_);                                                          \
  } while (0)
#define CUSTODY_RT_NOTE_(function, text)                                                           \
  do {                                                                                             \
    static struct custody_rt_call custody_use_ = {{__FILE__, __func__, __LINE__, 0}, text, 0, 0};  \
    function(&custody_use_);                                                                       \
  } while (0)

/** Reports (`role`) unless the calling thread has the role.
 *
 *     custody_assert_role(main); */
#define custody_assert_role(role)                                                                  \
  CUSTODY_RT_USE_(custody_rt_assert_role, "custody_assert_role(" #role ")", #role)

/** Reports (`lock`) unless the calling thread holds the lock exclusively.
 *
 *     custody_assert_held(&server->lock); */
#define custody_assert_held(lock)                                                                  \
  CUSTODY_RT_USE_(custody_rt_assert_held, "custody_assert_held(" #lock ")", lock, 0)

/** Reports (`lock`) unless the calling thread holds the lock, shared at least.
 *
 *     custody_assert_held_shared(&server->lock); */
#define custody_assert_held_shared(lock)                                                           \
  CUSTODY_RT_USE_(custody_rt_assert_held, "custody_assert_held_shared(" #lock ")", lock, 1)

/** Reports (`balance`) if the calling thread holds the lock.
 *
 *     custody_assert_not_held(&server->lock);    // below we call back into the server */
#define custody_assert_not_held(lock)                                                              \
  CUSTODY_RT_USE_(custody_rt_assert_not_held, "custody_assert_not_held(" #lock ")", lock)

/** Gives the calling thread a role, until it drops it or ends. Reports (`role`) if another live
 * thread has it; the calling thread has it then too. The main thread has `main` from the start.
 *
 *     custody_take_role(voice); */
#define custody_take_role(role)                                                                    \
  CUSTODY_RT_USE_(custody_rt_take_role, "custody_take_role(" #role ")", #role, 0)

/** The same for a role that many threads have at once: one of a pool.
 *
 *     custody_take_pool_role(worker); */
#define custody_take_pool_role(role)                                                               \
  CUSTODY_RT_USE_(custody_rt_take_role, "custody_take_pool_role(" #role ")", #role, 1)

/** Takes a role away from the calling thread. Reports (`role`) if it hasn't got it.
 *
 *     custody_drop_role(voice); */
#define custody_drop_role(role)                                                                    \
  CUSTODY_RT_USE_(custody_rt_drop_role, "custody_drop_role(" #role ")", #role)

/** Lends a role that one thread holds, while its holder waits: until it regains the role it hasn't got
 * it, and another thread may take it, and drop it again. Reports (`role`) if the calling thread hasn't
 * got it to lend; if another thread still has it when it is regained; if another thread than the one
 * that lent it regains it; and if a thread ends that lent one and did not. The compile-time checks go on
 * taking the role for its own.
 *
 *     custody_lend_role(main);
 *     run_on_worker(task);      // it calls custody_take_role(main), and drops it
 *     custody_regain_role(main); */
#define custody_lend_role(role)                                                                    \
  CUSTODY_RT_USE_(custody_rt_lend_role, "custody_lend_role(" #role ")", #role)
#define custody_regain_role(role)                                                                  \
  CUSTODY_RT_USE_(custody_rt_regain_role, "custody_regain_role(" #role ")", #role)

/** Reports what the field's rule refuses to the calling thread: the groups are those of the annotation
 * (`owner`, `lock`, `atomic`, `immutable`, `transfer`). They stand before the access and make none. `object`
 * points to the object or variable; `rule` is one of
 *
 *     owned_by(role)          owned_by(role, &lock)      guarded_by(&lock)     write_guarded_by(&lock)
 *     written_by(role)        atomic_only()              immutable()           pinned()
 *
 * and means what the macro of that name in <custody/custody.h> says. Nothing is reported while the
 * object is being built (custody_build_begin), by a process with one thread, or where the role's threads
 * have all ended and been joined. A pinned object is held by the first thread that asserts it, until
 * custody_give.
 *
 *     custody_assert_read(user, owned_by(main, &server->lock));    // main: free; others: the lock
 *     if (user->mute) return;
 *     custody_assert_atomic_write(stats, written_by(voice));
 *     atomic_fetch_add(&stats->packets, 1);
 *     custody_assert_write(job, pinned());
 *     job->state = DONE; */
#define custody_assert_read(object, rule) CUSTODY_RT_ACCESS_("read", object, 0, rule)
#define custody_assert_write(object, rule) CUSTODY_RT_ACCESS_("write", object, 1, rule)
#define custody_assert_atomic_read(object, rule) CUSTODY_RT_ACCESS_("atomic_read", object, 2, rule)
#define custody_assert_atomic_write(object, rule)                                                  \
  CUSTODY_RT_ACCESS_("atomic_write", object, 3, rule)

/* The rule's number in the rule table, its role and its lock. */
#define CUSTODY_RT_ACCESS_(does, object, access, rule)                                             \
  CUSTODY_RT_USE_(custody_rt_assert_access, "custody_assert_" does "(" #object ", " #rule ")",     \
                  object, access, CUSTODY_RT_RULE_##rule)
#define CUSTODY_RT_SECOND_OF_(first, second, name, ...) name
#define CUSTODY_RT_RULE_owned_by(...)                                                              \
  CUSTODY_RT_SECOND_OF_(__VA_ARGS__, CUSTODY_RT_LOCKED_, CUSTODY_RT_OWNED_, 0)(__VA_ARGS__)
#define CUSTODY_RT_OWNED_(role) 1, #role, NULL
#define CUSTODY_RT_LOCKED_(role, lock) 2, #role, lock
#define CUSTODY_RT_RULE_guarded_by(lock) 3, NULL, lock
#define CUSTODY_RT_RULE_write_guarded_by(lock) 4, NULL, lock
#define CUSTODY_RT_RULE_written_by(role) 5, #role, NULL
#define CUSTODY_RT_RULE_atomic_only() 6, NULL, NULL
#define CUSTODY_RT_RULE_immutable() 8, NULL, NULL
#define CUSTODY_RT_RULE_pinned() 9, NULL, NULL

/** TRANSFER by hand: the calling thread gives away the `size` bytes at `object`, before another one can
 * have them. From here on nobody holds it, and what the caller asserts of it as pinned() is reported
 * (`transfer`). Objects that others hold stay theirs.
 *
 *     custody_give(job, sizeof *job);
 *     queue_push(queue, job); */
#define custody_give(object, size)                                                                 \
  CUSTODY_RT_USE_(custody_rt_give, "custody_give(" #object ")", object, size)

/** TAKES by hand: the calling thread holds them from here on.
 *
 *     struct job *job = queue_pop(queue);
 *     if (job) custody_take(job, sizeof *job); */
#define custody_take(object, size) custody_rt_take(object, size)

/** Notes that the calling thread has taken a lock exclusively: after pthread_mutex_lock in code
 * that isn't instrumented, or in a lock of one's own. Taking it again counts.
 *
 *     pthread_mutex_lock(&queue->lock);
 *     custody_note_acquired(&queue->lock); */
#define custody_note_acquired(lock)                                                                \
  CUSTODY_RT_USE_(custody_rt_note_acquired, "custody_note_acquired(" #lock ")", lock, 0)

/** The same for a lock that was taken shared, for reading. */
#define custody_note_acquired_shared(lock)                                                         \
  CUSTODY_RT_USE_(custody_rt_note_acquired, "custody_note_acquired_shared(" #lock ")", lock, 1)

/** Notes that the calling thread gives back a lock. Reports (`balance`) if it doesn't hold it.
 *
 *     custody_note_released(&queue->lock);
 *     pthread_mutex_unlock(&queue->lock); */
#define custody_note_released(lock)                                                                \
  CUSTODY_RT_USE_(custody_rt_note_released, "custody_note_released(" #lock ")", lock)

/** From here until custody_build_end, the `size` bytes at `object` are being built or taken apart
 * by the calling thread: no data rule binds it there. They nest, as calls do.
 *
 *     custody_build_begin(user, sizeof *user);
 *     user->id = id;
 *     custody_build_end(user); */
#define custody_build_begin(object, size) custody_rt_build_begin(object, size)
#define custody_build_end(object) custody_rt_build_end(object)

/** The object is known to other threads from here on: instrumented code that allocated it may not
 * treat it as its own any more.
 *
 *     queue_push(queue, job);    // not instrumented
 *     custody_published(job); */
#define custody_published(object) custody_rt_published(object)

/** The calling thread's name in reports, cut at 31 bytes; without it they show the kernel's.
 *
 *     custody_name_thread("voice of server 1"); */
#define custody_name_thread(name) custody_rt_name_thread(name)

/** How often anything was reported in this process, printed or only counted. For tests:
 *
 *     assert(custody_report_count() == 0); */
#define custody_report_count() custody_rt_report_count()

/** The calling thread's event loop begins its next turn: where it comes back from its wait. How long
 * turns take is counted, by the thread's role, and told by custody_stats_print and custody_watchdog. For
 * loops that custody does not see by itself: where poll, select or epoll_wait are called by code that is
 * instrumented, or by a library beside libcustody-preload.so, the turn begins there, whatever is called
 * here. Elsewhere the wait counts as part of the turn.
 *
 *     int n = epoll_wait(loop->fd, events, 64, -1);
 *     custody_loop_turn(); */
#define custody_loop_turn() CUSTODY_RT_NOTE_(custody_rt_loop_turn, "custody_loop_turn()")

/** Counts from here on how long locks are waited for and held. (The option stats=1 does so from the
 * start, and counts who touches which field.)
 *
 *     custody_stats_start(); */
#define custody_stats_start() custody_rt_stats_start()

/** Prints what was counted so far, to where reports go. May stand in a signal handler.
 *
 *     custody_stats_print(); */
#define custody_stats_print() custody_rt_stats_print()

/** Calls `function` with `data`, on a thread of the runtime's own, for each lock that is held or waited
 * for longer than `milliseconds`, and each turn of a loop; once each, while it lasts. Counting starts
 * with it. There is one watchdog in a process; it runs to the end. Returns 0, EBUSY if there is one
 * already, or what pthread_create returned.
 *
 *     static void slow(const struct custody_stall *stall, void *log) { ... }
 *     custody_watchdog(slow, log, 100); */
#define custody_watchdog(function, data, milliseconds)                                             \
  custody_rt_watchdog(function, data, milliseconds)

#endif
#endif
