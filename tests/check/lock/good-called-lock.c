/* Locks that annotations name by calls, taken by their functions or directly. */
#include <custody/short.h>
#include <pthread.h>

struct server {
  pthread_mutex_t mutex;
};
struct user {
  struct server *server;
  int session GUARDED_BY(server_lock(server));
  int room GUARDED_BY(user_lock(this));
};
static struct server server = {PTHREAD_MUTEX_INITIALIZER};
static struct user user = {&server, 0, 0};

pthread_mutex_t *server_lock(struct server *s) RETURN_CAPABILITY(s->mutex);
static pthread_mutex_t *user_lock(struct user *u) RETURN_CAPABILITY(server_lock(u->server));
static pthread_mutex_t *user_lock(struct user *u) { return server_lock(u->server); }
static int changes GUARDED_BY(server_lock(&server));

static void enter(struct user *u, int room) REQUIRES(user_lock(u)) EXCLUDES(*other_lock());
static void enter(struct user *u, int room) { u->room = room; }
static pthread_mutex_t other = PTHREAD_MUTEX_INITIALIZER;
pthread_mutex_t *other_lock(void) RETURN_CAPABILITY(other);
static void lock_user(struct user *u) ACQUIRE(user_lock(u));
static void lock_user(struct user *u) { pthread_mutex_lock(&u->server->mutex); }

static void *run(void *argument) {
  struct user *u = argument;
  lock_user(u);
  u->session++;
  enter(u, 3);
  pthread_mutex_unlock(&u->server->mutex);
  pthread_mutex_lock(server_lock(&server));
  changes++;
  pthread_mutex_unlock(server_lock(&server));
  return argument;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, &user)) return 1;
  run(&user);
  return pthread_join(thread, 0);
}

pthread_mutex_t *server_lock(struct server *s) { return &s->mutex; }
pthread_mutex_t *other_lock(void) { return &other; }
