/* Whether the process has shut itself in since it began: a filter of system calls may then kill it for
 * opening a file. One that is there from the start (a container's) lets files be opened. */
#ifndef CUSTODY_SHUT_IN_H
#define CUSTODY_SHUT_IN_H

/** Before main. */
void custody_shut_in_begin(void);

int custody_shut_in(void);

#endif
