/* Elements of an array: known ones taken both ways, unknown ones as they come, and neighbours in a
 * ring. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

enum { COUNT = 16 };
static pthread_mutex_t known[COUNT];
static pthread_mutex_t chosen[COUNT];
static pthread_mutex_t forks[COUNT];

static void up(void) {
  pthread_mutex_lock(&known[0]);
  pthread_mutex_lock(&known[1]);
  pthread_mutex_unlock(&known[1]);
  pthread_mutex_unlock(&known[0]);
}

static void down(void) {
  pthread_mutex_lock(&known[1]);
  pthread_mutex_lock(&known[0]); // expect-both: order 'known[0]' is taken with 'known[1]' held
  pthread_mutex_unlock(&known[0]);
  pthread_mutex_unlock(&known[1]);
}

static void two(int i, int k) {
  if (i == k) return;
  pthread_mutex_lock(&chosen[i]);
  pthread_mutex_lock(&chosen[k]); // expect-both: order 'chosen[]' is taken with another one held
  pthread_mutex_unlock(&chosen[k]);
  pthread_mutex_unlock(&chosen[i]);
}

static void eat(int seat) {
  pthread_mutex_lock(&forks[seat]);
  pthread_mutex_lock(&forks[(seat + 1) % COUNT]); // expect-both: order 'forks[]' is taken with another one held
  pthread_mutex_unlock(&forks[(seat + 1) % COUNT]);
  pthread_mutex_unlock(&forks[seat]);
}

static void *run(void *unused) {
  up();
  down();
  two(rand() % COUNT, rand() % COUNT);
  eat(rand() % COUNT);
  return unused;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < COUNT; i++) pthread_mutex_init(&known[i], 0);
  for (int i = 0; i < 4; i++)
    if (pthread_create(&threads[i], 0, run, 0)) return 1;
  for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
  return 0;
}
