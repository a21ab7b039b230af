/* A program for compilers without the plugin, which calls the runtime by hand: two threads and the
 * work that one gives to the other. The first argument says which fault it has, the second is its
 * exit status. */
#include <custody/runtime.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct queue {
  pthread_mutex_t lock;
  pthread_rwlock_t settings_lock;
  int jobs, done, limit;
};

static struct queue queue = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_RWLOCK_INITIALIZER, 0, 0, 3};
static const char *fault;

static int has(const char *name) { return strcmp(fault, name) == 0; }

static void lock_queue(void) {
  pthread_mutex_lock(&queue.lock);
  custody_note_acquired(&queue.lock);
}

static void unlock_queue(void) {
  custody_note_released(&queue.lock);
  pthread_mutex_unlock(&queue.lock);
}

static void add_job(void) {
  custody_assert_role(main);
  custody_assert_held(&queue.lock);
  queue.jobs++;
}

static int read_limit(void) {
  pthread_rwlock_rdlock(&queue.settings_lock);
  custody_note_acquired_shared(&queue.settings_lock);
  custody_assert_held_shared(&queue.settings_lock);
  if (has("shared")) custody_assert_held(&queue.settings_lock);
  int limit = queue.limit;
  custody_note_released(&queue.settings_lock);
  pthread_rwlock_unlock(&queue.settings_lock);
  return limit;
}

static void do_job(void) {
  custody_assert_role(worker);
  custody_assert_not_held(&queue.lock);
  lock_queue();
  if (has("excludes")) custody_assert_not_held(&queue.lock);
  queue.done++;
  unlock_queue();
}

static void *work(void *data) {
  custody_name_thread("worker of the queue");
  if (has("pool")) custody_take_pool_role(worker);
  else custody_take_role(worker);
  for (int i = 0; i < read_limit(); i++) do_job();
  if (has("owner"))
    for (int i = 0; i < 3; i++) {
      lock_queue();
      add_job();
      unlock_queue();
    }
  if (has("release")) custody_note_released(&queue.lock);
  if (has("end")) custody_note_acquired(&queue.lock);
  custody_drop_role(worker);
  if (has("drop")) custody_drop_role(worker);
  return data;
}

static pthread_barrier_t borrowed, looked;

/* Does main's work while main waits, or longer. */
static void *borrow(void *data) {
  custody_take_role(main);
  lock_queue();
  add_job();
  unlock_queue();
  if (has("late")) {
    pthread_barrier_wait(&borrowed);
    pthread_barrier_wait(&looked);
  }
  custody_drop_role(main);
  return data;
}

static void lend(void) {
  pthread_t thread;
  pthread_barrier_init(&borrowed, NULL, 2);
  pthread_barrier_init(&looked, NULL, 2);
  if (!has("unlent")) custody_lend_role(main);
  if (has("lent")) custody_assert_role(main);
  pthread_create(&thread, NULL, borrow, NULL);
  if (has("late")) {
    pthread_barrier_wait(&borrowed);
    custody_regain_role(main);
    pthread_barrier_wait(&looked);
  }
  pthread_join(thread, NULL);
  if (!has("late") && !has("unlent")) custody_regain_role(main);
  custody_assert_role(main);
}

/* The main thread keeps its role to the very end. */
static void at_exit(void) { custody_assert_role(main); }
static __attribute__((constructor)) void before_main(void) { custody_assert_role(main); }
static __attribute__((destructor)) void after_main(void) {
  custody_assert_role(main);
  printf("destructor ran, ");
}

static void in_child(void) {
  pid_t child = fork();
  if (child != 0) {
    waitpid(child, NULL, 0);
    return;
  }
  custody_assert_role(worker);
  exit(0);
}

int main(int count, char **arguments) {
  pthread_t thread, other;
  fault = count > 1 ? arguments[1] : "";
  atexit(at_exit);
  printf("main ran, ");
  pthread_create(&thread, NULL, work, NULL);
  if (has("pool")) pthread_create(&other, NULL, work, NULL);
  lock_queue();
  add_job();
  unlock_queue();
  if (has("lock")) add_job();
  if (has("second")) {
    custody_take_role(worker);
    custody_take_role(worker);
  }
  pthread_join(thread, NULL);
  if (has("pool")) pthread_join(other, NULL);
  if (has("fork")) in_child();
  if (has("lend") || has("lent") || has("unlent") || has("late")) lend();
  printf("%d reports, ", (int)custody_report_count());
  return count > 2 ? atoi(arguments[2]) : 0;
}
