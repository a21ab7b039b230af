/* The variable is not looked at: where it says that no lock is held, the lock is given back all the
 * same. */
#include <custody/short.h>
#include <pthread.h>

struct item {
  int references;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct item *first;
static int uses GUARDED_BY(lock);

static struct item *get(int *overflow) {
  *overflow = first && first->references > 100;
  return first;
}

static struct item *get_locked(int *overflow) {
  pthread_mutex_lock(&lock);
  if (first && first->references > 100) {
    pthread_mutex_unlock(&lock);
    *overflow = 1;
    return 0;
  }
  *overflow = 0;
  return first;
}

int use(int is_locked) {
  int overflow = 0;
  struct item *item = is_locked ? get_locked(&overflow) : get(&overflow);
  if (item) item->references++;
  if (is_locked) {
    uses++;                      // expect: lock uses
    pthread_mutex_unlock(&lock); // expect-both: balance lock
  }
  return 0;
}

int main(void) { return use(1); }
