/* The owner reads and writes what it owns; others read what it shares under the lock. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct server {
  pthread_rwlock_t lock;
  int users OWNED_BY(main, lock);
  int logins OWNED_BY(main);
  int packets OWNED_BY(voice);
};

static struct server server = {.lock = PTHREAD_RWLOCK_INITIALIZER};

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  for (int i = 0; i < 10; i++) {
    pthread_rwlock_rdlock(&server.lock);
    server.packets += server.users;
    pthread_rwlock_unlock(&server.lock);
  }
  return unused;
}

static void log_in(void) {
  server.logins++;
  if (server.users > 100) return;
  pthread_rwlock_wrlock(&server.lock);
  server.users++;
  pthread_rwlock_unlock(&server.lock);
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  log_in();
  return pthread_join(thread, 0);
}
