/* Callbacks that an outside library calls: one forgot to take the lock, one to give its lock back, and
 * there is no other half that could be meant. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t first = PTHREAD_MUTEX_INITIALIZER, second = PTHREAD_MUTEX_INITIALIZER;
static int ticks GUARDED_BY(second);

static void on_open(void) {
  pthread_mutex_unlock(&first); // expect: balance first
}

static void on_tick(void) {
  pthread_mutex_lock(&second);
  ticks++;
} // expect: balance second

struct watcher {
  void (*open)(void), (*tick)(void);
};
__attribute__((weak)) void watch(const struct watcher *watcher); // in another library

int main(void) {
  static const struct watcher watcher = {on_open, on_tick};
  watch(&watcher);
  return 0;
}
