/* Data rules by hand, for compilers without the plugin: what each rule allows, and with the argument FAULT
 * the one thing that it refuses. A server of two threads whose fields are touched as they declare. */
#include <custody/runtime.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

struct job {
  int state; /* PINNED */
};

static struct server {
  pthread_mutex_t lock;
  int users; /* OWNED_BY(main, lock) */
  int played; /* OWNED_BY(voice) */
  int waiting; /* GUARDED_BY(lock) */
  int limit; /* WRITE_GUARDED_BY(lock) */
  unsigned packets; /* WRITTEN_BY(voice) */
  int flag; /* ATOMIC */
  int port; /* IMMUTABLE */
} server = {PTHREAD_MUTEX_INITIALIZER, 0, 0, 0, 0, 0, 0, 0};

static const char *fault;
static struct job jobs[2];
static pthread_barrier_t step;

static int has(const char *name) { return strcmp(fault, name) == 0; }

static void lock(void) {
  pthread_mutex_lock(&server.lock);
  custody_note_acquired(&server.lock);
}
static void unlock(void) {
  custody_note_released(&server.lock);
  pthread_mutex_unlock(&server.lock);
}

/* On the voice thread: others' data as others may touch them, and its own. */
static void touch_data(void) {
  if (!has("read")) lock();
  custody_assert_read(&server, owned_by(main, &server.lock));
  if (!has("read")) unlock();
  lock();
  if (has("write")) custody_assert_write(&server, owned_by(main, &server.lock));
  if (!has("guarded")) custody_assert_write(&server, guarded_by(&server.lock));
  unlock();
  if (has("guarded")) custody_assert_write(&server, guarded_by(&server.lock));
  custody_assert_read(&server, write_guarded_by(&server.lock));
  if (has("limit")) custody_assert_write(&server, write_guarded_by(&server.lock));
  custody_assert_write(&server, owned_by(voice));
  custody_assert_atomic_write(&server, written_by(voice));
  if (has("plain")) custody_assert_write(&server, written_by(voice));
  custody_assert_atomic_write(&server, atomic_only());
  if (has("flag")) custody_assert_read(&server, atomic_only());
  custody_assert_read(&server, immutable());
  if (has("port")) custody_assert_write(&server, immutable());
}

static void *voice_thread(void *data) {
  custody_take_role(voice);
  pthread_barrier_wait(&step); /* from here on the runtime knows of two threads */
  touch_data();
  pthread_barrier_wait(&step); /* main gave a job away, or did not */
  custody_take(&jobs[0], sizeof jobs[0]);
  custody_assert_write(&jobs[0], pinned());
  if (has("stranger")) custody_assert_write(&jobs[1], pinned());
  pthread_barrier_wait(&step);
  custody_drop_role(voice);
  return data;
}

static void *lends(void *data) {
  custody_take_role(lamp);
  custody_lend_role(lamp);
  if (!has("kept")) custody_regain_role(lamp);
  return data;
}

static void *regains(void *data) {
  custody_regain_role(main);
  custody_drop_role(main);
  return data;
}

static void run(void *(*function)(void *)) {
  pthread_t thread;
  pthread_create(&thread, NULL, function, NULL);
  pthread_join(thread, NULL);
}

static void lend(void) {
  run(lends);
  if (!has("thief")) return;
  custody_lend_role(main);
  run(regains);
  custody_regain_role(main);
}

int main(int count, char **arguments) {
  pthread_t thread;
  fault = count > 1 ? arguments[1] : "";
  custody_build_begin(&server, sizeof server);
  custody_assert_write(&server, immutable());
  custody_build_end(&server);
  pthread_barrier_init(&step, NULL, 2);
  pthread_create(&thread, NULL, voice_thread, NULL);
  pthread_barrier_wait(&step);
  custody_assert_read(&server, owned_by(main, &server.lock));
  if (has("owner")) custody_assert_read(&server, owned_by(voice));
  custody_assert_write(&jobs[0], pinned());
  custody_assert_write(&jobs[1], pinned());
  custody_give(&jobs[0], sizeof jobs[0]);
  if (has("given")) custody_assert_read(&jobs[0], pinned());
  pthread_barrier_wait(&step);
  lend();
  pthread_barrier_wait(&step);
  pthread_join(thread, NULL);
  if (has("exit")) custody_lend_role(main);
  return 0;
}
