/* One user sends more than is allowed and does not stop: the server mutes it. */
#include "world.h"

enum { LOUD = 960, BURST = 16, BURSTS_MOST = 20000, SECONDS_MOST = 20 };

static void shout(struct talker *t) {
  uint8_t plain[VOICE_MAX], sound[LOUD];
  struct wire_writer out = {plain, 0, sizeof plain, false};
  talker_sound(sound, sizeof sound, 0);
  wire_put_u8(&out, VOICE_SPEECH << 5 | TARGET_LOOPBACK);
  wire_put_u32(&out, 0);
  wire_put_u16(&out, LOUD);
  wire_put_bytes(&out, sound, sizeof sound);
  talker_send(t, plain, out.length);
}

static bool ponged(struct client *c) {
  struct talker *t = c->hearing;
  if (t->ponged == t->pinged || t->gone) return true;
  if (client_now() - t->pinged_at > 200000) talker_ping(t, true);
  return false;
}

/* The server's own word for it: the list of users. */
static bool is_muted(struct world *w, struct talker *t) {
  struct request r;
  request_begin(&r, MESSAGE_USER_LIST);
  talker_ask(t, &r, ANSWER_OK);
  return world_settle(w) && t->flags & 1 << USER_MUTE;
}

static bool flood_until_muted(struct world *w, struct talker *t) {
  uint64_t end = client_now() + SECONDS_MOST * (uint64_t)1000000;
  for (int burst = 1; burst < BURSTS_MOST && client_now() < end; burst++) {
    for (int i = 0; i < BURST; i++) shout(t);
    talker_ping(t, false);
    w->client->hearing = t;
    if (!client_wait(w->client, ponged, "an answer during a flood")) return false;
    if (burst % 8 == 0 && is_muted(w, t)) return true;
  }
  return false;
}

void scene_flood(struct world *w) {
  struct client *c = w->client;
  int flooder = w->model.user_count - 1;
  struct talker *t = world_talker(w, flooder);
  bool tunnels = t->tunnels;
  if (!t->bandwidth) {
    client_say(c, "flood: left out, the server has no limit");
    return;
  }
  c->heard = NULL;
  t->tunnels = t->mischief = false;
  if (!flood_until_muted(w, t)) client_fail(c, "a flood went on for %d seconds", SECONDS_MOST);
  t->tunnels = tunnels;
  t->mischief = true;
  t->allowance = 0;
  t->refilled = client_now();
  model_set_flag(&w->model, flooder, USER_MUTE, true);
  epoch_of(w, flooder);
  world_set_flag(w, DIRECTOR, flooder, USER_MUTE, false);
  epoch_of(w, flooder);
  client_say(c, "flood: muted by the server, and heard again when unmuted");
}
