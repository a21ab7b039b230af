/* Bit-fields, array elements and fields of nested structs are data like any other. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct user {
  unsigned mute : 1 OWNED_BY(main);
  int targets[4] OWNED_BY(main);
  struct {
    int depth;
  } context OWNED_BY(main);
};

static struct user users[3];

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  for (int i = 0; i < 3; i++) {
    users[i].mute = 1;          // expect-both: owner user.mute
    users[i].targets[i] = 2;    // expect-both: owner user.targets
    users[i].context.depth = 3; // expect-both: owner user.context
  }
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  return pthread_join(thread, 0);
}
