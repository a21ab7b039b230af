/* Frames out. A user who does not read is not waited for: beyond a bound of unread bytes its
 * tunnelled voice is lost, and beyond a larger one the user is. */
#include <event2/buffer.h>
#include <event2/bufferevent.h>

#include "control.h"
#include "user.h"

enum { UNREAD_VOICE = 256 * 1024, UNREAD_MOST = 4 * 1024 * 1024 };

void frame_begin(struct frame *f, enum message type) {
  f->type = type;
  f->out = (struct wire_writer){f->bytes + FRAME_HEADER, 0, FRAME_MAX, false};
}

static void put_header(struct frame *f) {
  struct wire_writer header = {f->bytes, 0, FRAME_HEADER, false};
  wire_put_u16(&header, (uint16_t)f->type);
  wire_put_u16(&header, (uint16_t)f->out.length);
}

void frame_send(struct user *to, struct frame *f) {
  size_t unread = evbuffer_get_length(bufferevent_get_output(to->link));
  if (to->leaving || f->out.bad) return;
  if (f->type == MESSAGE_TUNNEL && unread > UNREAD_VOICE) return;
  if (unread > UNREAD_MOST) {
    user_drop(to);
    return;
  }
  put_header(f);
  bufferevent_write(to->link, f->bytes, FRAME_HEADER + f->out.length);
}

void frame_send_all(struct server *s, struct frame *f) {
  for (struct user *u = s->users; u; u = u->hh.next)
    if (u->state == USER_LOGGED_IN) frame_send(u, f);
}
