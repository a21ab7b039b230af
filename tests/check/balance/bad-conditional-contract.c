/* Bodies that do not keep the condition of their contract. */
#include <custody/short.h>
#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

bool try_lock(void) TRY_ACQUIRE(ret, lock);
bool try_lock(void) {
  if (pthread_mutex_trylock(&lock) == 0) return false; // expect-both: balance lock
  return true; // expect-both: balance lock
}

int main(void) {
  if (try_lock()) pthread_mutex_unlock(&lock);
  return 0;
}
