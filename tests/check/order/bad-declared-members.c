/* A declared order of members holds for all instances, also through calls and other declarations. */
#include <custody/short.h>
#include <pthread.h>

struct server {
  pthread_mutex_t lock;
};
struct client {
  struct server *server;
  pthread_rwlock_t lock;
  pthread_mutex_t out;
};

LOCK_ORDER(struct server.lock, struct client.lock);
LOCK_ORDER(struct client.lock, struct client.out);

static void server_touch(struct server *s) {
  pthread_mutex_lock(&s->lock); // expect-both: order 'struct server.lock' is taken with 'struct client.out' held, against the declared order
  pthread_mutex_unlock(&s->lock);
}

void client_send(struct client *c) {
  pthread_mutex_lock(&c->out);
  server_touch(c->server);
  pthread_rwlock_rdlock(&c->lock); // expect-both: order 'struct client.lock' is taken with 'struct client.out' held
  pthread_rwlock_unlock(&c->lock);
  pthread_mutex_unlock(&c->out);
}

static void *run(void *client) {
  client_send(client);
  return 0;
}

int main(void) {
  static struct server server = {PTHREAD_MUTEX_INITIALIZER};
  static struct client client = {&server, PTHREAD_RWLOCK_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
  pthread_t thread;
  if (pthread_create(&thread, 0, run, &client)) return 1;
  return pthread_join(thread, 0);
}
