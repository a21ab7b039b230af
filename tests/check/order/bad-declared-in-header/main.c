/* The order stands in a header; a function of another file takes the second lock against it. */
#include "order.h"

pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;

static void *run(void *unused) {
  pthread_mutex_lock(&journal);
  log_client();
  pthread_mutex_unlock(&journal);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
