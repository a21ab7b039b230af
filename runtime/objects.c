/* See objects.h. */
#include "objects.h"
#include <errno.h>
#include <stddef.h>
#include <sys/mman.h>

/* -- memory -------------------------------------------------------------------------------- */

static struct custody_object *change(struct custody_object *old, uint32_t before, uint32_t rows) {
  int error = errno;
  void *new = old ? mremap(old, before * sizeof *old, rows * sizeof *old, MREMAP_MAYMOVE)
                  : mmap(NULL, rows * sizeof *old, PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  errno = error;
  return new == MAP_FAILED ? NULL : new;
}

static int grow(struct custody_objects *objects) {
  uint32_t rows = objects->capacity ? 2 * objects->capacity : (uint32_t)CUSTODY_OBJECTS_FIRST;
  if (rows > CUSTODY_OBJECTS_MOST) return 0;
  struct custody_object *row = change(objects->row, objects->capacity, rows);
  if (!row) return 0;
  objects->row = row;
  objects->capacity = rows;
  if (objects->used == 0) objects->used = 1;
  return 1;
}

void custody_objects_clear(struct custody_objects *objects) {
  if (objects->capacity > CUSTODY_OBJECTS_FIRST) {
    munmap(objects->row, objects->capacity * sizeof *objects->row);
    objects->row = NULL;
    objects->capacity = 0;
  }
  objects->used = objects->capacity > 0;
  objects->free = objects->root = 0;
}

static uint32_t take_row(struct custody_objects *objects) {
  uint32_t number = objects->free;
  if (number) {
    objects->free = objects->row[number].next;
    return number;
  }
  if (objects->used == objects->capacity && !grow(objects)) return 0;
  return objects->used++;
}

/* -- the tree ------------------------------------------------------------------------------ */

uint32_t custody_objects_overlap(const struct custody_objects *objects, uintptr_t base,
                                 uintptr_t end) {
  uint32_t last = 0; /* of those that begin before `end` */
  for (uint32_t at = objects->root; at;) {
    const struct custody_object *object = &objects->row[at];
    if (object->base < end) last = at;
    at = object->base < end ? object->right : object->left;
  }
  return last && objects->row[last].end > base ? last : 0;
}

uint32_t custody_objects_find(const struct custody_objects *objects, uintptr_t address) {
  return objects->root ? custody_objects_overlap(objects, address, address + 1) : 0;
}

/* As good as random, so that the tree is balanced whatever the order of addresses: the last step
 * of MurmurHash3. */
static uint32_t scatter(uint32_t x) {
  x = (x ^ x >> 16) * 0x85ebca6b;
  x = (x ^ x >> 13) * 0xc2b2ae35;
  return x ^ x >> 16;
}

static void split(struct custody_objects *objects, uint32_t tree, uintptr_t at, uint32_t *below,
                  uint32_t *above) {
  while (tree) {
    struct custody_object *object = &objects->row[tree];
    if (object->base < at) {
      *below = tree;
      below = &object->right;
      tree = *below;
    } else {
      *above = tree;
      above = &object->left;
      tree = *above;
    }
  }
  *below = *above = 0;
}

static void link_row(struct custody_objects *objects, uint32_t number) {
  struct custody_object *new = &objects->row[number];
  uint32_t *link = &objects->root;
  while (*link && objects->row[*link].order >= new->order) {
    struct custody_object *object = &objects->row[*link];
    link = new->base < object->base ? &object->left : &object->right;
  }
  split(objects, *link, new->base, &new->left, &new->right);
  *link = number;
}

static void unlink_row(struct custody_objects *objects, uint32_t number) {
  struct custody_object *old = &objects->row[number];
  uint32_t *link = &objects->root, below = old->left, above = old->right;
  while (*link != number) {
    struct custody_object *object = &objects->row[*link];
    link = old->base < object->base ? &object->left : &object->right;
  }
  while (below && above) {
    struct custody_object *b = &objects->row[below], *a = &objects->row[above];
    if (b->order > a->order) {
      *link = below;
      link = &b->right;
      below = *link;
    } else {
      *link = above;
      link = &a->left;
      above = *link;
    }
  }
  *link = below ? below : above;
}

uint32_t custody_objects_insert(struct custody_objects *objects, uintptr_t base, uintptr_t end) {
  uint32_t number = take_row(objects);
  if (!number) return 0;
  objects->row[number] =
      (struct custody_object){.base = base, .end = end, .order = scatter(number)};
  link_row(objects, number);
  return number;
}

void custody_objects_erase(struct custody_objects *objects, uint32_t number) {
  unlink_row(objects, number);
  objects->row[number].next = objects->free;
  objects->free = number;
}

void custody_objects_move(struct custody_objects *objects, uint32_t number, uintptr_t base,
                          uintptr_t end) {
  unlink_row(objects, number);
  objects->row[number].base = base;
  objects->row[number].end = end;
  link_row(objects, number);
}
