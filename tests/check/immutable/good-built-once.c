/* Written while the object is being built: fresh, in INIT, or a global before the first thread. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct config {
  int port IMMUTABLE;
  const char *name IMMUTABLE;
};

static struct config config;
static int verbose IMMUTABLE = 1;

static void config_init(struct config *c, int port) INIT(c) {
  c->port = port;
  c->name = "voice";
}

static struct config *config_new(int port) {
  struct config *c = malloc(sizeof *c);
  if (c) c->port = port;
  return c;
}

static void *run(void *argument) {
  const struct config *c = argument;
  return verbose && c->port ? argument : 0;
}

int main(void) {
  pthread_t thread;
  verbose = 0;
  config_init(&config, 1);
  struct config *own = config_new(2);
  if (!own) return 1;
  own->name = "own";
  if (pthread_create(&thread, 0, run, own)) return 1;
  return pthread_join(thread, 0);
}
