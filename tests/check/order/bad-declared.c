/* A declared order is held to, though no other place takes the two locks together. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t clients = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t channels = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t journal = PTHREAD_MUTEX_INITIALIZER;

LOCK_ORDER(clients, channels, journal); // expect-note: LOCK_ORDER(clients, channels, journal) is declared here

void leave(void) {
  pthread_mutex_lock(&channels);
  pthread_mutex_lock(&clients); // expect-both: order 'clients' is taken with 'channels' held, against the declared order
  pthread_mutex_unlock(&clients);
  pthread_mutex_unlock(&channels);
}

static void *run(void *unused) {
  leave();
  pthread_mutex_lock(&journal);
  pthread_mutex_lock(&clients); // expect-both: order 'clients' is taken with 'journal' held, against
  pthread_mutex_unlock(&clients);
  pthread_mutex_unlock(&journal);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
