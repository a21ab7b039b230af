/* What a policy names is looked up where it is declared. */
// compile: -fcustody-policy=own.yaml
#include <custody/short.h>
#include <pthread.h>

THREAD_ROLE(main);
struct server {
  pthread_mutex_t lock;
  int users;
};
void open_server(struct server *server, int users);
void close_server(struct server *server);
void serve(void);

void open_server(struct server *server, int users) { server->users = users; }
void close_server(struct server *server) { (void)server; }
void serve(void) {}

int main(void) {
  static struct server server;
  open_server(&server, 1);
  serve();
  close_server(&server);
  return 0;
}
