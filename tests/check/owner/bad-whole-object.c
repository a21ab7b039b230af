/* memset and assignment of a whole object touch every field of it. */
#include <custody/short.h>
#include <pthread.h>
#include <string.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct user {
  int session;
  int mute OWNED_BY(main);
};

static struct user first, second;

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  struct user blank = {0, 0};
  first = blank;                       // expect-both: owner user.mute
  memset(&second, 0, sizeof second);   // expect-both: owner user.mute
  blank = second;                      // expect-both: owner user.mute
  memcpy(&blank, &first, sizeof blank); // expect-both: owner user.mute
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  return pthread_join(thread, 0);
}
