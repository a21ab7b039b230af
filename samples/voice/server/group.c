/* Groups of users, by name, on channels. */
#include <stdlib.h>
#include <string.h>

#include "acl.h"
#include "channel.h"
#include "memory.h"
#include "user.h"
#include "whisper.h"

struct group *group_new(const char *name, size_t count) {
  struct group *g = memory_new(1, sizeof *g);
  strncpy(g->name, name, sizeof g->name - 1);
  g->members = memory_new(count, sizeof *g->members);
  g->count = count;
  return g;
}

void group_free(struct group *g) {
  free(g->members);
  free(g);
}

static struct group *find(const struct channel *c, const char *name) {
  struct group *g;
  HASH_FIND_STR(c->groups, name, g);
  return g;
}

static bool has_member(const struct group *g, const char *user) {
  for (size_t i = 0; i < g->count; i++)
    if (strcmp(g->members[i], user) == 0) return true;
  return false;
}

bool group_has(const struct channel *c, const char *name, const struct user *u) {
  if (strcmp(name, "all") == 0) return true;
  if (strcmp(name, "in") == 0) return u->channel == c;
  for (; c; c = c->parent) {
    struct group *g = find(c, name);
    if (g && has_member(g, u->name)) return true;
  }
  return false;
}

void group_replace(struct channel *c, struct group *fresh) {
  struct server *s = c->server;
  struct group *old = find(c, fresh->name);
  pthread_rwlock_wrlock(&s->voice_lock);
  if (old) HASH_DEL(c->groups, old);
  if (fresh->count) HASH_ADD_STR(c->groups, name, fresh);
  acl_forget(s);
  listeners_forget_all(s);
  pthread_rwlock_unlock(&s->voice_lock);
  if (old) group_free(old);
  if (!fresh->count) group_free(fresh);
}
