/* Recursive locks: by attribute, by initialiser, behind a wrapper that knows its owner, and taken again
 * in a function that calls itself; an ordinary one must not be. */
#define _GNU_SOURCE
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct node {
  struct node *left, *right;
  int value;
};

struct tree {
  pthread_mutex_t lock;
  struct node *root GUARDED_BY(lock);
  int count GUARDED_BY(lock);
};

static struct tree tree;
static pthread_mutex_t log_lock = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int lines GUARDED_BY(log_lock);
static pthread_mutex_t plain = PTHREAD_MUTEX_INITIALIZER;
static int events GUARDED_BY(plain);

static void tree_setup(struct tree *t) {
  pthread_mutexattr_t attribute;
  pthread_mutexattr_init(&attribute);
  pthread_mutexattr_settype(&attribute, PTHREAD_MUTEX_RECURSIVE);
  pthread_mutex_init(&t->lock, &attribute);
  pthread_mutexattr_destroy(&attribute);
}

static void say(void) {
  pthread_mutex_lock(&log_lock);
  lines++;
  pthread_mutex_unlock(&log_lock);
}

static void say_twice(void) {
  pthread_mutex_lock(&log_lock);
  say();
  lines++;
  say();
  pthread_mutex_unlock(&log_lock);
#ifdef BROKEN
  lines = 0; // expect-both: lock lines
#endif
}

static int sum(struct tree *t, struct node *n) {
  if (!n) return 0;
  pthread_mutex_lock(&t->lock);
  int all = n->value + sum(t, n->left) + sum(t, n->right);
  t->count++;
  pthread_mutex_unlock(&t->lock);
  return all;
}

static int total(struct tree *t) {
  pthread_mutex_lock(&t->lock);
  int all = sum(t, t->root);
  t->count = 0;
  pthread_mutex_unlock(&t->lock);
#ifdef BROKEN
  if (t->count) return 0; // expect-both: lock tree.count
#endif
  return all;
}

static void note(void) {
  pthread_mutex_lock(&plain); // expect-both: balance plain
  events++;
  pthread_mutex_unlock(&plain);
}

static void note_all(void) {
#ifndef BROKEN
  note();
#endif
  pthread_mutex_lock(&plain);
  events++;
#ifdef BROKEN
  note(); // expect-note: note
#endif
  pthread_mutex_unlock(&plain);
}

static void *run(void *unused) {
  say_twice();
  note_all();
  return total(&tree) ? unused : NULL;
}

int main(void) {
  pthread_t threads[2];
  tree_setup(&tree);
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
