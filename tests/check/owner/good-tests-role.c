/* In the true branch of a role test the code is that role's; after an early return too. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);

struct queue {
  int size OWNED_BY(loop);
};
int on_loop(void) TESTS_ROLE(loop);
void post(struct queue *);

static void drop(struct queue *q) RUNS_ON(loop);
static void drop(struct queue *q) { q->size--; }

void push(struct queue *q) {
  if (on_loop()) q->size++;
  else post(q);
}

void pop(struct queue *q) {
  int mine = on_loop();
  if (!mine) {
    post(q);
    return;
  }
  drop(q);
}

static pthread_t loop;
static struct queue queue;

int on_loop(void) { return pthread_equal(pthread_self(), loop); }
void post(struct queue *q) { (void)q; }

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
