/* Who counts a reference for itself may give another away; what has a rule of its own follows that,
 * and what an object only points to is not its own. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

struct server {
  pthread_mutex_t lock;
  struct message *first GUARDED_BY(lock);
  int sent GUARDED_BY(lock);
};

struct client {
  struct message *pending;
  int requests;
};

struct message {
  atomic_int references;
  struct message *next GUARDED_BY(struct server.lock);
  struct server *server;
  struct client *client;
  const char *name;
  int number;
};

static struct server server = {PTHREAD_MUTEX_INITIALIZER, 0, 0};

static struct message *message_ref(struct message *m) {
  atomic_fetch_add(&m->references, 1);
  return m;
}

static struct message *message_hold(struct message *m) TAKES {
  __atomic_add_fetch((int *)&m->references, 1, __ATOMIC_RELAXED);
  return m;
}

static void message_unref(struct message *m) {
  if (atomic_fetch_sub(&m->references, 1) == 1) free(m);
}

static void push(struct server *s, struct message *m TRANSFER) {
  pthread_mutex_lock(&s->lock);
  m->next = s->first;
  s->first = m;
  pthread_mutex_unlock(&s->lock);
}

static void counts(struct message *m) {
  message_ref(m);
  push(&server, m);
  printf("%d\n", m->number);
  message_unref(m);
}

static void counts_by_hand(struct message *m) {
  m->references++;
  push(&server, m);
  m->number = 1;
  message_unref(m);
}

static void counts_by_annotation(struct message *m) {
  struct message *mine = message_hold(m);
  push(&server, m);
  mine->number++;
  message_unref(mine);
}

static void reads_its_link(struct message *m) {
  pthread_mutex_lock(&server.lock);
  pthread_mutex_unlock(&server.lock);
  push(&server, m);
  pthread_mutex_lock(&server.lock);
  int is_last = m->next == 0;
  server.sent += is_last;
  pthread_mutex_unlock(&server.lock);
}

static void what_it_points_to(struct message *m) {
  struct server *s = m->server;
  struct client *c = m->client;
  const char *name = m->name;
  push(s, m);
  pthread_mutex_lock(&s->lock);
  s->sent++;
  pthread_mutex_unlock(&s->lock);
  c->requests++;
  printf("%s\n", name);
}

static void *worker(void *unused) {
  pthread_mutex_lock(&server.lock);
  while (server.first) {
    struct message *m = server.first;
    server.first = m->next;
    message_unref(m);
  }
  pthread_mutex_unlock(&server.lock);
  return unused;
}

static struct message *message_new(void) {
  struct message *m = calloc(1, sizeof *m);
  static struct client client;
  if (!m) abort();
  m->server = &server;
  m->client = &client;
  atomic_init(&m->references, 1);
  return m;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  counts(message_new());
  counts_by_hand(message_new());
  counts_by_annotation(message_new());
  reads_its_link(message_new());
  what_it_points_to(message_new());
  return pthread_join(thread, 0);
}
