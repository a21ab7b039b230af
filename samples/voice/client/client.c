/* The event loop, the clock and the dice. */
#include "client.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "talker.h"

enum { WAIT_SECONDS = 30, FAILURES_SHOWN = 20, TICK_MICROSECONDS = 20000 };

uint64_t client_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

/* xorshift64* (Vigna, "An experimental exploration of Marsaglia's xorshift generators"). */
unsigned client_random(struct client *c, unsigned bound) {
  c->random ^= c->random >> 12;
  c->random ^= c->random << 25;
  c->random ^= c->random >> 27;
  return (unsigned)((c->random * 0x2545f4914f6cdd1dU) >> 33) % bound;
}

static void on_tick(evutil_socket_t none, short what, void *argument) {
  (void)none, (void)what, (void)argument;
}

static SSL_CTX *open_tls(const char *directory) {
  char path[4096];
  SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
  if (!tls || !directory) return tls;
  snprintf(path, sizeof path, "%s/cert.pem", directory);
  SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
  if (SSL_CTX_load_verify_locations(tls, path, NULL) == 1) return tls;
  fprintf(stderr, "voice-client: no certificate in %s\n", directory);
  SSL_CTX_free(tls);
  return NULL;
}

bool client_open(struct client *c, const struct options *options) {
  const struct timeval often = {0, TICK_MICROSECONDS};
  *c = (struct client){.options = *options, .random = options->seed * 0x9e3779b97f4a7c15U | 1};
  c->tls = open_tls(options->directory);
  c->base = event_base_new();
  c->talkers = calloc(options->users, sizeof *c->talkers);
  c->tick = c->base ? event_new(c->base, -1, EV_PERSIST, on_tick, NULL) : NULL;
  return c->tls && c->talkers && c->tick && event_add(c->tick, &often) == 0;
}

void client_close(struct client *c) {
  for (size_t i = 0; i < c->count; i++) talker_close(&c->talkers[i]);
  free(c->talkers);
  if (c->tick) event_free(c->tick);
  if (c->base) event_base_free(c->base);
  SSL_CTX_free(c->tls);
}

void client_turn(struct client *c) { event_base_loop(c->base, EVLOOP_ONCE); }

bool client_wait(struct client *c, bool (*done)(struct client *c), const char *what) {
  uint64_t end = client_now() + WAIT_SECONDS * (uint64_t)1000000;
  while (!done(c)) {
    if (client_now() > end) {
      client_fail(c, "waited %d seconds in vain: %s", WAIT_SECONDS, what);
      return false;
    }
    client_turn(c);
  }
  return true;
}

void client_fail(struct client *c, const char *format, ...) {
  va_list arguments;
  if (++c->failures > FAILURES_SHOWN) return;
  va_start(arguments, format);
  fputs("voice-client: ", stderr);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  va_end(arguments);
}

void client_say(struct client *c, const char *format, ...) {
  va_list arguments;
  if (c->options.quiet) return;
  va_start(arguments, format);
  vprintf(format, arguments);
  putchar('\n');
  va_end(arguments);
  fflush(stdout);
}
