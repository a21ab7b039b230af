#ifndef USER_H
#define USER_H
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct server {
  pthread_rwlock_t lock;
};

struct user {
  struct server *server;
  int mute OWNED_BY(main, server->lock);
};

extern struct server server;
extern struct user user;

int user_is_mute(const struct user *u);
void user_set_mute(struct user *u, int mute);
void *voice_run(void *) THREAD_ENTRY(voice);
#endif
