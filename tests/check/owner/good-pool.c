/* Each thread of a pool has its own of what is thread-local. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE_POOL(worker);

static _Thread_local int done OWNED_BY(worker);

static void *work(void *unused) THREAD_ENTRY(worker);
static void *work(void *unused) {
  done++;
  return unused;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    if (pthread_create(&threads[i], 0, work, 0)) return 1;
  for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
  return 0;
}
