/* A thread of another role may neither read nor write what a role owns. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct user {
  int mute OWNED_BY(main); // expect-note: OWNED_BY(main)
  int deaf OWNED_BY(main);
};

static struct user user;

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  if (user.deaf) // expect-both: owner user.deaf
    user.mute = 1; // expect-both: owner user.mute
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  user.mute = 0;
  return pthread_join(thread, 0);
}
