/* One user of the client: a TLS connection, a UDP socket, keys.
 *
 * Requests are sent without waiting, each with the answer that it must get. */
#ifndef VOICE_TALKER_H
#define VOICE_TALKER_H

#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "client.h"
#include "crypt.h"
#include "protocol.h"
#include "wire.h"

enum { REQUESTS_MOST = 256, ANY_ANSWER = 255 };

struct talker {
  struct client *client;
  unsigned index;
  char name[TEXT_SIZE];
  struct bufferevent *link;
  int udp; /* connected to the server's port */
  struct event *readable;
  bool tunnels;  /* speaks through the control channel */
  bool mischief; /* sends some datagrams twice, and some forged */
  bool careless; /* takes whatever it hears */
  bool welcomed; /* logged in */
  bool gone;     /* the server ended the connection */
  uint32_t session;
  struct crypt crypt;

  uint8_t expected[REQUESTS_MOST]; /* a ring of enum answer */
  unsigned asked, answered;        /* ever */
  uint32_t value;                  /* of the latest answer */

  uint64_t pinged, ponged;    /* numbers of the latest ping and of its answer */
  uint64_t pinged_at;         /* microseconds */
  uint32_t bandwidth;         /* what the server allows; 0: no limit */
  double allowance;           /* bytes, by our count */
  uint64_t refilled;          /* microseconds */
  uint8_t flags;              /* enum user_flag bits, as the server last said of this user */
  unsigned gone_seen;         /* USER_GONE messages */
};

/** A request in the making. */
struct request {
  enum message type;
  struct wire_writer out;
  uint8_t bytes[FRAME_HEADER + FRAME_MAX];
};

/** Connects and, with a name, logs in; the caller waits for `welcomed`. */
bool talker_open(struct talker *t, struct client *c, unsigned index, const char *name);
/** Ends the connection at once, without a word; nothing that is asked of it later does anything. */
void talker_close(struct talker *t);

void request_begin(struct request *r, enum message type);
void talker_ask(struct talker *t, struct request *r, uint8_t expected);
bool talker_answered(const struct talker *t);

/** Sends a packet in the clear by the talker's way: sealed in a datagram, or tunnelled. */
void talker_send(struct talker *t, const uint8_t *plain, size_t length);
/** What is said in a frame. */
void talker_sound(uint8_t *sound, size_t length, uint32_t frame);
/** Says `frame` to a target, with an extra position or without. */
void talker_speak(struct talker *t, int target, uint32_t frame, bool positional);
/** Whether `bytes` more are within the server's limit; takes them off if so. */
bool talker_afford(struct talker *t, size_t bytes);
/** A voice ping with a new number, or again with the last. */
void talker_ping(struct talker *t, bool again);

/** Reads what is in the UDP socket. */
void talker_drain(struct talker *t);
/** A packet in the clear that came by either way. */
void talker_hear(struct talker *t, const uint8_t *plain, size_t length);

#endif
