/* Users who send more than they may: what is too much is lost, who goes on and on is muted.
 *
 * It is the voice thread that notices, but `mute` is main's: so a call is handed to main. With
 * VOICE_BROKEN the voice thread writes it itself, as one is tempted to: it works in every test,
 * and it is the mistake that custody is there to find. */
#include <stdlib.h>

#include "memory.h"
#include "user.h"
#include "voice.h"

enum { STRIKES_MOST = 32 };

#ifdef VOICE_BROKEN
static void silence(struct user *u) { u->mute = true; }
#else
struct silence {
  struct call call;
  uint32_t session;
};

static void mute_flooder(struct server *s, struct call *call) RUNS_ON(main) {
  struct silence *silence = (struct silence *)call;
  struct user *u = user_find(s, silence->session);
  if (u) user_set_flag(u, USER_MUTE, true);
  free(silence);
}

static void forget(struct call *call) { free(call); }

static void silence(struct user *u) {
  struct silence *silence = memory_new(1, sizeof *silence);
  silence->call.run = mute_flooder;
  silence->call.drop = forget;
  silence->session = u->session;
  if (!queue_post(&u->server->to_main, &silence->call, CALLS_MOST)) free(silence);
}
#endif

bool flood_allows(struct user *u, size_t bytes) {
  if (bandwidth_spend(&u->bandwidth, bytes, server_now())) {
    if (u->strikes) u->strikes--;
    return true;
  }
  if (++u->strikes < STRIKES_MOST) return false;
  u->strikes = 0;
  if (!u->mute) silence(u);
  return false;
}
