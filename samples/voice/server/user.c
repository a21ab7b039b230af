/* Main's changes to users. What the voice thread may be reading is changed under voice_lock held
 * exclusively; what was not yet, or is no longer, in the tables needs no lock. */
#include "user.h"

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "acl.h"
#include "channel.h"
#include "control.h"
#include "memory.h"
#include "peers.h"
#include "whisper.h"

static void user_init(struct user *u, struct server *s, struct in_addr host) INIT(u) {
  u->server = s;
  u->host = host;
  u->udp_socket = -1;
  pthread_mutex_init(&u->crypt_lock, NULL);
  crypt_generate(&u->crypt);
  bandwidth_init(&u->bandwidth, s->options.bandwidth, server_now());
}

struct user *user_new(struct server *s, struct bufferevent *link, struct in_addr host) {
  struct user *u = memory_new(1, sizeof *u);
  user_init(u, s, host);
  u->link = link;
  u->session = ++s->last_session;
  pthread_rwlock_wrlock(&s->voice_lock);
  HASH_ADD(hh, s->users, session, sizeof u->session, u);
  pthread_rwlock_unlock(&s->voice_lock);
  return u;
}

static void user_free(struct user *u) FINI(u) {
  struct whisper_target *t, *next_target;
  struct redirect *r, *next_redirect;
  HASH_ITER(hh, u->targets, t, next_target) {
    HASH_DEL(u->targets, t);
    whisper_free(t);
  }
  HASH_ITER(hh, u->whisper_redirect, r, next_redirect) {
    HASH_DEL(u->whisper_redirect, r);
    free(r);
  }
  bandwidth_fini(&u->bandwidth);
  pthread_mutex_destroy(&u->crypt_lock);
  free(u);
}

void user_remove(struct user *u) {
  struct server *s = u->server;
  uint32_t session = u->session;
  bool known = u->state == USER_LOGGED_IN;
  pthread_rwlock_wrlock(&s->voice_lock);
  HASH_DEL(s->users, u);
  user_place(u, NULL);
  peers_remove(u);
  listeners_forget(u);
  pthread_rwlock_unlock(&s->voice_lock);
  bufferevent_free(u->link);
  user_free(u);
  if (known) announce_user_gone(s, session);
}

void user_drop(struct user *u) {
  if (u->leaving) return;
  u->leaving = true;
  bufferevent_disable(u->link, EV_READ | EV_WRITE);
  event_active(u->server->reaper, 0, 0);
}

void user_log_in(struct user *u, const char *name) {
  struct server *s = u->server;
  struct channel *root = channel_find(s, ROOT_CHANNEL);
  pthread_rwlock_wrlock(&s->voice_lock);
  strncpy(u->name, name, sizeof u->name - 1);
  u->state = USER_LOGGED_IN;
  user_place(u, root);
  peers_add(u);
  pthread_rwlock_unlock(&s->voice_lock);
}

struct user *user_find(struct server *s, uint32_t session) {
  struct user *u;
  HASH_FIND(hh, s->users, &session, sizeof session, u);
  return u;
}

static void leave_channel(struct user *u) {
  struct channel *from = u->channel;
  if (!from) return;
  DL_DELETE2(from->users, u, channel_prev, channel_next);
  u->channel = NULL;
  if (!from->users) links_drop_temporary(from);
}

void user_place(struct user *u, struct channel *to) {
  leave_channel(u);
  if (to) DL_APPEND2(to->users, u, channel_prev, channel_next);
  u->channel = to;
  acl_forget(u->server);
  listeners_forget_all(u->server);
  u->suppress = to && !acl_allows(u, to, PERMISSION_SPEAK);
}

void user_move(struct user *u, struct channel *to) {
  struct server *s = u->server;
  if (u->channel == to) return;
  pthread_rwlock_wrlock(&s->voice_lock);
  user_place(u, to);
  pthread_rwlock_unlock(&s->voice_lock);
  announce_user(u);
}

/* Who is deafened is muted, and who may talk again hears again. */
static void set_flag(struct user *u, enum user_flag flag, bool on) {
  switch (flag) {
  case USER_MUTE:
    u->mute = on;
    u->deaf = u->deaf && on;
    break;
  case USER_DEAF:
    u->deaf = on;
    u->mute = u->mute || on;
    break;
  case USER_SELF_MUTE:
    u->self_mute = on;
    u->self_deaf = u->self_deaf && on;
    break;
  case USER_SELF_DEAF:
    u->self_deaf = on;
    u->self_mute = u->self_mute || on;
    break;
  case USER_SUPPRESS: u->suppress = on; break;
  case USER_FLAGS: break;
  }
}

void user_set_flag(struct user *u, enum user_flag flag, bool on) {
  struct server *s = u->server;
  pthread_rwlock_wrlock(&s->voice_lock);
  set_flag(u, flag, on);
  pthread_rwlock_unlock(&s->voice_lock);
  announce_user(u);
}

void user_set_context(struct user *u, const char *context) {
  struct server *s = u->server;
  pthread_rwlock_wrlock(&s->voice_lock);
  memset(u->context, 0, sizeof u->context);
  strncpy(u->context, context, sizeof u->context - 1);
  pthread_rwlock_unlock(&s->voice_lock);
}

static struct redirect *redirect_new(const char *from, const char *to) {
  struct redirect *r = memory_new(1, sizeof *r);
  strncpy(r->from, from, sizeof r->from - 1);
  strncpy(r->to, to, sizeof r->to - 1);
  return r;
}

void user_redirect(struct user *u, const char *from, const char *to) {
  struct server *s = u->server;
  struct redirect *old, *fresh = *to ? redirect_new(from, to) : NULL;
  pthread_rwlock_wrlock(&s->voice_lock);
  HASH_FIND_STR(u->whisper_redirect, from, old);
  if (old) HASH_DEL(u->whisper_redirect, old);
  if (fresh) HASH_ADD_STR(u->whisper_redirect, from, fresh);
  listeners_forget(u);
  pthread_rwlock_unlock(&s->voice_lock);
  free(old);
}
