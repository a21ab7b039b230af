/* Bad input of every kind. The server must refuse it in the documented way and serve on. */
#include <arpa/inet.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "world.h"

enum { RANDOM_REQUESTS = 2000, RANDOM_DATAGRAMS = 200, DATAGRAM_MOST = 1400 };

static int connected(struct client *c, int type) {
  const struct sockaddr_in server = {.sin_family = AF_INET,
                                     .sin_port = htons(c->options.port),
                                     .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int s = socket(AF_INET, type | SOCK_CLOEXEC, 0);
  if (s >= 0 && connect(s, (const struct sockaddr *)&server, sizeof server) != 0)
    client_fail(c, "could not connect");
  return s;
}

static void fill(struct client *c, uint8_t *bytes, size_t count) {
  for (size_t i = 0; i < count; i++) bytes[i] = (uint8_t)client_random(c, 256);
}

static void no_tls(struct client *c) {
  uint8_t bytes[512];
  int s = connected(c, SOCK_STREAM);
  fill(c, bytes, sizeof bytes);
  if (send(s, bytes, sizeof bytes, MSG_NOSIGNAL) < 0) client_fail(c, "could not send");
  close(s);
}

static void random_datagrams(struct client *c) {
  uint8_t bytes[DATAGRAM_MOST];
  int s = connected(c, SOCK_DGRAM);
  for (int i = 0; i < RANDOM_DATAGRAMS; i++) {
    fill(c, bytes, sizeof bytes);
    send(s, bytes, client_random(c, sizeof bytes), 0);
  }
  close(s);
}

static bool answers_status(int s) {
  uint8_t ping[STATUS_SIZE] = {0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8}, pong[STATUS_SIZE + 1];
  struct pollfd input = {.fd = s, .events = POLLIN};
  send(s, ping, sizeof ping, 0);
  return poll(&input, 1, 500) == 1 && recv(s, pong, sizeof pong, 0) == STATUS_SIZE &&
         memcmp(ping, pong, 12) == 0;
}

static void status(struct client *c) {
  int s = connected(c, SOCK_DGRAM);
  bool answered = false;
  for (int tries = 0; tries < 10 && !answered; tries++) answered = answers_status(s);
  if (!answered) client_fail(c, "no answer to a status ping");
  close(s);
}

static bool guest_done(struct client *c) {
  struct talker *guest = c->hearing;
  return talker_answered(guest);
}

static bool guest_gone(struct client *c) {
  struct talker *guest = c->hearing;
  return guest->gone;
}

static void settle(struct client *c, struct talker *guest) {
  c->hearing = guest;
  client_wait(c, guest_done, "answers to a hostile guest");
}

static void ask_empty(struct talker *guest, int type, uint8_t expected) {
  struct request r;
  request_begin(&r, type);
  talker_ask(guest, &r, expected);
}

static void ask_log_in(struct talker *guest, const char *name, const char *secret,
                       uint8_t expected) {
  struct request r;
  request_begin(&r, MESSAGE_LOGIN);
  wire_put_text(&r.out, name);
  wire_put_text(&r.out, secret);
  talker_ask(guest, &r, expected);
}

/* A length that no frame has must end the connection. */
static void oversized(struct client *c, struct talker *guest) {
  static const uint8_t header[] = {0, MESSAGE_PING, 0xff, 0xff};
  bufferevent_write(guest->link, header, sizeof header);
  c->hearing = guest;
  client_wait(c, guest_gone, "an oversized frame to end a connection");
}

static void stranger(struct world *w) {
  struct client *c = w->client;
  struct talker guest;
  if (!talker_open(&guest, c, c->options.users, "")) client_fail(c, "no guest");
  ask_empty(&guest, MESSAGE_USER_LIST, ANSWER_NOT_LOGGED_IN);
  ask_empty(&guest, MESSAGE_LOGIN, ANSWER_MALFORMED);
  ask_empty(&guest, 0, ANSWER_UNKNOWN_REQUEST);
  ask_empty(&guest, 65535, ANSWER_UNKNOWN_REQUEST);
  ask_log_in(&guest, "", "x", ANSWER_MALFORMED);
  ask_log_in(&guest, "line\nbreak", "x", ANSWER_MALFORMED);
  ask_log_in(&guest, world_talker(w, DIRECTOR)->name, "x", ANSWER_CONFLICT);
  settle(c, &guest);
  oversized(c, &guest);
  talker_close(&guest);
}

static void random_request(struct client *c, struct talker *guest) {
  struct request r;
  uint8_t bytes[64];
  int type = 3 + (int)client_random(c, 18);
  if (type == MESSAGE_CHANNEL_ADD) type = MESSAGE_TUNNEL;
  fill(c, bytes, sizeof bytes);
  request_begin(&r, type);
  wire_put_bytes(&r.out, bytes, client_random(c, sizeof bytes));
  talker_ask(guest, &r, ANY_ANSWER);
}

/* Half a frame is left behind at the end. */
static void fuzzer(struct world *w) {
  static const uint8_t half[] = {0, MESSAGE_PING, 0};
  struct client *c = w->client;
  struct talker guest;
  if (!talker_open(&guest, c, c->options.users, "guest of the test client"))
    client_fail(c, "no guest");
  guest.careless = true;
  settle(c, &guest);
  for (int i = 0; i < RANDOM_REQUESTS && !guest.gone; i++) {
    random_request(c, &guest);
    if (i % 64 == 0) settle(c, &guest);
  }
  settle(c, &guest);
  if (guest.gone) client_fail(c, "a guest who made no framing error was thrown out");
  bufferevent_write(guest.link, half, sizeof half);
  event_base_loop(c->base, EVLOOP_NONBLOCK);
  talker_close(&guest);
}

void scene_hostile(struct world *w) {
  struct client *c = w->client;
  void *hearing = c->hearing;
  c->heard = NULL;
  for (int i = 0; i < 3; i++) no_tls(c);
  random_datagrams(c);
  status(c);
  stranger(w);
  fuzzer(w);
  c->hearing = hearing;
  world_barrier(w);
  client_say(c, "bad input: refused, and everyone is still served");
}
