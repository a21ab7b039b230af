/* In the false branch of a role test, and after it, the role is not there. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);

struct queue {
  int size OWNED_BY(loop);
};
static pthread_t loop;
static struct queue queue;

static int on_loop(void) TESTS_ROLE(loop);
static int on_loop(void) { return pthread_equal(pthread_self(), loop); }

static void push(struct queue *q) {
  if (on_loop() == 0) q->size++; // expect-both: owner queue.size
}

static void pop(struct queue *q) {
  if (on_loop()) q->size--;
  q->size--; // expect-both: owner queue.size
}

static void *run(void *q) THREAD_ENTRY(loop);
static void *run(void *q) {
  push(q);
  pop(q);
  return 0;
}

int main(void) {
  if (pthread_create(&loop, 0, run, &queue)) return 1;
  push(&queue);
  pop(&queue);
  return pthread_join(loop, 0);
}
