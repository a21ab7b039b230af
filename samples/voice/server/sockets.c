/* 127.0.0.1 and nothing else: the address is written here once. */
#define _GNU_SOURCE
#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BACKLOG = 256, BUFFER = 4 * 1024 * 1024, TRIES = 32 };

static int bound(int type, uint16_t port) {
  const struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int s = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  const int on = 1;
  if (s < 0) return -1;
  if (type == SOCK_STREAM) setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(s, (const struct sockaddr *)&address, sizeof address) == 0) return s;
  close(s);
  return -1;
}

int sockets_listen(uint16_t port) {
  int s = bound(SOCK_STREAM, port);
  if (s >= 0 && listen(s, BACKLOG) == 0) return s;
  if (s >= 0) close(s);
  return -1;
}

int sockets_datagram(uint16_t port) {
  int s = bound(SOCK_DGRAM, port);
  const int size = BUFFER;
  /* The kernel gives what it allows; more only means fewer datagrams lost in a burst. */
  if (s >= 0) setsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  return s;
}

uint16_t sockets_port(int socket) {
  struct sockaddr_in address = {0};
  socklen_t size = sizeof address;
  getsockname(socket, (struct sockaddr *)&address, &size);
  return ntohs(address.sin_port);
}

bool sockets_pair(uint16_t port, int *stream, int *datagram) {
  for (int i = 0; i < TRIES; i++) {
    *stream = sockets_listen(port);
    *datagram = *stream < 0 ? -1 : sockets_datagram(sockets_port(*stream));
    if (*datagram >= 0) return true;
    if (*stream < 0 || port || errno != EADDRINUSE) break;
    close(*stream);
  }
  if (*stream >= 0) close(*stream);
  *stream = -1;
  return false;
}
