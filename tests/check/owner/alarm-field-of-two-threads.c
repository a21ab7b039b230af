/* A call through a field reaches all that was ever stored in it, so one field joins two roles. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

struct loop {
  void (*on_event)(void);
};

static int users OWNED_BY(main);
static int packets OWNED_BY(voice);

static void log_in(void) {
  users++; // known-false-alarm: owner users
}

static void hear(void) {
  packets++; // known-false-alarm: owner packets
}

static struct loop main_loop = {log_in}, voice_loop = {hear};

static void turn(struct loop *loop) { loop->on_event(); }

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  turn(&voice_loop);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  turn(&main_loop);
  return pthread_join(thread, 0);
}
