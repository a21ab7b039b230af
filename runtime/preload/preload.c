/* libcustody-preload.so: locks that code takes which was not compiled with the plugin, threads that it
 * joins, and loops that it runs.
 *
 *     LD_PRELOAD=.../libcustody-preload.so ./program
 *
 * It defines the lock and join functions of POSIX threads and C11, and what loops wait in, so that all calls come here that go by way
 * of the loader: those of libraries, and those of the program itself that are not instrumented. Where
 * the program has a custody runtime (connect.h), each call is handed to it with the address that it
 * came from; the runtime calls what comes behind this library. Otherwise it's only passed on.
 *
 * A lock function may be called before anything here was initialised, so what comes behind is looked
 * up at its first call. */
#include "../connect.h"

#include <dlfcn.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/select.h>

/* What comes behind: as in real.def, and what a loop waits in, which the runtime itself does not call. */
static struct {
#define REAL(name) __typeof__(name) *name;
#include "../real.def"
  __typeof__(poll) *poll;
  __typeof__(ppoll) *ppoll;
  __typeof__(select) *select;
  __typeof__(pselect) *pselect;
  __typeof__(epoll_wait) *epoll_wait;
  __typeof__(epoll_pwait) *epoll_pwait;
#if __GLIBC_PREREQ(2, 35)
  __typeof__(epoll_pwait2) *epoll_pwait2;
#endif
} behind;
static _Atomic(const struct custody_connect_runtime *) runtime;

static void *look_up(const char *name) {
  void *found = dlsym(RTLD_NEXT, name);
  if (!found) abort(); /* the C library has them all */
  return found;
}

/* Two threads may look at the same time, and find the same. */
#define BEHIND(name)                                                                               \
  __extension__({                                                                                  \
    void *found = __atomic_load_n((void **)&behind.name, __ATOMIC_RELAXED);                        \
    if (!found) __atomic_store_n((void **)&behind.name, found = look_up(#name), __ATOMIC_RELAXED); \
    (__typeof__(behind.name))found;                                                                \
  })

__attribute__((visibility("default"))) void
CUSTODY_CONNECT(const struct custody_connect_runtime *with, struct custody_real *real) {
#define REAL(name) real->name = BEHIND(name);
#include "../real.def"
  atomic_store(&runtime, with);
}

#define PLACE with->place(__builtin_return_address(0))

#define STAND_IN(type, name, parameters, call, rt_call)                                            \
  __attribute__((visibility("default"))) type name parameters {                                    \
    const struct custody_connect_runtime *with =                                                   \
        atomic_load_explicit(&runtime, memory_order_acquire);                                      \
    if (!with) return BEHIND(name) call;                                                           \
    return with->name rt_call;                                                                     \
  }

/* One parameter, two, three: the lock's own, then those of the call. */
#define ONE(type, name, T1) STAND_IN(type, name, (T1 a), (a), (a, PLACE, NULL))
#define TWO(type, name, T1, T2) STAND_IN(type, name, (T1 a, T2 b), (a, b), (a, b, PLACE, NULL))
#define THREE(type, name, T1, T2, T3)                                                              \
  STAND_IN(type, name, (T1 a, T2 b, T3 c), (a, b, c), (a, b, c, PLACE, NULL))
#define FOUR(type, name, T1, T2, T3, T4)                                                           \
  STAND_IN(type, name, (T1 a, T2 b, T3 c, T4 d), (a, b, c, d), (a, b, c, d, PLACE, NULL))

typedef const struct timespec *moment;

TWO(int, pthread_mutex_init, pthread_mutex_t *, const pthread_mutexattr_t *)
ONE(int, pthread_mutex_destroy, pthread_mutex_t *)
ONE(int, pthread_mutex_lock, pthread_mutex_t *)
ONE(int, pthread_mutex_trylock, pthread_mutex_t *)
TWO(int, pthread_mutex_timedlock, pthread_mutex_t *, moment)
THREE(int, pthread_mutex_clocklock, pthread_mutex_t *, clockid_t, moment)
ONE(int, pthread_mutex_unlock, pthread_mutex_t *)

TWO(int, pthread_cond_wait, pthread_cond_t *, pthread_mutex_t *)
THREE(int, pthread_cond_timedwait, pthread_cond_t *, pthread_mutex_t *, moment)
FOUR(int, pthread_cond_clockwait, pthread_cond_t *, pthread_mutex_t *, clockid_t, moment)

TWO(int, pthread_rwlock_init, pthread_rwlock_t *, const pthread_rwlockattr_t *)
ONE(int, pthread_rwlock_destroy, pthread_rwlock_t *)
ONE(int, pthread_rwlock_rdlock, pthread_rwlock_t *)
ONE(int, pthread_rwlock_wrlock, pthread_rwlock_t *)
ONE(int, pthread_rwlock_tryrdlock, pthread_rwlock_t *)
ONE(int, pthread_rwlock_trywrlock, pthread_rwlock_t *)
TWO(int, pthread_rwlock_timedrdlock, pthread_rwlock_t *, moment)
TWO(int, pthread_rwlock_timedwrlock, pthread_rwlock_t *, moment)
THREE(int, pthread_rwlock_clockrdlock, pthread_rwlock_t *, clockid_t, moment)
THREE(int, pthread_rwlock_clockwrlock, pthread_rwlock_t *, clockid_t, moment)
ONE(int, pthread_rwlock_unlock, pthread_rwlock_t *)

TWO(int, pthread_spin_init, pthread_spinlock_t *, int)
ONE(int, pthread_spin_destroy, pthread_spinlock_t *)
ONE(int, pthread_spin_lock, pthread_spinlock_t *)
ONE(int, pthread_spin_trylock, pthread_spinlock_t *)
ONE(int, pthread_spin_unlock, pthread_spinlock_t *)

TWO(int, mtx_init, mtx_t *, int)
ONE(int, mtx_lock, mtx_t *)
ONE(int, mtx_trylock, mtx_t *)
TWO(int, mtx_timedlock, mtx_t *, moment)
ONE(int, mtx_unlock, mtx_t *)
TWO(int, cnd_wait, cnd_t *, mtx_t *)
THREE(int, cnd_timedwait, cnd_t *, mtx_t *, moment)

/* Joins: they are no lock's. */
#define JOIN(name, T1, T2) STAND_IN(int, name, (T1 a, T2 b), (a, b), (a, b, PLACE))
JOIN(pthread_join, pthread_t, void **)
JOIN(thrd_join, thrd_t, int *)

/* What a loop waits in. The runtime is told of it, and calls nothing. */
#define LOOP_WAIT(name, parameters, call)                                                          \
  __attribute__((visibility("default"))) int name parameters {                                     \
    const struct custody_connect_runtime *with =                                                   \
        atomic_load_explicit(&runtime, memory_order_acquire);                                      \
    const struct custody_rt_place *place = with ? PLACE : NULL;                                    \
    if (with) with->loop_waits(place, #name);                                                      \
    int result = BEHIND(name) call;                                                                \
    if (with) with->loop_turns(place, #name);                                                      \
    return result;                                                                                 \
  }

LOOP_WAIT(poll, (struct pollfd * a, nfds_t b, int c), (a, b, c))
LOOP_WAIT(ppoll, (struct pollfd * a, nfds_t b, moment c, const sigset_t *d), (a, b, c, d))
LOOP_WAIT(select, (int a, fd_set *b, fd_set *c, fd_set *d, struct timeval *e), (a, b, c, d, e))
LOOP_WAIT(pselect, (int a, fd_set *b, fd_set *c, fd_set *d, moment e, const sigset_t *f),
          (a, b, c, d, e, f))
LOOP_WAIT(epoll_wait, (int a, struct epoll_event *b, int c, int d), (a, b, c, d))
LOOP_WAIT(epoll_pwait, (int a, struct epoll_event *b, int c, int d, const sigset_t *e),
          (a, b, c, d, e))
#if __GLIBC_PREREQ(2, 35)
LOOP_WAIT(epoll_pwait2, (int a, struct epoll_event *b, int c, moment d, const sigset_t *e),
          (a, b, c, d, e))
#endif

__attribute__((visibility("default"))) void mtx_destroy(mtx_t *mutex) {
  const struct custody_connect_runtime *with = atomic_load_explicit(&runtime, memory_order_acquire);
  if (with) with->mtx_destroy(mutex, PLACE, NULL);
  else BEHIND(mtx_destroy)(mutex);
}
