/* Locks are named as code names them: through a back pointer, as some instance's, as an element. */
#include <custody/short.h>
#include <pthread.h>

struct server {
  pthread_mutex_t lock;
  pthread_mutex_t item_locks[4];
  struct user *first GUARDED_BY(lock);
};

struct user {
  struct server *server;
  int session GUARDED_BY(server->lock);
  int room GUARDED_BY(struct server.lock);
  int item GUARDED_BY(server->item_locks[]);
};

static struct server server;
static struct user user = {.server = &server};

static void change(struct user *u, unsigned hash) {
  pthread_mutex_lock(&u->server->lock);
  u->session++;
  u->room++;
  u->server->first = u;
  pthread_mutex_unlock(&u->server->lock);
  pthread_mutex_lock(&u->server->item_locks[hash & 3]);
  u->item++;
  pthread_mutex_unlock(&u->server->item_locks[hash & 3]);
}

static void *run(void *unused) {
  change(&user, 5);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_mutex_init(&server.lock, 0);
  for (int i = 0; i < 4; i++) pthread_mutex_init(&server.item_locks[i], 0);
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
