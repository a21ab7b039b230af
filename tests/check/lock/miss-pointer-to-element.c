/* What is done in a callee through a pointer to an element of a guarded array is not held to the
 * array's rule. */
#include <custody/short.h>
#include <pthread.h>

struct user {
  int uses;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct user users[4] GUARDED_BY(lock);

static void use(struct user *u) {
  u->uses++; // known-miss: lock users
}

static void *run(void *unused) {
  pthread_mutex_lock(&lock);
  use(&users[1]);
  pthread_mutex_unlock(&lock);
  use(&users[2]);
  return unused;
}

int main(void) {
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, NULL)) return 1;
  run(NULL);
  return pthread_join(thread, NULL);
}
