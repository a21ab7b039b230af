/* The functions that instrumented code calls in the place of the C library's: each does what its
 * name says and notes it (see the end of abi.h). One for each LOCK_FUNCTION, LOCK_LIFE,
 * THREAD_START and THREAD_JOIN of known.def, and realloc; a test holds this list to that one. */
#ifndef CUSTODY_WRAPPED_H
#define CUSTODY_WRAPPED_H

#include "abi.h"
#include <pthread.h>
#include <threads.h>

#pragma GCC visibility push(default)

#define PLACE const struct custody_rt_place *
#define LOCK PLACE, const char *lock_class

int custody_rt_pthread_mutex_init(pthread_mutex_t *, const pthread_mutexattr_t *, LOCK);
int custody_rt_pthread_mutex_destroy(pthread_mutex_t *, LOCK);
int custody_rt_pthread_mutex_lock(pthread_mutex_t *, LOCK);
int custody_rt_pthread_mutex_trylock(pthread_mutex_t *, LOCK);
int custody_rt_pthread_mutex_timedlock(pthread_mutex_t *, const struct timespec *, LOCK);
int custody_rt_pthread_mutex_clocklock(pthread_mutex_t *, clockid_t, const struct timespec *, LOCK);
int custody_rt_pthread_mutex_unlock(pthread_mutex_t *, LOCK);

int custody_rt_pthread_cond_wait(pthread_cond_t *, pthread_mutex_t *, LOCK);
int custody_rt_pthread_cond_timedwait(pthread_cond_t *, pthread_mutex_t *, const struct timespec *,
                                      LOCK);
int custody_rt_pthread_cond_clockwait(pthread_cond_t *, pthread_mutex_t *, clockid_t,
                                      const struct timespec *, LOCK);

int custody_rt_pthread_rwlock_init(pthread_rwlock_t *, const pthread_rwlockattr_t *, LOCK);
int custody_rt_pthread_rwlock_destroy(pthread_rwlock_t *, LOCK);
int custody_rt_pthread_rwlock_rdlock(pthread_rwlock_t *, LOCK);
int custody_rt_pthread_rwlock_wrlock(pthread_rwlock_t *, LOCK);
int custody_rt_pthread_rwlock_tryrdlock(pthread_rwlock_t *, LOCK);
int custody_rt_pthread_rwlock_trywrlock(pthread_rwlock_t *, LOCK);
int custody_rt_pthread_rwlock_timedrdlock(pthread_rwlock_t *, const struct timespec *, LOCK);
int custody_rt_pthread_rwlock_timedwrlock(pthread_rwlock_t *, const struct timespec *, LOCK);
int custody_rt_pthread_rwlock_clockrdlock(pthread_rwlock_t *, clockid_t, const struct timespec *,
                                          LOCK);
int custody_rt_pthread_rwlock_clockwrlock(pthread_rwlock_t *, clockid_t, const struct timespec *,
                                          LOCK);
int custody_rt_pthread_rwlock_unlock(pthread_rwlock_t *, LOCK);

int custody_rt_pthread_spin_init(pthread_spinlock_t *, int, LOCK);
int custody_rt_pthread_spin_destroy(pthread_spinlock_t *, LOCK);
int custody_rt_pthread_spin_lock(pthread_spinlock_t *, LOCK);
int custody_rt_pthread_spin_trylock(pthread_spinlock_t *, LOCK);
int custody_rt_pthread_spin_unlock(pthread_spinlock_t *, LOCK);

int custody_rt_mtx_init(mtx_t *, int, LOCK);
void custody_rt_mtx_destroy(mtx_t *, LOCK);
int custody_rt_mtx_lock(mtx_t *, LOCK);
int custody_rt_mtx_trylock(mtx_t *, LOCK);
int custody_rt_mtx_timedlock(mtx_t *, const struct timespec *, LOCK);
int custody_rt_mtx_unlock(mtx_t *, LOCK);
int custody_rt_cnd_wait(cnd_t *, mtx_t *, LOCK);
int custody_rt_cnd_timedwait(cnd_t *, mtx_t *, const struct timespec *, LOCK);

int custody_rt_pthread_create(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *,
                              PLACE);
int custody_rt_pthread_join(pthread_t, void **, PLACE);
int custody_rt_thrd_create(thrd_t *, thrd_start_t, void *, PLACE);
int custody_rt_thrd_join(thrd_t, int *, PLACE);

void *custody_rt_realloc(void *, size_t, PLACE);

#undef LOCK
#undef PLACE
#pragma GCC visibility pop
#endif
