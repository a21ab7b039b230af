/* Two instances of one lock are taken by their addresses, or by a number of theirs. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct account {
  pthread_mutex_t lock;
  int id;
  long money GUARDED_BY(lock);
};

static struct account accounts[100];

static struct account *find(int id) { return &accounts[id]; }

static void branches(struct account *a, struct account *b) {
  if (a < b) {
    pthread_mutex_lock(&a->lock);
    pthread_mutex_lock(&b->lock);
  } else {
    pthread_mutex_lock(&b->lock);
    pthread_mutex_lock(&a->lock);
  }
  pthread_mutex_unlock(&a->lock);
  pthread_mutex_unlock(&b->lock);
}

static void swap(struct account *a, struct account *b) {
  if (a->id > b->id) {
    struct account *c = a;
    a = b;
    b = c;
  }
  pthread_mutex_lock(&a->lock);
  pthread_mutex_lock(&b->lock);
  pthread_mutex_unlock(&b->lock);
  pthread_mutex_unlock(&a->lock);
}

static void lesser_first(struct account *a, struct account *b) {
  struct account *low = a < b ? a : b, *high = a < b ? b : a;
  pthread_mutex_lock(&low->lock);
  pthread_mutex_lock(&high->lock);
  pthread_mutex_unlock(&high->lock);
  pthread_mutex_unlock(&low->lock);
}

static void both(struct account *a, struct account *b) {
  pthread_mutex_lock(&a->lock);
  pthread_mutex_lock(&b->lock);
  pthread_mutex_unlock(&b->lock);
  pthread_mutex_unlock(&a->lock);
}

static void by_caller(struct account *a, struct account *b) {
  if (a < b) both(a, b);
  else if (a > b) both(b, a);
}

static void *run(void *unused) {
  struct account *a = find(rand() % 100), *b = find(rand() % 100);
  if (a == b) return unused;
  branches(a, b);
  swap(a, b);
  lesser_first(a, b);
  by_caller(a, b);
  return unused;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 100; i++) pthread_mutex_init(&accounts[i].lock, 0);
  for (int i = 0; i < 4; i++)
    if (pthread_create(&threads[i], 0, run, 0)) return 1;
  for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
  return 0;
}
