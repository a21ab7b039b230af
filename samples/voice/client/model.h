/* What the client expects: users, channels and rules, kept in step with what was asked for.
 *
 * It is written from the protocol, on its own: flat tables, and every question answered by
 * looking at all of them. It shares no code with the server, so a mistake must be made twice to
 * go unseen. */
#ifndef VOICE_MODEL_H
#define VOICE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "options.h"
#include "protocol.h"

enum {
  MODEL_CHANNELS = 24,
  MODEL_ACL = 4,
  MODEL_TARGETS = 4, /* 1 to 3 are registered */
  MODEL_REACHES = 3,
  NOWHERE = -1
};

enum model_group {
  GROUP_NONE,
  GROUP_ALL,
  GROUP_IN,
  GROUP_ADMIN,
  GROUP_RED,
  GROUP_BLUE,
  GROUP_COUNT
};
extern const char *const model_group_names[GROUP_COUNT];

enum model_link { UNLINKED, LINKED_FOR_NOW, LINKED_FOR_GOOD };

struct model_acl {
  int user; /* or NOWHERE: the group's */
  enum model_group group;
  uint8_t scope;
  uint16_t allow, deny;
};

struct model_channel {
  bool exists;
  uint32_t id;
  int parent;
  enum model_link links[MODEL_CHANNELS];
  bool members[GROUP_COUNT][USERS_MOST];
  struct model_acl acl[MODEL_ACL];
  int acl_count;
};

struct model_reach {
  int channel; /* NOWHERE once it is removed */
  bool links, children;
  enum model_group group;
};

struct model_target {
  struct model_reach reaches[MODEL_REACHES];
  int reach_count;
  bool users[USERS_MOST];
};

struct model_user {
  int channel;
  bool flags[USER_FLAGS];
  int context;
  struct model_target targets[MODEL_TARGETS];
  enum model_group redirect[GROUP_COUNT]; /* GROUP_NONE: not redirected */
};

struct model {
  int user_count;
  struct model_user users[USERS_MOST];
  struct model_channel channels[MODEL_CHANNELS]; /* 0 is the root */
};

void model_init(struct model *m, int users);

/** A free channel number, or NOWHERE. */
int model_free_channel(const struct model *m);
void model_add_channel(struct model *m, int channel, uint32_t id, int parent, int maker);
void model_remove_channel(struct model *m, int channel);
bool model_is_below(const struct model *m, int channel, int above);

void model_move_user(struct model *m, int user, int channel);
/** The user left: whoever logs in by its name is a new one. */
void model_forget_user(struct model *m, int user);
void model_set_flag(struct model *m, int user, enum user_flag flag, bool on);
void model_link(struct model *m, int a, int b, enum model_link link);
bool model_allows(const struct model *m, int user, int channel, unsigned permission);
bool model_in_group(const struct model *m, int user, int channel, enum model_group group);

/** For each user the ways it may hear that packet, one bit for each: see model_way; 0: not. */
void model_listeners(const struct model *m, int speaker, int target, bool positional,
                     uint8_t ways[USERS_MOST]);
uint8_t model_way(uint8_t how, bool positional);

#endif
