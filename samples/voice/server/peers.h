/* Which user a datagram is from: the tables of hosts and of addresses, shared by both threads.
 *
 * A datagram says nothing of its user. From a known address and port it is that user's; else the
 * keys of all users of the same host are tried, and the one that opens it is remembered. */
#ifndef VOICE_PEERS_H
#define VOICE_PEERS_H

#include <netinet/in.h>
#include <uthash.h>

#include "server.h"

struct user;

struct host {
  in_addr_t address IMMUTABLE;
  struct user *users GUARDED_BY(struct server.voice_lock);
  UT_hash_handle hh;
};

struct peer {
  struct {
    in_addr_t address;
    in_port_t port;
    uint16_t zero;
  } key IMMUTABLE;
  struct user *user IMMUTABLE;
  UT_hash_handle hh;
};

/** With voice_lock held exclusively: the user may talk from its host; from nowhere. */
void peers_add(struct user *u);
void peers_remove(struct user *u);

/** Opens a datagram into `plain` and remembers where it came from; its user's session, or 0. */
uint32_t peers_open(struct server *s, int socket, const struct sockaddr_in *from,
                    const uint8_t *sealed, size_t length, uint8_t *plain) RUNS_ON(voice);

#endif
