/* Requests about groups and access entries. */
#include "acl.h"
#include "channel.h"
#include "control.h"
#include "memory.h"
#include "user.h"

enum { GROUPS_MOST = 64 };

static enum answer administrated(struct user *u, struct channel *c) {
  if (!c) return ANSWER_NO_SUCH_CHANNEL;
  return acl_allows(u, c, PERMISSION_ADMIN) ? ANSWER_OK : ANSWER_DENIED;
}

static struct group *read_group(struct wire_reader *in) {
  char name[TEXT_SIZE];
  wire_text(in, name, sizeof name);
  size_t count = wire_u8(in);
  struct group *g = group_new(name, count);
  for (size_t i = 0; i < count; i++) wire_text(in, g->members[i], TEXT_SIZE);
  if (wire_done(in) && *name) return g;
  group_free(g);
  return NULL;
}

enum answer control_group_set(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  struct channel *c = channel_find(u->server, wire_u32(in));
  enum answer error = administrated(u, c);
  struct group *g = read_group(in);
  if (!g) return ANSWER_MALFORMED;
  if (error == ANSWER_OK && HASH_COUNT(c->groups) >= GROUPS_MOST && g->count) error = ANSWER_LIMIT;
  if (error == ANSWER_OK) group_replace(c, g);
  else group_free(g);
  return error;
}

static struct acl *read_entry(struct wire_reader *in) {
  struct acl *entry = memory_new(1, sizeof *entry);
  entry->scope = wire_u8(in);
  entry->allow = wire_u16(in) & PERMISSION_ALL;
  entry->deny = wire_u16(in) & PERMISSION_ALL;
  wire_text(in, entry->who, sizeof entry->who);
  if (!*entry->who || entry->scope > (ACL_HERE | ACL_BELOW)) in->bad = true;
  return entry;
}

static struct acl *read_entries(struct wire_reader *in, uint8_t count) {
  if (!count || in->bad) return NULL;
  struct acl *entry = read_entry(in);
  entry->next = read_entries(in, (uint8_t)(count - 1));
  return entry;
}

enum answer control_acl_set(struct user *u, struct wire_reader *in, uint32_t *value) {
  (void)value;
  struct channel *c = channel_find(u->server, wire_u32(in));
  enum answer error = administrated(u, c);
  struct acl *list = read_entries(in, wire_u8(in));
  if (!wire_done(in)) error = ANSWER_MALFORMED;
  if (error == ANSWER_OK) acl_replace(c, list);
  else acl_free(list);
  return error;
}

static uint8_t count_entries(const struct acl *list) {
  uint8_t count = 0;
  for (; list; list = list->next) count++;
  return count;
}

enum answer control_acl_list(struct user *u, struct wire_reader *in, uint32_t *value) {
  struct frame f;
  struct channel *c = channel_find(u->server, wire_u32(in));
  if (!wire_done(in)) return ANSWER_MALFORMED;
  if (!c) return ANSWER_NO_SUCH_CHANNEL;
  frame_begin(&f, MESSAGE_ACL);
  wire_put_u32(&f.out, c->id);
  wire_put_u8(&f.out, count_entries(c->acl));
  for (const struct acl *entry = c->acl; entry; entry = entry->next) {
    wire_put_u8(&f.out, entry->scope);
    wire_put_u16(&f.out, entry->allow);
    wire_put_u16(&f.out, entry->deny);
    wire_put_text(&f.out, entry->who);
  }
  frame_send(u, &f);
  *value = count_entries(c->acl);
  return ANSWER_OK;
}
