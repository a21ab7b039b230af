/* The runtime's life in a process: what happens before main(), when a thread ends, at fork, and at
 * the end. life.c is the file to begin reading with. */
#ifndef CUSTODY_LIFE_H
#define CUSTODY_LIFE_H

struct custody_thread;

/** The thread's last moment: what it still holds is reported. */
void custody_life_thread_ends(struct custody_thread *);

#endif
