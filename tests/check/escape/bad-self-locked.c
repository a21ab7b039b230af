/* The fields of a SELF_LOCKED type are touched by functions that are none of its own. */
#include <custody/short.h>
#include <pthread.h>

struct SELF_LOCKED counter {
  pthread_mutex_t lock;
  int value;
};

struct server {
  struct counter requests;
};

static struct server server = {{PTHREAD_MUTEX_INITIALIZER, 0}};

static void counter_add(struct counter *c, int by) {
  pthread_mutex_lock(&c->lock);
  c->value += by;
  pthread_mutex_unlock(&c->lock);
}

static void serve(struct server *s) {
  counter_add(&s->requests, 1);
  s->requests.value++; // expect-both: escape 'counter.value' is written outside the type's own functions
}

static void *worker(void *unused) {
  serve(&server);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, worker, 0)) return 1;
  int seen = server.requests.value; // expect-both: escape 'counter.value' is read outside the type's own functions
  pthread_join(thread, 0);
  return seen;
}
