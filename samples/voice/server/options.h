/* What the command line says. */
#ifndef VOICE_OPTIONS_H
#define VOICE_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

struct options {
  uint16_t port;       /* TCP and UDP; 0: any free one */
  uint16_t admin_port; /* 0: any free one */
  const char *directory;
  unsigned seconds;   /* 0: until a signal */
  uint32_t bandwidth; /* voice bytes a second for each user; 0: no limit */
  unsigned max_users;
};

/** Reads the arguments; on a fault says so on stderr and returns false. */
bool options_read(struct options *options, int argc, char **argv);

#endif
