/* A program whose library takes locks that only libcustody-preload.so sees. The calls of custody_rt_
 * functions are what the plugin makes of the program's own.
 *
 *     preloaded right|double|order|unlock|join|loop */
#include "../../../runtime/wrapped.h"
#include <custody/judge.h>
#include <custody/runtime.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void library_lock(pthread_mutex_t *mutex);
void library_unlock(pthread_mutex_t *mutex);
void library_read(pthread_rwlock_t *lock);
void library_give_back(pthread_rwlock_t *lock);
void library_wait(pthread_cond_t *condition, pthread_mutex_t *mutex);
void library_join(pthread_t thread);
void library_loop(void (*turn)(void), int turns);

static pthread_mutex_t queue_lock = PTHREAD_MUTEX_INITIALIZER, log_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
static const struct custody_rt_place here = {"preloaded.c", "main", 1, 1};
static int ready;

static void take(pthread_mutex_t *mutex, const char *name) {
  custody_rt_pthread_mutex_lock(mutex, &here, name);
}
static void give(pthread_mutex_t *mutex, const char *name) {
  custody_rt_pthread_mutex_unlock(mutex, &here, name);
}

static void *wake(void *unused) {
  pthread_mutex_lock(&queue_lock); /* not instrumented */
  ready = 1;
  pthread_cond_signal(&condition);
  pthread_mutex_unlock(&queue_lock);
  return unused;
}

static void right(void) {
  pthread_t thread;
  library_lock(&queue_lock);
  custody_assert_held(&queue_lock);
  custody_rt_pthread_create(&thread, NULL, wake, NULL, &here);
  while (!ready) library_wait(&condition, &queue_lock);
  custody_assert_held(&queue_lock);
  library_unlock(&queue_lock);
  custody_assert_not_held(&queue_lock);
  custody_rt_pthread_join(thread, NULL, &here);
  take(&queue_lock, "queue_lock");
  library_unlock(&queue_lock); /* once counted, once uncounted */
  custody_assert_not_held(&queue_lock);
  library_read(&table_lock);
  custody_assert_held_shared(&table_lock);
  custody_rt_pthread_rwlock_unlock(&table_lock, &here, "table_lock");
  custody_assert_not_held(&table_lock);
}

static void double_lock(void) {
  alarm(5);
  take(&queue_lock, "queue_lock");
  library_lock(&queue_lock);
  library_unlock(&queue_lock);
  give(&queue_lock, "queue_lock");
}

static void order(void) {
  take(&queue_lock, "queue_lock");
  library_lock(&log_lock);
  library_unlock(&log_lock);
  give(&queue_lock, "queue_lock");
  library_lock(&log_lock);
  take(&queue_lock, "queue_lock");
  give(&queue_lock, "queue_lock");
  library_unlock(&log_lock);
}

static void unlock(void) { library_unlock(&log_lock); }

/* The one role of a thread that was joined is over: who joined may touch what it owned. */
static struct custody_rt_role worker = {"worker", 0, 0};
static struct custody_rt_rule rule = {
    "counter", "OWNED_BY(worker)", "preloaded.c", 1, CUSTODY_RULE_OWNED_BY, 0, &worker, NULL};
static struct custody_rt_site site = {&rule, {"preloaded.c", "join", 1, 1}, CUSTODY_WRITE, 0};
static int counter;

static void *end(void *unused) { return unused; }
static void *work(void *unused) {
  custody_take_role(worker);
  custody_rt_access(&counter, &site);
  return unused;
}

static void join(void) {
  pthread_t thread, other;
  custody_rt_pthread_create(&other, NULL, end, NULL, &here); /* never joined: main is not alone */
  custody_rt_pthread_create(&thread, NULL, work, NULL, &here);
  library_join(thread);
  custody_rt_access(&counter, &site);
}

static void turn(void) {}
static void loop(void) { library_loop(turn, 5); }

int main(int count, char **arguments) {
  const char *what = count > 1 ? arguments[1] : "";
  if (strcmp(what, "right") == 0) right();
  else if (strcmp(what, "double") == 0) double_lock();
  else if (strcmp(what, "order") == 0) order();
  else if (strcmp(what, "unlock") == 0) unlock();
  else if (strcmp(what, "join") == 0) join();
  else if (strcmp(what, "loop") == 0) loop();
  printf("%s was run\n", what);
  return 0;
}
