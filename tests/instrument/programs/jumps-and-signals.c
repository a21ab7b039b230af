// Signal handlers on every thread, on stacks of their own, while locks are taken; a jump out of a
// section, whose lock is given back afterwards.
// wrong: WARNING: custody-balance: end of the thread with state.lock by thread
// wrong: WARNING: custody-lock: write of state.value by thread
#include <custody/short.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct state {
  pthread_mutex_t lock;
  int value GUARDED_BY(lock);
};
static struct state state = {PTHREAD_MUTEX_INITIALIZER, 0};
static pthread_mutex_t others = PTHREAD_MUTEX_INITIALIZER;
static atomic_int seen, enough;
static int wrong;
static __thread int inside;

static void on_signal(int signal) {
  (void)signal;
  seen++;
  if (pthread_mutex_trylock(&others) == 0) pthread_mutex_unlock(&others);
  if (wrong && !inside) state.value++;
}

static void *work(void *unused) {
  stack_t own = {.ss_sp = malloc(SIGSTKSZ * 4), .ss_size = SIGSTKSZ * 4};
  sigaltstack(&own, NULL);
  while (!enough) {
    inside = 1;
    pthread_mutex_lock(&state.lock);
    state.value++;
    pthread_mutex_unlock(&state.lock);
    inside = 0;
  }
  return unused;
}

static jmp_buf out;

static void leave(void) {
  pthread_mutex_lock(&state.lock);
  state.value++;
  longjmp(out, 1);
}

static void *jump(void *unused) {
  if (setjmp(out) == 0) leave();
  state.value++; /* it's still held */
  if (!wrong) pthread_mutex_unlock(&state.lock);
  return unused;
}

int main(int count, char **arguments) {
  pthread_t threads[3];
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_ONSTACK | SA_RESTART};
  wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  sigaction(SIGUSR1, &action, NULL);
  for (int i = 0; i < 3; i++) pthread_create(&threads[i], NULL, work, NULL);
  for (int i = 0; seen < 100; i++) pthread_kill(threads[i % 3], SIGUSR1);
  if (wrong) pthread_kill(pthread_self(), SIGUSR1);
  enough = 1;
  for (int i = 0; i < 3; i++) pthread_join(threads[i], NULL);
  pthread_create(&threads[0], NULL, jump, NULL);
  pthread_join(threads[0], NULL);
  return 0;
}
