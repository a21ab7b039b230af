/* A lock, role or parameter that names nothing is a fault of the annotation, with a near name. */
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);

struct server {
  pthread_mutex_t queue_lock;
  int users GUARDED_BY(queue_lokc);            // expect-both: annotation queue_lokc
  int rooms OWNED_BY(mian);                    // expect-both: annotation mian
  struct server *next GUARDED_BY(next->lock); // expect-both: annotation lock
};

void open_server(struct server *server) INIT(sever); // expect-both: annotation sever
void close_server(struct server *server) REQUIRES(server->queue_lok); // expect-both: annotation queue_lok
void *voice_run(void *unused) THREAD_ENTRY(voice); // expect-both: annotation voice

void open_server(struct server *server) { (void)server; }
void close_server(struct server *server) { (void)server; }

int main(void) { return 0; }
