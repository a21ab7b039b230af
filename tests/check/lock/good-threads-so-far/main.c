/* While main() starts the program, a thread runs that never touches the data: nobody can race. */
#include "table.h"

int main(void) {
  pthread_t logger, worker;
  if (pthread_create(&logger, NULL, logger_run, NULL)) return 1;
  table_init();
  return pthread_create(&worker, NULL, worker_run, NULL);
}
