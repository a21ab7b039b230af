#ifndef TABLE_H
#define TABLE_H
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(logger);
THREAD_ROLE(worker);

extern pthread_mutex_t table_lock;
struct table {
  int size GUARDED_BY(table_lock);
};
void table_init(void);
void *logger_run(void *) THREAD_ENTRY(logger);
void *worker_run(void *) THREAD_ENTRY(worker);

#endif
