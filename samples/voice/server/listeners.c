/* Who hears a target: the channel and its links, or what a whisper target names. Runs with
 * voice_lock held; it reads users and channels and makes a list that nobody knows yet. */
#include <stdlib.h>
#include <string.h>
#include <utlist.h>

#include "acl.h"
#include "channel.h"
#include "memory.h"
#include "user.h"
#include "whisper.h"

struct channel_set {
  struct channel **items;
  size_t count;
};

static void set_add(struct channel_set *set, struct channel *c) {
  for (size_t i = 0; i < set->count; i++)
    if (set->items[i] == c) return;
  set->items = memory_grow(set->items, set->count + 1, sizeof *set->items);
  set->items[set->count++] = c;
}

/* Links lead on: what is linked to a linked channel is reached too. */
static void add_linked(struct channel_set *set) {
  for (size_t i = 0; i < set->count; i++)
    for (struct link *l = set->items[i]->links; l; l = l->hh.next) set_add(set, l->to);
}

static void add_below(struct channel_set *set, struct channel *c) {
  struct channel *child;
  DL_FOREACH2(c->channels, child, sibling_next) {
    set_add(set, child);
    add_below(set, child);
  }
}

static void add_listener(struct target_cache *list, struct user *to, enum heard_as how) {
  for (size_t i = 0; i < list->count; i++)
    if (list->listeners[i].user == to) return;
  list->listeners = memory_grow(list->listeners, list->count + 1, sizeof *list->listeners);
  list->listeners[list->count++] = (struct listener){to, (uint8_t)how};
}

static void find_speech(struct target_cache *list, struct user *u) {
  struct channel_set set = {NULL, 0};
  struct user *to;
  set_add(&set, u->channel);
  add_linked(&set);
  for (size_t i = 0; i < set.count; i++) {
    if (i && !acl_allows(u, set.items[i], PERMISSION_SPEAK)) continue;
    DL_FOREACH2(set.items[i]->users, to, channel_next) {
      if (to != u) add_listener(list, to, HEARD_SPEECH);
    }
  }
  free(set.items);
}

static const char *redirected(struct user *u, const char *group) {
  struct redirect *r;
  HASH_FIND_STR(u->whisper_redirect, group, r);
  return r ? r->to : group;
}

static void find_whisper_in(struct target_cache *list, struct user *u, struct channel *c,
                            const char *group) {
  struct user *to;
  if (!acl_allows(u, c, PERMISSION_WHISPER)) return;
  DL_FOREACH2(c->users, to, channel_next) {
    if (to != u && (!*group || group_has(c, group, to))) add_listener(list, to, HEARD_IN_CHANNEL);
  }
}

static void find_whisper_channel(struct target_cache *list, struct user *u,
                                 const struct whisper_channel *w) {
  struct channel *c = channel_find(u->server, w->id);
  struct channel_set set = {NULL, 0};
  if (!c) return;
  set_add(&set, c);
  if (w->links) add_linked(&set);
  if (w->children) add_below(&set, c);
  for (size_t i = 0; i < set.count; i++)
    find_whisper_in(list, u, set.items[i], redirected(u, w->group));
  free(set.items);
}

static void find_whisper_session(struct target_cache *list, struct user *u, uint32_t session) {
  struct user *to = user_find(u->server, session);
  if (!to || to == u || !to->channel) return;
  if (acl_allows(u, to->channel, PERMISSION_WHISPER)) add_listener(list, to, HEARD_DIRECTLY);
}

static void find_whisper(struct target_cache *list, struct user *u) {
  struct whisper_target *t;
  HASH_FIND_INT(u->targets, &list->target, t);
  if (!t) return;
  for (size_t i = 0; i < t->channel_count; i++) find_whisper_channel(list, u, &t->channels[i]);
  for (size_t i = 0; i < t->session_count; i++) find_whisper_session(list, u, t->sessions[i]);
}

struct target_cache *listeners_find(struct user *u, int target) {
  struct target_cache *list = memory_new(1, sizeof *list);
  list->target = target;
  if (target == TARGET_LOOPBACK) add_listener(list, u, HEARD_LOOPBACK);
  else if (target == TARGET_CHANNEL) find_speech(list, u);
  else find_whisper(list, u);
  return list;
}
