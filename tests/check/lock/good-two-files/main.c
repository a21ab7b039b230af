/* What the helper in the other file needs, and what takes it, is known when they are linked. */
#include "list.h"

static void *run(void *unused) {
  list_lock(&list);
  list_grow(&list);
  list_unlock(&list);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  run(0);
  return pthread_join(thread, 0);
}
