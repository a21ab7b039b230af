/* Siblings, paths, globals, parameters, elements, instances, own kinds of lock: all found. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct CAPABILITY("lock") own_lock {
  int state;
};

struct server;

struct user {
  struct server *server;
  int session OWNED_BY(main, server->lock);
};

struct server {
  pthread_mutex_t lock;
  pthread_mutex_t locks[4];
  struct own_lock own;
  int users GUARDED_BY(lock);
  int rooms GUARDED_BY(locks[]);
  int guests GUARDED_BY(own);
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int logs GUARDED_BY(lock);
static int lines GUARDED_BY(struct server.lock);

void own_lock_take(struct own_lock *o) ACQUIRE(o);
void own_lock_give(struct own_lock *o) RELEASE(o);
void log_in(struct server *server, struct user *user) REQUIRES(server->lock) RUNS_ON(main);

int main(void) { return sizeof logs == sizeof lines ? 0 : 1; }
