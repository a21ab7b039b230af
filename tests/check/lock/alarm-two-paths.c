/* Two paths to one object are two objects: the lock is taken through one, the data through another. */
#include <custody/short.h>
#include <pthread.h>

struct server {
  pthread_mutex_t lock;
};

struct user {
  struct server *server;
  int session GUARDED_BY(server->lock);
};

static struct server server = {PTHREAD_MUTEX_INITIALIZER};
static struct user user = {&server, 0};

static void *run(void *unused) {
  pthread_mutex_lock(&server.lock);
  user.session++; // known-false-alarm: lock user.session
  pthread_mutex_unlock(&server.lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
