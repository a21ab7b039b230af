/* An epoch: packets are said while changes go on, then a barrier, then the account.
 *
 * Packets and changes race, so each packet was relayed in one of the epoch's states. Whoever must
 * hear it in every state must have heard it, in one of the right ways and once; whoever may hear
 * it in none must not have. An epoch without changes has one state, and the account is exact. What
 * the network lost is said again, in an epoch without changes, a few times. */
#include <stdlib.h>
#include <string.h>

#include "world.h"

enum { PACKETS_MOST = 128, TRIES = 5, COST = 80 };

struct packet {
  int speaker, target;
  bool positional;
};

struct epoch {
  struct packet packets[PACKETS_MOST];
  int count;
  uint32_t first_frame;
  bool must[PACKETS_MOST][USERS_MOST];
  uint8_t may[PACKETS_MOST][USERS_MOST];   /* bits of model_way */
  uint8_t ways[PACKETS_MOST][USERS_MOST];  /* as heard */
  uint8_t times[PACKETS_MOST][USERS_MOST];
};

bool epoch_open(struct world *w) {
  w->epoch = calloc(1, sizeof *w->epoch);
  if (!w->epoch) client_fail(w->client, "out of memory");
  return w->epoch;
}

void epoch_close(struct world *w) { free(w->epoch); }

static int speaker_of(struct world *w, uint32_t session) {
  for (int i = 0; i < w->model.user_count; i++)
    if (world_talker(w, i)->session == session) return i;
  return NOWHERE;
}

static void on_heard(struct client *c, struct talker *by, const struct heard *what) {
  struct world *w = c->hearing;
  struct epoch *e = w->epoch;
  uint32_t i = what->frame - e->first_frame;
  if (i >= (uint32_t)e->count || speaker_of(w, what->speaker) != e->packets[i].speaker) {
    client_fail(c, "user %u heard frame %u, which nobody said", by->index, what->frame);
    return;
  }
  e->ways[i][by->index] |= model_way(what->how, what->positional);
  e->times[i][by->index]++;
}

static void add_packet(struct epoch *e, struct packet packet) {
  int i = e->count++;
  e->packets[i] = packet;
  memset(e->must[i], true, sizeof e->must[i]);
  memset(e->may[i], 0, sizeof e->may[i]);
  memset(e->ways[i], 0, sizeof e->ways[i]);
  memset(e->times[i], 0, sizeof e->times[i]);
}

static void clear(struct world *w) {
  w->client->heard = on_heard;
  w->client->hearing = w;
  w->epoch->count = 0;
  w->epoch->first_frame = w->next_frame;
}

/* What was asked for before is done before the first packet is said. */
static void begin(struct world *w) {
  world_settle(w);
  clear(w);
}

/* One more state that the epoch's packets may have been relayed in. */
static void add_state(struct world *w) {
  struct epoch *e = w->epoch;
  uint8_t ways[USERS_MOST];
  for (int i = 0; i < e->count; i++) {
    const struct packet *p = &e->packets[i];
    model_listeners(&w->model, p->speaker, p->target, p->positional, ways);
    for (int u = 0; u < w->model.user_count; u++) {
      e->must[i][u] = e->must[i][u] && ways[u];
      e->may[i][u] |= ways[u];
    }
  }
}

static void say_from(struct world *w, int first, int end) {
  for (int i = first; i < end; i++) {
    const struct packet *p = &w->epoch->packets[i];
    struct talker *t = world_talker(w, p->speaker);
    while (!talker_afford(t, COST)) client_turn(w->client);
    talker_speak(t, p->target, w->epoch->first_frame + (uint32_t)i, p->positional);
  }
  event_base_loop(w->client->base, EVLOOP_NONBLOCK);
}

static void check_listener(struct world *w, int i, int u, bool *lost) {
  const struct epoch *e = w->epoch;
  const struct packet *p = &e->packets[i];
  if (e->times[i][u] > 1)
    client_fail(w->client, "user %d heard user %d's packet %d times", u, p->speaker,
                e->times[i][u]);
  if (e->ways[i][u] & ~e->may[i][u])
    client_fail(w->client, "user %d heard user %d on target %d in ways %x, not %x", u, p->speaker,
                p->target, e->ways[i][u], e->may[i][u]);
  if (e->must[i][u] && !e->times[i][u]) *lost = true;
}

/* Leaves only the packets that somebody must have heard and has not. */
static void account(struct world *w) {
  struct epoch *e = w->epoch;
  struct packet lost[PACKETS_MOST];
  int count = 0;
  for (int i = 0; i < e->count; i++) {
    bool missed = false;
    for (int u = 0; u < w->model.user_count; u++) check_listener(w, i, u, &missed);
    if (missed) lost[count++] = e->packets[i];
  }
  w->next_frame += (uint32_t)e->count;
  clear(w);
  for (int i = 0; i < count; i++) add_packet(e, lost[i]);
}

static bool finish(struct world *w) {
  add_state(w);
  if (!world_barrier(w)) return false;
  account(w);
  return true;
}

static void say_lost_again(struct world *w) {
  for (int tries = 0; tries < TRIES && w->epoch->count; tries++) {
    w->client->lost += (unsigned)w->epoch->count;
    say_from(w, 0, w->epoch->count);
    if (!finish(w)) return;
  }
  if (w->epoch->count)
    client_fail(w->client, "user %d on target %d is not heard by all who must",
                w->epoch->packets[0].speaker, w->epoch->packets[0].target);
}

static struct packet random_packet(struct world *w) {
  static const int targets[] = {0, 0, 0, 0, 1, 1, 2, 3, TARGET_LOOPBACK};
  struct packet p = {.target = targets[client_random(w->client, 9)]};
  p.speaker = (int)client_random(w->client, (unsigned)w->model.user_count);
  p.positional = client_random(w->client, 2);
  return p;
}

static void change(struct world *w, int actor) {
  if (actor == DIRECTOR) change_by_director(w);
  else if (client_random(w->client, 8) == 0) change_denied(w, actor);
  else change_by_user(w, actor);
}

/* All changes of an epoch are one user's, so their order is known. */
static int random_actor(struct world *w) {
  if (client_random(w->client, 2)) return DIRECTOR;
  return (int)client_random(w->client, (unsigned)w->model.user_count);
}

void epoch_run(struct world *w, int packets, int changes) {
  int actor = random_actor(w), said = 0;
  if (packets > PACKETS_MOST) packets = PACKETS_MOST;
  begin(w);
  for (int i = 0; i < packets; i++) add_packet(w->epoch, random_packet(w));
  for (int i = 0; i < changes; i++) {
    int until = packets * (i + 1) / (changes + 1);
    say_from(w, said, until);
    said = until;
    add_state(w);
    change(w, actor);
  }
  say_from(w, said, packets);
  if (finish(w)) say_lost_again(w);
}

void epoch_of(struct world *w, int speaker) {
  begin(w);
  for (int target = 0; target < MODEL_TARGETS; target++)
    add_packet(w->epoch, (struct packet){speaker, target, target & 1});
  say_from(w, 0, w->epoch->count);
  if (finish(w)) say_lost_again(w);
}
