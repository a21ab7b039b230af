/* Sockets on 127.0.0.1, non-blocking and closed on exec. */
#ifndef VOICE_SOCKETS_H
#define VOICE_SOCKETS_H

#include <stdbool.h>
#include <stdint.h>

/** A listening socket; -1 with errno set. */
int sockets_listen(uint16_t port);
int sockets_datagram(uint16_t port);
uint16_t sockets_port(int socket);

/** Both on one port; `port` 0 looks for one that is free for both. */
bool sockets_pair(uint16_t port, int *stream, int *datagram);

#endif
