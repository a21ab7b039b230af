/* A user: from the accepted connection on, logged in or not.
 *
 * Main makes and ends users. The voice thread finds them through the server's tables, under
 * voice_lock, and keeps no pointer to one when it lets go of the lock. */
#ifndef VOICE_USER_H
#define VOICE_USER_H

#include <netinet/in.h>
#include <uthash.h>

#include "bandwidth.h"
#include "crypt.h"
#include "protocol.h"
#include "server.h"

struct bufferevent;

enum user_state { USER_CONNECTED, USER_LOGGED_IN };

/** Whispers to group `from` go to group `to`. */
struct redirect {
  char from[TEXT_SIZE] IMMUTABLE;
  char to[TEXT_SIZE] IMMUTABLE;
  UT_hash_handle hh;
};

struct user {
  struct server *server IMMUTABLE;
  struct in_addr host IMMUTABLE;
  UT_hash_handle hh; /* in server->users */

  uint32_t session OWNED_BY(main, struct server.voice_lock);
  enum user_state state OWNED_BY(main, struct server.voice_lock);
  char name[TEXT_SIZE] OWNED_BY(main, struct server.voice_lock);
  bool mute OWNED_BY(main, struct server.voice_lock);
  bool deaf OWNED_BY(main, struct server.voice_lock);
  bool suppress OWNED_BY(main, struct server.voice_lock);
  bool self_mute OWNED_BY(main, struct server.voice_lock);
  bool self_deaf OWNED_BY(main, struct server.voice_lock);
  char context[TEXT_SIZE] OWNED_BY(main, struct server.voice_lock);
  struct channel *channel OWNED_BY(main, struct server.voice_lock);
  struct user *channel_next OWNED_BY(main, struct server.voice_lock);
  struct user *channel_prev OWNED_BY(main, struct server.voice_lock);
  struct whisper_target *targets OWNED_BY(main, struct server.voice_lock);
  struct redirect *whisper_redirect OWNED_BY(main, struct server.voice_lock);

  struct target_cache *target_cache GUARDED_BY(struct server.voice_lock);
  struct peer *peer GUARDED_BY(struct server.voice_lock);
  struct user *host_next GUARDED_BY(struct server.voice_lock);

  int udp_socket OWNED_BY(voice); /* where the user's datagrams come in; -1: none came yet */
  struct sockaddr_in udp_address OWNED_BY(voice);
  unsigned strikes OWNED_BY(voice);

  atomic_bool udp_flag ATOMIC; /* datagrams pass; else through the tunnel */

  pthread_mutex_t crypt_lock;
  struct crypt crypt GUARDED_BY(crypt_lock);
  struct bandwidth bandwidth; /* locks itself */

  struct bufferevent *link OWNED_BY(main);
  bool leaving OWNED_BY(main);
};

/** A user for a connection, in the server's table when this returns. */
struct user *user_new(struct server *s, struct bufferevent *link, struct in_addr host)
    RUNS_ON(main);

/** Out of all tables, announced and freed: only from the reaper, so never under a caller's feet. */
void user_remove(struct user *u) RUNS_ON(main);

/** Ends the connection soon: the user stays valid until control returns to the event loop. */
void user_drop(struct user *u) RUNS_ON(main);

void user_log_in(struct user *u, const char *name) RUNS_ON(main);

/** Any thread that may read server->users; null when there is none. */
struct user *user_find(struct server *s, uint32_t session);

/** Puts the user into a channel (null: none) with voice_lock held. */
void user_place(struct user *u, struct channel *to);
void user_move(struct user *u, struct channel *to) RUNS_ON(main);

void user_set_flag(struct user *u, enum user_flag flag, bool on) RUNS_ON(main);
void user_set_context(struct user *u, const char *context) RUNS_ON(main);
void user_redirect(struct user *u, const char *from, const char *to) RUNS_ON(main);

#endif
