/* The path of a lock leads through the object: another server's lock is not this user's. */
#include <custody/short.h>
#include <pthread.h>

struct server {
  pthread_mutex_t lock;
};

struct user {
  struct server *server;
  int session GUARDED_BY(server->lock);
  int room GUARDED_BY(struct server.lock);
};

static struct server servers[2];
static struct user users[2] = {{&servers[0], 0, 0}, {&servers[1], 0, 0}};

static void change(struct user *u, struct server *s) {
  pthread_mutex_lock(&s->lock);
  u->session++; // expect-both: lock user.session
  u->room++;
  pthread_mutex_unlock(&s->lock);
  u->room++; // expect-both: lock user.room
}

static void *run(void *unused) {
  change(&users[0], &servers[1]);
  return unused;
}

int main(void) {
  pthread_t thread;
  for (int i = 0; i < 2; i++) pthread_mutex_init(&servers[i].lock, 0);
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
