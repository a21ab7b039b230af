/* Elements of an array are taken from the front: neighbours, known ones, or the lesser first. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

enum { COUNT = 16 };
static pthread_mutex_t locks[COUNT];

static void neighbours(void) {
  for (int i = 0; i + 1 < COUNT; i++) {
    pthread_mutex_lock(&locks[i]);
    pthread_mutex_lock(&locks[i + 1]);
    pthread_mutex_unlock(&locks[i + 1]);
    pthread_mutex_unlock(&locks[i]);
  }
}

static void known(void) {
  pthread_mutex_lock(&locks[0]);
  pthread_mutex_lock(&locks[1]);
  pthread_mutex_unlock(&locks[1]);
  pthread_mutex_unlock(&locks[0]);
}

static void two(int i, int k) {
  if (i >= k) return;
  pthread_mutex_lock(&locks[i]);
  pthread_mutex_lock(&locks[k]);
  pthread_mutex_unlock(&locks[k]);
  pthread_mutex_unlock(&locks[i]);
}

static void *run(void *unused) {
  neighbours();
  known();
  two(rand() % COUNT, rand() % COUNT);
  return unused;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < COUNT; i++) pthread_mutex_init(&locks[i], 0);
  for (int i = 0; i < 4; i++)
    if (pthread_create(&threads[i], 0, run, 0)) return 1;
  for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
  return 0;
}
