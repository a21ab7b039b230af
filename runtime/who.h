/* Threads and roles in words, as reports name them. */
#ifndef CUSTODY_WHO_H
#define CUSTODY_WHO_H

#include "text.h"
#include "thread.h"

/** The name of a thread, as given or as the kernel knows it; empty where there is none. */
void custody_who_name(char name[CUSTODY_THREAD_NAME], const struct custody_thread *);
/** thread T1 'voice' */
void custody_who_thread(struct custody_text *, const struct custody_thread *);
/** no role; role voice; roles main, voice */
void custody_who_roles(struct custody_text *, uint64_t mask);
/** A line for each role: who has it, where and how long ago it was taken; and the stack there. */
void custody_who_owners(struct custody_text *, uint64_t mask);
/** A line: which thread this is, and where it came from; and the stack there. */
void custody_who_origin(struct custody_text *, const struct custody_thread *);

#endif
