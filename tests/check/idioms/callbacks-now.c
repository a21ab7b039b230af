/* Functions that are passed and run before the call returns, with what is held there: qsort's and
 * bsearch's comparison, a visitor of a table, a visitor with its own data behind a void pointer. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct user {
  int id;
  int uses;
};

struct users {
  pthread_rwlock_t lock;
  struct user list[64] GUARDED_BY(lock);
  int count GUARDED_BY(lock);
  int compared GUARDED_BY(lock);
};
static struct users users = {.lock = PTHREAD_RWLOCK_INITIALIZER};

static int by_id(const void *a, const void *b) {
  const struct user *x = a, *y = b;
  return x->id < y->id ? -1 : x->id > y->id;
}

static int by_uses(const void *a, const void *b) {
  const struct user *x = a, *y = b;
  users.compared++; // expect-both: lock users.compared
  return x->uses - y->uses;
}

static void sort(void) {
  pthread_rwlock_wrlock(&users.lock);
  qsort(users.list, (size_t)users.count, sizeof users.list[0], by_id);
  qsort(users.list, (size_t)users.count, sizeof users.list[0], by_uses);
  pthread_rwlock_unlock(&users.lock);
#ifdef BROKEN
  struct user copy[2] = {{1, 2}, {3, 4}};
  qsort(copy, 2, sizeof copy[0], by_uses);
  qsort(users.list, 2, sizeof users.list[0], by_id); // expect-both: lock users.list
#endif
}

static int find(int id) {
  struct user key = {id, 0};
  pthread_rwlock_rdlock(&users.lock);
  const struct user *found =
      bsearch(&key, users.list, (size_t)users.count, sizeof users.list[0], by_id);
  int uses = found ? found->uses : -1;
  pthread_rwlock_unlock(&users.lock);
#ifdef BROKEN
  found = bsearch(&key, users.list, 1, sizeof users.list[0], by_id); // expect-both: lock users.list
#endif
  return found ? uses : -1;
}

static int each(struct users *u, int (*visit)(struct user *, void *), void *data) {
  int sum = 0;
  for (int i = 0; i < u->count; i++) // expect-both: lock users.count
    sum += visit(&u->list[i], data);
  return sum;
}

static int add_up(struct user *u, void *data) {
  long *sum = data;
  *sum += u->uses;
  return 1;
}

static int forget(struct user *u, void *data) {
  struct users *all = data;
  u->uses = 0;
  all->compared = 0;
  return 0;
}

static long total(struct users *u) {
  long sum = 0;
  pthread_rwlock_rdlock(&u->lock);
  each(u, add_up, &sum);
  pthread_rwlock_unlock(&u->lock);
  pthread_rwlock_wrlock(&u->lock);
  each(u, forget, u);
  pthread_rwlock_unlock(&u->lock);
#ifdef BROKEN
  each(u, add_up, &sum);
#endif
  return sum;
}

static void *run(void *unused) {
  sort();
  return find(7) > total(&users) ? unused : NULL;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
