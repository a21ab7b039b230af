// Everything for which the runtime needs tables that grow: more threads at once, more classes of locks,
// orders and declared orders, more objects being built, more rows of figures than it has room for from
// the start. All of it is right but, with the argument `wrong`, five things.
#include <custody/short.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

THREAD_ROLE(main);
THREAD_ROLE(keeper);
THREAD_ROLE_POOL(worker);
enum { CROWD = 150, LOCKS = 40, NODES = 3000, VISITORS = 8 };

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static long table GUARDED_BY(table_lock);
static pthread_rwlock_t list_lock = PTHREAD_RWLOCK_INITIALIZER;
static long list_length GUARDED_BY(list_lock);
static int kept OWNED_BY(keeper);
static int main_only OWNED_BY(main);
static sem_t arrived, leave;

struct node {
  pthread_mutex_t lock;
  struct node *next;
  int id IMMUTABLE;
  int value GUARDED_BY(lock);
};
LOCK_ORDER(struct node.lock, struct node.lock);
static struct node *published;

/* -- declared orders ------------------------------------------------------------------------- */

#define TEN(X, D) X(D##0) X(D##1) X(D##2) X(D##3) X(D##4) X(D##5) X(D##6) X(D##7) X(D##8) X(D##9)
#define EACH(X) TEN(X, 1) TEN(X, 2) TEN(X, 3) TEN(X, 4) TEN(X, 5) TEN(X, 6) TEN(X, 7)
#define DECLARE(N)                                                                                 \
  static pthread_mutex_t outer##N = PTHREAD_MUTEX_INITIALIZER,                                     \
                         inner##N = PTHREAD_MUTEX_INITIALIZER;                                     \
  LOCK_ORDER(outer##N, inner##N);
EACH(DECLARE)

static void take_two(pthread_mutex_t *first, pthread_mutex_t *second) {
  pthread_mutex_lock(first);
  pthread_mutex_lock(second);
  pthread_mutex_unlock(second);
  pthread_mutex_unlock(first);
}

#define IN_ORDER(N)                                                                                \
  pthread_mutex_lock(&outer##N);                                                                   \
  pthread_mutex_lock(&inner##N);                                                                   \
  pthread_mutex_unlock(&inner##N);                                                                 \
  pthread_mutex_unlock(&outer##N);
static void as_declared(void) { EACH(IN_ORDER) }

static void many_orders(void) {
  pthread_mutex_t *lock = calloc(LOCKS, sizeof *lock);
  for (int i = 0; i < LOCKS; i++) pthread_mutex_init(&lock[i], NULL);
  for (int i = 0; i < LOCKS; i++)
    for (int k = i + 1; k < LOCKS; k++) take_two(&lock[i], &lock[k]);
  for (int i = 0; i < LOCKS; i++) pthread_mutex_destroy(&lock[i]);
  free(lock);
}

/* -- objects --------------------------------------------------------------------------------- */

static struct node *make_list(void) {
  struct node *first = NULL;
  for (int i = 0; i < NODES; i++) {
    struct node *node = calloc(1, sizeof *node);
    pthread_mutex_init(&node->lock, NULL);
    node->id = i;
    node->value = 0;
    node->next = first;
    first = node;
  }
  return first;
}

/* From hand to hand, first to last and back: an order of the program's own. */
static void walk(struct node *one, struct node *other) {
  pthread_mutex_lock(&one->lock);
  pthread_mutex_lock(&other->lock);
  one->value += other->id;
  other->value += one->id;
  pthread_mutex_unlock(&other->lock);
  pthread_mutex_unlock(&one->lock);
}

struct request {
  int state PINNED;
};
static void give(struct request *request TRANSFER) { (void)request; }

/* -- threads --------------------------------------------------------------------------------- */

static void touch(void) {
  pthread_mutex_lock(&table_lock);
  table++;
  pthread_mutex_unlock(&table_lock);
  pthread_rwlock_rdlock(&list_lock);
  long length = list_length;
  pthread_rwlock_unlock(&list_lock);
  pthread_rwlock_wrlock(&list_lock);
  list_length = length + 1;
  pthread_rwlock_unlock(&list_lock);
}

static void *stay(void *) THREAD_ENTRY(worker);
static void *stay(void *unused) {
  touch();
  sem_post(&arrived);
  sem_wait(&leave);
  touch();
  return unused;
}

static void *keep(void *) THREAD_ENTRY(keeper);
static void *keep(void *unused) {
  touch();
  kept++;
  return unused;
}

/* Its record may be one that there was no memory for. */
static void *crowd_and_keeper(void *unused) {
  pthread_t crowd[CROWD], keeper_thread;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  for (int i = 0; i < CROWD; i++) pthread_create(&crowd[i], &small, stay, NULL);
  for (int i = 0; i < CROWD; i++) sem_wait(&arrived);
  for (int i = 0; i < 3; i++) {
    pthread_create(&keeper_thread, &small, keep, NULL);
    pthread_join(keeper_thread, NULL);
    kept++; /* its thread was joined, and others are still there */
  }
  for (int i = 0; i < CROWD; i++) sem_post(&leave);
  for (int i = 0; i < CROWD; i++) pthread_join(crowd[i], NULL);
  return unused;
}

static void *wait_long(void *unused) {
  pthread_mutex_lock(&table_lock);
  usleep(60000);
  pthread_mutex_unlock(&table_lock);
  return unused;
}

/* -- five faults ----------------------------------------------------------------------------- */

static void *do_wrong(void *request) {
  table++; /* lock */
  main_only++; /* owner */
  take_two(&inner13, &outer13); /* order */
  pthread_mutex_unlock(&inner14); /* balance */
  published->id = 7; /* immutable */
  return request;
}

int main(int count, char **arguments) {
  pthread_t waiter, wrong;
  sem_init(&arrived, 0, 0), sem_init(&leave, 0, 0);
  pthread_create(&waiter, NULL, wait_long, NULL);
  usleep(10000);
  as_declared();
  many_orders();
  struct node *list = make_list();
  published = list;
  walk(list, list->next);
  walk(list->next, list);
  struct request *request = calloc(1, sizeof *request);
  request->state = 1;
  give(request);
  touch();
  crowd_and_keeper(NULL);
  if (count > 1 && strcmp(arguments[1], "wrong") == 0) {
    pthread_create(&wrong, NULL, do_wrong, NULL);
    pthread_join(wrong, NULL);
  }
  pthread_join(waiter, NULL);
  table++, list_length++, kept++; /* alone again */
  return table == 0;
}
