/* The same helper is called again when a thread has the object already. */
#include "config.h"

#include <stdlib.h>

int main(void) {
  pthread_t thread;
  struct config *c = malloc(sizeof *c);
  if (!c) return 1;
  config_set_port(c, 7);
  if (pthread_create(&thread, 0, run, c)) return 1;
  config_set_port(c, 8); // expect-note: config_set_port
  return pthread_join(thread, 0);
}
