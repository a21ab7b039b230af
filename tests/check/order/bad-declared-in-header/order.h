#ifndef ORDER_H
#define ORDER_H
#include <custody/short.h>
#include <pthread.h>

extern pthread_mutex_t clients, journal;
LOCK_ORDER(clients, journal);

void log_client(void);
#endif
