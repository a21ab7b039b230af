/* The lock is one of an array, found by a hash that a call leaves in a variable. Where the item
 * could not be sent it is given back at once, and then again at `error`. */
#include <custody/short.h>
#include <pthread.h>

struct item {
  int references;
};

static pthread_mutex_t locks[16];
static struct item *table[16];

unsigned hash(const char *key) __attribute__((weak));
int send_item(struct item *item) __attribute__((weak));

static struct item *get_locked(const char *key, unsigned *at) {
  *at = hash(key);
  pthread_mutex_lock(&locks[*at & 15]);
  return table[*at & 15];
}

static void unlock(unsigned at) {
  pthread_mutex_unlock(&locks[at & 15]); // expect: balance locks
}

static int send(const char *key, int is_locked, int is_long) {
  unsigned at;
  struct item *item;
  if (is_locked) item = get_locked(key, &at);
  else item = table[0];
  if (item && send_item(item)) {
    if (is_locked) unlock(at);
    if (is_long) goto error;
    return -1;
  }
  if (is_long) goto error;
  if (is_locked) unlock(at);
  return 0;
error:
  if (is_locked) unlock(at);
  return -2;
}

int main(int count, char **words) {
  return count > 2 ? send(words[1], 1, 0) : send(words[1], 1, 1);
}
