/* A lock that depends on numbers: on which of the constants a variable is after ways have met, on which
 * it is not, and on a comparison that nothing decides. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

enum step { READ, SWALLOW, CLOSE, WRITE };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int lines GUARDED_BY(lock);

/* Locked in all steps but one, which the variable never has where the ways meet. */
static void work(int wanted) {
  enum step step = wanted > 7 ? SWALLOW : wanted > 3 ? CLOSE : WRITE;
  switch (step) {
  case READ: break;
  case SWALLOW:
  case CLOSE:
  case WRITE: pthread_mutex_lock(&lock); break;
  }
#ifdef BROKEN
  step = wanted > 8 ? CLOSE : READ;
#endif
  if (step != READ) lines++;
  if (step != READ) pthread_mutex_unlock(&lock);
} // expect-both: balance lock

static void close_or_read(int wanted) {
  enum step step = wanted ? CLOSE : READ;
  if (step == CLOSE) pthread_mutex_lock(&lock);
  switch (step) {
  case CLOSE:
    lines = 0;
    pthread_mutex_unlock(&lock);
    break;
  case READ:
#ifdef BROKEN
    lines++; // expect-both: lock lines
#endif
  default: break;
  }
}

static void compare(int have, int want) {
  if (have < want) pthread_mutex_lock(&lock);
  if (have < want) lines++;
  if (want > have) lines++;
#ifdef BROKEN
  if (have >= want) lines--; // expect-both: lock lines
#endif
  if (!(have >= want)) pthread_mutex_unlock(&lock);
}

static void *run(void *argument) {
  int number = rand();
  work(number);
  close_or_read(number & 1);
  compare(number, 77);
  return argument;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  run(NULL);
  return pthread_join(thread, NULL);
}
