// Four thousand threads one after the other, some detached, whose numbers are used again, and as many
// at once: nothing of one passes to another.
// wrong: WARNING: custody-balance: end of the thread with state.lock by thread
#include <custody/short.h>
#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <unistd.h>

THREAD_ROLE(worker);
enum { MANY = 4000 };
struct state {
  pthread_mutex_t lock;
  int value GUARDED_BY(lock);
};
static struct state state = {PTHREAD_MUTEX_INITIALIZER, 0};
static int owned OWNED_BY(worker);
static sem_t done, leave;
static pthread_t crowd[MANY];

static void *work(void *) THREAD_ENTRY(worker);
static void *work(void *data) {
  owned++;
  pthread_mutex_lock(&state.lock);
  state.value++;
  pthread_mutex_unlock(&state.lock);
  return data;
}

static void *visit(void *unused) {
  pthread_mutex_lock(&state.lock);
  state.value++;
  pthread_mutex_unlock(&state.lock);
  sem_post(&done);
  return unused;
}

static void *stay(void *unused) {
  visit(unused);
  sem_wait(&leave);
  return visit(unused);
}

static void *keep(void *unused) {
  pthread_mutex_lock(&state.lock);
  return unused;
}

int main(int count, char **arguments) {
  pthread_t thread;
  pthread_attr_t small, detached;
  sem_init(&done, 0, 0);
  sem_init(&leave, 0, 0);
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  pthread_attr_init(&detached);
  pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
  for (int i = 0; i < MANY; i++) {
    pthread_create(&thread, &small, work, NULL);
    pthread_join(thread, NULL);
    if (i % 4) continue;
    pthread_create(&thread, &detached, visit, NULL);
    sem_wait(&done);
  }
  for (int i = 0; i < MANY; i++) pthread_create(&crowd[i], &small, stay, NULL);
  for (int i = 0; i < MANY; i++) sem_post(&leave);
  for (int i = 0; i < MANY; i++) pthread_join(crowd[i], NULL);
  if (count > 1 && strcmp(arguments[1], "wrong") == 0) {
    pthread_create(&thread, NULL, keep, NULL);
    pthread_join(thread, NULL);
  }
  return 0;
}
