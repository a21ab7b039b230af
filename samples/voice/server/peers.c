/* Keys are tried with voice_lock held shared, so that datagrams from nowhere do not hold up main;
 * only a datagram that somebody's key opened takes it exclusively. */
#include "peers.h"

#include <stdlib.h>
#include <utlist.h>

#include "memory.h"
#include "user.h"

static struct host *find_host(struct server *s, in_addr_t address) {
  struct host *h;
  HASH_FIND(hh, s->host_users, &address, sizeof address, h);
  return h;
}

static struct host *make_host(struct server *s, in_addr_t address) {
  struct host *h = memory_new(1, sizeof *h);
  h->address = address;
  HASH_ADD(hh, s->host_users, address, sizeof h->address, h);
  return h;
}

void peers_add(struct user *u) {
  struct host *h = find_host(u->server, u->host.s_addr);
  if (!h) h = make_host(u->server, u->host.s_addr);
  LL_PREPEND2(h->users, u, host_next);
}

static void forget_peer(struct server *s, struct peer *p) {
  if (!p) return;
  p->user->peer = NULL;
  HASH_DEL(s->peer_users, p);
  free(p);
}

void peers_remove(struct user *u) {
  struct server *s = u->server;
  struct host *h = find_host(s, u->host.s_addr);
  forget_peer(s, u->peer);
  if (!h) return;
  LL_DELETE2(h->users, u, host_next);
  if (h->users) return;
  HASH_DEL(s->host_users, h);
  free(h);
}

static struct peer *find_peer(struct server *s, const struct sockaddr_in *from) {
  struct peer *p, wanted = {.key = {from->sin_addr.s_addr, from->sin_port, 0}};
  HASH_FIND(hh, s->peer_users, &wanted.key, sizeof wanted.key, p);
  return p;
}

static void add_peer(struct server *s, struct user *u, const struct sockaddr_in *from) {
  struct peer *p = memory_new(1, sizeof *p);
  p->key.address = from->sin_addr.s_addr;
  p->key.port = from->sin_port;
  p->user = u;
  u->peer = p;
  HASH_ADD(hh, s->peer_users, key, sizeof p->key, p);
}

static void adopt(struct server *s, uint32_t session, int socket, const struct sockaddr_in *from) {
  pthread_rwlock_wrlock(&s->voice_lock);
  struct user *u = user_find(s, session);
  if (u) {
    forget_peer(s, u->peer);
    forget_peer(s, find_peer(s, from));
    add_peer(s, u, from);
    u->udp_socket = socket;
    u->udp_address = *from;
  }
  pthread_rwlock_unlock(&s->voice_lock);
}

static bool opens(struct user *u, const uint8_t *sealed, size_t length, uint8_t *plain) {
  pthread_mutex_lock(&u->crypt_lock);
  bool opened = crypt_open(&u->crypt, plain, sealed, length);
  pthread_mutex_unlock(&u->crypt_lock);
  if (opened) atomic_store(&u->udp_flag, true);
  return opened;
}

static struct user *try_host(struct server *s, in_addr_t address, const uint8_t *sealed,
                             size_t length, uint8_t *plain) {
  struct host *h = find_host(s, address);
  struct user *u = h ? h->users : NULL;
  while (u && !opens(u, sealed, length, plain)) u = u->host_next;
  return u;
}

uint32_t peers_open(struct server *s, int socket, const struct sockaddr_in *from,
                    const uint8_t *sealed, size_t length, uint8_t *plain) {
  pthread_rwlock_rdlock(&s->voice_lock);
  struct peer *p = find_peer(s, from);
  bool known = p && opens(p->user, sealed, length, plain);
  struct user *u = known ? p->user : try_host(s, from->sin_addr.s_addr, sealed, length, plain);
  uint32_t session = u ? u->session : 0;
  pthread_rwlock_unlock(&s->voice_lock);
  if (session && !known) adopt(s, session, socket, from);
  return session;
}
