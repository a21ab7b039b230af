// A thread that is cancelled while it waits on a condition has the mutex again in its clean-up handler.
// wrong: WARNING: custody-balance: end of the thread with queue.lock by thread
#include <custody/short.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

struct queue {
  pthread_mutex_t lock;
  pthread_cond_t filled;
  int jobs GUARDED_BY(lock);
};
static struct queue queue = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0};
static int wrong;

static void clean_up(void *unused) {
  (void)unused;
  queue.jobs = -1;
  if (!wrong) pthread_mutex_unlock(&queue.lock);
}

static void *work(void *unused) {
  pthread_mutex_lock(&queue.lock);
  pthread_cleanup_push(clean_up, NULL);
  while (queue.jobs == 0) pthread_cond_wait(&queue.filled, &queue.lock);
  pthread_cleanup_pop(1);
  return unused;
}

int main(int count, char **arguments) {
  pthread_t thread;
  wrong = count > 1 && strcmp(arguments[1], "wrong") == 0;
  pthread_create(&thread, NULL, work, NULL);
  usleep(100000);
  pthread_cancel(thread);
  pthread_join(thread, NULL);
  if (wrong) return 0;
  pthread_mutex_lock(&queue.lock);
  queue.jobs = 0;
  pthread_mutex_unlock(&queue.lock);
  return 0;
}
