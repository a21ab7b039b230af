// A declared order that speaks of the lock in a program's own struct of a mutex, whatever its users call it.
// wrong: custody-order: lock of the_list by thread T0
#include <custody/short.h>
#include <pthread.h>

struct mutex {
  pthread_mutex_t inside;
  int depth;
};
static pthread_mutex_t the_list = PTHREAD_MUTEX_INITIALIZER;
LOCK_ORDER(the_list, struct mutex.inside);

struct item {
  struct mutex lock;
} one = {{PTHREAD_MUTEX_INITIALIZER, 0}};

static void mutex_lock(struct mutex *m) { pthread_mutex_lock(&m->inside); }
static void mutex_unlock(struct mutex *m) { pthread_mutex_unlock(&m->inside); }

int main(int argc, char **argv) {
  struct item *item = &one;
  if (argc > 1 && argv[1][0] == 'w') {
    mutex_lock(&item->lock);
    pthread_mutex_lock(&the_list);
    pthread_mutex_unlock(&the_list);
    mutex_unlock(&item->lock);
    return 0;
  }
  pthread_mutex_lock(&the_list);
  mutex_lock(&item->lock);
  mutex_unlock(&item->lock);
  pthread_mutex_unlock(&the_list);
  return 0;
}
