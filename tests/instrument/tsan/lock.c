/* Ordered by a lock of one's own; with -DBROKEN one thread forgets it. */
#include "unseen.h"
#include <pthread.h>
#include <stdio.h>

static int sum GUARDED_BY(the_lock);
static pthread_barrier_t both;

static void *add(void *data) {
  pthread_barrier_wait(&both);
  for (int i = 0; i < 20000; i++) {
    own_lock(&the_lock);
    sum++;
    own_unlock(&the_lock);
  }
  return data;
}

static void *add_other(void *data) {
#ifdef BROKEN
  pthread_barrier_wait(&both);
  for (int i = 0; i < 20000; i++) {
    sum += 2;
    __asm__ volatile("" ::: "memory");
  }
  return data;
#else
  return add(data);
#endif
}

int main(void) {
  pthread_t thread[2];
  pthread_barrier_init(&both, NULL, 2);
  pthread_create(&thread[0], NULL, add, NULL);
  pthread_create(&thread[1], NULL, add_other, NULL);
  for (int i = 0; i < 2; i++) pthread_join(thread[i], NULL);
  printf("%d\n", sum);
  return 0;
}
