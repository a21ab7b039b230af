/* A flag that was tested stays known: the lock is held exactly where it is used. */
#include <custody/short.h>
#include <pthread.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance GUARDED_BY(lock);

static void change(int wanted) {
  int locked = 0;
  if (wanted) {
    pthread_mutex_lock(&lock);
    locked = 1;
  }
  if (locked) balance++;
  if (locked) pthread_mutex_unlock(&lock);
}

static void *run(void *unused) {
  change(unused != 0);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, 0, run, 0)) return 1;
  change(1);
  return pthread_join(thread, 0);
}
