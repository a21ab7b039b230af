/* A read-side section of liburcu is a capability, held shared: data read outside of it, and a wait for
 * readers within it. */
// link: -lurcu
#include <custody/short.h>
#include <pthread.h>
#include <urcu.h>

THREAD_ROLE(main);
THREAD_ROLE(reader);

static int *limit GUARDED_BY(rcu);
static int seen;

static void *reader_run(void *unused) THREAD_ENTRY(reader);
static void *reader_run(void *unused) {
  rcu_read_lock();
  seen += *rcu_dereference(limit);
  rcu_read_lock();
  seen += *rcu_dereference(limit);
  rcu_read_unlock();
  seen += *rcu_dereference(limit);
  synchronize_rcu(); // expect-both: balance rcu
  rcu_read_unlock();
  seen += *rcu_dereference(limit); // expect-both: lock limit
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, reader_run, NULL);
  pthread_join(thread, NULL);
  return 0;
}
