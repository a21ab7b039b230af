/* Only some are paused where all have to be. */
#include <custody/short.h>
#include <pthread.h>

enum { PAUSE_SOME, PAUSE_ALL, RESUME_ALL, RESUME_SOME };
static pthread_mutex_t some = PTHREAD_MUTEX_INITIALIZER, all = PTHREAD_MUTEX_INITIALIZER;
static int seen GUARDED_BY(all);

static void resume_all(void) { pthread_mutex_unlock(&all); }

static void pause_threads(int how) ACQUIRE_IF(how == 0, some) ACQUIRE_IF(how == 1, some, all)
    RELEASE_IF(how == 3, some) RELEASE_IF(how == 2, some, all);
static void pause_threads(int how) {
  switch (how) {
  case PAUSE_ALL: pthread_mutex_lock(&all); /* fallthrough */
  case PAUSE_SOME: pthread_mutex_lock(&some); break;
  case RESUME_ALL: resume_all(); /* fallthrough */
  case RESUME_SOME: pthread_mutex_unlock(&some); break;
  default: break;
  }
}

static void *run(void *unused) {
  pause_threads(PAUSE_SOME);
  seen++; // expect-both: lock seen
  pause_threads(RESUME_SOME);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  return pthread_join(thread, NULL);
}
