/* A PINNED object that nothing ever takes stays with the thread that made it. */
#include <custody/short.h>
#include <pthread.h>

struct PINNED buffer {
  int used;
  char bytes[64];
};

static struct buffer buffer;

static void *worker(void *unused) {
  buffer.used = 0; // expect: owner writes 'buffer.used', but cannot be the thread that holds the object
  return unused;
}

int main(void) {
  pthread_t thread;
  buffer.used = 1;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  buffer.used++;
  return pthread_join(thread, 0);
}
