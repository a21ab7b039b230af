#include "table.h"

pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static struct table table;

void table_init(void) { table.size = 1; } // expect: lock table.size

void *logger_run(void *unused) { return unused; }

void *worker_run(void *unused) {
  pthread_mutex_lock(&table_lock);
  table.size++;
  pthread_mutex_unlock(&table_lock);
  return unused;
}
