/* The caller that forgets the lock is in another file than the access. */
#include "list.h"

static void *run(void *unused) {
  list_lock(&list);
  list_grow(&list);
  list_unlock(&list);
  list_grow(&list); // expect-note: list_grow
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
