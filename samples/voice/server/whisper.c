/* Registered whisper targets, and forgetting what they came to. */
#include "whisper.h"

#include <stdlib.h>

#include "memory.h"
#include "user.h"

struct whisper_target *whisper_new(int id, size_t channels, size_t sessions) {
  struct whisper_target *t = memory_new(1, sizeof *t);
  t->id = id;
  t->channels = memory_new(channels, sizeof *t->channels);
  t->channel_count = channels;
  t->sessions = memory_new(sessions, sizeof *t->sessions);
  t->session_count = sessions;
  return t;
}

void whisper_free(struct whisper_target *t) {
  free(t->channels);
  free(t->sessions);
  free(t);
}

void whisper_replace(struct user *u, struct whisper_target *fresh) {
  struct server *s = u->server;
  struct whisper_target *old;
  bool empty = !fresh->channel_count && !fresh->session_count;
  HASH_FIND_INT(u->targets, &fresh->id, old);
  pthread_rwlock_wrlock(&s->voice_lock);
  if (old) HASH_DEL(u->targets, old);
  if (!empty) HASH_ADD_INT(u->targets, id, fresh);
  listeners_forget(u);
  pthread_rwlock_unlock(&s->voice_lock);
  if (old) whisper_free(old);
  if (empty) whisper_free(fresh);
}

void listeners_free(struct target_cache *cache) {
  free(cache->listeners);
  free(cache);
}

void listeners_forget(struct user *u) {
  struct target_cache *cache, *next;
  HASH_ITER(hh, u->target_cache, cache, next) {
    HASH_DEL(u->target_cache, cache);
    listeners_free(cache);
  }
}

void listeners_forget_all(struct server *s) {
  for (struct user *u = s->users; u; u = u->hh.next) listeners_forget(u);
}
