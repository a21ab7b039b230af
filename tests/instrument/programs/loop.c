/* A check in a loop that calls nothing is made once, before it: but not for a loop of no rounds, and not
 * where a lock is given back on the way. */
// compile: -O3
// wrong: key: lock:object.row@fill
// wrong: key: lock:object.count@until_released
// wrong: key: lock:object.row@nested
#include <custody/short.h>
#include <pthread.h>
#include <string.h>

struct object {
  pthread_mutex_t lock;
  int row[64] GUARDED_BY(lock);
  int count GUARDED_BY(lock);
};
static struct object object = {PTHREAD_MUTEX_INITIALIZER, {0}, 0};

__attribute__((noinline)) static void fill(struct object *o, int n) {
  for (int i = 0; i < n; i++) o->row[i] = i;
}

__attribute__((noinline)) static void nested(struct object *o, int n, int m) {
  for (int i = 0; i < n; i++)
    for (int k = 0; k < m; k++) o->row[i] += k;
}

__attribute__((noinline)) static void until_released(struct object *o, int n, int at) {
  pthread_mutex_lock(&o->lock);
  for (int i = 0; i < n; i++) {
    o->count += i;
    if (i == at) pthread_mutex_unlock(&o->lock);
  }
  if (at >= n) pthread_mutex_unlock(&o->lock);
}

static volatile int eight = 8, zero; /* of which the compiler knows nothing */
static int none[8];
__attribute__((noinline)) static void where_asked(struct object *o, const int *asked, int n) {
  for (int i = 0; i < n; i++)
    if (asked[i]) o->count++;
}

static void *run(void *data) {
  struct object *o = data;
  fill(o, 0);
  nested(o, 5, 0);
  nested(o, 0, 5);
  where_asked(o, none, eight);
  pthread_mutex_lock(&o->lock);
  fill(o, 64);
  nested(o, 64, 64);
  pthread_mutex_unlock(&o->lock);
  until_released(o, eight, 8);
  return data;
}

static void *run_wrongly(void *data) {
  fill(data, 1);
  nested(data, 2, 2);
  until_released(data, eight, 4);
  return data;
}

int main(int count, char **arguments) {
  pthread_t thread;
  int is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  for (int i = 0; i < 8; i++) none[i] = zero;
  pthread_create(&thread, NULL, is_wrong ? run_wrongly : run, &object);
  run(&object);
  return pthread_join(thread, NULL);
}
