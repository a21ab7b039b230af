/* A reader's lock is dropped and taken again as a writer's, with a second look at what may have
 * changed in between; and a writer's is handed on as a reader's. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct session {
  struct session *next;
  char name[32];
  int uses;
};

struct sessions {
  pthread_rwlock_t lock;
  struct session *first GUARDED_BY(lock);
  int count GUARDED_BY(lock);
};

static struct session *find(struct sessions *all, const char *name) REQUIRES_SHARED(all->lock) {
  for (struct session *s = all->first; s; s = s->next)
    if (strcmp(s->name, name) == 0) return s;
  return NULL;
}

static int get(struct sessions *all, const char *name) {
  pthread_rwlock_rdlock(&all->lock);
  struct session *found = find(all, name);
  int uses = found ? found->uses : 0;
  if (!found) {
#ifndef BROKEN
    pthread_rwlock_unlock(&all->lock);
    pthread_rwlock_wrlock(&all->lock);
#endif
    if (!find(all, name)) {
      struct session *s = calloc(1, sizeof *s);
      if (!s) goto out;
      strncpy(s->name, name, sizeof s->name - 1);
      s->next = all->first;
      all->first = s; // expect-both: lock sessions.first
      all->count++;   // expect-both: lock sessions.count
    }
  }
out:
  pthread_rwlock_unlock(&all->lock);
  return uses;
}

static int make_room(struct sessions *all, int most) {
  int exclusive = 0, count;
again:
  if (exclusive) pthread_rwlock_wrlock(&all->lock);
  else pthread_rwlock_rdlock(&all->lock);
  count = all->count;
  if (count > most) {
    if (!exclusive) {
      pthread_rwlock_unlock(&all->lock);
      exclusive = 1;
      goto again;
    }
    struct session *gone = all->first;
    all->first = gone->next;
    all->count--;
    free(gone);
  }
#ifdef BROKEN
  all->count = count; // expect-both: lock sessions.count
#endif
  pthread_rwlock_unlock(&all->lock);
  return count;
}

static int reset(struct sessions *all) {
  pthread_rwlock_wrlock(&all->lock);
  for (struct session *s = all->first; s; s = s->next) s->uses = 0;
  all->count = 0;
  pthread_rwlock_unlock(&all->lock);
#ifndef BROKEN
  pthread_rwlock_rdlock(&all->lock);
#endif
  int count = all->count; // expect-both: lock sessions.count
#ifndef BROKEN
  pthread_rwlock_unlock(&all->lock);
#endif
  return count;
}

static struct sessions sessions = {PTHREAD_RWLOCK_INITIALIZER, NULL, 0};

static void *serve(void *argument) {
  const char *names[] = {"ann", "bob", "eve"};
  for (unsigned i = 0; i < 100; i++) {
    get(&sessions, names[i % 3]);
    make_room(&sessions, 2);
  }
  reset(&sessions);
  return argument;
}

int main(void) {
  pthread_t threads[3];
  for (int i = 0; i < 3; i++)
    if (pthread_create(&threads[i], NULL, serve, NULL)) return 1;
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  return 0;
}
