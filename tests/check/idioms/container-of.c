/* From a member to its object: container_of in its usual forms, for a list's link, a timer, and a
 * base that is a first member. */
#include <custody/short.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>

#define container_of(pointer, type, member)                                                        \
  ((type *)((char *)(pointer) - offsetof(type, member)))
#define container_of_checked(pointer, type, member)                                                \
  __extension__({                                                                                  \
    const __typeof__(((type *)0)->member) *member_ = (pointer);                                    \
    (type *)((char *)member_ - offsetof(type, member));                                            \
  })

struct link {
  struct link *next;
};

struct timer {
  void (*fire)(struct timer *);
  long due;
};

struct base {
  pthread_mutex_t lock;
  int kind IMMUTABLE;
};

struct connection {
  struct base base;
  int requests GUARDED_BY(base.lock);
  struct link link;
  struct timer timer;
  int timeouts GUARDED_BY(base.lock);
};

static void on_link(struct link *l) {
  struct connection *c = container_of(l, struct connection, link);
  pthread_mutex_lock(&c->base.lock);
  c->requests++;
  pthread_mutex_unlock(&c->base.lock);
#ifdef BROKEN
  container_of(l, struct connection, link)->requests--; // expect-both: lock connection.requests
#endif
}

static void on_timer(struct timer *t) {
  struct connection *c = container_of_checked(t, struct connection, timer);
  pthread_mutex_lock(&c->base.lock);
  c->timeouts++;
  pthread_mutex_unlock(&c->base.lock);
#ifdef BROKEN
  c->timeouts = 0; // expect-both: lock connection.timeouts
#endif
}

static void on_base(struct base *b) {
  struct connection *c = (struct connection *)b;
  pthread_mutex_lock(&b->lock);
  c->requests++;
  pthread_mutex_unlock(&b->lock);
#ifdef BROKEN
  c->requests = 0; // expect-both: lock connection.requests
#endif
}

static pthread_mutex_t all_lock = PTHREAD_MUTEX_INITIALIZER;
static struct link all GUARDED_BY(all_lock);

static int add(void) {
  struct connection *c = calloc(1, sizeof *c);
  if (!c) return -1;
  pthread_mutex_init(&c->base.lock, NULL);
  c->base.kind = 1;
  c->timer.fire = on_timer;
  container_of(&c->link, struct connection, link)->requests = 1;
  pthread_mutex_lock(&all_lock);
  c->link.next = all.next;
  all.next = &c->link;
  pthread_mutex_unlock(&all_lock);
#ifdef BROKEN
  c->requests = 2; // expect-both: lock connection.requests
#endif
  return 0;
}

static void *run(void *unused) {
  add();
  pthread_mutex_lock(&all_lock);
  for (struct link *l = all.next; l; l = l->next) {
    struct connection *c = container_of(l, struct connection, link);
    on_link(l);
    on_base(&c->base);
    c->timer.fire(&c->timer);
    pthread_mutex_lock(&c->base.lock);
    c->requests++;
    pthread_mutex_unlock(&c->base.lock);
  }
  pthread_mutex_unlock(&all_lock);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
