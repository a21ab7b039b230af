/* Locks behind a table of functions, one of which does nothing: whether a lock was taken is not
 * known, so that nothing is said. */
#include <custody/short.h>
#include <pthread.h>

struct mutex {
  pthread_mutex_t real;
};
struct methods {
  void (*enter)(struct mutex *);
  void (*leave)(struct mutex *);
};

static void enter_real(struct mutex *m) { pthread_mutex_lock(&m->real); }
static void leave_real(struct mutex *m) { pthread_mutex_unlock(&m->real); }
static void do_nothing(struct mutex *m) { (void)m; }

static struct methods methods;
static struct mutex mutex;
static int count GUARDED_BY(mutex.real);

static void enter(struct mutex *m) {
  if (m) methods.enter(m);
}

static void leave(struct mutex *m) {
  if (m) methods.leave(m);
}

static void *add(void *unused) {
  enter(&mutex);
  count++;
  leave(&mutex);
  enter(&mutex);
  leave(&mutex);
  return unused;
}

int main(int argc, char **argv) {
  (void)argv;
  methods = argc > 1 ? (struct methods){enter_real, leave_real}
                     : (struct methods){do_nothing, do_nothing};
  pthread_t thread;
  if (pthread_create(&thread, 0, add, 0)) return 1;
  add(0);
  return pthread_join(thread, 0);
}
