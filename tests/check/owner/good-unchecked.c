/* UNCHECKED data and NO_CHECK functions are left alone. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static int statistics UNCHECKED("may be wrong by a few");
static int users OWNED_BY(main);

static void dump(void) NO_CHECK("the crash handler prints what it finds") { users--; }

static void *voice_run(void *unused) THREAD_ENTRY(voice) {
  statistics++;
  dump();
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, voice_run, 0)) return 1;
  statistics++;
  users = 1;
  return pthread_join(thread, 0);
}
