/* What a pointer points to has a rule, and is touched through a copy of the pointer in a local variable: in
 * the section or after it, walking along it, until the variable holds another pointer. What was taken out
 * belongs to who took it; after a call of another function nobody knows, since it may have freed the object. */
// wrong: custody-lock: write of *buffer.bytes by thread T
// wrong: custody-lock: read of *buffer.bytes by thread T
// wrong: key: lock:*buffer.bytes@walk
// wrong: custody-lock: write of *total by thread T
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct buffer {
  pthread_mutex_t lock;
  char *bytes PT_GUARDED_BY(lock);
  int *numbers PT_GUARDED_BY(lock);
};

static pthread_mutex_t total_lock = PTHREAD_MUTEX_INITIALIZER;
static long sum;
static long *total PT_GUARDED_BY(total_lock) = &sum;
static int is_wrong;
static volatile int sink;

static void put(struct buffer *b) {
  pthread_mutex_lock(&b->lock);
  char *bytes = b->bytes;
  bytes[0] = 'a';
  if (!is_wrong) bytes[1] = 'b';
  pthread_mutex_unlock(&b->lock);
  if (is_wrong) bytes[1] = 'b';
}

static int get(struct buffer *b) {
  char *bytes;
  pthread_mutex_lock(&b->lock);
  bytes = b->bytes + 1;
  int got = *bytes;
  pthread_mutex_unlock(&b->lock);
  return is_wrong ? *bytes : got;
}

static void walk(struct buffer *b) {
  if (!is_wrong) pthread_mutex_lock(&b->lock);
  for (char *at = b->bytes; *at; at++) sink += *at;
  if (!is_wrong) pthread_mutex_unlock(&b->lock);
}

static void add(void) {
  long *of = total;
  if (!is_wrong) pthread_mutex_lock(&total_lock);
  ++*of;
  if (!is_wrong) pthread_mutex_unlock(&total_lock);
}

/* Other storage in the same variable, and two pointers in one. */
static void reuse(struct buffer *b) {
  char own[4] = "own", *bytes = b->bytes;
  sink += bytes != NULL;
  bytes = own;
  bytes[0] = 'O';
  int numbers[2] = {0}, *number = b->numbers;
  for (number = numbers; number < numbers + 2; number++) *number = 1;
}

/* What is no longer where it was is its taker's. */
static void replace(struct buffer *b) {
  char *next = strdup("next");
  pthread_mutex_lock(&b->lock);
  char *old = b->bytes;
  b->bytes = next;
  pthread_mutex_unlock(&b->lock);
  old[0] = 0;
  free(old);
}

static void dispose(struct buffer *b) { free(b); }

static void take_apart(struct buffer *b) {
  char *bytes = b->bytes;
  dispose(b);
  bytes[0] = 0;
  free(bytes);
}

static struct buffer *make(void) {
  struct buffer *b = malloc(sizeof *b);
  pthread_mutex_init(&b->lock, NULL);
  b->bytes = strdup("some"), b->numbers = calloc(2, sizeof(int));
  char *bytes = b->bytes;
  bytes[0] = 'S';
  return b;
}

static struct buffer *shared, *given;

static void *run(void *unused) {
  put(shared);
  sink += get(shared);
  walk(shared);
  add();
  reuse(shared);
  replace(shared);
  return unused;
}

int main(int count, char **arguments) {
  pthread_t thread;
  is_wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  shared = make(), given = make();
  pthread_create(&thread, NULL, run, NULL);
  run(NULL);
  take_apart(given);
  return pthread_join(thread, NULL);
}
