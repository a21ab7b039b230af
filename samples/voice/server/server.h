/* The server: what main and the voice thread share, and its life cycle.
 *
 * Main owns users and channels: it reads them free and writes them under `voice_lock` held
 * exclusively. The voice thread reads them under `voice_lock` held shared and never writes them.
 * Who talks from which address is shared by both and needs the lock from both. Locks are taken in
 * this order: voice_lock, then any one of cache_lock, a user's crypt_lock, a queue's own. */
#ifndef VOICE_SERVER_H
#define VOICE_SERVER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "inbox.h"
#include "options.h"
#include "queue.h"
#include "roles.h"

enum { ADMIN_TOKEN = 65 };

struct server {
  pthread_rwlock_t voice_lock;
  struct user *users OWNED_BY(main, struct server.voice_lock);       /* by session */
  struct channel *channels OWNED_BY(main, struct server.voice_lock); /* by id */
  struct host *host_users GUARDED_BY(voice_lock);      /* who may talk from an address */
  struct peer *peer_users GUARDED_BY(voice_lock);      /* who talks from an address and port */

  pthread_mutex_t cache_lock;
  struct permission_entry *ac_cache GUARDED_BY(cache_lock);

  struct queue to_main;
  struct inbox to_voice;

  struct options options IMMUTABLE;
  uint16_t port IMMUTABLE;
  uint16_t admin_port IMMUTABLE;
  int control_socket IMMUTABLE;
  int admin_socket IMMUTABLE;
  int udp_socket IMMUTABLE;
  int stopping IMMUTABLE; /* an eventfd, readable for good once the threads shall end */
  char admin_token[ADMIN_TOKEN] IMMUTABLE;

  atomic_uint_least64_t heard WRITTEN_BY(voice);   /* voice packets taken from users */
  atomic_uint_least64_t relayed WRITTEN_BY(voice); /* and given to listeners */
  atomic_uint_least64_t refused WRITTEN_BY(voice); /* datagrams that nobody's key opened */

  struct event_base *base OWNED_BY(main);
  struct event *reaper OWNED_BY(main);
  struct event *others[4] OWNED_BY(main); /* signals, the time limit, the queue */
  struct evconnlistener *listener OWNED_BY(main);
  struct ssl_ctx_st *tls OWNED_BY(main);
  struct name *names OWNED_BY(main);
  uint32_t last_session OWNED_BY(main);
  uint32_t last_channel OWNED_BY(main);
  unsigned channel_count OWNED_BY(main);
};

/** Builds everything but the threads; says on stderr what failed and returns false. The server
 *  may then be passed to server_fini all the same. */
bool server_init(struct server *s, const struct options *options) INIT(s) RUNS_ON(main);

/** Starts the threads, runs until told to stop, and joins them; false when it could not start. */
bool server_run(struct server *s) RUNS_ON(main);
void server_stop(struct server *s) RUNS_ON(main);
void server_fini(struct server *s) FINI(s) RUNS_ON(main);

/** Microseconds on a clock that never goes back. */
uint64_t server_now(void);

#endif
