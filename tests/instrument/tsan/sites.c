/* What ThreadSanitizer says of locks and threads names the program's own calls. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static pthread_mutex_t one = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t shared = PTHREAD_RWLOCK_INITIALIZER;
static int raced;

static void destroy_held(void) {
  pthread_mutex_t held;
  pthread_mutex_init(&held, NULL);
  pthread_mutex_lock(&held);
  pthread_mutex_destroy(&held); /* destroyed here */
}

static void twice(void) {
  pthread_mutex_lock(&one);
  int again = pthread_mutex_lock(&one); /* granted */
  pthread_mutex_unlock(&one);
  pthread_mutex_unlock(&one);
  printf("again: %d, free: %d\n", again, pthread_mutex_trylock(&one));
  pthread_mutex_unlock(&one);
}

/* Errors and results are those of the C library. */
static void results(void) {
  struct timespec past = {0, 0};
  pthread_rwlock_rdlock(&shared);
  printf("busy: %d, late: %d, read: %d\n", pthread_rwlock_trywrlock(&shared) == EBUSY,
         pthread_rwlock_timedwrlock(&shared, &past) == ETIMEDOUT,
         pthread_rwlock_tryrdlock(&shared));
  pthread_rwlock_unlock(&shared);
  pthread_rwlock_unlock(&shared);
  pthread_rwlock_wrlock(&shared);
  pthread_rwlock_unlock(&shared);
}

static void *write_it(void *from) {
  if (from) sleep(1);
  raced += from != NULL; /* no order */
  return NULL;
}

static void race(void) {
  pthread_t thread[2];
  pthread_create(&thread[0], NULL, write_it, NULL); /* first */
  pthread_create(&thread[1], NULL, write_it, thread);
  pthread_join(thread[0], NULL);
  pthread_join(thread[1], NULL);
  printf("raced: %d\n", raced);
}

static void *cross(void *turned) {
  pthread_mutex_lock(turned ? &other : &one);
  sleep(1);
  pthread_mutex_lock(turned ? &one : &other); /* for ever */
  return NULL;
}

static void deadlock(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, cross, &thread);
  cross(NULL);
}

int main(int argc, char **argv) {
  const char *what = argc > 1 ? argv[1] : "";
  if (strcmp(what, "destroy") == 0) destroy_held();
  if (strcmp(what, "twice") == 0) twice();
  if (strcmp(what, "results") == 0) results();
  if (strcmp(what, "race") == 0) race();
  if (strcmp(what, "deadlock") == 0) deadlock();
  return 0;
}

#ifdef OWN
/* A program may have one. */
void __tsan_on_report(void *);
__attribute__((disable_sanitizer_instrumentation)) void __tsan_on_report(void *report) {
  fprintf(stderr, "my own: %d\n", report != NULL);
}
#endif
