/* A function that is passed to a CALLBACK_ON parameter runs on that role, as its caller said; called by
 * its name it may run anywhere. One whose address goes elsewhere too is left alone. */
// wrong: custody-role: call of on_event by thread T
// wrong: custody-role: call of on_either by thread T
#include <custody/short.h>
#include <pthread.h>
#include <string.h>

THREAD_ROLE(main);
THREAD_ROLE(loop);
THREAD_ROLE(other);

typedef void (*callback)(void *data);
enum { MOST = 8 };
static callback posted[MOST];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count, is_wrong;
static volatile int sink;

static void post(callback run CALLBACK_ON(loop), void *data) {
  pthread_mutex_lock(&lock);
  posted[count++ % MOST] = run;
  pthread_mutex_unlock(&lock);
  (void)data;
}
static void post_to_other(callback run CALLBACK_ON(other)) { post(run, NULL); }

static void on_event(void *data) { sink += data != NULL; }
static void on_either(void *data) { sink += data != NULL; }
static void known_elsewhere(void *data) { sink += data != NULL; }
static callback elsewhere = known_elsewhere;

static void run_all(void) {
  for (int i = 0; i < count; i++) posted[i](NULL);
}

static void *run_loop(void *unused) THREAD_ENTRY(loop);
static void *run_loop(void *unused) {
  run_all();
  return unused;
}

/* Of no role. */
static void *run_wrongly(void *unused) {
  if (is_wrong) run_all();
  return unused;
}

int main(int argc, char **arguments) {
  pthread_t thread, second;
  is_wrong = argc > 1 && strcmp(arguments[1], "wrong") == 0;
  post(on_event, NULL);
  post(&on_event, NULL);
  post(on_either, NULL);
  post(known_elsewhere, NULL);
  if (argc > 100) post_to_other(on_either);
  elsewhere(NULL);
  pthread_create(&thread, NULL, is_wrong ? run_wrongly : run_loop, NULL);
  pthread_create(&second, NULL, run_wrongly, NULL);
  on_event(NULL);
  pthread_join(thread, NULL);
  pthread_join(second, NULL);
  return 0;
}
