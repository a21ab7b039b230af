/* Requests about channels and links. */
#include <string.h>
#include <utlist.h>

#include "acl.h"
#include "channel.h"
#include "control.h"
#include "user.h"

enum answer control_channel_list(struct user *u, struct wire_reader *in, uint32_t *value) {
  if (!wire_done(in)) return ANSWER_MALFORMED;
  for (struct channel *c = u->server->channels; c; c = c->hh.next, ++*value) tell_channel(u, c);
  return ANSWER_OK;
}

static bool has_child(const struct channel *parent, const char *name) {
  struct channel *child;
  DL_FOREACH2(parent->channels, child, sibling_next) {
    if (strcmp(child->name, name) == 0) return true;
  }
  return false;
}

enum answer control_channel_add(struct user *u, struct wire_reader *in, uint32_t *value) {
  struct server *s = u->server;
  char name[TEXT_SIZE];
  struct channel *parent = channel_find(s, wire_u32(in));
  wire_text(in, name, sizeof name);
  if (!wire_done(in) || !*name) return ANSWER_MALFORMED;
  if (!parent) return ANSWER_NO_SUCH_CHANNEL;
  if (!acl_allows(u, parent, PERMISSION_MAKE)) return ANSWER_DENIED;
  if (has_child(parent, name)) return ANSWER_CONFLICT;
  if (s->channel_count == CHANNELS_MOST || channel_depth(parent) == CHANNEL_DEPTH)
    return ANSWER_LIMIT;
  struct channel *c = channel_add(s, parent, name);
  acl_own(c, u->name);
  announce_channel(c);
  *value = c->id;
  return ANSWER_OK;
}

enum answer control_channel_remove(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  struct channel *c = channel_find(u->server, wire_u32(in));
  if (!wire_done(in)) return ANSWER_MALFORMED;
  if (!c) return ANSWER_NO_SUCH_CHANNEL;
  if (c->id == ROOT_CHANNEL || !acl_allows(u, c, PERMISSION_ADMIN)) return ANSWER_DENIED;
  channel_remove(c);
  return ANSWER_OK;
}

enum answer control_channel_move(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  struct channel *c = channel_find(u->server, wire_u32(in));
  struct channel *to = channel_find(u->server, wire_u32(in));
  if (!wire_done(in)) return ANSWER_MALFORMED;
  if (!c || !to) return ANSWER_NO_SUCH_CHANNEL;
  if (c->id == ROOT_CHANNEL || !acl_allows(u, c, PERMISSION_ADMIN)) return ANSWER_DENIED;
  if (!acl_allows(u, to, PERMISSION_MAKE)) return ANSWER_DENIED;
  if (c->parent != to && has_child(to, c->name)) return ANSWER_CONFLICT;
  return channel_move(c, to) ? ANSWER_OK : ANSWER_CONFLICT;
}

static enum answer may_link(struct user *u, struct channel *a, struct channel *b) {
  if (!a || !b) return ANSWER_NO_SUCH_CHANNEL;
  if (a == b) return ANSWER_CONFLICT;
  bool allowed = acl_allows(u, a, PERMISSION_LINK) && acl_allows(u, b, PERMISSION_LINK);
  return allowed ? ANSWER_OK : ANSWER_DENIED;
}

enum answer control_link_add(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  struct channel *a = channel_find(u->server, wire_u32(in));
  struct channel *b = channel_find(u->server, wire_u32(in));
  uint8_t permanent = wire_u8(in);
  if (!wire_done(in) || permanent > 1) return ANSWER_MALFORMED;
  enum answer error = may_link(u, a, b);
  if (error == ANSWER_OK) link_add(a, b, permanent);
  return error;
}

enum answer control_link_remove(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  struct channel *a = channel_find(u->server, wire_u32(in));
  struct channel *b = channel_find(u->server, wire_u32(in));
  if (!wire_done(in)) return ANSWER_MALFORMED;
  enum answer error = may_link(u, a, b);
  if (error == ANSWER_OK) link_remove(a, b);
  return error;
}
