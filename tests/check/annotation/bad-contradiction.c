/* Two rules for one field contradict each other. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);

struct server {
  pthread_mutex_t lock;
  int users OWNED_BY(main) IMMUTABLE; // expect-both: annotation users
  int rooms GUARDED_BY(lock) ATOMIC;  // expect-both: annotation rooms
};

static struct server server = {.lock = PTHREAD_MUTEX_INITIALIZER};

int main(void) { return sizeof server == 0; }
