/* Findings that are known and stay for now: those whose keys a line of the file of suppressions takes,
 * which is the running program's file too. One file a process. */
#ifndef CUSTODY_KNOWN_H
#define CUSTODY_KNOWN_H

#include <stdint.h>
#include <stdio.h>

struct engine;

/** Reads the file. What is wrong with it is said on `errors`, and 0 returned. */
int known_read(const char *path, FILE *errors);

/** Says in `is_known`, which has room for each finding, whether a suppression takes it; returns how many
 * are taken. */
uint32_t known_mark(const struct engine *engine, uint8_t *is_known);

/** Names the lines of the file that took nothing, have expired or had to take more than their maximum;
 * returns whether there is one. */
int known_print_stale(const char *path, FILE *out);

#endif
