/* What is known of the words of one kind of role, a row for each: the columns of resolver/names/wordcolumns.py. */

#include <stdint.h>

/* As Level of resolver/names/likeness.py. */
enum { MISSING, SAME, SHORT, SHARED, SOUND, NEAR, LOOKALIKE, INITIAL, PART, UNLISTED, DIFFERENT };

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
    /* Numbers of what the two given names in a word may be. */
    Lists first_names, second_names;
    /* The number of how a word is written, of the class it most likely belongs to, and of its echo, 0 where it has none. */
    const int32_t *text, *likeliest, *echo;
    const uint8_t *script, *kunya;
    const uint8_t *is_consonantal, *is_latin, *is_initial, *is_listed, *is_settled, *is_syllabic, *is_attested;
    /* So many consonants, or more, are something that two words have in common. */
    int64_t fewest_in_common;
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

/* Say whether two words, each by one convention, have at least half of their consonants in common. */
static inline int are_akin(const Words *w, int32_t left, int32_t right) {
    const uint64_t *letters = w->texts.letters;
    EACH(one, w->skeletons, left)
        EACH(two, w->skeletons, right) {
            uint64_t mine = letters[w->skeletons.value[one]], other = letters[w->skeletons.value[two]];
            int64_t common = __builtin_popcountll(mine & other);
            int64_t most = larger(__builtin_popcountll(mine), __builtin_popcountll(other));
            if (common >= w->fewest_in_common && 2 * common >= most) return 1;
        }
    return 0;
}

/* Return the level of two words that are not alike. */
static inline int unlike_level(const Words *w, int32_t left, int32_t right) {
    if (w->is_initial[left] || w->is_initial[right] || (w->is_listed[left] && w->is_listed[right])) return DIFFERENT;
    return are_akin(w, left, right) ? UNLISTED : DIFFERENT;
}
