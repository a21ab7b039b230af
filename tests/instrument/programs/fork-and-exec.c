// fork while other threads take locks; what the child takes is looked at, with the locks of its one
// thread; exec begins anew; vfork changes nothing.
// wrong: WARNING: custody-balance: double lock of state.lock by thread
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct state {
  pthread_mutex_t lock;
  int value GUARDED_BY(lock);
};
static struct state state = {PTHREAD_MUTEX_INITIALIZER, 0};
static pthread_mutex_t busy[4] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER,
                                  PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static atomic_int enough;

static void *take(void *data) {
  pthread_mutex_t *own = data;
  while (!enough) {
    pthread_mutex_lock(own);
    pthread_mutex_unlock(own);
  }
  return NULL;
}

static int in_child(char **arguments, int wrong) {
  alarm(10);
  pthread_mutex_lock(&state.lock);
  state.value++;
  if (wrong) pthread_mutex_lock(&state.lock);
  if (wrong) pthread_mutex_unlock(&state.lock);
  pthread_mutex_unlock(&state.lock);
  if (wrong) exit(0);
  execl(arguments[0], arguments[0], "executed", NULL);
  _exit(3);
}

static int status_of(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 4;
}

static int vforked(char **arguments) {
  pthread_mutex_lock(&state.lock);
  pid_t child = vfork();
  if (child == 0) {
    execl(arguments[0], arguments[0], "executed", NULL);
    _exit(3);
  }
  int status = status_of(child);
  state.value++;
  pthread_mutex_unlock(&state.lock);
  return status;
}

int main(int count, char **arguments) {
  pthread_t threads[4];
  int wrong = count > 1 && strcmp(arguments[1], "wrong") == 0, status = 0;
  if (count > 1 && strcmp(arguments[1], "executed") == 0) {
    pthread_mutex_lock(&state.lock);
    state.value++;
    pthread_mutex_unlock(&state.lock);
    return 0;
  }
  for (int i = 0; i < 4; i++) pthread_create(&threads[i], NULL, take, &busy[i]);
  for (int i = 0; i < (wrong ? 1 : 20) && !status; i++) {
    pid_t child = fork();
    if (child == 0) in_child(arguments, wrong);
    status = status_of(child);
  }
  if (!wrong && !status) status = vforked(arguments);
  enough = 1;
  for (int i = 0; i < 4; i++) pthread_join(threads[i], NULL);
  return status;
}
