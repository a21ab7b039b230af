/* The life of a world, and its barrier. */
#include "world.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct talker *world_talker(struct world *w, int user) { return &w->client->talkers[user]; }

static bool all_answered(struct client *c) {
  for (size_t i = 0; i < c->count; i++)
    if (!talker_answered(&c->talkers[i])) return false;
  return true;
}

static bool all_welcomed(struct client *c) {
  for (size_t i = 0; i < c->count; i++)
    if (!c->talkers[i].welcomed && !c->talkers[i].gone) return false;
  return all_answered(c);
}

bool world_settle(struct world *w) {
  return client_wait(w->client, all_answered, "answers to requests");
}

/* A ping or its answer may be lost, so it is sent again. */
static bool all_ponged(struct client *c) {
  bool all = true;
  for (size_t i = 0; i < c->count; i++) {
    struct talker *t = &c->talkers[i];
    if (t->ponged == t->pinged || t->gone) continue;
    if (client_now() - t->pinged_at > 200000) talker_ping(t, true);
    all = false;
  }
  return all;
}

static bool somebody_gone(struct client *c) {
  for (size_t i = 0; i < c->count; i++) {
    if (!c->talkers[i].gone) continue;
    client_fail(c, "the server ended the connection of user %zu", i);
    return true;
  }
  return false;
}

/* The server answers a voice ping after it has passed on everything that came before it, and a
 * control ping after everything that the voice thread had handed to main. What is left is in the
 * sockets. */
bool world_barrier(struct world *w) {
  struct client *c = w->client;
  struct request r;
  for (size_t i = 0; i < c->count; i++) talker_ping(&c->talkers[i], false);
  if (!client_wait(c, all_ponged, "answers to voice pings")) return false;
  for (size_t i = 0; i < c->count; i++) {
    request_begin(&r, MESSAGE_PING);
    talker_ask(&c->talkers[i], &r, ANSWER_OK);
  }
  if (!world_settle(w) || somebody_gone(c)) return false;
  for (size_t i = 0; i < c->count; i++) talker_drain(&c->talkers[i]);
  return true;
}

static bool log_in(struct client *c) {
  for (unsigned i = 0; i < c->options.users; i++) {
    char name[TEXT_SIZE];
    snprintf(name, sizeof name, "talker-%d-%u", (int)getpid(), i);
    if (!talker_open(&c->talkers[i], c, i, name)) return false;
    c->talkers[i].tunnels = i % TUNNEL_EVERY == TUNNEL_EVERY - 1;
    c->talkers[i].mischief = !c->options.throughput;
    c->count = i + 1;
  }
  if (!client_wait(c, all_welcomed, "everyone to be logged in")) return false;
  for (size_t i = 0; i < c->count; i++)
    if (c->talkers[i].gone || !c->talkers[i].welcomed) return false;
  return true;
}

bool world_open(struct world *w, struct client *c) {
  w->client = c;
  w->next_frame = 1;
  model_init(&w->model, (int)c->options.users);
  if (!log_in(c)) {
    client_fail(c, "could not log everyone in");
    return false;
  }
  if (world_add_channel(w, 0) != ARENA) return false;
  for (int i = 0; i < (int)c->count; i++) world_move_user(w, i, i, ARENA);
  return world_settle(w);
}

void world_close(struct world *w) {
  if (!w->model.channels[ARENA].exists) return;
  world_remove_channel(w, ARENA);
  world_settle(w);
}

static bool reopened(struct client *c) {
  struct talker *t = c->hearing;
  return t->gone || (t->welcomed && talker_answered(t));
}

static bool gone_known(struct client *c) {
  return c->talkers[DIRECTOR].gone || c->talkers[DIRECTOR].gone_seen > *(unsigned *)c->hearing;
}

static bool reopen(struct world *w, int user) {
  struct client *c = w->client;
  struct talker *t = world_talker(w, user);
  char name[TEXT_SIZE];
  memcpy(name, t->name, sizeof name);
  bool opened = talker_open(t, c, (unsigned)user, name);
  t->tunnels = user % TUNNEL_EVERY == TUNNEL_EVERY - 1;
  t->mischief = true;
  c->hearing = t;
  return opened && client_wait(c, reopened, "a user to come back") && t->welcomed;
}

void world_rejoin(struct world *w, int user) {
  struct client *c = w->client;
  void *hearing = c->hearing;
  unsigned gone = c->talkers[DIRECTOR].gone_seen;
  talker_close(world_talker(w, user));
  model_forget_user(&w->model, user);
  c->hearing = &gone;
  bool good = client_wait(c, gone_known, "a user to be gone") && reopen(w, user);
  c->hearing = hearing;
  if (!good) client_fail(c, "user %d could not come back", user);
  else world_move_user(w, user, user, ARENA);
}
