/* How each request changes what is expected. */
#include "model.h"

#include <string.h>

const char *const model_group_names[GROUP_COUNT] = {"", "all", "in", "admin", "red", "blue"};

void model_init(struct model *m, int users) {
  memset(m, 0, sizeof *m);
  m->user_count = users;
  m->channels[0].exists = true;
  m->channels[0].parent = NOWHERE;
  m->channels[0].acl_count = 2;
  m->channels[0].acl[0] = (struct model_acl){
      NOWHERE, GROUP_ALL, ACL_HERE | ACL_BELOW,
      PERMISSION_ENTER | PERMISSION_SPEAK | PERMISSION_WHISPER | PERMISSION_MAKE, 0};
  m->channels[0].acl[1] =
      (struct model_acl){NOWHERE, GROUP_ADMIN, ACL_HERE | ACL_BELOW, PERMISSION_ALL, 0};
}

int model_free_channel(const struct model *m) {
  for (int c = 1; c < MODEL_CHANNELS; c++)
    if (!m->channels[c].exists) return c;
  return NOWHERE;
}

void model_add_channel(struct model *m, int channel, uint32_t id, int parent, int maker) {
  struct model_channel *c = &m->channels[channel];
  memset(c, 0, sizeof *c);
  c->exists = true;
  c->id = id;
  c->parent = parent;
  c->members[GROUP_ADMIN][maker] = true;
}

bool model_is_below(const struct model *m, int channel, int above) {
  while (channel != NOWHERE && channel != above) channel = m->channels[channel].parent;
  return channel == above;
}

void model_link(struct model *m, int a, int b, enum model_link link) {
  if (link == LINKED_FOR_NOW && m->channels[a].links[b] == LINKED_FOR_GOOD) return;
  m->channels[a].links[b] = m->channels[b].links[a] = link;
}

/* A whisper target keeps the number of a channel that is gone, and reaches nobody by it. */
static void forget_reaches(struct model *m, int channel) {
  for (int u = 0; u < m->user_count; u++)
    for (int t = 0; t < MODEL_TARGETS; t++)
      for (int i = 0; i < m->users[u].targets[t].reach_count; i++)
        if (m->users[u].targets[t].reaches[i].channel == channel)
          m->users[u].targets[t].reaches[i].channel = NOWHERE;
}

void model_remove_channel(struct model *m, int channel) {
  int refuge = m->channels[channel].parent;
  bool doomed[MODEL_CHANNELS];
  for (int c = 0; c < MODEL_CHANNELS; c++)
    doomed[c] = m->channels[c].exists && model_is_below(m, c, channel);
  for (int u = 0; u < m->user_count; u++)
    if (m->users[u].channel != NOWHERE && doomed[m->users[u].channel])
      model_move_user(m, u, refuge);
  for (int c = 0; c < MODEL_CHANNELS; c++) {
    if (!doomed[c]) continue;
    for (int other = 0; other < MODEL_CHANNELS; other++) model_link(m, c, other, UNLINKED);
    forget_reaches(m, c);
    m->channels[c].exists = false;
  }
}

static bool is_empty(const struct model *m, int channel) {
  for (int u = 0; u < m->user_count; u++)
    if (m->users[u].channel == channel) return false;
  return true;
}

static void left(struct model *m, int channel) {
  if (channel == NOWHERE || !is_empty(m, channel)) return;
  const enum model_link *links = m->channels[channel].links;
  for (int other = 0; other < MODEL_CHANNELS; other++)
    if (links[other] == LINKED_FOR_NOW) model_link(m, channel, other, UNLINKED);
}

void model_move_user(struct model *m, int user, int channel) {
  struct model_user *u = &m->users[user];
  int from = u->channel;
  if (from == channel) return;
  u->channel = channel;
  left(m, from);
  u->flags[USER_SUPPRESS] = channel != NOWHERE && !model_allows(m, user, channel, PERMISSION_SPEAK);
}

void model_set_flag(struct model *m, int user, enum user_flag flag, bool on) {
  bool *flags = m->users[user].flags;
  flags[flag] = on;
  if (flag == USER_MUTE && !on) flags[USER_DEAF] = false;
  if (flag == USER_DEAF && on) flags[USER_MUTE] = true;
  if (flag == USER_SELF_MUTE && !on) flags[USER_SELF_DEAF] = false;
  if (flag == USER_SELF_DEAF && on) flags[USER_SELF_MUTE] = true;
}

void model_forget_user(struct model *m, int user) {
  model_move_user(m, user, NOWHERE);
  memset(&m->users[user], 0, sizeof m->users[user]);
  m->users[user].channel = NOWHERE;
  for (int u = 0; u < m->user_count; u++)
    for (int t = 0; t < MODEL_TARGETS; t++) m->users[u].targets[t].users[user] = false;
}

bool model_in_group(const struct model *m, int user, int channel, enum model_group group) {
  if (group == GROUP_NONE || group == GROUP_ALL) return true;
  if (group == GROUP_IN) return m->users[user].channel == channel;
  for (int c = channel; c != NOWHERE; c = m->channels[c].parent)
    if (m->channels[c].members[group][user]) return true;
  return false;
}

static bool concerns(const struct model *m, const struct model_acl *entry, int at, int user,
                     int channel) {
  if (!(entry->scope & (at == channel ? ACL_HERE : ACL_BELOW))) return false;
  return entry->user == NOWHERE ? model_in_group(m, user, channel, entry->group)
                                : entry->user == user;
}

bool model_allows(const struct model *m, int user, int channel, unsigned permission) {
  int way[MODEL_CHANNELS], depth = 0;
  unsigned granted = 0;
  for (int c = channel; c != NOWHERE; c = m->channels[c].parent) way[depth++] = c;
  while (depth-- > 0)
    for (int i = 0; i < m->channels[way[depth]].acl_count; i++) {
      const struct model_acl *entry = &m->channels[way[depth]].acl[i];
      if (!concerns(m, entry, way[depth], user, channel)) continue;
      granted |= entry->allow;
      granted &= ~(unsigned)entry->deny;
    }
  return granted & (permission | PERMISSION_ADMIN);
}
