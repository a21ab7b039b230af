/* GLib's locks, recursive ones too, its try-locks, conditions and threads are known. */
// compile: -I/usr/include/glib-2.0 -I/usr/lib/x86_64-linux-gnu/glib-2.0/include
// link: -lglib-2.0
#include <custody/short.h>
#include <glib.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);

static struct server {
  GMutex lock;
  GRecMutex rooms_lock;
  GRWLock names_lock;
  GCond changed;
  int users GUARDED_BY(lock);
  int rooms GUARDED_BY(rooms_lock);
  int names GUARDED_BY(names_lock);
} server;

static void add_room(void) {
  g_rec_mutex_lock(&server.rooms_lock);
  server.rooms++;
  g_rec_mutex_unlock(&server.rooms_lock);
}

static gpointer voice_run(gpointer unused) THREAD_ENTRY(voice);
static gpointer voice_run(gpointer unused) {
  g_mutex_lock(&server.lock);
  while (server.users == 0) g_cond_wait(&server.changed, &server.lock);
  server.users--;
  g_mutex_unlock(&server.lock);
  g_rec_mutex_lock(&server.rooms_lock);
  add_room();
  g_rec_mutex_unlock(&server.rooms_lock);
  if (g_mutex_trylock(&server.lock)) {
    server.users++;
    g_mutex_unlock(&server.lock);
  }
  g_rw_lock_reader_lock(&server.names_lock);
  int names = server.names;
  g_rw_lock_reader_unlock(&server.names_lock);
  g_rw_lock_writer_lock(&server.names_lock);
  server.names = names + 1;
  g_rw_lock_writer_unlock(&server.names_lock);
  return unused;
}

int main(void) {
  GThread *thread = g_thread_new("voice", voice_run, NULL);
  g_mutex_lock(&server.lock);
  server.users = 1;
  g_mutex_unlock(&server.lock);
  g_cond_signal(&server.changed);
  g_thread_join(thread);
  return 0;
}
