/* See calendar.h. */
#include "calendar.h"

uint32_t custody_calendar_days(uint32_t year, uint32_t month) {
  static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return days[month - 1] + (month == 2 && is_leap);
}

uint32_t custody_calendar_date(uint64_t seconds) {
  uint32_t days = (uint32_t)(seconds / 86400), year = 1970, month = 1;
  while (days >= custody_calendar_days(year, month)) {
    days -= custody_calendar_days(year, month);
    month = month % 12 + 1;
    year += month == 1;
  }
  return year * 10000 + month * 100 + days + 1;
}
