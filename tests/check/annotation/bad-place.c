/* A macro where it means nothing. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct server {
  int users RUNS_ON(main);  // expect-both: annotation runs_on
  int rooms REQUIRES(lock); // expect-both: annotation requires
};

void log_in(int user GUARDED_BY(lock)); // expect-both: annotation guarded_by
void log_out(void) OWNED_BY(main); // expect-both: annotation owned_by
void log_in(int user) { (void)user; }

int main(void) {
  THREAD_ROLE(voice); // expect-both: annotation thread_role
  return 0;
}
