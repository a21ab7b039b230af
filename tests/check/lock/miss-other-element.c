/* Elements with different indices may be one: the lock of another element is taken for this one's. */
#include <custody/short.h>
#include <pthread.h>

struct shard {
  pthread_mutex_t lock;
  int items GUARDED_BY(lock);
};

static struct shard shards[4];

static void move(unsigned from, unsigned to) {
  pthread_mutex_lock(&shards[from].lock);
  shards[from].items--;
  shards[to].items++; // known-miss: lock shard.items
  pthread_mutex_unlock(&shards[from].lock);
}

static void *run(void *unused) {
  move(1, unused != 0);
  return unused;
}

int main(void) {
  pthread_t thread;
  for (int i = 0; i < 4; i++) pthread_mutex_init(&shards[i].lock, 0);
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
