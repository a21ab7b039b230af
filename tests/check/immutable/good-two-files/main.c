/* A helper in another file fills in an object that nobody else has seen yet. */
#include "config.h"

#include <stdlib.h>

int main(void) {
  pthread_t thread;
  struct config *c = malloc(sizeof *c);
  if (!c) return 1;
  config_set_port(c, 7);
  if (pthread_create(&thread, 0, run, c)) return 1;
  return pthread_join(thread, 0);
}
