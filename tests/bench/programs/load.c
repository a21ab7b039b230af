/* Load for the programs that are measured: a fixed amount of work over several connections, so that
 * the server's processor time can be divided by it.
 *
 *     load fill PORT CONNECTIONS OPERATIONS            sets what is then asked for
 *     load memcached PORT CONNECTIONS OPERATIONS       gets and sets
 *     load tls PORT CONNECTIONS MESSAGES BYTES         messages, echoed
 *     load echo                                        the echo server; prints its port
 *     load port                                        prints a port that is free just now
 *     load text MEGABYTES                              writes text to compress
 *
 * The first three print how many seconds the work took. Every run ends after ten minutes, whatever
 * it waits for. */
#define _GNU_SOURCE
#include "load.h"

#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most_connections = 64 };

_Noreturn void fail(const char *what) {
  fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
  exit(2);
}

unsigned next_random(unsigned *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

static struct sockaddr_in loopback(int port) {
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons((unsigned short)port)};
  a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return a;
}

/* Servers under Valgrind take their time to listen. */
int connect_to(int port) {
  struct sockaddr_in address = loopback(port);
  for (int tries = 0; tries < 600; tries++) {
    int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s < 0) fail("socket");
    if (connect(s, (struct sockaddr *)&address, sizeof address) == 0) return s;
    close(s);
    usleep(100000);
  }
  fail("connect");
}

void send_all(int s, const char *bytes, long count) {
  for (ssize_t n; count > 0; bytes += n, count -= n)
    if ((n = send(s, bytes, (size_t)count, MSG_NOSIGNAL)) <= 0) fail("send");
}

void receive_all(int s, char *bytes, long count) {
  for (ssize_t n; count > 0; bytes += n, count -= n)
    if ((n = recv(s, bytes, (size_t)count, 0)) <= 0) fail("receive");
}

/* A socket that is bound to a port of the kernel's choice, and the port. */
static int bind_any(int *port) {
  struct sockaddr_in address = loopback(0);
  socklen_t length = sizeof address;
  int s = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (s < 0 || bind(s, (struct sockaddr *)&address, length) != 0) fail("bind");
  if (getsockname(s, (struct sockaddr *)&address, &length) != 0) fail("getsockname");
  *port = ntohs(address.sin_port);
  return s;
}

static void *echo(void *socket_as_pointer) {
  int s = (int)(long)socket_as_pointer;
  char bytes[16384];
  ssize_t n;
  while ((n = recv(s, bytes, sizeof bytes, 0)) > 0)
    if (send(s, bytes, (size_t)n, MSG_NOSIGNAL) != n) break;
  close(s);
  return NULL;
}

_Noreturn void serve_echo(void) {
  int port, s = bind_any(&port);
  if (listen(s, most_connections) != 0) fail("listen");
  printf("%d\n", port);
  fflush(stdout);
  for (;;) {
    pthread_t thread;
    int connection = accept(s, NULL, NULL);
    if (connection < 0) fail("accept");
    if (pthread_create(&thread, NULL, echo, (void *)(long)connection)) fail("pthread_create");
    pthread_detach(thread);
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct connection {
  struct job job;
  void (*run)(const struct job *);
};

static void *run(void *connection) {
  const struct connection *c = connection;
  c->run(&c->job);
  return NULL;
}

static void connect_all(void (*work)(const struct job *), struct job job, int count) {
  struct connection connections[most_connections];
  pthread_t threads[most_connections];
  double start = now();
  for (int i = 0; i < count; i++) {
    job.number = i;
    connections[i] = (struct connection){job, work};
    if (pthread_create(&threads[i], NULL, run, &connections[i])) fail("pthread_create");
  }
  for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
  printf("%.3f\n", now() - start);
}

/* Lines of words of a small vocabulary, the same in every run; bzip2 makes a third of it. */
static void write_text(long megabytes) {
  static const char *const words[] = {"thread", "lock",  "queue", "owner", "field", "reads",
                                      "writes", "a",     "the",   "while", "other", "waits",
                                      "main",   "until", "no",    "holds"};
  unsigned state = 1;
  for (long bytes = 0; bytes < megabytes << 20;) {
    unsigned number = next_random(&state);
    int n = number & 16 ? printf("%s ", words[number % 16]) : printf("%x\n", number);
    if (n < 0) fail("write");
    bytes += n;
  }
}

static int say_port(void) {
  int port;
  close(bind_any(&port));
  return printf("%d\n", port) < 0;
}

int main(int count, char **words) {
  alarm(600);
  const char *what = count > 1 ? words[1] : "";
  long number[4] = {0};
  for (int i = 2; i < count && i < 6; i++) number[i - 2] = atol(words[i]);
  int connections = (int)number[1];
  struct job job = {.port = (int)number[0], .operations = number[2], .size = number[3]};
  if (strcmp(what, "echo") == 0) serve_echo();
  if (strcmp(what, "port") == 0) return say_port();
  if (strcmp(what, "text") == 0 && count == 3) return write_text(number[0]), 0;
  int is_fill = strcmp(what, "fill") == 0 && count == 5;
  int is_cache = strcmp(what, "memcached") == 0 && count == 5;
  int is_tls = strcmp(what, "tls") == 0 && count == 6;
  if ((!is_fill && !is_cache && !is_tls) || connections < 1 || connections > most_connections)
    return fputs("usage: load fill|memcached|tls|echo|port|text NUMBER...\n", stderr), 2;
  connect_all(is_fill ? fill_cache : is_cache ? ask_cache : echo_through, job, connections);
  return 0;
}
