/* Two threads inside another library's object: the one that may be there, and, with -DBROKEN, another. */
#include "unseen.h"
#include <pthread.h>
#include <stdio.h>

THREAD_ROLE(loop);

static struct connection *connection;

static void *run(void *) THREAD_ENTRY(loop);
static void *run(void *data) {
  for (int i = 0; i < 1000; i++) connection_send(connection, 1);
  return data;
}

int main(void) {
  pthread_t thread;
  connection = connection_new();
  pthread_create(&thread, NULL, run, NULL);
#ifdef BROKEN
  for (int i = 0; i < 1000; i++) connection_send(connection, 1);
#endif
  pthread_join(thread, NULL);
  return 0;
}
