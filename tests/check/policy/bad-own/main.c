/* Rules that stand in a policy are enforced, and the notes show where. */
// compile: -fcustody-policy=own.yaml
#include "foreign.h"

static struct server server = {PTHREAD_MUTEX_INITIALIZER, 0, 0, 0};
int open_servers;

void quic_send(struct server *s) { (void)s; }
int quic_version(void) { return 1; }
void server_lock(struct server *s) { pthread_mutex_lock(&s->lock); }
void server_unlock(struct server *s) { pthread_mutex_unlock(&s->lock); }
void name_set(char *name, struct server *s) {
  (void)s;
  name[0] = 'n'; // expect-both: lock '*name' is written without 's->lock'
}

void *voice_main(void *unused) {
  quic_send(&server);   // expect-both: role 'quic_send', which runs on role 'main' only
  open_servers = quic_version(); // expect-both: owner open_servers
  server.rooms++;       // expect-both: owner server.rooms
  server.users++;       // expect-both: lock server.users
  server.name[0] = 0;   // expect-both: lock '*server.name' is written
  name_set(server.name, &server);
  server_lock(&server);
  server.users++;
  server.name[0] = 0;
  name_set(server.name, &server);
  server_unlock(&server);
  return unused;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, voice_main, NULL);
  pthread_join(thread, NULL);
  return 0;
}
