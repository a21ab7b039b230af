/* Links between channels: `links` has them all, `perm_links` those that outlive an empty channel.
 * Each link is there twice, once in each channel. */
#include <stdlib.h>

#include "acl.h"
#include "channel.h"
#include "control.h"
#include "memory.h"
#include "whisper.h"

static struct link *find(struct link *table, const struct channel *to) {
  struct link *l;
  HASH_FIND_PTR(table, &to, l);
  return l;
}

static void insert(struct link **table, struct channel *to) {
  if (find(*table, to)) return;
  struct link *l = memory_new(1, sizeof *l);
  l->to = to;
  HASH_ADD_PTR(*table, to, l);
}

static void erase(struct link **table, const struct channel *to) {
  struct link *l = find(*table, to);
  if (!l) return;
  HASH_DEL(*table, l);
  free(l);
}

static void unlink_both(struct channel *a, struct channel *b) {
  erase(&a->links, b);
  erase(&b->links, a);
  erase(&a->perm_links, b);
  erase(&b->perm_links, a);
}

void links_clear(struct channel *c) {
  while (c->links) unlink_both(c, c->links->to);
}

void links_drop_temporary(struct channel *c) {
  struct link *l, *next;
  HASH_ITER(hh, c->links, l, next) {
    if (!find(c->perm_links, l->to)) unlink_both(c, l->to);
  }
}

void link_add(struct channel *a, struct channel *b, bool permanent) {
  struct server *s = a->server;
  pthread_rwlock_wrlock(&s->voice_lock);
  insert(&a->links, b);
  insert(&b->links, a);
  if (permanent) {
    insert(&a->perm_links, b);
    insert(&b->perm_links, a);
  }
  listeners_forget_all(s);
  pthread_rwlock_unlock(&s->voice_lock);
  announce_channel(a);
}

void link_remove(struct channel *a, struct channel *b) {
  struct server *s = a->server;
  pthread_rwlock_wrlock(&s->voice_lock);
  unlink_both(a, b);
  listeners_forget_all(s);
  pthread_rwlock_unlock(&s->voice_lock);
  announce_channel(a);
}
