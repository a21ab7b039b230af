/* Any thread may fill in an object that it has just made, until it shows it to others. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct user {
  int session OWNED_BY(main);
  int mute OWNED_BY(main);
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct user *newest GUARDED_BY(lock);

static void set_defaults(struct user *user) { user->mute = 1; }

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  struct user *user = malloc(sizeof *user);
  if (!user) return 0;
  user->session = 7;
  set_defaults(user);
  pthread_mutex_lock(&lock);
  newest = user;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  return pthread_join(thread, 0);
}
