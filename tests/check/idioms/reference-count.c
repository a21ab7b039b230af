/* Reference counts: under a lock of the table, by atomics, taken only while not zero; who drops the
 * last one owns the object alone. */
#include <custody/short.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

struct item {
  struct item *next;
  int key IMMUTABLE;
  atomic_int references ATOMIC;
  char *text IMMUTABLE;
};

struct table {
  pthread_mutex_t lock;
  struct item *first GUARDED_BY(lock);
  int count GUARDED_BY(lock);
};

static void item_free(struct item *it) FINI(it) {
  free(it->text);
  it->text = NULL;
  free(it);
}

static void put(struct item *it TRANSFER) {
  if (atomic_fetch_sub_explicit(&it->references, 1, memory_order_acq_rel) == 1) item_free(it);
}

static struct item *get(struct item *it) {
  atomic_fetch_add_explicit(&it->references, 1, memory_order_relaxed);
  return it;
}

static bool get_unless_zero(struct item *it) {
  int references = atomic_load(&it->references);
  while (references > 0)
    if (atomic_compare_exchange_weak(&it->references, &references, references + 1)) return true;
  return false;
}

static struct item *find(struct table *t, int key) {
  struct item *found = NULL;
  pthread_mutex_lock(&t->lock);
  for (struct item *it = t->first; it; it = it->next)
    if (it->key == key && get_unless_zero(it)) {
      found = it;
      break;
    }
  pthread_mutex_unlock(&t->lock);
  return found;
}

static struct item *add(struct table *t, int key) {
  struct item *it = calloc(1, sizeof *it);
  if (!it) return NULL;
  it->key = key;
  it->text = malloc(16);
  atomic_init(&it->references, 2); /* the table's and the caller's */
  pthread_mutex_lock(&t->lock);
  it->next = t->first;
  t->first = it;
  t->count++;
  pthread_mutex_unlock(&t->lock);
  return it;
}

static void take_out(struct table *t, int key) {
  struct item *gone = NULL;
  pthread_mutex_lock(&t->lock);
  for (struct item **at = &t->first; *at; at = &(*at)->next)
    if ((*at)->key == key) {
      gone = *at;
      *at = gone->next;
      t->count--;
      break;
    }
  pthread_mutex_unlock(&t->lock);
  if (gone) put(gone);
}

static struct table table = {PTHREAD_MUTEX_INITIALIZER, NULL, 0};

static void *run(void *unused) {
  struct item *it = add(&table, 7);
  if (!it) return unused;
  put(it);
#ifdef BROKEN
  if (it->key == 8) return NULL; // expect-both: transfer it
#endif
  it = find(&table, 7);
  if (!it) return unused;
  char *text = it->text;
#ifdef BROKEN
  it->key = 8;        // expect-both: immutable item.key
#endif
  if (text) text[0] = 'x';
  put(it);
  take_out(&table, 7);
  return unused;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, NULL)) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
