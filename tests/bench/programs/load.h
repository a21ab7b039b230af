/* The load of tests/bench/programs: what a connection does, for each kind of server. load.c starts
 * a thread for each connection and takes the time. */
#ifndef LOAD_H
#define LOAD_H

/* What each connection's thread is told: which of them it is, and how much to do. */
struct job {
  int port;
  int number;
  long operations;
  long size; /* bytes of a message */
};

/* Connects to 127.0.0.1; ends the program with a message where that fails for a minute. */
int connect_to(int port);

/* Sends and receives exactly so many bytes, or ends the program. */
void send_all(int socket, const char *bytes, long count);
void receive_all(int socket, char *bytes, long count);

/* Ends the program: says on standard error what went wrong. */
_Noreturn void fail(const char *what);

/* Numbers that are the same in every run. */
unsigned next_random(unsigned *state);

/* One connection's work, on its own thread. */
void fill_cache(const struct job *);   /* every key once, before any is asked for */
void ask_cache(const struct job *);  /* gets and sets in memcached's text protocol */
void echo_through(const struct job *); /* messages through a TLS server before an echo server */

/* Gives back what comes in on each connection, for ever. Prints its port first. */
_Noreturn void serve_echo(void);

#endif
