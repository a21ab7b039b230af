/* Before the first thread is started and after the last one was joined, nobody waits. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t b = PTHREAD_MUTEX_INITIALIZER;

static void set_up(void) {
  pthread_mutex_lock(&b);
  pthread_mutex_lock(&a);
  pthread_mutex_unlock(&a);
  pthread_mutex_unlock(&b);
}

static void *run(void *unused) {
  pthread_mutex_lock(&a);
  pthread_mutex_lock(&b);
  pthread_mutex_unlock(&b);
  pthread_mutex_unlock(&a);
  return unused;
}

int main(void) {
  pthread_t thread;
  set_up();
  if (pthread_create(&thread, 0, run, 0)) return 1;
  if (pthread_join(thread, 0)) return 1;
  set_up();
  return 0;
}
