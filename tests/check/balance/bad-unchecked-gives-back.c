/* The function that ends the walk leaves the lock of the bucket alone: it is still held. */
#include <custody/short.h>
#include <pthread.h>

struct walk {
  int bucket, is_locked;
};

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER, buckets[16];

static int next(struct walk *walk, int *item) ACQUIRE_IF(*item != 0, buckets[])
    NO_CHECK("the walk remembers whether its bucket is locked") {
  pthread_mutex_lock(&buckets[walk->bucket & 15]);
  walk->is_locked = 1;
  *item = walk->bucket++;
  return walk->bucket < 16;
}

static void finish(struct walk *walk) RELEASE(table_lock)
    NO_CHECK("the walk remembers whether its bucket is locked") {
  walk->bucket = 0;
  pthread_mutex_unlock(&table_lock);
}

int count(int most) {
  struct walk walk = {0, 0};
  int found = 0, item = 0;
  pthread_mutex_lock(&table_lock);
  while (next(&walk, &item)) {
    if (item == 0) continue;
    if (++found == most) break;
  }
  finish(&walk);
  return found; // expect-both: balance buckets
}

int main(void) { return count(3); }
