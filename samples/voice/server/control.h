/* The control channel: frames in, frames out, on main.
 *
 * control.c takes frames from a connection and runs their handlers; the handlers, one file a
 * subject, return an answer; announce.c tells users what changed. */
#ifndef VOICE_CONTROL_H
#define VOICE_CONTROL_H

#include <event2/util.h>
#include <sys/socket.h>

#include "protocol.h"
#include "server.h"
#include "wire.h"

struct user;
struct channel;
struct evconnlistener;

struct frame {
  enum message type;
  struct wire_writer out;
  uint8_t bytes[FRAME_HEADER + FRAME_MAX];
};

void frame_begin(struct frame *f, enum message type);
void frame_send(struct user *to, struct frame *f) RUNS_ON(main);
void frame_send_all(struct server *s, struct frame *f) RUNS_ON(main);

/** A new connection: what libevent's listener calls. */
void control_accept(struct evconnlistener *listener, evutil_socket_t socket,
                    struct sockaddr *address, int length, void *server) RUNS_ON(main);

/** A request's handler: reads it all, does it, and says how it went. */
typedef enum answer handler(struct user *u, struct wire_reader *in, uint32_t *value);

handler control_log_in, control_ping, control_tunnel;
handler control_user_list, control_user_move, control_user_set, control_context;
handler control_channel_list, control_channel_add, control_channel_remove, control_channel_move;
handler control_link_add, control_link_remove;
handler control_target_set, control_redirect_set;
handler control_group_set, control_acl_set, control_acl_list;

void announce_user(struct user *u) RUNS_ON(main);
void announce_user_gone(struct server *s, uint32_t session) RUNS_ON(main);
void announce_channel(struct channel *c) RUNS_ON(main);
void announce_channel_gone(struct server *s, uint32_t id) RUNS_ON(main);

/** The same to one user. */
void tell_user(struct user *to, struct user *about) RUNS_ON(main);
void tell_channel(struct user *to, struct channel *about) RUNS_ON(main);

#endif
