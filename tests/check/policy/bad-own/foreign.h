/* A library that cannot be edited, with its rules in own.yaml. */
#ifndef FOREIGN_H
#define FOREIGN_H
#include <pthread.h>

struct server {
  pthread_mutex_t lock;
  int users;
  int rooms;
  char *name;
};
extern int open_servers;

void quic_send(struct server *);
int quic_version(void);
void server_lock(struct server *);
void server_unlock(struct server *);
void *voice_main(void *);
void name_set(char *name, struct server *);

#endif
