/* A parent before its child, and hand over hand down a list: one order, though of one lock. */
#include <custody/short.h>
#include <pthread.h>

struct node {
  pthread_mutex_t lock;
  struct node *child, *next;
  int value GUARDED_BY(lock);
};

static struct node root = {PTHREAD_MUTEX_INITIALIZER, 0, 0, 0};

static void both(struct node *parent, struct node *child) {
  pthread_mutex_lock(&parent->lock);
  pthread_mutex_lock(&child->lock);
  child->value = parent->value;
  pthread_mutex_unlock(&child->lock);
  pthread_mutex_unlock(&parent->lock);
}

static void below(struct node *n) {
  pthread_mutex_lock(&n->lock);
  if (n->child) {
    pthread_mutex_lock(&n->child->lock);
    n->child->value++;
    pthread_mutex_unlock(&n->child->lock);
  }
  pthread_mutex_unlock(&n->lock);
}

static void down(struct node *n) {
  pthread_mutex_lock(&n->lock);
  if (n->child) down(n->child);
  pthread_mutex_unlock(&n->lock);
}

static void to_the_end(struct node *n) {
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

static void *run(void *node) {
  below(node);
  down(node);
  both(&root, root.child);
  to_the_end(&root);
  return 0;
}

int main(void) {
  pthread_t threads[4];
  for (int i = 0; i < 4; i++)
    if (pthread_create(&threads[i], 0, run, &root)) return 1;
  for (int i = 0; i < 4; i++) pthread_join(threads[i], 0);
  return 0;
}
