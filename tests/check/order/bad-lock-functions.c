/* Locks behind functions and types of their own: told apart by where they are kept, and the taking
 * is where the function is called. */
#include <custody/short.h>
#include <pthread.h>

struct mutex {
  pthread_mutex_t real;
};

static void enter(struct mutex *m) { pthread_mutex_lock(&m->real); }
static void leave(struct mutex *m) { pthread_mutex_unlock(&m->real); }

struct server {
  struct mutex *users, *rooms;
};

static void join_room(struct server *s) {
  enter(s->users);
  enter(s->rooms);
  leave(s->rooms);
  leave(s->users);
}

static void close_room(struct server *s) {
  enter(s->rooms);
  enter(s->users); // expect-both: order 'struct server.users->real' is taken with 'struct server.rooms->real' held
  leave(s->users);
  leave(s->rooms);
}

static void *run(void *server) {
  join_room(server);
  close_room(server);
  return 0;
}

int main(void) {
  static struct mutex users = {PTHREAD_MUTEX_INITIALIZER}, rooms = {PTHREAD_MUTEX_INITIALIZER};
  static struct server server = {&users, &rooms};
  pthread_t one, two;
  if (pthread_create(&one, 0, run, &server) || pthread_create(&two, 0, run, &server)) return 1;
  pthread_join(one, 0);
  return pthread_join(two, 0);
}
