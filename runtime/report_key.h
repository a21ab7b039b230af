/* A report's key: its finding, what it is about and the function, all as they are written in the
 * source, so that it is the same in every run and after every edit of other lines:
 *
 *     lock:server.users@handle_packet                 a field, a variable, a lock
 *     role:RUNS_ON(main)@send_all                     what a function asks of its callers
 *     role:voice@run_voice                            a second thread in the role
 *     role:custody_assert_role(main)@add_job          a macro of <custody/runtime.h>
 *     order:account.lock>log_lock                     the locks of a circle, from the first in the
 *                                                     alphabet on; which function closes it is chance
 *     order:lock@lock_any>log_lock                    a lock whose class is not known
 *     order:deadlock@transfer                         threads that wait for each other
 *
 * One report is printed for one key, and a suppression is a pattern of keys. */
#ifndef CUSTODY_REPORT_KEY_H
#define CUSTODY_REPORT_KEY_H

#include "report.h"

enum { CUSTODY_KEY_SIZE = 512 };

/** Adds the key. It has no blanks: one between two words is an underscore, others are left out. */
void custody_report_key(struct custody_text *, const struct custody_report *);

#endif
