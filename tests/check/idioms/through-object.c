/* The lock is in another object: reached by a pointer, by two, by a local copy of the pointer, by
 * whoever owns the object, by a function that returns the owner. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct worker {
  pthread_mutex_t lock;
  int connections GUARDED_BY(lock);
  struct connection *first GUARDED_BY(lock);
};

struct connection {
  struct worker *worker IMMUTABLE;
  struct connection *next GUARDED_BY(worker->lock);
  struct request *current GUARDED_BY(struct worker.lock);
  int requests GUARDED_BY(worker->lock);
  int bytes GUARDED_BY(struct worker.lock);
};

struct request {
  struct connection *connection IMMUTABLE;
  int steps GUARDED_BY(connection->worker->lock);
};

static void accept_one(struct worker *w, struct connection *c) {
  c->worker = w;
  pthread_mutex_lock(&w->lock);
  c->next = w->first;
  w->first = c;
  w->connections++;
  pthread_mutex_unlock(&w->lock);
}

static void serve(struct connection *c) {
  pthread_mutex_lock(&c->worker->lock);
  c->requests++;
  c->worker->connections++;
  pthread_mutex_unlock(&c->worker->lock);
#ifdef BROKEN
  c->requests++; // expect-both: lock connection.requests
#endif
}

static void serve_by_copy(struct connection *c, int bytes) {
  struct worker *w = c->worker;
  pthread_mutex_lock(&w->lock);
  c->requests++;
  c->bytes += bytes;
  w->connections--;
  pthread_mutex_unlock(&w->lock);
#ifdef BROKEN
  c->bytes = 0; // expect-both: lock connection.bytes
#endif
}

static void step(struct request *r) {
  struct connection *c = r->connection;
  pthread_mutex_t *lock = &c->worker->lock;
  pthread_mutex_lock(lock);
  r->steps++;
  c->requests++;
  pthread_mutex_unlock(lock);
#ifdef BROKEN
  r->steps = 0; // expect-both: lock request.steps
#endif
}

static struct worker *worker_of(const struct connection *c) { return c->worker; }

static int count(struct connection *c) {
  pthread_mutex_lock(&worker_of(c)->lock);
  int requests = c->requests;
  pthread_mutex_unlock(&worker_of(c)->lock);
  return requests;
}

static void swap(struct connection *c, struct connection *other) {
  pthread_mutex_lock(&c->worker->lock);
  c->requests = 0;
#ifdef BROKEN
  other->requests = 0; // expect-both: lock connection.requests
#endif
  pthread_mutex_unlock(&c->worker->lock);
  serve(other);
}

static int total(struct worker *w) {
  int sum = 0;
  pthread_mutex_lock(&w->lock);
  for (struct connection *c = w->first; c; c = c->next)
    sum += c->requests;
  pthread_mutex_unlock(&w->lock);
  return sum;
}

static struct worker worker = {PTHREAD_MUTEX_INITIALIZER, 0, NULL};

static void *run(void *argument) {
  struct connection *c = calloc(1, sizeof *c);
  struct request *r = calloc(1, sizeof *r);
  if (!c || !r) abort();
  accept_one(&worker, c);
  r->connection = c;
  pthread_mutex_lock(&worker.lock);
  c->current = r;
  pthread_mutex_unlock(&worker.lock);
  serve(c);
  serve_by_copy(c, 7);
  step(r);
  if (count(c) > total(&worker)) swap(c, argument);
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  static struct connection spare = {&worker, NULL, NULL, 0, 0};
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, &spare)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
