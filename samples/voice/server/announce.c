/* What users are told of users and channels. */
#include "channel.h"
#include "control.h"
#include "user.h"

static uint8_t flags_of(const struct user *u) {
  return (uint8_t)(u->mute << USER_MUTE | u->deaf << USER_DEAF | u->suppress << USER_SUPPRESS |
                   u->self_mute << USER_SELF_MUTE | u->self_deaf << USER_SELF_DEAF);
}

static void put_user(struct frame *f, const struct user *u) {
  frame_begin(f, MESSAGE_USER);
  wire_put_u32(&f->out, u->session);
  wire_put_u32(&f->out, u->channel ? u->channel->id : ROOT_CHANNEL);
  wire_put_u8(&f->out, flags_of(u));
  wire_put_text(&f->out, u->name);
}

void announce_user(struct user *u) {
  struct frame f;
  if (u->state != USER_LOGGED_IN) return;
  put_user(&f, u);
  frame_send_all(u->server, &f);
}

void tell_user(struct user *to, struct user *about) {
  struct frame f;
  put_user(&f, about);
  frame_send(to, &f);
}

void announce_user_gone(struct server *s, uint32_t session) {
  struct frame f;
  frame_begin(&f, MESSAGE_USER_GONE);
  wire_put_u32(&f.out, session);
  frame_send_all(s, &f);
}

static void put_channel(struct frame *f, const struct channel *c) {
  unsigned count = HASH_COUNT(c->links);
  frame_begin(f, MESSAGE_CHANNEL);
  wire_put_u32(&f->out, c->id);
  wire_put_u32(&f->out, c->parent ? c->parent->id : c->id);
  wire_put_text(&f->out, c->name);
  wire_put_u8(&f->out, (uint8_t)(count < UINT8_MAX ? count : UINT8_MAX));
  count = 0;
  for (struct link *l = c->links; l && count < UINT8_MAX; l = l->hh.next, count++)
    wire_put_u32(&f->out, l->to->id);
}

void announce_channel(struct channel *c) {
  struct frame f;
  put_channel(&f, c);
  frame_send_all(c->server, &f);
}

void tell_channel(struct user *to, struct channel *about) {
  struct frame f;
  put_channel(&f, about);
  frame_send(to, &f);
}

void announce_channel_gone(struct server *s, uint32_t id) {
  struct frame f;
  frame_begin(&f, MESSAGE_CHANNEL_GONE);
  wire_put_u32(&f.out, id);
  frame_send_all(s, &f);
}
