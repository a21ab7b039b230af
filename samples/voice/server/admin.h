/* The administrators' socket: lines of text, each handed to main as a call.
 *
 * The first line is `auth TOKEN`, the token being in the server directory's admin.token; every
 * line is answered by lines, the last of them `ok` or `error: why`. */
#ifndef VOICE_ADMIN_H
#define VOICE_ADMIN_H

#include "server.h"

enum { ADMIN_LINE = 256, ADMIN_ANSWER = 16384 };

/** Makes a new token and writes it into the directory. */
bool admin_make_token(struct server *s, const char *directory) INIT(s);

/** The thread's entry; its argument is the server. */
void *admin_main(void *argument) THREAD_ENTRY(admin);

/** Parses a line, has main do it, waits, and leaves the answer in `answer`. */
void admin_execute(struct server *s, const char *line, char *answer, size_t size) RUNS_ON(admin);

#endif
