/* A function that is not checked may block, and so may a handler that runs when the program ends. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
NONBLOCKING_ROLE(main);
NONBLOCKING_ROLE(loop);

static void save(int file) NO_CHECK("a few milliseconds, once an hour");
static void save(int file) { fsync(file); }

static void last_save(void) { fsync(1); }

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  save(1);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (atexit(last_save) || pthread_create(&thread, 0, run_loop, 0)) return 1;
  return 0;
}
