/* A new configuration is filled in before it's put in the old one's place. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct config {
  int port;
};
static struct config *config PT_IMMUTABLE;

static void set_port(struct config *c, int port) { c->port = port; }

static void reload(int port) {
  struct config *next = malloc(sizeof *next);
  if (!next) return;
  set_port(next, port);
  next->port++;
  config = next;
}

static void *run(void *unused) {
  reload(config->port);
  return unused;
}

int main(void) {
  pthread_t thread;
  reload(80);
  config->port = 81;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
