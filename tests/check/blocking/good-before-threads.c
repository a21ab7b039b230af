/* A role that must not block may wait before any thread runs: its loop does not run yet. */
#include <custody/short.h>
#include <netdb.h>
#include <pthread.h>
#include <unistd.h>

THREAD_ROLE(main);
THREAD_ROLE(worker);
NONBLOCKING_ROLE(main);

static struct addrinfo *found;

static void set_up(void) {
  getaddrinfo("host", 0, 0, &found);
  sleep(1);
}

static void *work(void *unused) THREAD_ENTRY(worker);
static void *work(void *unused) {
  sleep(1);
  return unused;
}

int main(void) {
  pthread_t thread;
  set_up();
  return pthread_create(&thread, 0, work, 0);
}
