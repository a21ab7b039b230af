#include "order.h"

pthread_mutex_t clients = PTHREAD_MUTEX_INITIALIZER;

void log_client(void) {
  pthread_mutex_lock(&clients); // expect: order 'clients' is taken with 'journal' held, against the declared order
  pthread_mutex_unlock(&clients);
}
