/* The pointer is swapped; what it points to is never written once it can be found. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct config {
  int port;
};
static struct config *config PT_IMMUTABLE;

static void set_port(struct config *c, int port) {
  c->port = port; // expect-both: immutable '*config' is written
}

static void *run(void *unused) {
  config->port = 1; // expect-both: immutable '*config' is written
  struct config *now = config;
  now->port++; // expect-both: immutable '*config' is written
  set_port(config, 3);
  return unused;
}

int main(void) {
  pthread_t thread;
  config = malloc(sizeof *config);
  set_port(config, 80);
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
