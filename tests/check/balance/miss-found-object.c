/* A lock of an object that no caller can name, left held on one way out, is not told as a leak. */
#include <custody/short.h>
#include <pthread.h>

struct item {
  struct item *next;
  pthread_mutex_t lock;
  int key IMMUTABLE;
  int uses GUARDED_BY(lock);
};

static pthread_mutex_t all = PTHREAD_MUTEX_INITIALIZER;
static struct item first = {0, PTHREAD_MUTEX_INITIALIZER, 1, 0};
static struct item *items GUARDED_BY(all) = &first;

static struct item *find_locked(int key) {
  struct item *it;
  pthread_mutex_lock(&all);
  for (it = items; it; it = it->next)
    if (it->key == key) break;
  if (it) pthread_mutex_lock(&it->lock);
  pthread_mutex_unlock(&all);
  return it;
}

static void use(int key) {
  struct item *it = find_locked(key);
  if (!it) return;
  it->uses++;
  if (it->uses > 100) return; // known-miss: balance lock
  pthread_mutex_unlock(&it->lock);
}

static void *run(void *unused) {
  use(1);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  use(2);
  return pthread_join(thread, NULL);
}
