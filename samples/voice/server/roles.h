/* The roles that the server's threads have, and the macros that speak of them.
 *
 * main    the control channel, and every change to users and channels
 * voice   UDP, and everything that is said
 * admin   the administrators' socket; touches nothing itself, hands its calls to main */
#ifndef VOICE_ROLES_H
#define VOICE_ROLES_H

#include <custody/short.h>

THREAD_ROLE(main);
THREAD_ROLE(voice);
THREAD_ROLE(admin);

#endif
