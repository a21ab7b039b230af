/* Who passes what the lock guards is in another file than who writes it. */
#include "ring.h"

static int slots[8];
static struct ring ring = {PTHREAD_MUTEX_INITIALIZER, slots};

static void *run(void *unused) {
  pthread_mutex_lock(&ring.lock);
  ring_set(&ring.slots[1], 1);
  pthread_mutex_unlock(&ring.lock);
  ring_set(&ring.slots[2], 1); // expect-note: ring_set
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
