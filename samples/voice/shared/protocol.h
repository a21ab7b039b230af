/* What server and client agree on: message numbers, limits, flags, the shape of a voice packet.
 *
 * Voice packets travel sealed in UDP datagrams (crypt.h) or in the clear inside a TUNNEL frame,
 * which TLS seals. Their first byte is `kind << 5 | low`:
 *
 *     to the server  voice  low = whisper target   u32 frame, u16 n, n bytes [, 12 bytes position]
 *                    ping   low = 0                8 bytes
 *     to a user      voice  low = enum heard_as    u32 speaker, then as above from u32 frame on
 *                    ping   low = 0                the same 8 bytes
 *
 * A datagram of STATUS_SIZE bytes that starts with four zero bytes is a status ping in the clear:
 * its next 8 bytes come back with the number of users, the most users and the bandwidth. */
#ifndef VOICE_PROTOCOL_H
#define VOICE_PROTOCOL_H

enum message {
#define MESSAGE(NAME, number, payload, meaning) MESSAGE_##NAME = number,
#include "messages.def"
};

enum {
  FRAME_HEADER = 4,
  FRAME_MAX = 4096,  /* payload bytes */
  TEXT_SIZE = 64,    /* bytes of a text with its ending zero */
  VOICE_MAX = 1000,  /* bytes of a voice packet in the clear */
  POSITION_SIZE = 12,
  STATUS_SIZE = 24,
  ROOT_CHANNEL = 0
};

enum answer {
  ANSWER_OK,
  ANSWER_UNKNOWN_REQUEST,
  ANSWER_MALFORMED,
  ANSWER_NOT_LOGGED_IN,
  ANSWER_NO_SUCH_USER,
  ANSWER_NO_SUCH_CHANNEL,
  ANSWER_DENIED,
  ANSWER_CONFLICT,
  ANSWER_LIMIT
};

enum user_flag { USER_MUTE, USER_DEAF, USER_SUPPRESS, USER_SELF_MUTE, USER_SELF_DEAF, USER_FLAGS };

enum permission {
  PERMISSION_ENTER = 1,
  PERMISSION_SPEAK = 2,
  PERMISSION_WHISPER = 4,
  PERMISSION_MAKE = 8,   /* subchannels */
  PERMISSION_LINK = 16,
  PERMISSION_MOVE = 32,  /* other users */
  PERMISSION_MUTE = 64,  /* other users; deafen and suppress too */
  PERMISSION_ADMIN = 128, /* groups and ACL, removal; implies the others */
  PERMISSION_ALL = 255
};

enum acl_scope { ACL_HERE = 1, ACL_BELOW = 2 };
enum whisper_reach { REACH_LINKS = 1, REACH_CHILDREN = 2 };

enum voice_kind { VOICE_SPEECH = 0, VOICE_PING = 1 };
enum voice_target { TARGET_CHANNEL = 0, TARGET_LAST = 30, TARGET_LOOPBACK = 31 };
enum heard_as { HEARD_SPEECH = 0, HEARD_IN_CHANNEL = 1, HEARD_DIRECTLY = 2, HEARD_LOOPBACK = 31 };

#endif
