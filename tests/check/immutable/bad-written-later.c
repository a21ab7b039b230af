/* After the object was shown to others, or the first thread was started, it is too late. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct config {
  int port IMMUTABLE; // expect-note: IMMUTABLE
};

static int verbose IMMUTABLE = 1;

static void *run(void *argument) {
  struct config *c = argument;
  c->port++; // expect-both: immutable config.port
  return argument;
}

int main(void) {
  pthread_t thread;
  struct config *own = malloc(sizeof *own);
  if (!own) return 1;
  own->port = 1;
  if (pthread_create(&thread, 0, run, own)) return 1;
  own->port = 2; // expect-both: immutable config.port
  verbose = 0; // expect-both: immutable verbose
  return pthread_join(thread, 0);
}
