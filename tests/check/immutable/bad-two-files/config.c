#include "config.h"

void config_set_port(struct config *c, int port) {
  c->port = port; // expect: immutable config.port
}

void *run(void *argument) {
  const struct config *c = argument;
  return c->port ? argument : 0;
}
