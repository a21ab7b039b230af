/* On the way out: what only joined threads shared needs no lock, the last reference's object is taken
 * apart by whoever dropped it, and what was never published is freed as it was built. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct session {
  pthread_mutex_t lock;
  atomic_int references ATOMIC;
  char *name GUARDED_BY(lock);
  int packets GUARDED_BY(lock);
};

struct server {
  pthread_t voice;
  pthread_mutex_t lock;
  struct session *sessions[8] GUARDED_BY(lock);
  int heard OWNED_BY(voice);
  int count GUARDED_BY(lock);
};

static void session_destroy(struct session *s) FINI(s) {
  free(s->name);
  s->name = NULL;
  pthread_mutex_destroy(&s->lock);
  free(s);
}

static void session_put(struct session *s) {
  if (atomic_fetch_sub(&s->references, 1) == 1) session_destroy(s);
}

static struct session *session_new(void) {
  struct session *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  s->name = malloc(32);
  if (!s->name) {
    free(s->name);
    free(s);
    return NULL;
  }
  pthread_mutex_init(&s->lock, NULL);
  atomic_init(&s->references, 1);
  return s;
}

static void *voice_run(void *argument) THREAD_ENTRY(voice) {
  struct server *server = argument;
  for (int i = 0; i < 8; i++) {
    struct session *s = session_new();
    if (!s) break;
    s->packets = i;
    pthread_mutex_lock(&server->lock);
    server->sessions[i] = s;
    server->count++;
    pthread_mutex_unlock(&server->lock);
    server->heard++;
  }
  return NULL;
}

static int drop_all(struct server *server) {
  int dropped = 0;
#ifndef BROKEN
  pthread_mutex_lock(&server->lock);
#endif
  for (int i = 0; i < server->count; i++) { // expect-both: lock server.count
    session_put(server->sessions[i]);       // expect-both: lock server.sessions
    server->sessions[i] = NULL;             // expect-both: lock server.sessions
    dropped++;
  }
#ifndef BROKEN
  pthread_mutex_unlock(&server->lock);
#endif
  return dropped;
}

static void stop(struct server *server) {
#ifdef BROKEN
  server->heard = 0; // expect-both: owner server.heard
#endif
  pthread_join(server->voice, NULL);
  server->count -= server->heard;
  for (int i = 0; i < 8; i++)
    if (server->sessions[i]) session_put(server->sessions[i]);
  pthread_mutex_destroy(&server->lock);
}

int main(void) {
  struct server *server = calloc(1, sizeof *server);
  if (!server) return 1;
  pthread_mutex_init(&server->lock, NULL);
  if (pthread_create(&server->voice, NULL, voice_run, server)) return 1;
  drop_all(server);
  stop(server);
  int count = server->count;
  free(server);
  return count;
}
