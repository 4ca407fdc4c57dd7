/* Words two by two -> which may be alike though they share nothing: what Traits of resolver/names/traits.py says.

   What is known of words comes as structures of columns (native.fields), a row for each word. */

#include <stdint.h>

enum { LONGEST = 64 };

typedef struct {
    /* Of each word: the letters that all its spellings have, and that any has, a bit each; how long they are, at least and most. */
    const uint64_t *all, *any;
    const int64_t *least, *most;
    /* How many slips part texts of a length and one of the same name. */
    const int64_t *slips;
    /* The spellings of word n: numbers first[n] .. first[n + 1] - 1; of each its letters, length, and bytes, a row of `width`. */
    const int64_t *first, *size;
    const uint64_t *letters;
    const uint8_t *rows;
    int64_t width;
} Spellings;

typedef struct {
    /* Two words in one script are compared by their keys, others by their skeletons. */
    const Spellings *keys, *skeletons;
    const uint8_t *script, *is_settled, *is_initial, *is_syllabic;
    /* A number for how a word sounds, 0 for none; the crowds that it is of, and the letters that it may begin with, a bit each. */
    const int64_t *echo;
    const uint64_t *crowds, *firsts;
} Traits;

static int64_t larger(int64_t one, int64_t other) { return one > other ? one : other; }

static int64_t lost(uint64_t one, uint64_t other) { return __builtin_popcountll(one & ~other); }

/* Return how many slips part two texts of up to 64 letters, neighbours swapped being one: a column of the table of distances
   after another, in bits (Hyyro 2003). */
static int64_t distance(const uint8_t *one, int64_t size, const uint8_t *other, int64_t other_size) {
    if (!size) return other_size;
    uint64_t rises = ~(uint64_t)0, falls = 0, before = 0, equal_before = 0;
    int64_t found = size;
    for (int64_t place = 0; place < other_size; place++) {
        uint64_t equal = 0;
        for (int64_t at = 0; at < size; at++) equal |= (uint64_t)(one[at] == other[place]) << at;
        uint64_t swapped = ((~before & equal) << 1) & equal_before;
        before = (((equal & rises) + rises) ^ rises) | equal | falls | swapped;
        uint64_t more = falls | ~(before | rises), less = before & rises;
        found += (int64_t)(more >> (size - 1) & 1) - (int64_t)(less >> (size - 1) & 1);
        more = more << 1 | 1;
        rises = less << 1 | ~(before | more);
        falls = more & before;
        equal_before = equal;
    }
    return found;
}

/* Return whether spellings of two words may be few enough slips apart, by how long they are and which letters they have. */
static int in_reach(const Spellings *s, int32_t one, int32_t other) {
    int64_t allowed = s->slips[larger(s->most[one], s->most[other])];
    if (!allowed || lost(s->all[one], s->any[other]) > allowed || lost(s->all[other], s->any[one]) > allowed) return 0;
    int64_t gap = larger(s->least[one] - s->most[other], s->least[other] - s->most[one]);
    return gap <= allowed && s->most[one] && s->most[other];
}

/* Return whether two spellings are few enough slips apart; of texts too long for a machine word nothing is ruled out. */
static int is_slip(const Spellings *s, int64_t one, int64_t other) {
    int64_t size = s->size[one], other_size = s->size[other], allowed = s->slips[larger(size, other_size)];
    int64_t apart = size < other_size ? other_size - size : size - other_size;
    if (!allowed || apart > allowed) return 0;
    if (lost(s->letters[one], s->letters[other]) > allowed || lost(s->letters[other], s->letters[one]) > allowed) return 0;
    if (larger(size, other_size) > LONGEST) return 1;
    return distance(s->rows + one * s->width, size, s->rows + other * s->width, other_size) <= allowed;
}

static int any_is_slip(const Spellings *s, int32_t left, int32_t right) {
    for (int64_t one = s->first[left]; one < s->first[left + 1]; one++)
        for (int64_t other = s->first[right]; other < s->first[right + 1]; other++)
            if (is_slip(s, one, other)) return 1;
    return 0;
}

static int may_slip(const Spellings *s, int32_t one, int32_t other, int64_t closely) {
    return in_reach(s, one, other) && (!closely || any_is_slip(s, one, other));
}

static int look_alike(const Traits *t, int32_t one, int32_t other, int64_t closely) {
    if (t->is_initial[one] || t->is_initial[other]) return (t->firsts[one] & t->firsts[other]) != 0;
    if (t->crowds[one] & t->crowds[other]) return 1;
    if (t->echo[one] && t->echo[one] == t->echo[other] && t->is_syllabic[one] != t->is_syllabic[other]) return 1;
    if (t->is_settled[one] && t->is_settled[other]) return 0;
    return may_slip(t->script[one] == t->script[other] ? t->keys : t->skeletons, one, other, closely);
}

/* Say of each two words [count] whether they may be alike; closely, letter by letter and not only by which letters they have. */
int64_t may_look_alike(const Traits *traits, const int32_t *left, const int32_t *right, int64_t count, int64_t closely,
                       uint8_t *found) {
    for (int64_t at = 0; at < count; at++) found[at] = (uint8_t)look_alike(traits, left[at], right[at], closely);
    return 0;
}
