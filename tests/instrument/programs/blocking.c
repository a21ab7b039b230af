/* A thread of a NONBLOCKING_ROLE calls nothing that may block, and waits for no call and no lock longer
 * than the option says; its loop's own wait is its own affair. */
// options: blocked_ms=60
// wrong: custody-blocking: call of usleep by thread T1
// wrong: custody-blocking: call of work by thread T1
// wrong: custody-blocking: call of pthread_join by thread T1
// wrong: ms in usleep by thread T1
// wrong: ms in lock by thread T1
// wrong: ms in table_lock by thread T1
#include <custody/short.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER, brief = PTHREAD_MUTEX_INITIALIZER;
static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;
static int is_wrong;
static sem_t taken;

static void work(void) BLOCKING;
static void work(void) {}

static void *end(void *unused) { return unused; }

static void wait_for_thread(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, end, NULL);
  pthread_join(thread, NULL);
}

static void sleep_long(void) { usleep(100000); }
static void lock_long(void) {
  pthread_mutex_lock(&lock);
  pthread_mutex_unlock(&lock);
}
static void read_long(void) {
  pthread_rwlock_rdlock(&table_lock);
  pthread_rwlock_unlock(&table_lock);
}

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  poll(NULL, 0, 100);
  pthread_mutex_lock(&brief);
  pthread_mutex_unlock(&brief);
  waitpid(-1, NULL, WNOHANG);
  if (!is_wrong) return unused;
  sem_post(&taken);
  lock_long();
  read_long();
  sleep_long();
  work();
  wait_for_thread();
  return unused;
}

int main(int count, char **arguments) {
  pthread_t thread;
  is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  sem_init(&taken, 0, 0);
  pthread_mutex_lock(&lock);
  pthread_rwlock_wrlock(&table_lock);
  pthread_create(&thread, NULL, run_loop, NULL);
  if (is_wrong) sem_wait(&taken);
  usleep(150000);
  pthread_mutex_unlock(&lock);
  usleep(150000);
  pthread_rwlock_unlock(&table_lock);
  work();
  return pthread_join(thread, NULL);
}
