/* Rights, and the cache of rights. The cache has a mutex of its own, so that the voice thread may
 * fill it while it holds voice_lock only shared. A stale answer cannot be put in: main forgets
 * while it holds voice_lock exclusively, when nobody is gathering rights. */
#include "acl.h"

#include <stdlib.h>
#include <string.h>

#include "channel.h"
#include "memory.h"
#include "user.h"
#include "whisper.h"

static bool speaks_of(const struct acl *entry, const struct channel *at, const struct user *u,
                      const struct channel *wanted) {
  uint8_t scope = at == wanted ? ACL_HERE : ACL_BELOW;
  if (!(entry->scope & scope)) return false;
  if (entry->who[0] == '@') return strcmp(entry->who + 1, u->name) == 0;
  return group_has(wanted, entry->who, u);
}

static unsigned gather(const struct user *u, const struct channel *at,
                       const struct channel *wanted) {
  unsigned granted = at->parent ? gather(u, at->parent, wanted) : 0;
  for (const struct acl *entry = at->acl; entry; entry = entry->next)
    if (speaks_of(entry, at, u, wanted)) granted = (granted | entry->allow) & ~entry->deny;
  return granted;
}

static unsigned rights(const struct user *u, const struct channel *c) {
  unsigned granted = gather(u, c, c);
  return granted & PERMISSION_ADMIN ? PERMISSION_ALL : granted;
}

static struct permission_entry *remembered(struct server *s, struct user *u, struct channel *c) {
  struct permission_entry *entry, *fresh;
  fresh = memory_new(1, sizeof *fresh);
  fresh->key.session = u->session;
  fresh->key.channel = c->id;
  HASH_FIND(hh, s->ac_cache, &fresh->key, sizeof fresh->key, entry);
  if (entry) {
    free(fresh);
    return entry;
  }
  fresh->granted = rights(u, c);
  HASH_ADD(hh, s->ac_cache, key, sizeof fresh->key, fresh);
  return fresh;
}

bool acl_allows(struct user *u, struct channel *c, enum permission wanted) {
  struct server *s = c->server;
  pthread_mutex_lock(&s->cache_lock);
  unsigned granted = remembered(s, u, c)->granted;
  pthread_mutex_unlock(&s->cache_lock);
  return granted & wanted;
}

void acl_forget(struct server *s) {
  struct permission_entry *entry, *next;
  pthread_mutex_lock(&s->cache_lock);
  HASH_ITER(hh, s->ac_cache, entry, next) {
    HASH_DEL(s->ac_cache, entry);
    free(entry);
  }
  pthread_mutex_unlock(&s->cache_lock);
}

void acl_free(struct acl *list) {
  for (struct acl *next; list; list = next) {
    next = list->next;
    free(list);
  }
}

void acl_replace(struct channel *c, struct acl *fresh) {
  struct server *s = c->server;
  struct acl *old = c->acl;
  pthread_rwlock_wrlock(&s->voice_lock);
  c->acl = fresh;
  acl_forget(s);
  listeners_forget_all(s);
  pthread_rwlock_unlock(&s->voice_lock);
  acl_free(old);
}

static struct acl *grant(const char *who, uint16_t allow, struct acl *next) {
  struct acl *entry = memory_new(1, sizeof *entry);
  strncpy(entry->who, who, sizeof entry->who - 1);
  entry->scope = ACL_HERE | ACL_BELOW;
  entry->allow = allow;
  entry->next = next;
  return entry;
}

void acl_defaults(struct channel *root) {
  uint16_t everyone = PERMISSION_ENTER | PERMISSION_SPEAK | PERMISSION_WHISPER | PERMISSION_MAKE;
  acl_replace(root, grant("all", everyone, grant("admin", PERMISSION_ALL, NULL)));
}

void acl_own(struct channel *c, const char *user) {
  struct group *admins = group_new("admin", 1);
  strncpy(admins->members[0], user, TEXT_SIZE - 1);
  group_replace(c, admins);
}
