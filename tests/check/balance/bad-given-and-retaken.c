/* Given back on some ways and taken again on fewer. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int items GUARDED_BY(lock);

static void crawl(int sleeps) {
  pthread_mutex_unlock(&lock);
  usleep(1);
  if (rand_r((unsigned *)&sleeps) > 7) return;
  pthread_mutex_lock(&lock);
}

static void *run(void *unused) {
  pthread_mutex_lock(&lock);
  crawl(unused != NULL);
  items++; // expect-both: lock items
  pthread_mutex_unlock(&lock); // expect-both: balance lock
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  return pthread_join(thread, NULL);
}
