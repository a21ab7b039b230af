/* Requests about users: list, move, flags, context. */
#include "acl.h"
#include "channel.h"
#include "control.h"
#include "user.h"

static struct user *find_logged_in(struct server *s, uint32_t session) {
  struct user *u = user_find(s, session);
  return u && u->state == USER_LOGGED_IN ? u : NULL;
}

enum answer control_user_list(struct user *u, struct wire_reader *in, uint32_t *value) {
  if (!wire_done(in)) return ANSWER_MALFORMED;
  for (struct user *about = u->server->users; about; about = about->hh.next) {
    if (about->state != USER_LOGGED_IN) continue;
    tell_user(u, about);
    ++*value;
  }
  return ANSWER_OK;
}

static bool may_move(struct user *by, struct user *who, struct channel *to) {
  if (by == who) return acl_allows(by, to, PERMISSION_ENTER);
  return acl_allows(by, who->channel, PERMISSION_MOVE) && acl_allows(by, to, PERMISSION_MOVE);
}

enum answer control_user_move(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  struct user *who = find_logged_in(u->server, wire_u32(in));
  struct channel *to = channel_find(u->server, wire_u32(in));
  if (!wire_done(in)) return ANSWER_MALFORMED;
  if (!who) return ANSWER_NO_SUCH_USER;
  if (!to) return ANSWER_NO_SUCH_CHANNEL;
  if (!may_move(u, who, to)) return ANSWER_DENIED;
  user_move(who, to);
  return ANSWER_OK;
}

static bool may_set(struct user *by, struct user *who, enum user_flag flag) {
  if (flag == USER_SELF_MUTE || flag == USER_SELF_DEAF) return by == who;
  return acl_allows(by, who->channel, PERMISSION_MUTE);
}

enum answer control_user_set(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  struct user *who = find_logged_in(u->server, wire_u32(in));
  uint8_t flag = wire_u8(in), on = wire_u8(in);
  if (!wire_done(in) || flag >= USER_FLAGS || on > 1) return ANSWER_MALFORMED;
  if (!who) return ANSWER_NO_SUCH_USER;
  if (!may_set(u, who, flag)) return ANSWER_DENIED;
  user_set_flag(who, flag, on);
  return ANSWER_OK;
}

enum answer control_context(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  char context[TEXT_SIZE];
  wire_text(in, context, sizeof context);
  if (!wire_done(in)) return ANSWER_MALFORMED;
  user_set_context(u, context);
  return ANSWER_OK;
}
