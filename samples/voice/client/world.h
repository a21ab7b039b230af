/* The users and channels of one run: what the server was asked for, and the model of it.
 *
 * User 0, the director, makes one channel under the root and administrates all below it. */
#ifndef VOICE_WORLD_H
#define VOICE_WORLD_H

#include "client.h"
#include "model.h"
#include "talker.h"

enum { DIRECTOR = 0, ARENA = 1, TUNNEL_EVERY = 8 };

struct world {
  struct client *client;
  struct model model;
  struct epoch *epoch;
  uint32_t next_frame;
  unsigned channels_named;
};

/** Logs everyone in and makes the arena; false, and said why, when that fails. */
bool world_open(struct world *w, struct client *c);
void world_close(struct world *w);

struct talker *world_talker(struct world *w, int user);

/** Waits until all that was said is heard and all that was asked is answered. */
bool world_barrier(struct world *w);
/** Waits until everyone's requests are answered. */
bool world_settle(struct world *w);

/** Requests, each with its effect on the model. */
int world_add_channel(struct world *w, int parent);
void world_remove_channel(struct world *w, int channel);
void world_move_user(struct world *w, int by, int user, int channel);
void world_set_flag(struct world *w, int by, int user, enum user_flag flag, bool on);
void world_link(struct world *w, int a, int b, enum model_link link);
void world_move_channel(struct world *w, int channel, int parent);
void world_set_target(struct world *w, int user, int target, const struct model_target *t);
void world_redirect(struct world *w, int user, enum model_group from, enum model_group to);
void world_set_context(struct world *w, int user, int context);
void world_set_group(struct world *w, int channel, enum model_group group, const bool *members);
void world_set_acl(struct world *w, int channel, const struct model_acl *acl, int count);

/** Somebody leaves without a word and comes back. */
void world_rejoin(struct world *w, int user);

/** A random change, by the director or by a user for itself; or one that must be denied. */
void change_by_director(struct world *w);
void change_by_user(struct world *w, int user);
void change_denied(struct world *w, int user);

/** Room for the account of an epoch. */
bool epoch_open(struct world *w);
void epoch_close(struct world *w);
/** Packets are said while `changes` random changes go on; then who heard what is checked. */
void epoch_run(struct world *w, int packets, int changes);
/** Some packets of one user, with no change. */
void epoch_of(struct world *w, int speaker);

/** What a server must survive; floods; calls on the administrators' socket. */
void scene_hostile(struct world *w);
void scene_flood(struct world *w);
void scene_admin(struct world *w);

/** No checks: as fast as the server relays. Prints the packets per second. */
void throughput_run(struct client *c);

#endif
