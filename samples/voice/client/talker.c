/* The control channel of one user. */
#include "talker.h"

#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <netinet/tcp.h>
#include <string.h>
#include <unistd.h>

static void on_answer(struct talker *t, struct wire_reader *in) {
  uint16_t type = wire_u16(in);
  uint8_t error = wire_u8(in);
  t->value = wire_u32(in);
  if (!wire_done(in) || t->answered == t->asked) {
    client_fail(t->client, "%s: an answer to nothing", t->name);
    return;
  }
  uint8_t expected = t->expected[t->answered++ % REQUESTS_MOST];
  if (expected != ANY_ANSWER && expected != error)
    client_fail(t->client, "%s: request %u was answered %u, not %u", t->name, type, error,
                expected);
}

static bool open_udp(struct talker *t, uint16_t port);

static void on_welcome(struct talker *t, struct wire_reader *in) {
  t->session = wire_u32(in);
  uint16_t port = wire_u16(in);
  t->bandwidth = wire_u32(in);
  const uint8_t *up = wire_bytes(in, CRYPT_KEY), *down = wire_bytes(in, CRYPT_KEY);
  if (!wire_done(in) || !open_udp(t, port)) {
    client_fail(t->client, "%s: a bad welcome", t->name);
    return;
  }
  memset(&t->crypt, 0, sizeof t->crypt);
  memcpy(t->crypt.send_key, up, CRYPT_KEY);
  memcpy(t->crypt.receive_key, down, CRYPT_KEY);
  t->allowance = t->bandwidth;
  t->refilled = client_now();
  t->welcomed = true;
}

static void on_user(struct talker *t, struct wire_reader *in) {
  uint32_t session = wire_u32(in);
  wire_u32(in);
  uint8_t flags = wire_u8(in);
  if (session == t->session) t->flags = flags;
}

static void on_frame(struct talker *t, uint16_t type, struct wire_reader *in) {
  switch (type) {
  case MESSAGE_ANSWER: on_answer(t, in); break;
  case MESSAGE_WELCOME: on_welcome(t, in); break;
  case MESSAGE_USER: on_user(t, in); break;
  case MESSAGE_USER_GONE: t->gone_seen++; break;
  case MESSAGE_TUNNEL: talker_hear(t, in->at, in->left); break;
  case MESSAGE_CHANNEL:
  case MESSAGE_CHANNEL_GONE:
  case MESSAGE_ACL: break;
  default: client_fail(t->client, "%s: unknown message %u", t->name, type);
  }
}

static bool take_frame(struct talker *t, struct evbuffer *input) {
  uint8_t bytes[FRAME_HEADER + FRAME_MAX];
  if (evbuffer_copyout(input, bytes, FRAME_HEADER) < FRAME_HEADER) return false;
  struct wire_reader header = {bytes, FRAME_HEADER, false};
  uint16_t type = wire_u16(&header), length = wire_u16(&header);
  if (length > FRAME_MAX) client_fail(t->client, "%s: a frame of %u bytes", t->name, length);
  if (length > FRAME_MAX || evbuffer_get_length(input) < (size_t)FRAME_HEADER + length)
    return false;
  evbuffer_remove(input, bytes, (size_t)FRAME_HEADER + length);
  struct wire_reader in = {bytes + FRAME_HEADER, length, false};
  on_frame(t, type, &in);
  return true;
}

static void on_readable(struct bufferevent *link, void *argument) {
  while (take_frame(argument, bufferevent_get_input(link))) {
  }
}

static void on_event(struct bufferevent *link, short what, void *argument) {
  struct talker *t = argument;
  (void)link;
  if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) t->gone = true;
}

static struct sockaddr_in loopback(uint16_t port) {
  return (struct sockaddr_in){
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

static void on_datagram(evutil_socket_t socket, short what, void *argument) {
  (void)socket, (void)what;
  talker_drain(argument);
}

static bool open_udp(struct talker *t, uint16_t port) {
  const struct sockaddr_in server = loopback(port);
  const int size = 4 * 1024 * 1024;
  t->udp = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (t->udp < 0) return false;
  setsockopt(t->udp, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  t->readable = event_new(t->client->base, t->udp, EV_READ | EV_PERSIST, on_datagram, t);
  return connect(t->udp, (const struct sockaddr *)&server, sizeof server) == 0 && t->readable &&
         event_add(t->readable, NULL) == 0;
}

static bool open_link(struct talker *t, uint16_t port) {
  struct sockaddr_in server = loopback(port);
  const int on = 1;
  SSL *ssl = SSL_new(t->client->tls);
  t->link = ssl ? bufferevent_openssl_socket_new(t->client->base, -1, ssl,
                                                 BUFFEREVENT_SSL_CONNECTING, BEV_OPT_CLOSE_ON_FREE)
                : NULL;
  if (!t->link) return false;
  bufferevent_openssl_set_allow_dirty_shutdown(t->link, 1);
  bufferevent_setcb(t->link, on_readable, NULL, on_event, t);
  bufferevent_enable(t->link, EV_READ | EV_WRITE);
  if (bufferevent_socket_connect(t->link, (struct sockaddr *)&server, sizeof server) != 0)
    return false;
  setsockopt(bufferevent_getfd(t->link), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return true;
}

bool talker_open(struct talker *t, struct client *c, unsigned index, const char *name) {
  *t = (struct talker){.client = c, .index = index, .udp = -1};
  strncpy(t->name, name, sizeof t->name - 1);
  if (!open_link(t, c->options.port)) return false;
  if (!*name) return true;
  struct request r;
  request_begin(&r, MESSAGE_LOGIN);
  wire_put_text(&r.out, name);
  wire_put_text(&r.out, "a secret of the test client");
  talker_ask(t, &r, ANSWER_OK);
  return true;
}

void talker_close(struct talker *t) {
  if (t->readable) event_free(t->readable);
  if (t->link) bufferevent_free(t->link);
  if (t->client && t->udp >= 0) close(t->udp);
  t->gone = true;
  t->readable = NULL;
  t->link = NULL;
  t->udp = -1;
}

void request_begin(struct request *r, enum message type) {
  r->type = type;
  r->out = (struct wire_writer){r->bytes + FRAME_HEADER, 0, FRAME_MAX, false};
}

void talker_ask(struct talker *t, struct request *r, uint8_t expected) {
  if (!t->link) return;
  struct wire_writer header = {r->bytes, 0, FRAME_HEADER, false};
  if (r->out.bad) client_fail(t->client, "request %d does not fit in a frame", r->type);
  wire_put_u16(&header, (uint16_t)r->type);
  wire_put_u16(&header, (uint16_t)r->out.length);
  if (r->type != MESSAGE_TUNNEL) t->expected[t->asked++ % REQUESTS_MOST] = expected;
  bufferevent_write(t->link, r->bytes, FRAME_HEADER + r->out.length);
}

bool talker_answered(const struct talker *t) { return t->gone || t->answered == t->asked; }
