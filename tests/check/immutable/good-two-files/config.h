#ifndef CONFIG_H
#define CONFIG_H
#include <custody/short.h>
#include <pthread.h>

struct config {
  int port IMMUTABLE;
};

void config_set_port(struct config *c, int port);
void *run(void *argument);
#endif
