/* Inside INIT and FINI the object belongs to whoever builds it or takes it apart. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct socket {
  int descriptor OWNED_BY(voice);
};

static struct socket sockets[2];

static void socket_open(struct socket *s) INIT(s) { s->descriptor = 3; }

static void socket_close(struct socket *s) FINI(s) { s->descriptor = -1; }

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  sockets[0].descriptor = 4;
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  socket_open(&sockets[1]);
  socket_close(&sockets[1]);
  return pthread_join(thread, 0);
}
