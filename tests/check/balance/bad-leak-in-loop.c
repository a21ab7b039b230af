/* A helper that sometimes keeps the lock, for a reason that its callers cannot see, is told once, where
 * it does so; not again at all the places where its callers meet the lock. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int items GUARDED_BY(lock);

static void enter(void) {
  if (rand() % 2) pthread_mutex_lock(&lock);
} // expect-both: balance lock

static void leave(void) {
  if (rand() % 2) pthread_mutex_unlock(&lock);
}

int main(void) {
  for (int i = 0; i < 8; i++) {
    enter();
    leave();
    pthread_mutex_lock(&lock);
    items++;
    pthread_mutex_unlock(&lock);
  }
  return 0;
}
