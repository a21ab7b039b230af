/* Days of the Gregorian calendar as numbers, year * 10000 + month * 100 + day. The C library's own
 * functions read files and take locks. */
#ifndef CUSTODY_CALENDAR_H
#define CUSTODY_CALENDAR_H

#include <stdint.h>

/** How many days the month has; `month` from 1 to 12. */
uint32_t custody_calendar_days(uint32_t year, uint32_t month);

/** The date of a time in seconds since 1970, in UTC. */
uint32_t custody_calendar_date(uint64_t seconds);

#endif
