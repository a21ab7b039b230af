/* Once it is stored where others find it, the object is not being built any more. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct user {
  int session OWNED_BY(main);
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct user *newest GUARDED_BY(lock);

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  struct user *user = malloc(sizeof *user);
  if (!user) return 0;
  user->session = 7;
  pthread_mutex_lock(&lock);
  newest = user;
  pthread_mutex_unlock(&lock);
  user->session = 8; // expect-both: owner user.session
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  return pthread_join(thread, 0);
}
