/* Each request of a control change, with its effect on the model. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "world.h"

static uint32_t channel_id(const struct world *w, int channel) {
  return w->model.channels[channel].id;
}

int world_add_channel(struct world *w, int parent) {
  struct request r;
  char name[TEXT_SIZE];
  struct talker *director = world_talker(w, DIRECTOR);
  int channel = model_free_channel(&w->model);
  if (channel == NOWHERE) return NOWHERE;
  snprintf(name, sizeof name, "channel-%d-%u", (int)getpid(), w->channels_named++);
  request_begin(&r, MESSAGE_CHANNEL_ADD);
  wire_put_u32(&r.out, channel_id(w, parent));
  wire_put_text(&r.out, name);
  talker_ask(director, &r, ANSWER_OK);
  if (!world_settle(w)) return NOWHERE;
  model_add_channel(&w->model, channel, director->value, parent, DIRECTOR);
  return channel;
}

void world_remove_channel(struct world *w, int channel) {
  struct request r;
  request_begin(&r, MESSAGE_CHANNEL_REMOVE);
  wire_put_u32(&r.out, channel_id(w, channel));
  talker_ask(world_talker(w, DIRECTOR), &r, ANSWER_OK);
  model_remove_channel(&w->model, channel);
}

void world_move_user(struct world *w, int by, int user, int channel) {
  struct request r;
  request_begin(&r, MESSAGE_USER_MOVE);
  wire_put_u32(&r.out, world_talker(w, user)->session);
  wire_put_u32(&r.out, channel_id(w, channel));
  talker_ask(world_talker(w, by), &r, ANSWER_OK);
  model_move_user(&w->model, user, channel);
}

void world_set_flag(struct world *w, int by, int user, enum user_flag flag, bool on) {
  struct request r;
  request_begin(&r, MESSAGE_USER_SET);
  wire_put_u32(&r.out, world_talker(w, user)->session);
  wire_put_u8(&r.out, (uint8_t)flag);
  wire_put_u8(&r.out, on);
  talker_ask(world_talker(w, by), &r, ANSWER_OK);
  model_set_flag(&w->model, user, flag, on);
}

void world_link(struct world *w, int a, int b, enum model_link link) {
  struct request r;
  request_begin(&r, link == UNLINKED ? MESSAGE_LINK_REMOVE : MESSAGE_LINK_ADD);
  wire_put_u32(&r.out, channel_id(w, a));
  wire_put_u32(&r.out, channel_id(w, b));
  if (link != UNLINKED) wire_put_u8(&r.out, link == LINKED_FOR_GOOD);
  talker_ask(world_talker(w, DIRECTOR), &r, ANSWER_OK);
  model_link(&w->model, a, b, link);
}

void world_move_channel(struct world *w, int channel, int parent) {
  struct request r;
  request_begin(&r, MESSAGE_CHANNEL_MOVE);
  wire_put_u32(&r.out, channel_id(w, channel));
  wire_put_u32(&r.out, channel_id(w, parent));
  talker_ask(world_talker(w, DIRECTOR), &r, ANSWER_OK);
  w->model.channels[channel].parent = parent;
}

static void put_sessions(struct world *w, struct request *r, const bool *users) {
  uint8_t count = 0;
  for (int i = 0; i < w->model.user_count; i++) count = (uint8_t)(count + users[i]);
  wire_put_u8(&r->out, count);
  for (int i = 0; i < w->model.user_count; i++)
    if (users[i]) wire_put_u32(&r->out, world_talker(w, i)->session);
}

void world_set_target(struct world *w, int user, int target, const struct model_target *t) {
  struct request r;
  request_begin(&r, MESSAGE_TARGET_SET);
  wire_put_u8(&r.out, (uint8_t)target);
  put_sessions(w, &r, t->users);
  wire_put_u8(&r.out, (uint8_t)t->reach_count);
  for (int i = 0; i < t->reach_count; i++) {
    const struct model_reach *reach = &t->reaches[i];
    wire_put_u32(&r.out, channel_id(w, reach->channel));
    wire_put_u8(&r.out, (uint8_t)((reach->links ? REACH_LINKS : 0) |
                                  (reach->children ? REACH_CHILDREN : 0)));
    wire_put_text(&r.out, model_group_names[reach->group]);
  }
  talker_ask(world_talker(w, user), &r, ANSWER_OK);
  w->model.users[user].targets[target] = *t;
}

void world_redirect(struct world *w, int user, enum model_group from, enum model_group to) {
  struct request r;
  request_begin(&r, MESSAGE_REDIRECT_SET);
  wire_put_text(&r.out, model_group_names[from]);
  wire_put_text(&r.out, model_group_names[to]);
  talker_ask(world_talker(w, user), &r, ANSWER_OK);
  w->model.users[user].redirect[from] = to;
}

void world_set_context(struct world *w, int user, int context) {
  struct request r;
  char text[TEXT_SIZE] = "";
  if (context) snprintf(text, sizeof text, "game %d", context);
  request_begin(&r, MESSAGE_CONTEXT);
  wire_put_text(&r.out, text);
  talker_ask(world_talker(w, user), &r, ANSWER_OK);
  w->model.users[user].context = context;
}

void world_set_group(struct world *w, int channel, enum model_group group, const bool *members) {
  struct request r;
  uint8_t count = 0;
  request_begin(&r, MESSAGE_GROUP_SET);
  for (int i = 0; i < w->model.user_count; i++) count = (uint8_t)(count + members[i]);
  wire_put_u32(&r.out, channel_id(w, channel));
  wire_put_text(&r.out, model_group_names[group]);
  wire_put_u8(&r.out, count);
  for (int i = 0; i < w->model.user_count; i++)
    if (members[i]) wire_put_text(&r.out, world_talker(w, i)->name);
  talker_ask(world_talker(w, DIRECTOR), &r, ANSWER_OK);
  memcpy(w->model.channels[channel].members[group], members, sizeof(bool[USERS_MOST]));
}

static void put_who(struct world *w, struct request *r, const struct model_acl *entry) {
  char who[TEXT_SIZE + 1];
  if (entry->user == NOWHERE) {
    wire_put_text(&r->out, model_group_names[entry->group]);
    return;
  }
  snprintf(who, sizeof who, "@%s", world_talker(w, entry->user)->name);
  wire_put_text(&r->out, who);
}

void world_set_acl(struct world *w, int channel, const struct model_acl *acl, int count) {
  struct request r;
  request_begin(&r, MESSAGE_ACL_SET);
  wire_put_u32(&r.out, channel_id(w, channel));
  wire_put_u8(&r.out, (uint8_t)count);
  for (int i = 0; i < count; i++) {
    wire_put_u8(&r.out, acl[i].scope);
    wire_put_u16(&r.out, acl[i].allow);
    wire_put_u16(&r.out, acl[i].deny);
    put_who(w, &r, &acl[i]);
  }
  talker_ask(world_talker(w, DIRECTOR), &r, ANSWER_OK);
  memcpy(w->model.channels[channel].acl, acl, (size_t)count * sizeof *acl);
  w->model.channels[channel].acl_count = count;
}
