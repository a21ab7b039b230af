/* What only threads that stand still could touch needs no lock; once they run again it does. */
// wrong: custody-lock: write of count by thread T0
#include <custody/short.h>
#include <pthread.h>
#include <string.h>

THREAD_ROLE(main);
THREAD_ROLE_POOL(worker);

static pthread_barrier_t at_rest, again, at_work;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count GUARDED_BY(lock);

static void *work(void *unused) THREAD_ENTRY(worker);
static void *work(void *unused) {
  pthread_barrier_wait(&at_rest);
  pthread_barrier_wait(&again);
  pthread_mutex_lock(&lock);
  count++;
  pthread_mutex_unlock(&lock);
  pthread_barrier_wait(&at_work);
  return unused;
}

static void stop(void) STOPS(worker);
static void stop(void) { pthread_barrier_wait(&at_rest); }
static void resume(void) RESUMES(worker);
static void resume(void) { pthread_barrier_wait(&again); }

static void write(void) { count++; }

int main(int argc, char **arguments) {
  pthread_t thread[2];
  pthread_barrier_init(&at_rest, NULL, 3);
  pthread_barrier_init(&again, NULL, 3);
  pthread_barrier_init(&at_work, NULL, 3);
  for (int i = 0; i < 2; i++) pthread_create(&thread[i], NULL, work, NULL);
  stop();
  write();
  resume();
  if (argc > 1 && strcmp(arguments[1], "wrong") == 0) write();
  pthread_barrier_wait(&at_work);
  for (int i = 0; i < 2; i++) pthread_join(thread[i], NULL);
  return 0;
}
