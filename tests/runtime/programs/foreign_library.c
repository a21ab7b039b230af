/* A library that takes locks, joins threads and has a loop, and is compiled without the plugin. */
#include <poll.h>
#include <pthread.h>

void library_lock(pthread_mutex_t *mutex) { pthread_mutex_lock(mutex); }
void library_unlock(pthread_mutex_t *mutex) { pthread_mutex_unlock(mutex); }
void library_read(pthread_rwlock_t *lock) { pthread_rwlock_rdlock(lock); }
void library_give_back(pthread_rwlock_t *lock) { pthread_rwlock_unlock(lock); }
void library_wait(pthread_cond_t *condition, pthread_mutex_t *mutex) {
  pthread_cond_wait(condition, mutex);
}
void library_join(pthread_t thread) { pthread_join(thread, NULL); }
void library_loop(void (*turn)(void), int turns) {
  for (int i = 0; i < turns; i++) {
    poll(NULL, 0, 1);
    turn();
  }
}
