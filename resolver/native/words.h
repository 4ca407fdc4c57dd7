/* What is known of the words of one kind of role, a row for each: the columns of resolver/names/wordcolumns.py. */

#include <stdint.h>

/* Lists of numbers: those of word n are value[first[n]] .. value[first[n + 1] - 1]. */
typedef struct {
    const int64_t *first;
    const int32_t *value;
} Lists;

#define EACH(at, lists, word) \
    for (int64_t at = (lists).first[word], at##_end = (lists).first[(word) + 1]; at < at##_end; at++)

/* Texts of plain letters, one after another: text n is bytes first[n] .. first[n + 1] - 1; of each its letters, a bit for each. */
typedef struct {
    const int64_t *first;
    const uint8_t *bytes;
    const uint64_t *letters;
} Texts;

typedef struct {
    Texts texts;
    /* Numbers of texts; likely_keys are the first of the keys. */
    Lists keys, likely_keys, sounds, skeletons, mended, starts, parts, part_keys;
    /* Numbers of classes of given names. */
    Lists classes, short_classes, usual;
    /* The number of how a word is written, of the class it most likely belongs to, and of its echo, 0 where it has none. */
    const int32_t *text, *likeliest, *echo;
    const uint8_t *script, *kunya;
    const uint8_t *is_consonantal, *is_latin, *is_initial, *is_listed, *is_settled, *is_syllabic, *is_attested;
} Words;

static inline int64_t larger(int64_t one, int64_t other) { return one > other ? one : other; }

static inline int64_t lost(uint64_t one, uint64_t other) { return __builtin_popcountll(one & ~other); }

/* Say whether two words are in two scripts, one of which leaves vowels unwritten. */
static inline int are_across_scripts(const Words *w, int32_t left, int32_t right) {
    return (w->is_consonantal[left] || w->is_consonantal[right]) && w->script[left] != w->script[right];
}

static inline int is_echo(const Words *w, int32_t left, int32_t right) {
    return w->is_syllabic[left] != w->is_syllabic[right] && w->echo[left] && w->echo[left] == w->echo[right];
}
