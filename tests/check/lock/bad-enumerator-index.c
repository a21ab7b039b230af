/* A lock of an array is named by an enumerator: another element is not that lock. */
#include <custody/short.h>
#include <pthread.h>

enum { NAMES, SIZES, LOCKS };
static pthread_mutex_t locks[LOCKS];
static int names GUARDED_BY(locks[NAMES]);

static void *run(void *unused) {
  pthread_mutex_lock(&locks[SIZES]);
  names++; // expect-both: lock names
  pthread_mutex_unlock(&locks[SIZES]);
  pthread_mutex_lock(&locks[NAMES]);
  names++;
  pthread_mutex_unlock(&locks[NAMES]);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  return pthread_join(thread, NULL);
}
