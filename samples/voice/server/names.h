/* Whose a name is: the first secret that a name is used with keeps it while the server lives. */
#ifndef VOICE_NAMES_H
#define VOICE_NAMES_H

#include "server.h"

bool names_claim(struct server *s, const char *name, const char *secret) RUNS_ON(main);
void names_fini(struct server *s) FINI(s);

#endif
