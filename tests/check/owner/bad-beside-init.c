/* INIT speaks of its own parameter only. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct socket {
  int descriptor OWNED_BY(voice);
};

static struct socket sockets[2];

static void socket_open(struct socket *s, struct socket *other) INIT(s) {
  s->descriptor = 3;
  other->descriptor = 3; // expect-both: owner socket.descriptor
}

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  sockets[0].descriptor = 4;
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  socket_open(&sockets[1], &sockets[0]);
  return pthread_join(thread, 0);
}
