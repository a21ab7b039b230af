/* Random changes. The arena itself is neither moved nor removed; whoever is in it stays in it. */
#include "world.h"

enum { DEPTH_MOST = 8 };

static unsigned dice(struct world *w, unsigned bound) { return client_random(w->client, bound); }
static bool coin(struct world *w) { return dice(w, 2); }
static int any_user(struct world *w) { return (int)dice(w, (unsigned)w->model.user_count); }

static int any_channel(struct world *w) {
  for (;;) {
    int c = (int)(ARENA + dice(w, MODEL_CHANNELS - ARENA));
    if (w->model.channels[c].exists) return c;
  }
}

static int depth(const struct world *w, int channel) {
  int depth = 0;
  while ((channel = w->model.channels[channel].parent) != NOWHERE) depth++;
  return depth;
}

static void move_user(struct world *w) {
  world_move_user(w, DIRECTOR, any_user(w), any_channel(w));
}

static void set_flag(struct world *w) {
  static const enum user_flag flags[] = {USER_MUTE, USER_DEAF, USER_SUPPRESS};
  /* Off more often than on, or soon nobody hears anyone. */
  world_set_flag(w, DIRECTOR, any_user(w), flags[dice(w, 3)], dice(w, 8) == 0);
}

static void link_channels(struct world *w) {
  int a = any_channel(w), b = any_channel(w);
  if (a != b) world_link(w, a, b, dice(w, 4) ? LINKED_FOR_NOW : LINKED_FOR_GOOD);
}

/* All of one channel's, or soon everything is linked. */
static void unlink_channels(struct world *w) {
  int a = any_channel(w);
  for (int b = ARENA; b < MODEL_CHANNELS; b++)
    if (w->model.channels[a].links[b] != UNLINKED) world_link(w, a, b, UNLINKED);
}

/* Few enough that users meet. */
static bool has_room(const struct world *w) {
  int count = 0;
  for (int c = 0; c < MODEL_CHANNELS; c++) count += w->model.channels[c].exists;
  return count <= 4 + w->model.user_count / 8;
}

static void add_channel(struct world *w) {
  int parent = any_channel(w);
  if (has_room(w) && depth(w, parent) < DEPTH_MOST) world_add_channel(w, parent);
}

static void remove_channel(struct world *w) {
  int c = any_channel(w);
  if (c != ARENA) world_remove_channel(w, c);
}

static void move_channel(struct world *w) {
  int c = any_channel(w), parent = any_channel(w);
  if (c == ARENA || model_is_below(&w->model, parent, c) || depth(w, parent) >= DEPTH_MOST / 2)
    return;
  world_move_channel(w, c, parent);
}

static void set_group(struct world *w) {
  bool members[USERS_MOST] = {false};
  enum model_group group = coin(w) ? GROUP_RED : GROUP_BLUE;
  int channel = any_channel(w);
  for (int left = (int)dice(w, 12); left > 0; left--) members[any_user(w)] = true;
  world_set_group(w, channel, group, members);
}

static struct model_acl random_entry(struct world *w) {
  static const enum model_group groups[] = {GROUP_ALL, GROUP_IN, GROUP_RED, GROUP_BLUE};
  struct model_acl entry = {.user = dice(w, 4) ? NOWHERE : any_user(w)};
  entry.group = groups[dice(w, 4)];
  entry.scope = (uint8_t)(1 + dice(w, 3));
  if (coin(w)) entry.allow = (uint16_t)(coin(w) ? PERMISSION_SPEAK : PERMISSION_WHISPER);
  else entry.deny = (uint16_t)(coin(w) ? PERMISSION_SPEAK : PERMISSION_WHISPER);
  return entry;
}

static void set_acl(struct world *w) {
  struct model_acl acl[MODEL_ACL];
  int count = (int)dice(w, MODEL_ACL), channel = any_channel(w);
  for (int i = 0; i < count; i++) acl[i] = random_entry(w);
  world_set_acl(w, channel, acl, count);
}

static void (*const changes[])(struct world *w) = {
    move_user,    move_user,       move_user,   set_flag,       set_flag,
    set_flag,     link_channels,   add_channel, remove_channel, move_channel,
    move_channel, unlink_channels, set_group,   set_acl};

void change_by_director(struct world *w) {
  changes[dice(w, sizeof changes / sizeof changes[0])](w);
}

static enum model_group any_group(struct world *w) { return dice(w, GROUP_COUNT); }

static void set_target(struct world *w, int user) {
  struct model_target t = {.reach_count = (int)dice(w, MODEL_REACHES + 1)};
  for (int left = (int)dice(w, 4); left > 0; left--) t.users[any_user(w)] = true;
  for (int i = 0; i < t.reach_count; i++) {
    enum model_group group = coin(w) ? GROUP_NONE : any_group(w);
    t.reaches[i] = (struct model_reach){any_channel(w), coin(w), coin(w), group};
  }
  world_set_target(w, user, 1 + (int)dice(w, MODEL_TARGETS - 1), &t);
}

static void redirect(struct world *w, int user) {
  enum model_group from = any_group(w);
  if (from != GROUP_NONE) world_redirect(w, user, from, any_group(w));
}

void change_by_user(struct world *w, int user) {
  switch (dice(w, 6)) {
  case 0: world_move_user(w, user, user, any_channel(w)); break;
  case 1: world_set_flag(w, user, user, USER_SELF_MUTE, dice(w, 8) == 0); break;
  case 2: world_set_flag(w, user, user, USER_SELF_DEAF, dice(w, 8) == 0); break;
  case 3: set_target(w, user); break;
  case 4: redirect(w, user); break;
  default: world_set_context(w, user, (int)dice(w, 3)); break;
  }
}

void change_denied(struct world *w, int user) {
  struct request r;
  request_begin(&r, MESSAGE_USER_SET);
  wire_put_u32(&r.out, world_talker(w, DIRECTOR)->session);
  wire_put_u8(&r.out, coin(w) ? USER_MUTE : USER_SELF_DEAF);
  wire_put_u8(&r.out, 1);
  talker_ask(world_talker(w, user), &r, ANSWER_DENIED);
}
