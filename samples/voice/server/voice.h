/* The voice thread. */
#ifndef VOICE_VOICE_H
#define VOICE_VOICE_H

#include <stddef.h>
#include <stdint.h>

#include "server.h"

struct user;

/** The thread's entry; its argument is the server. Ends when server->stopping is readable. */
void *voice_main(void *argument) THREAD_ENTRY(voice);

/** Gives a voice packet of a user to all who must hear it. */
void relay_voice(struct server *s, uint32_t session, const uint8_t *packet, size_t length)
    RUNS_ON(voice);

/** Sends a packet in the clear to one user, sealed or through the tunnel; voice_lock held. */
void relay_send(struct server *s, struct user *to, const uint8_t *plain, size_t length)
    RUNS_ON(voice);

/** False when the user sends more than allowed; who does not stop is muted. voice_lock held. */
bool flood_allows(struct user *u, size_t bytes) RUNS_ON(voice);

#endif
