// The order of locks that the program declares, and locks of one type in one order, by address or as
// the program declares that it keeps; destroyed locks are held by nobody.
// wrong: WARNING: custody-order: lock of server.lock by thread
// wrong: WARNING: custody-order: lock of account.lock by thread
// wrong: WARNING: custody-balance: destruction of server.lock by thread
// wrong: WARNING: custody-balance: initialisation of log_lock by thread
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

struct server {
  pthread_mutex_t lock;
  int clients GUARDED_BY(lock);
};
struct account {
  pthread_mutex_t lock;
};
struct node {
  pthread_mutex_t lock;
};
static pthread_mutex_t log_lock = PTHREAD_MUTEX_INITIALIZER;
LOCK_ORDER(struct server.lock, log_lock);
LOCK_ORDER(struct node.lock, struct node.lock);

static struct account accounts[3];
static struct node nodes[2];

static void move(struct account *from, struct account *to) {
  pthread_mutex_lock(&from->lock);
  pthread_mutex_lock(&to->lock);
  pthread_mutex_unlock(&to->lock);
  pthread_mutex_unlock(&from->lock);
}

static void step(struct node *from, struct node *to) {
  pthread_mutex_lock(&from->lock);
  pthread_mutex_lock(&to->lock);
  pthread_mutex_unlock(&from->lock);
  pthread_mutex_unlock(&to->lock);
}

static void go_wrong(struct server *s) {
  pthread_mutex_lock(&log_lock);
  pthread_mutex_lock(&s->lock);
  pthread_mutex_unlock(&s->lock);
  pthread_mutex_unlock(&log_lock);
  move(&accounts[2], &accounts[1]);
  pthread_mutex_lock(&s->lock);
  pthread_mutex_destroy(&s->lock);
  pthread_mutex_lock(&log_lock);
  pthread_mutex_init(&log_lock, NULL);
}

int main(int count, char **arguments) {
  struct server *s = malloc(sizeof *s);
  pthread_mutex_init(&s->lock, NULL);
  s->clients = 0;
  for (int i = 0; i < 3; i++) pthread_mutex_init(&accounts[i].lock, NULL);
  for (int i = 0; i < 2; i++) pthread_mutex_init(&nodes[i].lock, NULL);
  pthread_mutex_lock(&s->lock);
  pthread_mutex_lock(&log_lock);
  pthread_mutex_unlock(&log_lock);
  pthread_mutex_unlock(&s->lock);
  move(&accounts[0], &accounts[1]);
  step(&nodes[0], &nodes[1]);
  step(&nodes[1], &nodes[0]);
  if (count > 1 && arguments[1][0] == 'w') go_wrong(s);
  else pthread_mutex_destroy(&s->lock);
  free(s);
  return 0;
}
