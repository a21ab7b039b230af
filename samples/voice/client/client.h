/* The client as a whole: its users, the event loop they share, and what went wrong.
 *
 * Everything runs on one thread. A function that waits runs the event loop meanwhile. */
#ifndef VOICE_CLIENT_H
#define VOICE_CLIENT_H

#include <event2/event.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "options.h"

struct talker;

/** A voice packet as a user got it. */
struct heard {
  uint32_t speaker; /* a session */
  uint32_t frame;
  uint8_t how; /* enum heard_as */
  bool positional;
};

struct client {
  struct options options;
  struct event_base *base;
  struct event *tick; /* so that a wait looks at the clock */
  SSL_CTX *tls;
  struct talker *talkers;
  size_t count;
  void (*heard)(struct client *c, struct talker *by, const struct heard *what);
  void *hearing; /* for `heard` */
  uint64_t random;
  unsigned failures;
  unsigned long sent, received, lost;
};

bool client_open(struct client *c, const struct options *options);
void client_close(struct client *c);

/** Microseconds on a clock that never goes back. */
uint64_t client_now(void);

/** A number below `bound`, the same ones for the same seed. */
unsigned client_random(struct client *c, unsigned bound);

/** Runs the event loop until `done` says so; false, counted as a failure, after WAIT_SECONDS. */
bool client_wait(struct client *c, bool (*done)(struct client *c), const char *what);

/** Runs the event loop for a moment: what is ready, and the sockets' next event or tick. */
void client_turn(struct client *c);

/** Counts a failure and says what it was, the first few times. */
__attribute__((format(printf, 2, 3))) void client_fail(struct client *c, const char *format, ...);

/** Says how it goes, unless quiet. */
__attribute__((format(printf, 2, 3))) void client_say(struct client *c, const char *format, ...);

#endif
