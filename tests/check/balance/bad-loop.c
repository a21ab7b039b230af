/* The second turn of the loop takes what the first one kept. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int entries GUARDED_BY(lock);

static void *run(void *unused) {
  for (int i = 0; i < 3; i++) {
    pthread_mutex_lock(&lock); // expect-both: balance lock
    if (i == 1) continue;
    entries++;
    pthread_mutex_unlock(&lock);
  }
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
