/* Many threads hold a role that is declared as a pool, one a role that is not. */
// compile: -fplugin-arg-custody-policy=$HERE/pool.yaml
// wrong: custody-role: start of a second thread in alone by thread T
#include <custody/short.h>
#include <pthread.h>
#include <string.h>

THREAD_ROLE_POOL(worker);
THREAD_ROLE(single);

static pthread_barrier_t all_are_there;

static void *work(void *unused) THREAD_ENTRY(worker);
static void *work(void *unused) {
  pthread_barrier_wait(&all_are_there);
  return unused;
}

static void *help(void *unused) THREAD_ENTRY(helper);
static void *help(void *unused) {
  pthread_barrier_wait(&all_are_there);
  return unused;
}

static void *alone(void *unused) THREAD_ENTRY(single);
static void *alone(void *unused) {
  pthread_barrier_wait(&all_are_there);
  return unused;
}

int main(int count, char **arguments) {
  int is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  void *(*const run[])(void *) = {work, work, help, help, alone, alone};
  pthread_t thread[6];
  int threads = is_wrong ? 6 : 5;
  pthread_barrier_init(&all_are_there, NULL, (unsigned)threads);
  for (int i = 0; i < threads; i++) pthread_create(&thread[i], NULL, run[i], NULL);
  for (int i = 0; i < threads; i++) pthread_join(thread[i], NULL);
  return 0;
}
