/* What a thread of a NONBLOCKING_ROLE waits for too long, in calls that nobody reports in themselves: spin
 * locks, mutexes of C11, locks for a time, descriptors that were not made non-blocking, functions that a
 * policy speaks of; and a turn of its loop that takes too long, unless what it waited for was told. */
// compile: -fplugin-arg-custody-policy=$HERE/waiting.yaml
// options: blocked_ms=200
// wrong: ms in spin by thread T
// wrong: ms in plain by thread T
// wrong: ms in timed by thread T
// wrong: ms in read by thread T
// wrong: ms in ask_server by thread T
// wrong: ms before poll by thread T
#include <custody/short.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(loop);

enum { BRIEF = 1, LONG = 300 };

static pthread_spinlock_t spin;
static mtx_t plain;
static pthread_mutex_t timed = PTHREAD_MUTEX_INITIALIZER;
static sem_t taken;
static int ends[2], nothing[2], is_wrong;

/* Not on the loop's role: it may take its time. */
static void rest(int milliseconds) {
  struct timespec time = {0, milliseconds * 1000000L};
  nanosleep(&time, NULL);
}

/* Holds the lock that the loop wants next, and then has some input for it: late, or before it's wanted. */
static void taken_for_long(void) {
  if (is_wrong) sem_post(&taken), rest(LONG);
}
static void *hold(void *unused) {
  pthread_spin_lock(&spin);
  taken_for_long();
  pthread_spin_unlock(&spin);
  mtx_lock(&plain);
  taken_for_long();
  mtx_unlock(&plain);
  pthread_mutex_lock(&timed);
  taken_for_long();
  pthread_mutex_unlock(&timed);
  if (is_wrong) rest(LONG);
  return write(ends[1], "x", 1) == 1 ? unused : NULL;
}

/* As long as it takes, without a call that waits. */
static void compute(int milliseconds) {
  struct timespec now, until;
  clock_gettime(CLOCK_MONOTONIC, &until);
  until.tv_nsec += milliseconds * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000L;
  until.tv_nsec %= 1000000000L;
  do clock_gettime(CLOCK_MONOTONIC, &now);
  while (now.tv_sec < until.tv_sec || (now.tv_sec == until.tv_sec && now.tv_nsec < until.tv_nsec));
}
int ask_server(void) {
  compute(is_wrong ? LONG : BRIEF);
  return 0;
}

static void until_taken(void) {
  while (is_wrong && sem_trywait(&taken) != 0) sched_yield();
}

static void take_spin(void) {
  until_taken();
  pthread_spin_lock(&spin);
  pthread_spin_unlock(&spin);
}
static void take_plain(void) {
  until_taken();
  mtx_lock(&plain);
  mtx_unlock(&plain);
}
static void take_timed(void) {
  until_taken();
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += 5;
  pthread_mutex_timedlock(&timed, &until);
  pthread_mutex_unlock(&timed);
}

static void read_input(void) {
  char byte;
  if (read(ends[0], &byte, 1) != 1) abort();
}

/* Nothing is there: a descriptor that does not block says so at once. */
static void read_of_nothing(void) {
  char byte;
  fcntl(nothing[0], F_SETFL, O_NONBLOCK);
  while (read(nothing[0], &byte, 1) > 0) {
  }
}

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  read_of_nothing();
  poll(NULL, 0, BRIEF);
  take_spin(), take_plain(), take_timed();
  read_input();
  ask_server();
  poll(NULL, 0, BRIEF);
  compute(is_wrong ? LONG : BRIEF);
  poll(NULL, 0, LONG);
  return unused;
}

int main(int count, char **arguments) {
  pthread_t loop, holder;
  is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  sem_init(&taken, 0, 0);
  pthread_spin_init(&spin, 0), mtx_init(&plain, mtx_plain);
  if (pipe(ends) != 0 || pipe(nothing) != 0) return 1;
  pthread_create(&holder, NULL, hold, NULL);
  if (!is_wrong) pthread_join(holder, NULL);
  pthread_create(&loop, NULL, run_loop, NULL);
  pthread_join(loop, NULL);
  return is_wrong ? pthread_join(holder, NULL) : 0;
}
