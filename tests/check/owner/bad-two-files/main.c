/* The voice thread reaches a write to main's field through two calls in another file. */
#include "user.h"

struct server server = {PTHREAD_RWLOCK_INITIALIZER};
struct user user = {.server = &server};

int user_is_mute(const struct user *u) { return u->mute; }

static void set_mute_locked(struct user *u, int mute) {
  u->mute = mute; // expect: owner user.mute
}

void user_set_mute(struct user *u, int mute) {
  pthread_rwlock_wrlock(&u->server->lock); // expect-note: taken here
  set_mute_locked(u, mute); // expect-note: set_mute_locked
  pthread_rwlock_unlock(&u->server->lock);
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  user_set_mute(&user, !user_is_mute(&user));
  return pthread_join(thread, 0);
}
