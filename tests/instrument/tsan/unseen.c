#include "unseen.h"

struct own the_lock;
static struct job *only;

void own_lock(struct own *l) {
  while (__atomic_exchange_n(&l->word, 1, __ATOMIC_ACQUIRE)) {
  }
}

void own_unlock(struct own *l) { __atomic_store_n(&l->word, 0, __ATOMIC_RELEASE); }

void push(struct job *job) {
  struct job *none = 0;
  while (!__atomic_compare_exchange_n(&only, &none, job, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
    none = 0;
}

struct job *pop(void) { return __atomic_exchange_n(&only, 0, __ATOMIC_ACQ_REL); }

static struct connection {
  int sent;
} the_connection;

struct connection *connection_new(void) { return &the_connection; }
void connection_send(struct connection *c, int bytes) { c->sent += bytes; }
int connection_sent(const struct connection *c) { return c->sent; }
