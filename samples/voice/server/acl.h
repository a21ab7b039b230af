/* Who may do what where: groups and access entries on channels, and the cache of the answers.
 *
 * Rights are gathered from the root down to the channel; of the entries that speak of a
 * permission the last one wins. A group has whom the channel in question or any above it says;
 * `all` is everyone, `in` is who is in that channel. */
#ifndef VOICE_ACL_H
#define VOICE_ACL_H

#include <uthash.h>

#include "protocol.h"
#include "server.h"

struct user;
struct channel;

/** Replaced as a whole, never changed. */
struct group {
  char name[TEXT_SIZE] IMMUTABLE;
  char (*members)[TEXT_SIZE] IMMUTABLE;
  size_t count IMMUTABLE;
  UT_hash_handle hh;
};

/** Replaced with the whole list, never changed. */
struct acl {
  char who[TEXT_SIZE] IMMUTABLE; /* a group, or @ and a user's name */
  uint8_t scope IMMUTABLE;
  uint16_t allow IMMUTABLE;
  uint16_t deny IMMUTABLE;
  struct acl *next IMMUTABLE;
};

/** An answer kept in server->ac_cache. */
struct permission_entry {
  struct {
    uint32_t session, channel;
  } key;
  unsigned granted;
  UT_hash_handle hh;
};

/** Whether the user has the permission there. Any thread that may read users and channels. */
bool acl_allows(struct user *u, struct channel *c, enum permission wanted);

/** Forgets the cached answers: call it with voice_lock held whenever one could have changed. */
void acl_forget(struct server *s);

/** Whether the group, as seen from `c`, has the user. */
bool group_has(const struct channel *c, const char *name, const struct user *u);

/** Puts a group, made by the caller, in place of the one of its name; without members: removes. */
void group_replace(struct channel *c, struct group *fresh) RUNS_ON(main);
struct group *group_new(const char *name, size_t count);
void group_free(struct group *g) FINI(g);

void acl_replace(struct channel *c, struct acl *fresh) RUNS_ON(main);
void acl_free(struct acl *list);

/** What the root starts with, and what the maker of a channel gets. */
void acl_defaults(struct channel *root) RUNS_ON(main);
void acl_own(struct channel *c, const char *user) RUNS_ON(main);

#endif
