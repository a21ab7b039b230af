/* Channels: a tree, and links across it. */
#ifndef VOICE_CHANNEL_H
#define VOICE_CHANNEL_H

#include <uthash.h>

#include "protocol.h"
#include "server.h"

struct user;

enum { CHANNELS_MOST = 1000, CHANNEL_DEPTH = 16 };

/** One direction of a link; the other channel has the other. */
struct link {
  struct channel *to IMMUTABLE;
  UT_hash_handle hh;
};

struct channel {
  struct server *server IMMUTABLE;
  uint32_t id IMMUTABLE;
  char name[TEXT_SIZE] IMMUTABLE;
  UT_hash_handle hh; /* in server->channels */

  struct channel *parent OWNED_BY(main, struct server.voice_lock);
  struct channel *channels OWNED_BY(main, struct server.voice_lock); /* the children */
  struct channel *sibling_next OWNED_BY(main, struct server.voice_lock);
  struct channel *sibling_prev OWNED_BY(main, struct server.voice_lock);
  struct user *users OWNED_BY(main, struct server.voice_lock);
  struct link *links OWNED_BY(main, struct server.voice_lock);      /* both kinds */
  struct link *perm_links OWNED_BY(main, struct server.voice_lock); /* those that stay */
  struct group *groups OWNED_BY(main, struct server.voice_lock);
  struct acl *acl OWNED_BY(main, struct server.voice_lock);
};

/** A channel under `parent` (null: the root), in the server's table when this returns. */
struct channel *channel_add(struct server *s, struct channel *parent, const char *name)
    RUNS_ON(main);

/** With all below it; its users go to its parent. Not for the root. */
void channel_remove(struct channel *c) RUNS_ON(main);

/** False when it would hang below itself or too deep. */
bool channel_move(struct channel *c, struct channel *parent) RUNS_ON(main);

/** Frees all channels, when no user is left. */
void channels_fini(struct server *s) FINI(s);

/** Any thread that may read server->channels; null when there is none. */
struct channel *channel_find(struct server *s, uint32_t id);
unsigned channel_depth(const struct channel *c);

void link_add(struct channel *a, struct channel *b, bool permanent) RUNS_ON(main);
void link_remove(struct channel *a, struct channel *b) RUNS_ON(main);

/** With voice_lock held: all links of the channel, or its temporary ones. */
void links_clear(struct channel *c);
void links_drop_temporary(struct channel *c);

#endif
