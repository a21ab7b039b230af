/* The next node's lock is taken before the last one's is given back. */
#include <custody/short.h>
#include <pthread.h>

struct node {
  pthread_mutex_t lock;
  struct node *next GUARDED_BY(lock);
  int value GUARDED_BY(lock);
};

static struct node nodes[2] = {{PTHREAD_MUTEX_INITIALIZER, &nodes[1], 0},
                               {PTHREAD_MUTEX_INITIALIZER, 0, 0}};

static void touch(struct node *n) {
  pthread_mutex_lock(&n->lock);
  while (n->next) {
    struct node *next = n->next;
    pthread_mutex_lock(&next->lock);
    pthread_mutex_unlock(&n->lock);
    n = next;
  }
  n->value++;
  pthread_mutex_unlock(&n->lock);
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
