#ifndef SERVER_H
#define SERVER_H
#include <pthread.h>

struct server {
  pthread_mutex_t lock;
  int users;
};
extern pthread_mutex_t journal;

int count_to(int number);
#endif
