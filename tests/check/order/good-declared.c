/* Locks are taken in their declared order, or one after the other, or tried. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t clients = PTHREAD_MUTEX_INITIALIZER;
struct channel {
  pthread_mutex_t lock;
} channel = {PTHREAD_MUTEX_INITIALIZER};

LOCK_ORDER(clients, struct channel.lock);

static void *run(void *unused) {
  pthread_mutex_lock(&clients);
  pthread_mutex_lock(&channel.lock);
  pthread_mutex_unlock(&clients);
  pthread_mutex_unlock(&channel.lock);
  pthread_mutex_lock(&channel.lock);
  if (pthread_mutex_trylock(&clients) == 0) pthread_mutex_unlock(&clients);
  pthread_mutex_unlock(&channel.lock);
  pthread_mutex_lock(&clients);
  pthread_mutex_unlock(&clients);
  return unused;
}

int main(void) {
  pthread_mutex_lock(&channel.lock);
  pthread_mutex_lock(&clients);
  pthread_mutex_unlock(&clients);
  pthread_mutex_unlock(&channel.lock);
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
