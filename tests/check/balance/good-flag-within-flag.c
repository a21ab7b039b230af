/* Whether a tree locks itself is a flag in it, and whether a function does so a parameter besides: what
 * was not locked is not unlocked, though the tests of both are apart. */
#include <custody/short.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct tree {
  bool locks;
  pthread_mutex_t mutex;
  void *root;
  int size;
};

static void lock(struct tree *t) {
  if (t->locks) pthread_mutex_lock(&t->mutex);
}

static void remove_node(struct tree *t, void *node, bool skip_lock) {
  if (!node) return;
  if (!skip_lock) {
    if (t->locks) pthread_mutex_lock(&t->mutex);
  }
  if (node == t->root) t->root = NULL;
  free(node);
  t->size--;
  if (!skip_lock) {
    if (t->locks) pthread_mutex_unlock(&t->mutex);
  }
}

static void clear(struct tree *t) {
  lock(t);
  while (t->root) remove_node(t, t->root, true);
  if (t->locks) pthread_mutex_unlock(&t->mutex);
}

static struct tree shared = {.locks = true, .mutex = PTHREAD_MUTEX_INITIALIZER};

static void *run(void *node) {
  remove_node(&shared, node, false);
  clear(&shared);
  return NULL;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, malloc(1))) return 1;
  clear(&shared);
  return pthread_join(thread, NULL);
}
