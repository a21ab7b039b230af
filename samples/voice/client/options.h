/* What the command line says. */
#ifndef VOICE_CLIENT_OPTIONS_H
#define VOICE_CLIENT_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

enum { USERS_LEAST = 2, USERS_MOST = 250 };

struct options {
  uint16_t port;
  uint16_t admin_port;   /* 0: no calls on the administrators' socket */
  const char *directory; /* the server's; null: its certificate is not checked */
  unsigned users;
  unsigned long packets;
  unsigned seconds;
  unsigned long seed;
  bool throughput, quiet;
};

/** Reads the arguments; on a fault says so on stderr and returns false. */
bool options_read(struct options *options, int argc, char **argv);

#endif
