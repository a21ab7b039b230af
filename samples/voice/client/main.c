/* voice-client: many users of a voice server, who check that everyone hears exactly what they
 * must while channels, rights and whisper targets change. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "world.h"

enum { PACKETS = 64, CHANGES_MOST = 4, REJOIN_EVERY = 40, FIRST_CHANNELS = 4 };

static void furnish(struct world *w) {
  for (int i = 0; i < FIRST_CHANNELS; i++) world_add_channel(w, ARENA);
  for (int i = 0; i < 2 * w->model.user_count; i++) {
    change_by_director(w);
    change_by_user(w, i % w->model.user_count);
    world_settle(w);
  }
}

static void converse(struct world *w, uint64_t end) {
  struct client *c = w->client;
  for (int epoch = 1; c->sent < c->options.packets && client_now() < end && !c->failures; epoch++) {
    if (epoch % REJOIN_EVERY == 0)
      world_rejoin(w, 1 + (int)client_random(c, (unsigned)w->model.user_count - 1));
    epoch_run(w, PACKETS, (int)client_random(c, CHANGES_MOST + 1));
  }
}

static void report(struct client *c, uint64_t started) {
  double seconds = (double)(client_now() - started + 1) / 1e6;
  client_say(c, "%zu users, %lu packets said, %lu heard, %lu lost and said again", c->count,
             c->sent, c->received, c->lost);
  printf("packets per second: %.0f\n", (double)c->received / seconds);
}

static void verify(struct client *c, struct world *w) {
  if (!epoch_open(w)) return;
  furnish(w);
  scene_hostile(w);
  scene_flood(w);
  scene_admin(w);
  c->sent = c->received = 0;
  uint64_t started = client_now();
  converse(w, started + c->options.seconds * (uint64_t)1000000);
  report(c, started);
  world_close(w);
  epoch_close(w);
}

static int verdict(const struct client *c) {
  if (c->failures) printf("verdict: FAILED, %u failures\n", c->failures);
  else if (!c->options.throughput)
    puts("verdict: every packet reached exactly those who must hear it");
  return c->failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv) {
  static struct world w;
  struct options options;
  struct client c;
  if (!options_read(&options, argc, argv)) return 2;
  signal(SIGPIPE, SIG_IGN);
  if (!client_open(&c, &options)) client_fail(&c, "could not start");
  else if (options.throughput) throughput_run(&c);
  else if (world_open(&w, &c)) verify(&c, &w);
  client_close(&c);
  return verdict(&c);
}
