/* A lock that a program offers to modules by a table: nothing in the program calls the two halves. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t big_lock = PTHREAD_MUTEX_INITIALIZER;
static int busy GUARDED_BY(big_lock);

static void api_lock(void) {
  pthread_mutex_lock(&big_lock);
  busy = 1;
}

static void api_unlock(void) {
  busy = 0;
  pthread_mutex_unlock(&big_lock);
}

/* Nothing calls these either. */
void module_lock(pthread_mutex_t *lock) { pthread_mutex_lock(lock); }
void module_unlock(pthread_mutex_t *lock) { pthread_mutex_unlock(lock); }

struct api {
  void (*lock)(void), (*unlock)(void);
};
__attribute__((weak)) void load_modules(const struct api *api); // in another library

int main(void) {
  static const struct api api = {api_lock, api_unlock};
  load_modules(&api);
  return 0;
}
