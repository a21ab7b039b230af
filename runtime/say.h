/* Lines of the runtime about itself, in the form that the option log_format asks for. */
#ifndef CUSTODY_SAY_H
#define CUSTODY_SAY_H

/** "custody: note: WORDS", or a line of JSON of the type "note". Async-signal-safe. */
void custody_say_note(const char *words);

#endif
