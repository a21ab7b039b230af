/* A function that on some ways gives the caller's lock back and takes it again leaves it as it was. */
#include <custody/short.h>
#include <pthread.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int items GUARDED_BY(lock);

static void crawl(int sleeps) {
  while (items--) {
    if (!sleeps) continue;
    pthread_mutex_unlock(&lock);
    usleep(1);
    pthread_mutex_lock(&lock);
  }
}

static void *run(void *unused) {
  pthread_mutex_lock(&lock);
  crawl(unused != NULL);
  items++;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  return pthread_join(thread, NULL);
}
