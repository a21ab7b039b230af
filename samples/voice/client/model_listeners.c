/* Who must hear a packet, asked of each user in turn: "would you, and how?" */
#include <string.h>

#include "model.h"

uint8_t model_way(uint8_t how, bool positional) {
  uint8_t bit = how == HEARD_LOOPBACK ? 3 : how;
  return (uint8_t)(1u << (bit * 2 + positional));
}

/* All channels that links lead to from one, itself too. */
static void mark_linked(const struct model *m, int from, bool marked[MODEL_CHANNELS]) {
  marked[from] = true;
  for (int c = 0; c < MODEL_CHANNELS; c++)
    if (m->channels[from].links[c] != UNLINKED && !marked[c]) mark_linked(m, c, marked);
}

static bool reaches(const struct model *m, const struct model_reach *reach, int channel) {
  bool marked[MODEL_CHANNELS] = {false};
  if (reach->channel == NOWHERE) return false;
  if (channel == reach->channel) return true;
  if (reach->children && model_is_below(m, channel, reach->channel)) return true;
  if (reach->links) mark_linked(m, reach->channel, marked);
  return marked[channel];
}

static bool whispered_in(const struct model *m, int speaker, int target, int listener) {
  const struct model_user *u = &m->users[speaker];
  const struct model_target *t = &u->targets[target];
  int channel = m->users[listener].channel;
  if (!model_allows(m, speaker, channel, PERMISSION_WHISPER)) return false;
  for (int i = 0; i < t->reach_count; i++) {
    enum model_group group = t->reaches[i].group;
    if (u->redirect[group] != GROUP_NONE) group = u->redirect[group];
    if (reaches(m, &t->reaches[i], channel) && model_in_group(m, listener, channel, group))
      return true;
  }
  return false;
}

static bool whispered_to(const struct model *m, int speaker, int target, int listener) {
  return m->users[speaker].targets[target].users[listener] &&
         model_allows(m, speaker, m->users[listener].channel, PERMISSION_WHISPER);
}

static bool spoken_to(const struct model *m, int speaker, int listener) {
  bool marked[MODEL_CHANNELS] = {false};
  int here = m->users[speaker].channel, there = m->users[listener].channel;
  if (here == there) return true;
  mark_linked(m, here, marked);
  return marked[there] && model_allows(m, speaker, there, PERMISSION_SPEAK);
}

static int how_heard(const struct model *m, int speaker, int target, int listener) {
  const bool *flags = m->users[listener].flags;
  if (flags[USER_DEAF] || flags[USER_SELF_DEAF] || m->users[listener].channel == NOWHERE)
    return NOWHERE;
  if (target == TARGET_LOOPBACK) return speaker == listener ? HEARD_LOOPBACK : NOWHERE;
  if (speaker == listener) return NOWHERE;
  if (target == TARGET_CHANNEL) return spoken_to(m, speaker, listener) ? HEARD_SPEECH : NOWHERE;
  if (whispered_in(m, speaker, target, listener)) return HEARD_IN_CHANNEL;
  return whispered_to(m, speaker, target, listener) ? HEARD_DIRECTLY : NOWHERE;
}

void model_listeners(const struct model *m, int speaker, int target, bool positional,
                     uint8_t ways[USERS_MOST]) {
  const struct model_user *u = &m->users[speaker];
  memset(ways, 0, USERS_MOST);
  if (u->channel == NOWHERE || u->flags[USER_MUTE] || u->flags[USER_SUPPRESS] ||
      u->flags[USER_SELF_MUTE])
    return;
  for (int i = 0; i < m->user_count; i++) {
    int how = how_heard(m, speaker, target, i);
    bool near = m->users[i].context == u->context;
    if (how != NOWHERE) ways[i] = model_way((uint8_t)how, positional && near);
  }
}
