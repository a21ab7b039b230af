/* Functions, files and lines of addresses, from the files' symbols and DWARF, read by elfutils' libdw.
 *
 * The library is opened when the first report is made, in a namespace of its own: it runs beside the
 * program with another C library and another malloc, so it takes none of the program's locks, no
 * sanitizer sees it, and the program links nothing. Where it cannot be (no libdw on the machine, a
 * static program, a process that has shut itself in) reports show addresses in files. */
#ifndef CUSTODY_SYMBOLS_H
#define CUSTODY_SYMBOLS_H

#include <stdint.h>

struct custody_module;

/** A function that is at an address: several, one inlined in the next, the innermost first. */
struct custody_symbol {
  const char *function; /**< or null */
  const char *file; /**< or null */
  unsigned line, column;
};
enum { CUSTODY_SYMBOLS_INLINED = 16 };

/** Whether they can be asked for; opens the library the first time. By a thread that holds no lock of
 * the runtime and is in no signal handler; waits a second at most for another thread that opens it. */
int custody_symbols_open(void);

/** The functions at the address, at most CUSTODY_SYMBOLS_INLINED; returns how many. One caller at a
 * time. What the rows name is good until the next call. */
unsigned custody_symbols_at(const struct custody_module *, uintptr_t address,
                            struct custody_symbol *symbols);

/** In the child of fork: whoever was opening it is not there. */
void custody_symbols_after_fork(void);

#endif
