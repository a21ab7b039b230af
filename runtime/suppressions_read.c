/* See suppressions_read.h. Nothing is read but between `at` and `end`; a line's fault ends the line,
 * not the file. */
#include "suppressions_read.h"
#include "calendar.h"
#include "nearest.h"
#include <custody/judge.h>

static const char *const findings[] = {
#define FINDING(NAME, name, meaning) #name,
#include <custody/findings.def>
};
enum { FINDINGS = sizeof findings / sizeof findings[0], SHOWN = 60 };

struct word {
  const char *start, *end;
};

/* What is left of a line, and where its faults are told. */
struct line {
  const char *file, *start, *at, *end;
  uint32_t number;
  struct custody_text *message;
};

static int is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

static void pass_blanks(struct line *line) {
  while (line->at < line->end && is_blank(*line->at)) line->at++;
}

static struct word next_word(struct line *line) {
  pass_blanks(line);
  struct word word = {line->at, line->at};
  while (line->at < line->end && !is_blank(*line->at)) line->at++;
  word.end = line->at;
  return word;
}

/* How much of the word is before the first `c`; all of it where there is none. */
static size_t length_to(struct word word, char c) {
  const char *at = word.start;
  while (at < word.end && *at != c) at++;
  return (size_t)(at - word.start);
}

static int has(struct word word, char c) {
  return length_to(word, c) < (size_t)(word.end - word.start);
}

static int word_is(struct word word, const char *text) {
  const char *at = word.start;
  while (at < word.end && *text != '\0' && *at == *text) at++, text++;
  return at == word.end && *text == '\0';
}

static void begin_fault(struct line *line, const char *at, const char *what) {
  struct custody_text *message = line->message;
  custody_text_add(message, line->file);
  custody_text_add(message, ":");
  custody_text_decimal(message, line->number);
  custody_text_add(message, ":");
  custody_text_decimal(message, (uint64_t)(at - line->start) + 1);
  custody_text_add(message, ": error: ");
  custody_text_add(message, what);
}

static void add_shown(struct custody_text *message, struct word word) {
  size_t length = (size_t)(word.end - word.start);
  custody_text_add_part(message, word.start, length < SHOWN ? length : SHOWN);
}

static int fault(struct line *line, struct word word, const char *before, const char *after) {
  begin_fault(line, word.start, before);
  add_shown(line->message, word);
  custody_text_add(line->message, after);
  custody_text_add(line->message, "\n");
  return 0;
}

static int did_you_mean(struct line *line, struct word word, const char *what,
                        const char *const *names, int count) {
  const char *near = custody_nearest(word.start, (size_t)(word.end - word.start), names, count);
  begin_fault(line, word.start, "");
  add_shown(line->message, word);
  custody_text_add(line->message, what);
  custody_text_add(line->message, "; did you mean ");
  custody_text_add(line->message, near);
  custody_text_add(line->message, "?\n");
  return 0;
}

static int is_finding(struct word word) {
  for (int i = 0; i < FINDINGS; i++)
    if (word_is(word, findings[i])) return 1;
  return has(word, '*') || has(word, '?');
}

static int check_key(struct line *line, struct word key) {
  struct word finding = {key.start, key.start + length_to(key, ':')};
  if (finding.end == key.end)
    return fault(line, key, "",
                 " is no key: it begins with a finding and a colon, like "
                 "lock:server.users@handle");
  if (!is_finding(finding))
    return did_you_mean(line, finding, " is no finding", findings, FINDINGS);
  if (!has(key, '@') && !has(key, '*') && !word_is(finding, "order"))
    return fault(line, key, "", " has no @FUNCTION; @* is for all of them");
  return 1;
}

/* A number of exactly `digits` digits. */
static uint32_t read_digits(const char *at, int digits) {
  uint32_t number = 0;
  for (int i = 0; i < digits; i++) {
    if (at[i] < '0' || at[i] > '9') return 0;
    number = number * 10 + (uint32_t)(at[i] - '0');
  }
  return number;
}

static int read_until(struct line *line, struct word word, struct custody_suppression *row) {
  const char *at = word.start + sizeof "until=" - 1;
  uint32_t year = 0, month = 0, day = 0;
  if (word.end - at == 10 && at[4] == '-' && at[7] == '-') {
    year = read_digits(at, 4);
    month = read_digits(at + 5, 2);
    day = read_digits(at + 8, 2);
  }
  if (year == 0 || month == 0 || month > 12 || day == 0 || day > custody_calendar_days(year, month))
    return fault(line, word, "", " is no date; write until=YYYY-MM-DD, the last day it holds");
  row->until = year * 10000 + month * 100 + day;
  return 1;
}

static int read_most(struct line *line, struct word word, struct custody_suppression *row) {
  const char *at = word.start + sizeof "max=" - 1;
  int digits = (int)(word.end - at < 10 ? word.end - at : 10);
  uint32_t number = digits > 0 && digits < 10 ? read_digits(at, digits) : 0;
  if (number == 0)
    return fault(line, word, "", " is no maximum; write max=N, a number from 1 to 999999999");
  row->most = number;
  return 1;
}

/* word=..., which is an option and no part of the reason. */
static int is_option(struct word word) {
  struct word name = {word.start, word.start + length_to(word, '=')};
  if (name.end == word.end || name.end == name.start) return 0;
  for (const char *at = name.start; at < name.end; at++)
    if (*at < 'a' || *at > 'z') return 0;
  return 1;
}

static int read_option(struct line *line, struct word word, struct custody_suppression *row) {
  static const char *const names[] = {"until", "max"};
  struct word name = {word.start, word.start + length_to(word, '=')};
  if (word_is(name, "until")) return read_until(line, word, row);
  if (word_is(name, "max")) return read_most(line, word, row);
  return did_you_mean(line, name, " is no option of a suppression", names, 2);
}

/* The reason is all between its first word and its last; options may stand on either side. */
static int read_rest(struct line *line, struct custody_suppression *row) {
  struct word reason = {NULL, NULL};
  for (struct word word = next_word(line); word.start < word.end; word = next_word(line)) {
    if (is_option(word)) {
      if (!read_option(line, word, row)) return 0;
      continue;
    }
    if (!reason.start) reason.start = word.start;
    reason.end = word.end;
  }
  if (!reason.start) {
    struct word key = {row->key, row->key + row->key_length};
    return fault(line, key, "", " has no reason; say after it why this is not mended");
  }
  row->reason = reason.start;
  row->reason_length = (uint32_t)(reason.end - reason.start);
  return 1;
}

/* What is printed again must be text. */
static int check_bytes(struct line *line) {
  for (const char *at = line->start; at < line->end; at++) {
    if ((unsigned char)*at >= ' ' || is_blank(*at)) continue;
    begin_fault(line, at, "a control character; the file is not text\n");
    return 0;
  }
  return 1;
}

static int read_line(struct line *line, struct custody_suppression *row) {
  struct word key = next_word(line);
  if (key.start == key.end || *key.start == '#') return 0;
  *row = (struct custody_suppression){.key = key.start, .line = line->number};
  row->key_length = (uint32_t)(key.end - key.start);
  return check_bytes(line) && check_key(line, key) && read_rest(line, row);
}

uint32_t custody_suppressions_read(struct custody_suppression *rows, const char *file,
                                   const char *text, size_t size, struct custody_text *message) {
  const char *at = text, *end = text + size;
  uint32_t count = 0;
  for (uint32_t number = 1; at < end; number++) {
    struct word rest = {at, end};
    struct line line = {file, at, at, at + length_to(rest, '\n'), number, message};
    struct custody_suppression row;
    int is_row = read_line(&line, &row);
    if (is_row && count == CUSTODY_SUPPRESSIONS) {
      begin_fault(&line, line.start, "more than 1024 suppressions; write some as one pattern\n");
      break;
    }
    if (is_row) rows[count++] = row;
    at = line.end + (line.end < end);
  }
  return count;
}
