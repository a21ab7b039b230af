/* An object is filled in before anybody else can know it, in helpers, in a loop, by assignment and
 * memset, as a part of another, on the stack; once it's published its rules hold. */
#include <custody/short.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct address {
  char host[32];
  int port;
};

struct peer {
  pthread_mutex_t lock;
  struct peer *next;
  int state GUARDED_BY(lock);
  long seen GUARDED_BY(lock);
  struct address address IMMUTABLE;
  int *history GUARDED_BY(lock);
  int tags[4] GUARDED_BY(lock);
};

static pthread_mutex_t peers_lock = PTHREAD_MUTEX_INITIALIZER;
static struct peer *peers GUARDED_BY(peers_lock);

static void set_address(struct address *a, const char *host, int port) {
  strncpy(a->host, host, sizeof a->host - 1);
  a->port = port;
}

static void set_defaults(struct peer *p) {
  p->state = 1; // expect-both: lock peer.state
  p->seen = 0; // expect-both: lock peer.seen
  for (int i = 0; i < 4; i++) p->tags[i] = -1; // expect-both: lock peer.tags
}

static int add_history(struct peer *p) {
  p->history = calloc(16, sizeof *p->history);
  return p->history ? 0 : -1;
}

static struct peer *peer_new(const char *host, int port) {
  struct peer *p = malloc(sizeof *p);
  if (!p) return NULL;
  memset(p, 0, sizeof *p);
  pthread_mutex_init(&p->lock, NULL);
  set_address(&p->address, host, port);
  set_defaults(p);
  if (add_history(p) < 0) {
    pthread_mutex_destroy(&p->lock);
    free(p);
    return NULL;
  }
  p->history[0] = port;
  return p;
}

static struct peer *peer_copy(struct peer *old) {
  struct peer *p = peer_new("", 0);
  if (!p) return NULL;
  pthread_mutex_lock(&old->lock);
  p->state = old->state;
  p->seen = old->seen;
  memcpy(p->tags, old->tags, sizeof p->tags);
  pthread_mutex_unlock(&old->lock);
  p->address = old->address;
  return p;
}

static void publish(struct peer *p) {
  pthread_mutex_lock(&peers_lock);
  p->next = peers;
  peers = p;
  pthread_mutex_unlock(&peers_lock);
}

static int add(const char *host) {
  struct peer *p = peer_new(host, 7000);
  if (!p) return -1;
  p->state = 2;
  struct peer draft = {.state = 7};
  draft.seen = 3;
  p->seen = draft.seen;
  publish(p);
#ifdef BROKEN
  p->state = 3;          // expect-both: lock peer.state
  set_defaults(p);       // expect-note: set_defaults
  p->address.port = 8000; // expect-both: immutable peer.address
#endif
  return 0;
}

static int copy_first(void) {
  pthread_mutex_lock(&peers_lock);
  struct peer *first = peers;
  pthread_mutex_unlock(&peers_lock);
  struct peer *p = first ? peer_copy(first) : NULL;
  if (!p) return -1;
  p->state = 0;
  publish(p);
  return 0;
}

static void *run(void *argument) {
  add(argument);
  copy_first();
  return NULL;
}

int main(void) {
  pthread_t threads[2];
  for (int i = 0; i < 2; i++)
    if (pthread_create(&threads[i], NULL, run, "host")) return 1;
  for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  return 0;
}
