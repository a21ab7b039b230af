/* The pointer itself is nobody's; what it points to is touched under the lock, or is not shared. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct buffer {
  pthread_mutex_t lock;
  int used;
  char *bytes PT_GUARDED_BY(lock);
};

struct registry {
  struct buffer *buffer;
  int *hits PT_GUARDED_BY(buffer->lock);
};

static struct registry registry;

/* Its own lock, and one that is found by a pointer. */
static void add(struct buffer *b, const char *from) {
  pthread_mutex_lock(&b->lock);
  strncpy(b->bytes, from, 15);
  pthread_mutex_unlock(&b->lock);
}

static void clear(char *bytes) {
  for (int i = 0; i < 16; i++) bytes[i] = 0;
}

static void locks_itself(struct buffer *b, char *bytes) {
  pthread_mutex_lock(&b->lock);
  bytes[0]++;
  pthread_mutex_unlock(&b->lock);
}

/* The pointer may be read and replaced without the lock, and what is taken out belongs to who took it. */
static void replace(struct buffer *b) {
  char *next = malloc(16);
  if (!next) return;
  clear(next);
  next[0] = 'n';
  pthread_mutex_lock(&b->lock);
  char *old = b->bytes;
  b->bytes = next;
  pthread_mutex_unlock(&b->lock);
  old[0] = 0;
  free(old);
}

static void replace_and_wipe(struct buffer *b, char *next) {
  pthread_mutex_lock(&b->lock);
  for (char *at = b->bytes; *at; at++) *at = 'w';
  pthread_mutex_unlock(&b->lock);
  pthread_mutex_lock(&b->lock);
  char *old = b->bytes;
  b->bytes = next;
  pthread_mutex_unlock(&b->lock);
  for (; *old; old++) *old = 0;
}

static struct buffer *make(void) {
  struct buffer *b = malloc(sizeof *b);
  pthread_mutex_init(&b->lock, 0);
  b->bytes = malloc(16);
  clear(b->bytes);
  b->bytes[1] = 'm';
  return b;
}

static void count(struct registry *r) {
  pthread_mutex_lock(&r->buffer->lock);
  ++*r->hits;
  pthread_mutex_unlock(&r->buffer->lock);
}

static void under_parameter(pthread_mutex_t *lock, int *counter PT_GUARDED_BY(lock)) {
  ++*counter;
}

static void *run(void *unused) {
  struct buffer *b = registry.buffer;
  add(b, "text");
  if (b->bytes == 0) return 0;
  pthread_mutex_lock(&b->lock);
  clear(b->bytes);
  char *last = b->bytes + 15;
  *last = 0;
  pthread_mutex_unlock(&b->lock);
  locks_itself(b, b->bytes);
  replace(b);
  replace_and_wipe(b, malloc(16));
  count(&registry);
  pthread_mutex_lock(&b->lock);
  under_parameter(&b->lock, registry.hits);
  pthread_mutex_unlock(&b->lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  static int hits;
  registry.buffer = make();
  registry.buffer->bytes[2] = 'k';
  registry.hits = &hits;
  *registry.hits = 0;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  run(0);
  return pthread_join(thread, 0);
}
