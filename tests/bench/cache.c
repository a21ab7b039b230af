/* A cache server's day without the network: the loop parses requests out of its buffer, looks keys up
 * in a hash table under its lock, moves what it finds to the front of a list and writes the answer;
 * a janitor walks over the table now and then. The buffer and the statistics are the loop's own, the
 * table is the lock's: as in most servers nearly all data has an owner.
 *
 *     cache [BATCHES]      prints nanoseconds of processor time for a request */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

THREAD_ROLE(main);
THREAD_ROLE(janitor);

enum { BUCKETS = 4096, ITEMS = 8192, KEY = 16, VALUE = 64, BATCH = 64 };

static pthread_mutex_t cache_lock = PTHREAD_MUTEX_INITIALIZER;

struct item {
  struct item *chain GUARDED_BY(cache_lock), *newer GUARDED_BY(cache_lock),
      *older GUARDED_BY(cache_lock);
  uint32_t hash GUARDED_BY(cache_lock), hits GUARDED_BY(cache_lock), seen GUARDED_BY(cache_lock);
  char key[KEY] GUARDED_BY(cache_lock);
  char value[VALUE] GUARDED_BY(cache_lock);
};

static struct {
  struct item *bucket[BUCKETS] GUARDED_BY(cache_lock);
  struct item *newest GUARDED_BY(cache_lock), *oldest GUARDED_BY(cache_lock);
  uint32_t clock GUARDED_BY(cache_lock), expired GUARDED_BY(cache_lock);
  atomic_int stops;
} cache;

static struct {
  char input[BATCH * 2 * KEY] OWNED_BY(main);
  char output[BATCH * VALUE] OWNED_BY(main);
  uint32_t read OWNED_BY(main), written OWNED_BY(main);
  uint64_t requests OWNED_BY(main), bytes OWNED_BY(main), misses OWNED_BY(main);
  uint64_t random OWNED_BY(main);
} loop;

static uint32_t hash_of(const char *key) {
  uint32_t hash = 2166136261u;
  for (int i = 0; i < KEY; i++) hash = (hash ^ (unsigned char)key[i]) * 16777619u;
  return hash;
}

static void name_key(char *key, uint32_t number) {
  for (int i = 0; i < KEY; i++, number = number / 26 + 7) key[i] = (char)('a' + number % 26);
}

static void to_front(struct item *item) REQUIRES(cache_lock) {
  if (cache.newest == item) return;
  if (item->newer) item->newer->older = item->older;
  if (item->older) item->older->newer = item->newer;
  if (cache.oldest == item) cache.oldest = item->newer;
  item->older = cache.newest;
  item->newer = NULL;
  if (cache.newest) cache.newest->newer = item;
  cache.newest = item;
  if (!cache.oldest) cache.oldest = item;
}

static struct item *find(const char *key, uint32_t hash) REQUIRES(cache_lock) {
  for (struct item *i = cache.bucket[hash % BUCKETS]; i; i = i->chain) {
    int same = i->hash == hash;
    for (int at = 0; same && at < KEY; at++) same = i->key[at] == key[at];
    if (same) return i;
  }
  return NULL;
}

static void add(uint32_t number) REQUIRES(cache_lock) {
  struct item *item = calloc(1, sizeof *item);
  if (!item) abort();
  name_key(item->key, number);
  item->hash = hash_of(item->key);
  memset(item->value, 'v', VALUE);
  item->chain = cache.bucket[item->hash % BUCKETS];
  cache.bucket[item->hash % BUCKETS] = item;
  to_front(item);
}

/* What the network would bring: words of a key's length and one that says how many letters count. */
static void receive(void) RUNS_ON(main) {
  for (uint32_t i = 0; i < BATCH; i++) {
    loop.random = loop.random * 6364136223846793005u + 1442695040888963407u;
    uint32_t number = (uint32_t)(loop.random >> 40) % (ITEMS + ITEMS / 8);
    for (uint32_t k = 0; k < KEY; k++, number = number / 26 + 7)
      loop.input[i * 2 * KEY + k] = (char)('a' + number % 26);
    loop.input[i * 2 * KEY + KEY] = '\n';
  }
  loop.read = loop.written = 0;
}

static void parse(char *key) RUNS_ON(main) {
  uint32_t length = 0;
  while (loop.input[loop.read + length] != '\n') length++;
  for (uint32_t i = 0; i < KEY; i++) key[i] = i < length ? loop.input[loop.read + i] : '\0';
  loop.read += 2 * KEY;
}

static void answer(struct item *item) RUNS_ON(main) REQUIRES(cache_lock) {
  item->hits++;
  item->seen = cache.clock++;
  for (int i = 0; i < VALUE; i++) loop.output[loop.written + (uint32_t)i] = item->value[i];
  loop.written += VALUE;
  loop.bytes += VALUE;
  to_front(item);
}

static void serve(void) RUNS_ON(main) {
  char key[KEY];
  pthread_mutex_lock(&cache_lock);
  for (int i = 0; i < BATCH; i++) {
    parse(key);
    struct item *item = find(key, hash_of(key));
    if (item) answer(item);
    else loop.misses++;
    loop.requests++;
  }
  pthread_mutex_unlock(&cache_lock);
}

static void *clean(void *unused) THREAD_ENTRY(janitor);
static void *clean(void *unused) {
  struct timespec pause = {0, 5000000};
  while (!atomic_load(&cache.stops)) {
    pthread_mutex_lock(&cache_lock);
    for (struct item *i = cache.oldest; i && cache.clock - i->seen > 1000000; i = i->newer)
      cache.expired++;
    pthread_mutex_unlock(&cache_lock);
    nanosleep(&pause, NULL);
  }
  return unused;
}

static double processor_time(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int count, char **arguments) {
  long batches = count > 1 ? strtol(arguments[1], NULL, 10) : 20000;
  pthread_t janitor;
  pthread_mutex_lock(&cache_lock);
  for (uint32_t i = 0; i < ITEMS; i++) add(i);
  pthread_mutex_unlock(&cache_lock);
  pthread_create(&janitor, NULL, clean, NULL);
  double start = processor_time();
  for (long i = 0; i < batches; i++) {
    receive();
    serve();
  }
  printf("%.2f\n", (processor_time() - start) / (double)loop.requests);
  if (loop.misses > loop.requests / 2) return 1;
  atomic_store(&cache.stops, 1);
  return pthread_join(janitor, NULL);
}
