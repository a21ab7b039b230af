/* An element of an array of locks, found by a hash that is not known any more, is no other lock. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t locks[16], stats_lock;
static int misses GUARDED_BY(stats_lock);

static unsigned hash(const char *key) { return (unsigned char)*key; }

static void lock_for(const char *key, unsigned *at) {
  *at = hash(key);
  pthread_mutex_lock(&locks[*at & 15]);
}

static void *forget(void *key) {
  unsigned at;
  lock_for(key, &at);
  misses++; // expect-both: lock misses
  pthread_mutex_unlock(&locks[at & 15]);
  return key;
}

int main(int count, char **words) {
  pthread_t threads[2];
  (void)count;
  pthread_create(&threads[0], 0, forget, words[0]);
  pthread_create(&threads[1], 0, forget, words[0]);
  pthread_join(threads[0], 0);
  return pthread_join(threads[1], 0);
}
