/* The fields of a SELF_LOCKED type are touched by the functions that take a pointer to it; its lock,
 * and what is UNCHECKED, by all. */
// wrong: custody-escape: read of bandwidth.used by thread T0
#include <custody/short.h>
#include <pthread.h>
#include <string.h>

struct SELF_LOCKED bandwidth {
  pthread_mutex_t lock;
  int used;
  int limit GUARDED_BY(lock);
  int shown UNCHECKED("for the debugger");
};

static struct bandwidth bandwidth = {PTHREAD_MUTEX_INITIALIZER, 0, 0, 0};

static int use(struct bandwidth *b, int more) {
  pthread_mutex_lock(&b->lock);
  int is_fine = b->used + more <= b->limit;
  if (is_fine) b->used += more;
  pthread_mutex_unlock(&b->lock);
  return is_fine;
}

static void set_limit(struct bandwidth *b, int limit) {
  pthread_mutex_lock(&b->lock);
  b->limit = limit;
  pthread_mutex_unlock(&b->lock);
}

static void *run(void *data) {
  struct bandwidth *b = data;
  use(b, 1);
  pthread_mutex_lock(&b->lock);
  b->used++; /* a thread's function gets its object without a type */
  pthread_mutex_unlock(&b->lock);
  return data;
}

static int peek(void) { return bandwidth.used; }

int main(int count, char **arguments) {
  pthread_t thread;
  set_limit(&bandwidth, 10);
  pthread_create(&thread, NULL, run, &bandwidth);
  pthread_mutex_lock(&bandwidth.lock);
  bandwidth.shown = 1;
  pthread_mutex_unlock(&bandwidth.lock);
  if (count > 1 && strcmp(arguments[1], "wrong") == 0) peek();
  return pthread_join(thread, NULL);
}
