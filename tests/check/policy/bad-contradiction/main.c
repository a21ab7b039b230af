/* A policy and a macro, or two policies, that say different things of one name. */
// compile: -fcustody-policy=own.yaml -fcustody-policy=again.yaml -fcustody-policy=other.yaml
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);
struct server {
  pthread_mutex_t lock, other;
  int users GUARDED_BY(lock);
  int rooms GUARDED_BY(lock);
  int names GUARDED_BY(lock);
};
struct server server;
void serve(void) RUNS_ON(main);
void close_server(void);

void serve(void) {}
void close_server(void) {}

int main(void) { return 0; }
