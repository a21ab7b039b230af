/* What a function's declaration asks of its callers: asked at its own entry, and of a foreign one, of
 * which a policy speaks, before the call. */
// compile: -fplugin-arg-custody-policy=$HERE/functions.yaml
// wrong: custody-role: call of on_worker by thread T0
// wrong: custody-role: call of run by thread T0
// wrong: custody-lock: call of with_lock by thread T0
// wrong: custody-lock: call of with_lock_shared by thread T0
// wrong: custody-balance: call of without_lock by thread T0
// wrong: custody-role: call of getenv by thread T1
// wrong: custody-lock: call of srandom by thread T0
// wrong: custody-balance: call of random by thread T0
#include <custody/short.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);

struct object {
  pthread_rwlock_t lock;
};
static struct object object = {PTHREAD_RWLOCK_INITIALIZER};
static pthread_mutex_t random_lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t go;
static int is_wrong;
static volatile long sink;

static void on_worker(void) RUNS_ON(worker);
static void on_worker(void) { sink++; }
static void with_lock(struct object *o) REQUIRES(o->lock);
static void with_lock(struct object *o) { sink += o != NULL; }
static void with_lock_shared(struct object *o) REQUIRES_SHARED(o->lock);
static void with_lock_shared(struct object *o) { sink += o != NULL; }
static void without_lock(struct object *o) EXCLUDES(o->lock);
static void without_lock(struct object *o) { sink += o != NULL; }

static void *run(void *data) THREAD_ENTRY(worker);
static void *run(void *data) {
  on_worker();
  if (is_wrong) sink += getenv("HOME") != NULL;
  sem_wait(&go);
  return data;
}

static void right(struct object *o) {
  pthread_rwlock_wrlock(&o->lock);
  with_lock(o), with_lock_shared(o);
  pthread_rwlock_unlock(&o->lock);
  pthread_rwlock_rdlock(&o->lock);
  with_lock_shared(o);
  pthread_rwlock_unlock(&o->lock);
  without_lock(o);
  sink += getenv("HOME") != NULL;
  pthread_mutex_lock(&random_lock);
  srandom(1);
  pthread_mutex_unlock(&random_lock);
  sink += random();
}

static void wrong(struct object *o) {
  on_worker();
  pthread_rwlock_rdlock(&o->lock);
  with_lock(o);
  without_lock(o);
  pthread_rwlock_unlock(&o->lock);
  with_lock_shared(o);
  srandom(1);
  pthread_mutex_lock(&random_lock);
  sink += random();
  pthread_mutex_unlock(&random_lock);
  run(NULL);
}

int main(int count, char **arguments) {
  pthread_t thread;
  is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  sem_init(&go, 0, 0);
  pthread_create(&thread, NULL, run, NULL);
  right(&object);
  sem_post(&go);
  if (is_wrong) sem_post(&go), wrong(&object);
  return pthread_join(thread, NULL);
}
