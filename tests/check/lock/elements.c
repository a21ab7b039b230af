/* Elements of an array of locks: by a rule for any of them each will do; an index that is not known may
 * be the right one; of two that are known the other is not. */
#include <custody/short.h>
#include <pthread.h>

struct shard {
  pthread_mutex_t lock;
  int items GUARDED_BY(lock);
};

static struct shard shards[2];
static pthread_mutex_t locks[2];
static int any GUARDED_BY(locks[]);

static void change(unsigned which) {
  pthread_mutex_lock(&shards[0].lock);
  shards[0].items++;
#ifdef BROKEN
  shards[1].items++; // expect-both: lock shard.items
#endif
  pthread_mutex_unlock(&shards[0].lock);
  pthread_mutex_lock(&shards[which].lock);
  shards[1].items++;
  pthread_mutex_unlock(&shards[which].lock);
  which = 1;
  pthread_mutex_lock(&shards[which].lock);
  shards[1].items--;
#ifdef BROKEN
  shards[0].items--; // expect-both: lock shard.items
#endif
  pthread_mutex_unlock(&shards[1].lock);
}

static void change_any(unsigned which) {
  pthread_mutex_lock(&locks[which & 1]);
  any++;
  pthread_mutex_unlock(&locks[which & 1]);
  pthread_mutex_lock(&locks[0]);
  any++;
  pthread_mutex_unlock(&locks[0]);
#ifdef BROKEN
  any--; // expect-both: lock any
#endif
}

static void *run(void *argument) {
  change(argument ? 0 : 1);
  change_any(argument != NULL);
  return argument;
}

int main(void) {
  pthread_t thread;
  for (int i = 0; i < 2; i++) {
    pthread_mutex_init(&locks[i], NULL);
    pthread_mutex_init(&shards[i].lock, NULL);
  }
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  change(0);
  return pthread_join(thread, NULL);
}
