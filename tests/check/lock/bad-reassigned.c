/* When the pointer moves on, the lock that was taken belongs to the object before. */
#include <custody/short.h>
#include <pthread.h>

struct node {
  pthread_mutex_t lock;
  struct node *next;
  int value GUARDED_BY(lock);
};

static struct node nodes[2] = {{PTHREAD_MUTEX_INITIALIZER, &nodes[1], 0},
                               {PTHREAD_MUTEX_INITIALIZER, 0, 0}};

static void touch(struct node *n) {
  struct node *locked = n;
  pthread_mutex_lock(&n->lock);
  n = n->next;
  n->value++; // expect-both: lock node.value
  pthread_mutex_unlock(&locked->lock);
}

static void *run(void *unused) {
  touch(&nodes[0]);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  return pthread_join(thread, 0);
}
