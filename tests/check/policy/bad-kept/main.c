/* An object that a library function remembers is not being built any more; one that it only looks at
 * is. */
// compile: -fcustody-policy=own.yaml
#include <custody/short.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

struct session {
  pthread_mutex_t lock;
  int requests GUARDED_BY(lock);
  char buffer[BUFSIZ];
};

static void *run(void *unused) {
  struct session *s = calloc(1, sizeof *s);
  if (!s) return unused;
  pthread_mutex_init(&s->lock, 0);
  s->requests = 1;
  puts(s->buffer);
  s->requests = 2;
  setbuf(stdout, s->buffer);
  s->requests = 3; // expect-both: lock session.requests
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
