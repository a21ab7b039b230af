/* Who calls whom. Every function has a parent among those before it, mostly in its own unit, so
 * all of the program is reached from main and from the thread's start, some fifty calls deep; the
 * rest of the calls follow power laws: few functions call many, and few are called by many. */
#include "shape.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { FIRST_LEAF = 160, TRIES = 12 };

/* Vigna's splitmix64 over what is asked. */
static uint64_t mix(uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

uint32_t shape_random(const struct shape *s, uint32_t function, uint32_t which, uint32_t below) {
  uint64_t random = mix(mix(s->seed + function) + which);
  return below ? (uint32_t)((random >> 32) * below >> 32) : 0;
}

static double fraction(const struct shape *s, uint32_t function, uint32_t which) {
  return (shape_random(s, function, which, 1 << 24) + 0.5) / (1 << 24);
}

enum side side_of_group(uint32_t group) { return (enum side)(group % 3); }

enum kind shape_kind(uint32_t function) {
  uint32_t at = function % UNIT_FUNCTIONS;
  if (function == 0) return KIND_MAIN;
  if (function == 1) return KIND_WORKER;
  if (at >= FIRST_LEAF) return KIND_LEAF;
  if (at < 8) return KIND_PLAIN;
  switch (at % 8) {
  case 1: return KIND_LOCKED;
  case 2: return KIND_HELPER;
  case 3: return at % 16 == 3 ? KIND_HELPER : KIND_PLAIN;
  case 5: return KIND_OWNER;
  default: return KIND_PLAIN;
  }
}

static enum side side_of(uint32_t function) {
  return function == 1 ? SIDE_WORKER : side_of_group(group_of(function));
}

static int may_call(uint32_t caller, uint32_t callee) {
  enum kind from = shape_kind(caller), to = shape_kind(callee);
  if (callee <= 1 || to == KIND_HELPER || from == KIND_HELPER) return 0;
  if (from == KIND_LEAF && to != KIND_LEAF) return 0;
  return side_of(callee) == SIDE_BOTH || side_of(callee) == side_of(caller);
}

static uint32_t find_parent(const struct shape *s, uint32_t function) {
  uint32_t at = function % UNIT_FUNCTIONS, unit = function - at;
  if (shape_kind(function) == KIND_HELPER) return function - 1;
  for (uint32_t i = 0; i < TRIES; i++) {
    double part = 0.3 + 0.6 * fraction(s, function, 3 * i);
    int near = at && shape_random(s, function, 3 * i + 1, 100) < 70;
    uint32_t parent = near ? unit + (uint32_t)(at * part) : (uint32_t)(function * part);
    if (shape_kind(parent) != KIND_LEAF && may_call(parent, function)) return parent;
  }
  return side_of(function) == SIDE_WORKER;
}

int shape_is_static(const struct shape *s, uint32_t function) {
  if (shape_kind(function) == KIND_HELPER) return 1;
  return function % 3 == 0 && function > 1 && unit_of(s->parent[function]) == unit_of(function);
}

/* One in the middle of each tenth. The hundredth function of a unit is a plain one. */
int shape_is_planted(const struct shape *s, uint32_t function) {
  uint32_t every = s->count / PLANTED;
  uint32_t middle = function / every * every + every / 2;
  return function / every < PLANTED && function == unit_of(middle) * UNIT_FUNCTIONS + 100;
}

static void add(uint32_t calls[MOST_CALLS], uint32_t *count, uint32_t callee) {
  for (uint32_t i = 0; i < *count; i++)
    if (calls[i] == callee) return;
  if (*count < MOST_CALLS) calls[(*count)++] = callee;
}

/* Half of the further callees are in the unit; the others are mostly what much of the program
 * calls, whose numbers are high. */
static uint32_t further(const struct shape *s, uint32_t function, uint32_t which) {
  uint32_t unit_end = (unit_of(function) + 1) * UNIT_FUNCTIONS;
  if (unit_end > s->count) unit_end = s->count;
  if (shape_random(s, function, 100 + 2 * which, 100) < 60)
    return function + 1 + shape_random(s, function, 101 + 2 * which, unit_end - function);
  double power = pow(fraction(s, function, 101 + 2 * which), 4);
  return s->count - 1 - (uint32_t)((s->count - 1 - function) * power);
}

uint32_t shape_calls(const struct shape *s, uint32_t function, uint32_t calls[MOST_CALLS]) {
  uint32_t count = 0;
  for (uint32_t c = s->first[function]; c; c = s->next[c])
    if (shape_kind(c) != KIND_HELPER) add(calls, &count, c);
  if (function <= 1) return count;
  uint32_t more = (uint32_t)(0.9 / sqrt(fraction(s, function, 99)));
  for (uint32_t i = 0; i < more && i < 20; i++) {
    uint32_t callee = further(s, function, i);
    if (callee <= function || callee >= s->count || !may_call(function, callee)) continue;
    if (unit_of(callee) != unit_of(function) && shape_is_static(s, callee)) continue;
    add(calls, &count, callee);
  }
  uint32_t at = function % UNIT_FUNCTIONS, parent = s->parent[function];
  int may_recur = shape_kind(function) == KIND_PLAIN && unit_of(parent) == unit_of(function);
  if (may_recur && at % 50 == 14) add(calls, &count, function);
  if (may_recur && at % 50 == 20 && parent > 1) add(calls, &count, parent);
  return count;
}

void shape_make(struct shape *s, uint32_t count, uint64_t seed) {
  *s = (struct shape){.count = count, .seed = seed};
  s->parent = calloc(count, sizeof *s->parent);
  s->first = calloc(count, sizeof *s->first);
  s->next = calloc(count, sizeof *s->next);
  if (!s->parent || !s->first || !s->next) {
    fputs("out of memory\n", stderr);
    exit(2);
  }
  for (uint32_t i = 2; i < count; i++) {
    uint32_t parent = find_parent(s, i);
    s->parent[i] = parent;
    s->next[i] = s->first[parent];
    s->first[parent] = i;
  }
}

void shape_free(struct shape *s) {
  free(s->parent);
  free(s->first);
  free(s->next);
}
