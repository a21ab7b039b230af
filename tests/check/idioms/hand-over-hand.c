/* Hand over hand down a sorted list: the next node's lock is taken before the last one's is given
 * back; inserting and removing hold two. */
#include <custody/short.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct node {
  pthread_mutex_t lock;
  struct node *next GUARDED_BY(lock);
  long key IMMUTABLE;
  int value GUARDED_BY(lock);
};

struct list {
  struct node head;
};

static struct node *node_new(long key, int value) {
  struct node *n = malloc(sizeof *n);
  if (!n) return NULL;
  pthread_mutex_init(&n->lock, NULL);
  n->next = NULL;
  n->key = key;
  n->value = value;
  return n;
}

static void insert(struct list *l, long key, int value) {
  struct node *new = node_new(key, value);
  if (!new) return;
  struct node *before = &l->head, *at;
  pthread_mutex_lock(&before->lock);
  while ((at = before->next) != NULL) {
    pthread_mutex_lock(&at->lock);
    if (at->key >= key) break;
    pthread_mutex_unlock(&before->lock);
    before = at;
  }
  new->next = at;
  before->next = new;
  if (at) pthread_mutex_unlock(&at->lock);
  pthread_mutex_unlock(&before->lock);
}

static bool take_out(struct list *l, long key) {
  struct node *before = &l->head, *at;
  pthread_mutex_lock(&before->lock);
  for (at = before->next; at; at = before->next) {
    pthread_mutex_lock(&at->lock);
    if (at->key == key) {
      before->next = at->next;
      pthread_mutex_unlock(&at->lock);
      pthread_mutex_unlock(&before->lock);
      pthread_mutex_destroy(&at->lock);
      free(at);
      return true;
    }
    pthread_mutex_unlock(&before->lock);
    before = at;
  }
  pthread_mutex_unlock(&before->lock);
  return false;
}

static long sum(struct list *l) {
  long sum = 0;
  struct node *n = &l->head;
  pthread_mutex_lock(&n->lock);
  for (struct node *next = n->next; next; next = n->next) {
#ifdef BROKEN
    sum -= next->value; // expect-both: lock node.value
#endif
    pthread_mutex_lock(&next->lock);
    pthread_mutex_unlock(&n->lock);
    n = next;
    sum += n->value;
  }
  pthread_mutex_unlock(&n->lock);
  return sum;
}

static int last(struct list *l) {
  struct node *n = &l->head;
  pthread_mutex_lock(&n->lock);
  for (struct node *next; (next = n->next) != NULL; n = next) {
    pthread_mutex_lock(&next->lock);
    pthread_mutex_unlock(&n->lock);
  }
  int value = n->value;
  pthread_mutex_unlock(&n->lock);
#ifdef BROKEN
  value += n->value; // expect-both: lock node.value
#endif
  return value;
}

static struct list list = {{PTHREAD_MUTEX_INITIALIZER, NULL, -1, 0}};

static void *run(void *unused) {
  for (long key = 0; key < 100; key++) insert(&list, key * 7 % 100, 1);
  if (sum(&list) > last(&list)) take_out(&list, 7);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
