/* Links, iterators, copies, callbacks and functions that return with the lock held. */
#include <custody/short.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
struct list {
  struct list *next, *prev;
};
static inline void list_add(struct list *n, struct list *head) {
  head->next->prev = n;
  n->next = head->next;
  n->prev = head;
  head->next = n;
}
struct item {
  struct list link;
  int v;
};
struct reg {
  pthread_mutex_t lock;
  struct list head GUARDED_BY(lock);
  struct {
    struct item *tqh_first;
    struct item **tqh_last;
  } tq GUARDED_BY(lock);
  char buf[32] GUARDED_BY(lock);
  int n GUARDED_BY(lock);
  struct item items[8] GUARDED_BY(lock);
  int *hot GUARDED_BY(lock);
};
static struct reg r = {.lock = PTHREAD_MUTEX_INITIALIZER};
static void (*cb)(int *);
static void add(struct item *it) {
  pthread_mutex_lock(&r.lock);
  list_add(&it->link, &r.head);
  pthread_mutex_unlock(&r.lock);
}
static struct item *find(int v) REQUIRES(r.lock);
static struct item *find(int v) {
  for (int i = 0; i < 8; i++)
    if (r.items[i].v == v) return &r.items[i];
  return 0;
}
static int get(int v) {
  pthread_mutex_lock(&r.lock);
  struct item *it = find(v);
  int x = it ? it->v : -1;
  pthread_mutex_unlock(&r.lock);
  return x;
}
static char *copy(void) {
  pthread_mutex_lock(&r.lock);
  char *c = strdup(r.buf);
  pthread_mutex_unlock(&r.lock);
  return c;
}
static void call(void) {
  pthread_mutex_lock(&r.lock);
  if (cb) cb(&r.n);
  pthread_mutex_unlock(&r.lock);
}
static void out(char *to, size_t n) {
  pthread_mutex_lock(&r.lock);
  snprintf(to, n, "%s", r.buf);
  pthread_mutex_unlock(&r.lock);
}
static int *hot(void) {
  pthread_mutex_lock(&r.lock);
  int *h = r.hot;
  pthread_mutex_unlock(&r.lock);
  return h;
}
static void walk(void (*f)(struct item *)) {
  pthread_mutex_lock(&r.lock);
  for (struct item *i = r.items; i < r.items + 8; i++) f(i);
  pthread_mutex_unlock(&r.lock);
}
static void print(struct item *i) { printf("%d\n", i->v); }
static int sum(void) {
  int s = 0;
  pthread_mutex_lock(&r.lock);
  for (int i = 0; i < 8; i++) {
    struct item *it = &r.items[i];
    s += it->v;
  }
  pthread_mutex_unlock(&r.lock);
  return s;
}
static int twice(void) {
  struct item *it;
  pthread_mutex_lock(&r.lock);
  it = &r.items[0];
  it->v++;
  pthread_mutex_unlock(&r.lock);
  pthread_mutex_lock(&r.lock);
  it = &r.items[1];
  int v = it->v;
  pthread_mutex_unlock(&r.lock);
  return v;
}
static int *lock_and_get(void) {
  pthread_mutex_lock(&r.lock);
  return &r.n;
}
static int *try_get(int ok) {
  pthread_mutex_lock(&r.lock);
  if (ok) return &r.n;
  pthread_mutex_unlock(&r.lock);
  return 0;
}
static void *w(void *u) {
  struct item *it = calloc(1, sizeof *it);
  if (!it) return u;
  add(it);
  get(1);
  free(copy());
  call();
  char b[10];
  out(b, 10);
  hot();
  walk(print);
  sum();
  twice();
  *lock_and_get() = 1;
  pthread_mutex_unlock(&r.lock);
  if (try_get(1)) pthread_mutex_unlock(&r.lock);
  return u;
}
int main(void) {
  pthread_t t;
  r.head.next = r.head.prev = &r.head;
  r.tq.tqh_last = &r.tq.tqh_first;
  if (pthread_create(&t, 0, w, 0)) return 1;
  w(0);
  return pthread_join(t, 0);
}
