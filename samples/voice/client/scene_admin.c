/* Calls on the administrators' socket, and what they do to voice. */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "world.h"

enum { ANSWER_MOST = 32768 };

static int connected(struct client *c) {
  const struct sockaddr_in server = {.sin_family = AF_INET,
                                     .sin_port = htons(c->options.admin_port),
                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  const struct timeval patience = {20, 0};
  int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  setsockopt(s, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(s, (const struct sockaddr *)&server, sizeof server) != 0)
    client_fail(c, "no connection to the administrators' port");
  return s;
}

static bool complete(const char *answer) {
  size_t length = strlen(answer);
  const char *last = answer;
  for (const char *at = answer; at + 1 < answer + length; at++)
    if (*at == '\n') last = at + 1;
  return length && answer[length - 1] == '\n' &&
         (strcmp(last, "ok\n") == 0 || strncmp(last, "error", 5) == 0);
}

static void call(struct client *c, int s, const char *line, const char *wanted) {
  char answer[ANSWER_MOST] = "";
  size_t length = 0;
  if (send(s, line, strlen(line), MSG_NOSIGNAL) < 0) client_fail(c, "admin: could not send");
  while (!complete(answer)) {
    ssize_t got = recv(s, answer + length, sizeof answer - 1 - length, 0);
    if (got <= 0) break;
    length += (size_t)got;
    answer[length] = 0;
  }
  if (!strstr(answer, wanted)) client_fail(c, "admin: %s was answered: %s", line, answer);
}

static void log_in(struct client *c, int s) {
  char path[4096], line[256] = "auth ";
  snprintf(path, sizeof path, "%s/admin.token", c->options.directory);
  FILE *file = fopen(path, "r");
  size_t length = file ? fread(line + 5, 1, sizeof line - 7, file) : 0;
  if (file) fclose(file);
  line[5 + length] = '\n';
  call(c, s, line, "ok");
}

static void call_about(struct world *w, int s, const char *verb, int user, const char *rest) {
  char line[128];
  snprintf(line, sizeof line, "%s %" PRIu32 "%s\n", verb, world_talker(w, user)->session, rest);
  call(w->client, s, line, "ok");
}

static void impostor(struct client *c) {
  int s = connected(c);
  call(c, s, "auth 0000\n", "error");
  close(s);
}

void scene_admin(struct world *w) {
  struct client *c = w->client;
  const int user = 1;
  char channel[32];
  if (!c->options.admin_port) return;
  impostor(c);
  int s = connected(c);
  log_in(c, s);
  call(c, s, "stats\n", "relayed");
  call(c, s, "users\n", world_talker(w, user)->name);
  call(c, s, "sing 1 2\n", "error");
  call_about(w, s, "mute", user, " 1");
  model_set_flag(&w->model, user, USER_MUTE, true);
  epoch_of(w, user);
  call_about(w, s, "mute", user, " 0");
  model_set_flag(&w->model, user, USER_MUTE, false);
  snprintf(channel, sizeof channel, " %" PRIu32, w->model.channels[ARENA].id);
  call_about(w, s, "move", user, channel);
  model_move_user(&w->model, user, ARENA);
  epoch_of(w, user);
  call_about(w, s, "kick", user, "");
  close(s);
  world_rejoin(w, user);
  epoch_of(w, user);
  client_say(c, "administrators' calls: done by main, and seen by voice");
}
