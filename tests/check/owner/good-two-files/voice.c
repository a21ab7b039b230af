#include "user.h"

void *voice_run(void *unused) {
  pthread_rwlock_rdlock(&user.server->lock);
  int mute = user_is_mute(&user);
  pthread_rwlock_unlock(&user.server->lock);
  return mute ? unused : 0;
}
