/* Pairs of small whole numbers -> a byte for each: the look-ups of resolver/names/pairtable.py.

   A slot holds a pair (two numbers of 28 bits, the smaller first) and behind it its byte; a free one has all bits set, so that
   the byte found for a pair that is not there is 255. */

#include <stdint.h>

typedef uint64_t Slot;

static const Slot FREE = ~(Slot)0;
static const Slot SPREAD = 0x9E3779B97F4A7C15u;
/* So many slots are sent for before the first of them is looked at: memory answers slowly, but many at a time. */
enum { AHEAD = 16, BYTE = 8, HALF = 28 };

typedef struct {
    Slot *slots;
    int64_t last;
    int shift;
} Table;

static Table table_of(Slot *slots, int64_t count) {
    return (Table){.slots = slots, .last = count - 1, .shift = 64 - __builtin_ctzll((uint64_t)count)};
}

static int64_t first_place(const Table *table, Slot pair) { return (int64_t)(pair * SPREAD >> table->shift); }

/* Return where a pair is, or the free slot where it would be, looking from a place on. */
static int64_t place_of(const Table *table, Slot pair, int64_t at) {
    while (table->slots[at] != FREE && table->slots[at] >> BYTE != pair) at = (at + 1) & table->last;
    return at;
}

static Slot packed(int32_t one, int32_t other) {
    return one < other ? (Slot)one << HALF | (Slot)other : (Slot)other << HALF | (Slot)one;
}

/* Find the byte of each pair [count] in slots [slot_count, a power of two]. */
int64_t pairs_get(Slot *slots, int64_t slot_count, const Slot *pairs, int64_t count, uint8_t *found) {
    Table table = table_of(slots, slot_count);
    for (int64_t start = 0; start < count; start += AHEAD) {
        int64_t place[AHEAD], some = count - start < AHEAD ? count - start : AHEAD;
        for (int64_t at = 0; at < some; at++) {
            place[at] = first_place(&table, pairs[start + at]);
            __builtin_prefetch(slots + place[at]);
        }
        for (int64_t at = 0; at < some; at++)
            found[start + at] = (uint8_t)slots[place_of(&table, pairs[start + at], place[at])];
    }
    return 0;
}

/* Put pairs [count] with their bytes into slots that have room for them. */
int64_t pairs_put(Slot *slots, int64_t slot_count, const Slot *pairs, const uint8_t *values, int64_t count) {
    Table table = table_of(slots, slot_count);
    for (int64_t at = 0; at < count; at++) {
        int64_t place = place_of(&table, pairs[at], first_place(&table, pairs[at]));
        slots[place] = pairs[at] << BYTE | values[at];
    }
    return 0;
}

/* Find the byte of each two numbers [count], in either order: own[number] of a number with itself, 0 beside -1. */
int64_t pairs_between(Slot *slots, int64_t slot_count, const uint8_t *own, const int32_t *one, const int32_t *other,
                      int64_t count, uint8_t *found) {
    Table table = table_of(slots, slot_count);
    for (int64_t start = 0; start < count; start += AHEAD) {
        int64_t place[AHEAD], some = count - start < AHEAD ? count - start : AHEAD;
        for (int64_t at = 0; at < some; at++) {
            int32_t mine = one[start + at], theirs = other[start + at];
            place[at] = mine < 0 || theirs < 0 || mine == theirs ? -1 : first_place(&table, packed(mine, theirs));
            if (place[at] >= 0) __builtin_prefetch(slots + place[at]);
        }
        for (int64_t at = 0; at < some; at++) {
            int32_t mine = one[start + at], theirs = other[start + at];
            if (place[at] >= 0)
                found[start + at] = (uint8_t)slots[place_of(&table, packed(mine, theirs), place[at])];
            else
                found[start + at] = mine < 0 || theirs < 0 ? 0 : own[mine];
        }
    }
    return 0;
}
