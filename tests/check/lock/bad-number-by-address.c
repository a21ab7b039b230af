/* A helper that gets the address of a guarded number touches it, under the caller's locks. */
#include <custody/short.h>
#include <pthread.h>

struct queue {
  pthread_mutex_t lock;
  int length GUARDED_BY(lock);
};

static void bump(int *number) { (*number)++; }
static int twice(const int *number) { return 2 * *number; }

static struct queue queue = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void *run(void *unused) {
  bump(&queue.length);  // expect-both: lock queue.length
  twice(&queue.length); // expect-both: lock queue.length
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  pthread_mutex_lock(&queue.lock);
  bump(&queue.length);
  pthread_mutex_unlock(&queue.lock);
  return pthread_join(thread, NULL);
}
