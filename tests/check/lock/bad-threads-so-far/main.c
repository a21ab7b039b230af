/* The thread that touches the data has been started by then. */
#include "table.h"

int main(void) {
  pthread_t logger, worker;
  if (pthread_create(&logger, NULL, logger_run, NULL)) return 1;
  if (pthread_create(&worker, NULL, worker_run, NULL)) return 1;
  table_init();
  return 0;
}
