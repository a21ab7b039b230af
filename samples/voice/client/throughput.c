/* As fast as the server relays: each user says a few packets, then a ping, and goes on while at
 * most two pings are unanswered. So the server is always busy and its socket never runs over. */
#include <stdio.h>

#include "world.h"

enum { GROUP = 8, IN_FLIGHT = 384, WINDOW_MOST = 24, COST = 64, AGAIN_AFTER = 100000 };

static bool place(struct world *w) {
  int channel = ARENA;
  for (int i = 0; i < w->model.user_count; i++) {
    if (i % GROUP == 0 && i && model_free_channel(&w->model) != NOWHERE)
      channel = world_add_channel(w, ARENA);
    if (channel == NOWHERE) return false;
    world_move_user(w, i, i, channel);
    world_talker(w, i)->tunnels = false;
  }
  return world_settle(w) && world_barrier(w);
}

static int window(const struct client *c) {
  int share = IN_FLIGHT / 2 / (int)c->count;
  return share > WINDOW_MOST ? WINDOW_MOST : share < 1 ? 1 : share;
}

/* False when only the server's limit holds the talker back. */
static bool say_some(struct talker *t, int count) {
  if (t->pinged - t->ponged >= 2) {
    if (client_now() - t->pinged_at > AGAIN_AFTER) talker_ping(t, true);
    return true;
  }
  if (!talker_afford(t, (size_t)count * COST)) return false;
  for (int i = 0; i < count; i++) talker_speak(t, TARGET_CHANNEL, (uint32_t)t->client->sent, false);
  talker_ping(t, false);
  return true;
}

static void run(struct client *c) {
  uint64_t start = client_now(), end = start + c->options.seconds * (uint64_t)1000000;
  const int count = window(c);
  bool limited = false;
  while (client_now() < end && c->sent < c->options.packets) {
    for (size_t i = 0; i < c->count; i++) limited = !say_some(&c->talkers[i], count) || limited;
    client_turn(c);
  }
  double seconds = (double)(client_now() - start) / 1e6;
  if (limited) puts("limited by the server's --bandwidth");
  printf("packets per second: %.0f\n", (double)c->received / seconds);
}

void throughput_run(struct client *c) {
  static struct world w;
  if (!world_open(&w, c) || !place(&w)) return;
  c->received = c->sent = 0;
  run(c);
  world_barrier(&w);
  client_say(c, "%zu users, %lu packets said, %lu heard", c->count, c->sent, c->received);
  if (!c->received) client_fail(c, "nobody heard anything");
  world_close(&w);
}
