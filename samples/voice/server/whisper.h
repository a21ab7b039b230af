/* Whisper targets as users register them, and what they come to: the cached lists of listeners.
 *
 * A target belongs to main. Its listeners are found by the voice thread, on first use, and kept
 * in the user's target_cache until main changes something that could matter. */
#ifndef VOICE_WHISPER_H
#define VOICE_WHISPER_H

#include <uthash.h>

#include "protocol.h"
#include "server.h"

struct user;

struct whisper_channel {
  uint32_t id OWNED_BY(main, struct server.voice_lock);
  bool links OWNED_BY(main, struct server.voice_lock);
  bool children OWNED_BY(main, struct server.voice_lock);
  char group[TEXT_SIZE] OWNED_BY(main, struct server.voice_lock); /* empty: everyone there */
};

struct whisper_target {
  int id IMMUTABLE;
  struct whisper_channel *channels OWNED_BY(main, struct server.voice_lock);
  size_t channel_count OWNED_BY(main, struct server.voice_lock);
  uint32_t *sessions OWNED_BY(main, struct server.voice_lock);
  size_t session_count OWNED_BY(main, struct server.voice_lock);
  UT_hash_handle hh;
};

struct listener {
  struct user *user;
  uint8_t how; /* enum heard_as */
};

/** Who hears a user's target; complete when it is put into the user's cache. */
struct target_cache {
  int target IMMUTABLE;
  size_t count IMMUTABLE;
  struct listener *listeners IMMUTABLE;
  UT_hash_handle hh;
};

struct whisper_target *whisper_new(int id, size_t channels, size_t sessions);
void whisper_free(struct whisper_target *t) FINI(t);

/** Puts a target, made by the caller, in place of the one of its number; an empty one removes. */
void whisper_replace(struct user *u, struct whisper_target *fresh) RUNS_ON(main);

/** The users whom `u` reaches by the target now, with voice_lock held. Speech to the channel is
 *  target 0. Not null. */
struct target_cache *listeners_find(struct user *u, int target);
void listeners_free(struct target_cache *cache) FINI(cache);

/** With voice_lock held exclusively: forgets every list, of one user or of all. */
void listeners_forget(struct user *u);
void listeners_forget_all(struct server *s);

#endif
