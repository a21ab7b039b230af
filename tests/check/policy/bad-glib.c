/* A GLib lock that is not held, only held shared, or held where its try-lock failed. */
// compile: -I/usr/include/glib-2.0 -I/usr/lib/x86_64-linux-gnu/glib-2.0/include
// link: -lglib-2.0
#include <custody/short.h>
#include <glib.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static struct server {
  GMutex lock;
  GRWLock names_lock;
  int users GUARDED_BY(lock);
  int names GUARDED_BY(names_lock);
  int rooms OWNED_BY(main);
} server;

static gpointer voice_run(gpointer unused) THREAD_ENTRY(voice);
static gpointer voice_run(gpointer unused) {
  server.users++; // expect-both: lock server.users
  if (!g_mutex_trylock(&server.lock)) {
    server.users++; // expect-both: lock server.users
    return unused;
  }
  server.users++;
  g_mutex_unlock(&server.lock);
  g_rw_lock_reader_lock(&server.names_lock);
  server.names++; // expect-both: lock server.names
  g_rw_lock_reader_unlock(&server.names_lock);
  server.rooms++; // expect-both: owner server.rooms
  return unused;
}

int main(void) {
  g_thread_join(g_thread_new("voice", voice_run, NULL));
  return 0;
}
