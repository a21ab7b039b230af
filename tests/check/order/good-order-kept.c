/* The program says that it keeps an order among the locks of one kind. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct account {
  pthread_mutex_t lock;
  long money GUARDED_BY(lock);
};

LOCK_ORDER(struct account.lock, struct account.lock);

static struct account accounts[100];

static struct account *find(int id) { return &accounts[id]; }

static void transfer(struct account *from, struct account *to) {
  pthread_mutex_lock(&from->lock);
  pthread_mutex_lock(&to->lock);
  from->money--;
  to->money++;
  pthread_mutex_unlock(&to->lock);
  pthread_mutex_unlock(&from->lock);
}

static void *run(void *unused) {
  struct account *from = find(rand() % 100), *to = find(rand() % 100);
  if (from != to) transfer(from, to);
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
