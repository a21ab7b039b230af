/* What a pointer points to under a lock, touched without it: directly, through a copy of the pointer,
 * and by a function that gets the pointer. */
#include <custody/short.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct header {
  int length, kind;
};

struct queue {
  pthread_mutex_t lock;
  pthread_mutex_t head_lock;
  char *bytes PT_GUARDED_BY(lock);
  struct header *header GUARDED_BY(head_lock) PT_GUARDED_BY(lock);
  int *slots[4] PT_GUARDED_BY(lock);
};

static struct queue queue = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, 0, 0, {0}};
static pthread_mutex_t total_lock = PTHREAD_MUTEX_INITIALIZER;
static long *total PT_GUARDED_BY(total_lock);

static void fill(char *to, int count) {
  for (int i = 0; i < count; i++) to[i] = 0; // expect-both: lock '*queue.bytes' is written
}

static int first(const char *from) {
  return from[0]; // expect-both: lock '*queue.bytes' is read
}

static char *bytes_of(struct queue *q) { return q->bytes; }

static void set_kind(struct header *h, pthread_mutex_t *m) {
  pthread_mutex_lock(m);
  pthread_mutex_unlock(m);
  h->kind = 1; // expect-both: lock '*queue.header' is written
}

static void direct(struct queue *q) {
  q->bytes[1] = 'x';          // expect-both: lock '*queue.bytes' is written
  *q->slots[2] = 3;           // expect-both: lock '*queue.slots' is written
  memset(q->bytes, 0, 4);     // expect-both: lock '*queue.bytes' is written
  if (strlen(q->bytes)) (*total)++; // expect-both: lock '*queue.bytes' is read
                                    // expect-both@-1: lock '*total' is written
  pthread_mutex_lock(&q->lock);
  int length = q->header->length; // expect-both: lock 'queue.header' is read
  pthread_mutex_lock(&q->head_lock);
  q->header->length = length + 1;
  pthread_mutex_unlock(&q->lock);
  q->header->length = length; // expect-both: lock '*queue.header' is written
  pthread_mutex_unlock(&q->head_lock);
}

static void copied(struct queue *q) {
  pthread_mutex_lock(&q->lock);
  char *b = q->bytes;
  b[0] = 1;
  pthread_mutex_unlock(&q->lock);
  b[0] = 2;                // expect-both: lock '*queue.bytes' is written
  printf("%c", b[1]);      // expect-both: lock '*queue.bytes' is read
  bytes_of(q)[3] = 1;      // expect-both: lock '*queue.bytes' is written
}

static void passed(struct queue *q) {
  fill(q->bytes, 4);
  pthread_mutex_lock(&q->lock);
  fill(q->bytes, 4);
  pthread_mutex_unlock(&q->lock);
  first(q->bytes + 1);
  pthread_mutex_lock(&q->lock);
  struct header *h;
  pthread_mutex_lock(&q->head_lock);
  h = q->header;
  pthread_mutex_unlock(&q->head_lock);
  set_kind(h, &q->head_lock);
  pthread_mutex_unlock(&q->lock);
  set_kind(h, &q->lock);
}

static void append(char *at, const char *from) {
  while (*from) *at++ = *from++; // expect-both: lock '*queue.bytes' is written
}

static void walked(struct queue *q) {
  for (char *at = q->bytes; *at; at++) *at = 'w'; // expect-both: lock '*queue.bytes' is read
                                                  // expect-both@-1: lock '*queue.bytes' is written
  append(q->bytes, "more");
}

static void by_parameter(struct queue *q, int *counter PT_GUARDED_BY(q->lock)) {
  ++*counter; // expect-both: lock '*counter' is written
}

static void *run(void *unused) {
  static int counter;
  direct(&queue);
  copied(&queue);
  passed(&queue);
  walked(&queue);
  by_parameter(&queue, &counter);
  return unused;
}

int main(void) {
  pthread_t thread;
  queue.bytes = malloc(16);
  if (pthread_create(&thread, 0, run, 0)) return 1;
  run(0);
  return pthread_join(thread, 0);
}
