/* A lock order that stands in a policy is held to; a file without these locks has nothing to say. */
// compile: -fcustody-policy=order.yaml
#include "server.h"

static struct server server = {PTHREAD_MUTEX_INITIALIZER, 0};
pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;

static void *run(void *unused) {
  pthread_mutex_lock(&journal);
  pthread_mutex_lock(&server.lock); // expect-both: order 'server.lock' is taken with 'journal' held, against the declared order
  server.users = count_to(3);
  pthread_mutex_unlock(&server.lock);
  pthread_mutex_unlock(&journal);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  return pthread_join(thread, NULL);
}
