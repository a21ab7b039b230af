/* The admin thread: a few connections, one line at a time. What a line asks for is done by main
 * (admin_calls.c); this file only moves text. */
#include "admin.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CLIENTS = 8, FIXED = 2, SEND_SECONDS = 2 };

struct client {
  int socket; /* -1: free */
  bool trusted;
  size_t length;
  char line[ADMIN_LINE];
};

bool admin_make_token(struct server *s, const char *directory) {
  uint8_t secret[ADMIN_TOKEN / 2];
  char path[PATH_MAX];
  snprintf(path, sizeof path, "%s/admin.token", directory);
  randombytes_buf(secret, sizeof secret);
  sodium_bin2hex(s->admin_token, sizeof s->admin_token, secret, sizeof secret);
  unlink(path);
  int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  size_t length = strlen(s->admin_token);
  bool good = file >= 0 && write(file, s->admin_token, length) == (ssize_t)length;
  if (file >= 0) close(file);
  if (!good) perror(path);
  return good;
}

static bool send_text(int socket, const char *text) {
  for (size_t left = strlen(text); left;) {
    struct pollfd output = {.fd = socket, .events = POLLOUT};
    if (poll(&output, 1, SEND_SECONDS * 1000) <= 0) return false;
    ssize_t sent = send(socket, text, left, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN && errno != EINTR) return false;
    if (sent > 0) text += sent, left -= (size_t)sent;
  }
  return true;
}

static bool is_token(const struct server *s, const char *line) {
  return strncmp(line, "auth ", 5) == 0 && strlen(line + 5) == strlen(s->admin_token) &&
         sodium_memcmp(line + 5, s->admin_token, strlen(s->admin_token)) == 0;
}

/* False ends the connection. */
static bool serve_line(struct server *s, struct client *c, const char *line) {
  char answer[ADMIN_ANSWER] = "ok\n";
  if (c->trusted) {
    admin_execute(s, line, answer, sizeof answer);
    return send_text(c->socket, answer);
  }
  c->trusted = is_token(s, line);
  return send_text(c->socket, c->trusted ? "ok\n" : "error: not the token\n") && c->trusted;
}

static bool serve_lines(struct server *s, struct client *c) {
  for (char *end; (end = memchr(c->line, '\n', c->length));) {
    size_t used = (size_t)(end - c->line) + 1;
    *end = 0;
    if (!serve_line(s, c, c->line)) return false;
    c->length -= used;
    memmove(c->line, c->line + used, c->length);
  }
  return c->length < sizeof c->line;
}

static void serve(struct server *s, struct client *c) {
  ssize_t got = recv(c->socket, c->line + c->length, sizeof c->line - c->length, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got > 0) c->length += (size_t)got;
  if (got > 0 && serve_lines(s, c)) return;
  close(c->socket);
  c->socket = -1;
}

static void admit(struct server *s, struct client *clients) {
  int socket = accept(s->admin_socket, NULL, NULL);
  for (int i = 0; socket >= 0 && i < CLIENTS; i++) {
    if (clients[i].socket >= 0) continue;
    clients[i] = (struct client){.socket = socket};
    return;
  }
  if (socket >= 0) close(socket);
}

/* Fills in what there is to wait for; false when it is time to end. */
static bool wait_for_input(struct server *s, const struct client *clients, struct pollfd *inputs) {
  inputs[0] = (struct pollfd){.fd = s->stopping, .events = POLLIN};
  inputs[1] = (struct pollfd){.fd = s->admin_socket, .events = POLLIN};
  for (int i = 0; i < CLIENTS; i++)
    inputs[FIXED + i] = (struct pollfd){.fd = clients[i].socket, .events = POLLIN};
  poll(inputs, FIXED + CLIENTS, -1);
  return !inputs[0].revents;
}

void *admin_main(void *argument) {
  struct server *s = argument;
  struct client clients[CLIENTS];
  struct pollfd inputs[FIXED + CLIENTS];
  for (int i = 0; i < CLIENTS; i++) clients[i].socket = -1;
  while (wait_for_input(s, clients, inputs)) {
    for (int i = 0; i < CLIENTS; i++)
      if (inputs[FIXED + i].revents) serve(s, &clients[i]);
    if (inputs[1].revents) admit(s, clients);
  }
  for (int i = 0; i < CLIENTS; i++)
    if (clients[i].socket >= 0) close(clients[i].socket);
  return NULL;
}
