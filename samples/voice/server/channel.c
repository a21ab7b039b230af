/* Main's changes to the tree of channels. */
#include "channel.h"

#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "acl.h"
#include "control.h"
#include "memory.h"
#include "user.h"
#include "whisper.h"

static struct channel *channel_new(struct server *s, uint32_t id, const char *name) {
  struct channel *c = memory_new(1, sizeof *c);
  c->server = s;
  c->id = id;
  strncpy(c->name, name, sizeof c->name - 1);
  return c;
}

struct channel *channel_add(struct server *s, struct channel *parent, const char *name) {
  struct channel *c = channel_new(s, parent ? ++s->last_channel : ROOT_CHANNEL, name);
  s->channel_count++;
  pthread_rwlock_wrlock(&s->voice_lock);
  c->parent = parent;
  HASH_ADD(hh, s->channels, id, sizeof c->id, c);
  if (parent) DL_APPEND2(parent->channels, c, sibling_prev, sibling_next);
  listeners_forget_all(s);
  pthread_rwlock_unlock(&s->voice_lock);
  return c;
}

static void channel_free(struct channel *c) FINI(c) {
  struct group *g, *next;
  HASH_ITER(hh, c->groups, g, next) {
    HASH_DEL(c->groups, g);
    group_free(g);
  }
  acl_free(c->acl);
  free(c);
}

/* Takes a channel and all below it out of the tables and onto the list of the dead. */
static void detach(struct channel *c, struct channel *refuge, struct channel **dead) {
  struct server *s = c->server;
  for (struct channel *child = c->channels, *next; child; child = next) {
    next = child->sibling_next;
    detach(child, refuge, dead);
  }
  for (struct user *u = c->users, *next; u; u = next) {
    next = u->channel_next;
    user_place(u, refuge);
  }
  links_clear(c);
  HASH_DEL(s->channels, c);
  c->sibling_next = *dead;
  *dead = c;
}

static void announce_users_of(struct channel *c) {
  struct user *u;
  DL_FOREACH2(c->users, u, channel_next) announce_user(u);
}

void channel_remove(struct channel *c) {
  struct server *s = c->server;
  struct channel *refuge = c->parent, *dead = NULL;
  pthread_rwlock_wrlock(&s->voice_lock);
  DL_DELETE2(refuge->channels, c, sibling_prev, sibling_next);
  detach(c, refuge, &dead);
  acl_forget(s);
  listeners_forget_all(s);
  pthread_rwlock_unlock(&s->voice_lock);
  announce_users_of(refuge);
  for (struct channel *next; dead; dead = next) {
    next = dead->sibling_next;
    announce_channel_gone(s, dead->id);
    channel_free(dead);
    s->channel_count--;
  }
}

unsigned channel_depth(const struct channel *c) {
  unsigned depth = 0;
  while ((c = c->parent)) depth++;
  return depth;
}

static unsigned height(const struct channel *c) {
  unsigned most = 0;
  struct channel *child;
  DL_FOREACH2(c->channels, child, sibling_next) {
    unsigned below = 1 + height(child);
    if (below > most) most = below;
  }
  return most;
}

static bool fits_below(const struct channel *c, const struct channel *parent) {
  if (channel_depth(parent) + 1 + height(c) > CHANNEL_DEPTH) return false;
  for (const struct channel *above = parent; above; above = above->parent)
    if (above == c) return false;
  return true;
}

bool channel_move(struct channel *c, struct channel *parent) {
  struct server *s = c->server;
  struct channel *old = c->parent;
  if (!fits_below(c, parent)) return false;
  pthread_rwlock_wrlock(&s->voice_lock);
  DL_DELETE2(old->channels, c, sibling_prev, sibling_next);
  c->parent = parent;
  DL_APPEND2(parent->channels, c, sibling_prev, sibling_next);
  acl_forget(s);
  listeners_forget_all(s);
  pthread_rwlock_unlock(&s->voice_lock);
  announce_channel(c);
  return true;
}

struct channel *channel_find(struct server *s, uint32_t id) {
  struct channel *c;
  HASH_FIND(hh, s->channels, &id, sizeof id, c);
  return c;
}

void channels_fini(struct server *s) {
  struct channel *c, *next;
  pthread_rwlock_wrlock(&s->voice_lock);
  for (c = s->channels; c; c = c->hh.next) links_clear(c);
  HASH_ITER(hh, s->channels, c, next) {
    HASH_DEL(s->channels, c);
    channel_free(c);
  }
  pthread_rwlock_unlock(&s->voice_lock);
}
