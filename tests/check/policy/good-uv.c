/* libuv's threads and locks; work for its pool runs on no role of ours. */
// link: -luv
#include <custody/short.h>
#include <uv.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static struct server {
  uv_mutex_t lock;
  uv_rwlock_t names_lock;
  int users GUARDED_BY(lock);
  int names GUARDED_BY(names_lock);
} server;

static void voice_run(void *unused) THREAD_ENTRY(voice);
static void voice_run(void *unused) {
  (void)unused;
  if (uv_mutex_trylock(&server.lock) == 0) {
    server.users++;
    uv_mutex_unlock(&server.lock);
  }
  uv_rwlock_wrlock(&server.names_lock);
  server.names++;
  uv_rwlock_wrunlock(&server.names_lock);
}

int main(void) {
  uv_thread_t thread;
  uv_thread_create(&thread, voice_run, NULL);
  uv_rwlock_rdlock(&server.names_lock);
  int names = server.names;
  uv_rwlock_rdunlock(&server.names_lock);
  uv_thread_join(&thread);
  return names;
}
