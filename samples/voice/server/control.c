/* Connections and frames in. One table says who handles which request; a request that cannot be
 * read is answered so, a frame that cannot be one ends the connection. */
#include "control.h"

#include <event2/buffer.h>
#include <event2/bufferevent_ssl.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <unistd.h>

#include "user.h"

enum { LOG_IN_SECONDS = 20, IDLE_SECONDS = 120, UNHANDLED_MOST = 64 * 1024 };

struct request {
  handler *handle;
  bool before_log_in, silent;
};

static const struct request requests[] = {
    [MESSAGE_LOGIN] = {control_log_in, .before_log_in = true},
    [MESSAGE_PING] = {control_ping, .before_log_in = true},
    [MESSAGE_TUNNEL] = {control_tunnel, .silent = true},
    [MESSAGE_USER_LIST] = {control_user_list, false, false},
    [MESSAGE_USER_MOVE] = {control_user_move, false, false},
    [MESSAGE_USER_SET] = {control_user_set, false, false},
    [MESSAGE_CONTEXT] = {control_context, false, false},
    [MESSAGE_CHANNEL_LIST] = {control_channel_list, false, false},
    [MESSAGE_CHANNEL_ADD] = {control_channel_add, false, false},
    [MESSAGE_CHANNEL_REMOVE] = {control_channel_remove, false, false},
    [MESSAGE_CHANNEL_MOVE] = {control_channel_move, false, false},
    [MESSAGE_LINK_ADD] = {control_link_add, false, false},
    [MESSAGE_LINK_REMOVE] = {control_link_remove, false, false},
    [MESSAGE_TARGET_SET] = {control_target_set, false, false},
    [MESSAGE_REDIRECT_SET] = {control_redirect_set, false, false},
    [MESSAGE_GROUP_SET] = {control_group_set, false, false},
    [MESSAGE_ACL_SET] = {control_acl_set, false, false},
    [MESSAGE_ACL_LIST] = {control_acl_list, false, false},
};

static void answer(struct user *u, uint16_t type, enum answer error, uint32_t value) {
  struct frame f;
  frame_begin(&f, MESSAGE_ANSWER);
  wire_put_u16(&f.out, type);
  wire_put_u8(&f.out, (uint8_t)error);
  wire_put_u32(&f.out, value);
  frame_send(u, &f);
}

static void handle(struct user *u, uint16_t type, struct wire_reader *in) {
  static const struct request none = {NULL, false, false};
  const struct request *r = type < sizeof requests / sizeof requests[0] ? &requests[type] : &none;
  uint32_t value = 0;
  enum answer error = ANSWER_UNKNOWN_REQUEST;
  if (r->handle && u->state != USER_LOGGED_IN && !r->before_log_in) error = ANSWER_NOT_LOGGED_IN;
  else if (r->handle) error = r->handle(u, in, &value);
  if (!r->silent) answer(u, type, error, value);
}

/* True when there was a whole frame. */
static bool handle_frame(struct user *u, struct evbuffer *input) {
  uint8_t bytes[FRAME_HEADER + FRAME_MAX];
  if (evbuffer_copyout(input, bytes, FRAME_HEADER) < FRAME_HEADER) return false;
  struct wire_reader header = {bytes, FRAME_HEADER, false};
  uint16_t type = wire_u16(&header), length = wire_u16(&header);
  if (length > FRAME_MAX) {
    user_drop(u);
    return false;
  }
  if (evbuffer_get_length(input) < (size_t)FRAME_HEADER + length) return false;
  evbuffer_remove(input, bytes, (size_t)FRAME_HEADER + length);
  struct wire_reader in = {bytes + FRAME_HEADER, length, false};
  handle(u, type, &in);
  return true;
}

static void on_readable(struct bufferevent *link, void *argument) RUNS_ON(main) {
  struct user *u = argument;
  while (!u->leaving && handle_frame(u, bufferevent_get_input(link))) {
  }
}

static void on_event(struct bufferevent *link, short what, void *argument) RUNS_ON(main) {
  static const struct timeval idle = {IDLE_SECONDS, 0};
  if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR | BEV_EVENT_TIMEOUT)) user_drop(argument);
  else if (what & BEV_EVENT_CONNECTED) bufferevent_set_timeouts(link, &idle, &idle);
}

static struct bufferevent *open_link(struct server *s, evutil_socket_t socket) {
  SSL *ssl = SSL_new(s->tls);
  if (!ssl) return NULL;
  struct bufferevent *link = bufferevent_openssl_socket_new(
      s->base, socket, ssl, BUFFEREVENT_SSL_ACCEPTING, BEV_OPT_CLOSE_ON_FREE);
  if (!link) SSL_free(ssl);
  return link;
}

void control_accept(struct evconnlistener *listener, evutil_socket_t socket,
                    struct sockaddr *address, int length, void *argument) {
  static const struct timeval patience = {LOG_IN_SECONDS, 0};
  struct server *s = argument;
  const int on = 1;
  (void)listener, (void)length;
  bool room = HASH_COUNT(s->users) < s->options.max_users && address->sa_family == AF_INET;
  struct bufferevent *link = room ? open_link(s, socket) : NULL;
  if (!link) {
    close(socket);
    return;
  }
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  struct user *u = user_new(s, link, ((struct sockaddr_in *)address)->sin_addr);
  bufferevent_openssl_set_allow_dirty_shutdown(link, 1);
  bufferevent_setcb(link, on_readable, NULL, on_event, u);
  bufferevent_setwatermark(link, EV_READ, 0, UNHANDLED_MOST);
  bufferevent_set_timeouts(link, &patience, &patience);
  bufferevent_enable(link, EV_READ | EV_WRITE);
}
