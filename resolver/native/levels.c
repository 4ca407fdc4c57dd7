/* Words two by two -> how alike they are: token_level of resolver/names/likeness.py, function for function. */

#include <string.h>

#include "words.h"

enum { NOT_SETTLED = -1 };

typedef struct {
    const Words *words;
    int64_t is_surname;
    /* How many slips part two keys, or two skeletons, the longer of so many letters. */
    const int64_t *letter_slips, *consonant_slips;
    /* Numbers of letters, as likeness.py has them. */
    int64_t long_sound, long_skeleton, short_name, long_enough;
} Likeness;

static int64_t size_of(const Texts *t, int32_t text) { return t->first[text + 1] - t->first[text]; }

static const uint8_t *bytes_of(const Texts *t, int32_t text) { return t->bytes + t->first[text]; }

/* What words share ------------------------------------------------------------------------------------------------- */

static int is_empty(const Lists *lists, int32_t word) { return lists->first[word] == lists->first[word + 1]; }

static int have(const Lists *lists, int32_t word, int32_t value) {
    EACH(at, *lists, word)
        if (lists->value[at] == value) return 1;
    return 0;
}

/* Say whether a list of one word and a list of another have a number in common. */
static int meet(const Lists *mine, int32_t left, const Lists *others, int32_t right) {
    EACH(at, *mine, left)
        if (have(others, right, mine->value[at])) return 1;
    return 0;
}

static int share(const Lists *lists, int32_t left, int32_t right) { return meet(lists, left, lists, right); }

/* Return how long the longest text is that two words share, -1 where they share none. */
static int64_t longest_shared(const Texts *texts, const Lists *lists, int32_t left, int32_t right) {
    int64_t longest = -1;
    EACH(at, *lists, left)
        if (have(lists, right, lists->value[at])) longest = larger(longest, size_of(texts, lists->value[at]));
    return longest;
}

/* Slips ------------------------------------------------------------------------------------------------------------ */

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

/* Return whether two texts are so few slips apart, fewer than none if 0 are allowed. */
static int are_within(const Texts *t, int32_t one, int32_t other, int64_t allowed) {
    int64_t size = size_of(t, one), other_size = size_of(t, other);
    if (!allowed || size - other_size > allowed || other_size - size > allowed) return 0;
    if (lost(t->letters[one], t->letters[other]) > allowed || lost(t->letters[other], t->letters[one]) > allowed) return 0;
    return distance(bytes_of(t, one), size, bytes_of(t, other), other_size) <= allowed;
}

static int is_among(uint8_t letter, const char *letters) {
    while (*letters && *letters != letter) letters++;
    return *letters != 0;
}

static int is_vowel(uint8_t letter) { return is_among(letter, "aeiou"); }

static int is_slip_of_consonants(const Likeness *l, int32_t mine, int32_t other) {
    const Texts *t = &l->words->texts;
    return are_within(t, mine, other, l->consonant_slips[larger(size_of(t, mine), size_of(t, other))]);
}

static int is_slip(const Likeness *l, int32_t mine, int32_t other) {
    const Texts *t = &l->words->texts;
    int64_t longest = larger(size_of(t, mine), size_of(t, other));
    if (!are_within(t, mine, other, l->letter_slips[longest])) return 0;
    uint8_t first = *bytes_of(t, mine), other_first = *bytes_of(t, other);
    return first == other_first || (is_vowel(first) && is_vowel(other_first)) || longest > l->long_enough;
}

static int swaps_consonant(const Texts *t, int32_t mine, int32_t other, int64_t at_most) {
    const uint8_t *one = bytes_of(t, mine), *two = bytes_of(t, other);
    int64_t size = size_of(t, mine), apart = 0;
    if (size != size_of(t, other) || size > at_most) return 0;
    for (int64_t at = 0; at < size; at++) {
        if (one[at] == two[at]) continue;
        if (is_vowel(one[at]) || is_vowel(two[at])) return 0;
        apart++;
    }
    return apart == 1;
}

/* Return how many letters two words share only because both are a kunya. */
static int64_t prefix_length(const Words *w, int32_t left, int32_t right) {
    return w->kunya[left] && w->kunya[left] == w->kunya[right] ? 3 : 0;
}

static int differ_in_a_part(const Likeness *l, int32_t left, int32_t right) {
    const Words *w = l->words;
    const int32_t *mine = w->parts.value + w->parts.first[left], *other = w->parts.value + w->parts.first[right];
    int64_t count = w->parts.first[left + 1] - w->parts.first[left], apart = 0, all_slip = 1;
    if (w->is_consonantal[left] || w->is_consonantal[right]) return 0;
    if (count != w->parts.first[right + 1] - w->parts.first[right]) return 0;
    for (int64_t at = 0; at < count; at++) {
        if (mine[at] == other[at]) continue;
        apart++;
        all_slip = all_slip && is_slip(l, mine[at], other[at]);
    }
    return apart < count && !all_slip;
}

static int are_apart(const Lists *lists, int32_t left, int32_t right) {
    return !is_empty(lists, left) && !is_empty(lists, right) && !share(lists, left, right);
}

static int differ_in_a_half(const Words *w, int32_t left, int32_t right) {
    const Lists *first = &w->first_names, *second = &w->second_names;
    if (!are_apart(first, left, right) && !are_apart(second, left, right)) return 0;
    int is_double = !is_empty(&w->parts, left) || !is_empty(&w->parts, right);
    if (!is_double && share(&w->classes, left, right)) return 0;
    return !(meet(first, left, second, right) && meet(second, left, first, right));
}

/* Surnames of men and of women ------------------------------------------------------------------------------------- */

static int ends_in(const uint8_t *text, int64_t size, const char *ending) {
    int64_t length = (int64_t)strlen(ending);
    return size >= length && !memcmp(text + size - length, ending, length);
}

/* Say whether a text is another without so many of its last letters and with an ending instead. */
static int is_with(const uint8_t *text, int64_t size, const uint8_t *stem, int64_t stem_size, const char *ending) {
    return size == stem_size + (int64_t)strlen(ending) && !memcmp(text, stem, stem_size) && ends_in(text, size, ending);
}

static int is_hers(const Texts *t, int32_t his, int32_t hers) {
    const uint8_t *man = bytes_of(t, his), *woman = bytes_of(t, hers);
    int64_t size = size_of(t, his), other_size = size_of(t, hers);
    if (ends_in(man, size, "ov") || ends_in(man, size, "ev") || ends_in(man, size, "in"))
        return is_with(woman, other_size, man, size, "a");
    if (!ends_in(man, size, "ski")) return 0;
    return is_with(woman, other_size, man, size - 1, "aia") || is_with(woman, other_size, man, size - 1, "a");
}

static int differ_by_sex(const Texts *t, int32_t mine, int32_t other) { return is_hers(t, mine, other) || is_hers(t, other, mine); }

/* Say whether two texts may end a man's and a woman's name: hers in a, his in v, n or i. */
static int end_apart(const Texts *t, int32_t mine, int32_t other) {
    uint8_t last = t->bytes[t->first[mine + 1] - 1], other_last = t->bytes[t->first[other + 1] - 1];
    return last == 'a' ? is_among(other_last, "vni") : other_last == 'a' && is_among(last, "vni");
}

static int are_of_two_sexes(const Words *w, int32_t left, int32_t right) {
    EACH(mine, w->keys, left)
        EACH(other, w->keys, right) {
            int32_t one = w->keys.value[mine], two = w->keys.value[other];
            if (end_apart(&w->texts, one, two) && differ_by_sex(&w->texts, one, two)) return 1;
        }
    return 0;
}

/* Likeness --------------------------------------------------------------------------------------------------------- */

static int across_scripts(const Likeness *l, int32_t left, int32_t right) {
    const Lists *skeletons = &l->words->skeletons;
    int64_t longest = longest_shared(&l->words->texts, skeletons, left, right);
    if (longest >= 0) return longest > l->words->fewest_in_common ? SOUND : NEAR;
    EACH(mine, *skeletons, left)
        EACH(other, *skeletons, right)
            if (is_slip_of_consonants(l, skeletons->value[mine], skeletons->value[other])) return NEAR;
    return DIFFERENT;
}

static int share_consonants(const Words *w, int32_t left, int32_t right, int64_t enough) {
    return longest_shared(&w->texts, &w->skeletons, left, right) >= enough;
}

static int share_long(const Likeness *l, int32_t left, int32_t right) {
    const Words *w = l->words;
    return share_consonants(w, left, right, l->long_skeleton - (w->script[left] != w->script[right]));
}

static int differ_in_vowels(const Likeness *l, int32_t left, int32_t right) {
    const Words *w = l->words;
    return w->is_latin[left] && w->is_latin[right] && share_consonants(w, left, right, l->long_skeleton - 1);
}

/* Return NEAR for a slip in the likeliest keys, LOOKALIKE where it is more often another name, else DIFFERENT. */
static int slip_level(const Likeness *l, int32_t left, int32_t right) {
    const Words *w = l->words;
    const Lists *keys = &w->likely_keys;
    int64_t short_name = l->short_name + prefix_length(w, left, right);
    int level = DIFFERENT;
    EACH(mine, *keys, left)
        EACH(other, *keys, right) {
            int32_t one = keys->value[mine], two = keys->value[other];
            if (!is_slip(l, one, two)) continue;
            level = LOOKALIKE;
            if (!swaps_consonant(&w->texts, one, two, short_name)) return NEAR;
        }
    if (level == DIFFERENT) return DIFFERENT;
    int sound_apart = !l->is_surname && !share(&w->skeletons, left, right);
    return sound_apart ? LOOKALIKE : NEAR;
}

static int likeness(const Likeness *l, int32_t left, int32_t right) {
    const Words *w = l->words;
    if (l->is_surname && are_of_two_sexes(w, left, right)) return DIFFERENT;
    if (are_across_scripts(w, left, right)) return across_scripts(l, left, right);
    int64_t longest = longest_shared(&w->texts, &w->sounds, left, right);
    if (longest >= 0) return longest >= l->long_sound + prefix_length(w, left, right) ? SOUND : NEAR;
    if (meet(&w->mended, left, &w->keys, right) || meet(&w->mended, right, &w->keys, left)) return SOUND;
    if ((w->is_latin[left] || w->is_latin[right]) && share_long(l, left, right)) return NEAR;
    int level = slip_level(l, left, right);
    if (level != DIFFERENT) return level;
    return is_echo(w, left, right) || differ_in_vowels(l, left, right) ? LOOKALIKE : DIFFERENT;
}

/* Levels ----------------------------------------------------------------------------------------------------------- */

static int begins_with(const Texts *t, int32_t text, int32_t start) {
    int64_t size = size_of(t, start);
    return size <= size_of(t, text) && !memcmp(bytes_of(t, text), bytes_of(t, start), size);
}

static int any_begins(const Words *w, const Lists *starts, int32_t full, int32_t initial) {
    EACH(start, *starts, full)
        EACH(key, w->keys, initial)
            if (begins_with(&w->texts, starts->value[start], w->keys.value[key])) return 1;
    return 0;
}

static int initial_fits(const Words *w, int32_t left, int32_t right) {
    if (w->is_initial[left] && w->is_initial[right]) return share(&w->keys, left, right);
    int32_t initial = w->is_initial[left] ? left : right, full = w->is_initial[left] ? right : left;
    return any_begins(w, &w->starts, full, initial) || any_begins(w, &w->keys, full, initial);
}

static int are_two_listed(const Words *w, int32_t left, int32_t right) {
    return !is_empty(&w->classes, left) && !is_empty(&w->classes, right) && !share(&w->classes, left, right);
}

static int are_two_names(const Likeness *l, int32_t left, int32_t right, int alike) {
    const Words *w = l->words;
    if (!l->is_surname) return 0;
    return are_two_listed(w, left, right) || (alike == NEAR && w->is_attested[left] && w->is_attested[right]);
}

static int class_level(const Words *w, int32_t left, int32_t right) {
    const Lists *full = &w->classes, *brief = &w->short_classes, *usual = &w->usual;
    if (share(full, left, right)) return SHARED;
    if (meet(full, left, brief, right) || meet(brief, left, full, right))
        return meet(full, left, usual, right) || meet(usual, left, full, right) ? SHORT : LOOKALIKE;
    if (share(brief, left, right) && (is_empty(full, left) || is_empty(full, right)))
        return share(&w->keys, left, right) ? SHORT : SHARED;
    return w->is_settled[left] && w->is_settled[right] ? DIFFERENT : NOT_SETTLED;
}

/* Say whether one of two double words has a part that the other lacks. */
static int has_another_part(const Words *w, int32_t one, int32_t other) {
    if (is_empty(&w->parts, other)) return 0;
    EACH(part, w->parts, one)
        if (!have(&w->part_keys, other, w->parts.value[part])) return 1;
    return 0;
}

/* Say whether a part of one double word is the other, or a part of it. */
static int share_a_part(const Words *w, int32_t left, int32_t right) {
    int has = !is_empty(&w->parts, left), other_has = !is_empty(&w->parts, right);
    const Lists *mine = is_empty(&w->part_keys, left) ? &w->keys : &w->part_keys;
    const Lists *other = is_empty(&w->part_keys, right) ? &w->keys : &w->part_keys;
    return (has || other_has) && meet(mine, left, other, right);
}

static int are_halves_known(const Words *w, int32_t word) { return !is_empty(&w->first_names, word) && !is_empty(&w->second_names, word); }

/* Say whether each of two double given names holds another beside what they share, and none of these is a slip of the other. */
static int are_others_left(const Likeness *l, int32_t left, int32_t right) {
    const Words *w = l->words;
    int found = 0;
    if (!share(&w->part_keys, left, right) || (are_halves_known(w, left) && are_halves_known(w, right))) return 0;
    EACH(mine, w->parts, left) {
        if (have(&w->part_keys, right, w->parts.value[mine])) continue;
        EACH(other, w->parts, right) {
            if (have(&w->part_keys, left, w->parts.value[other])) continue;
            if (is_slip(l, w->parts.value[mine], w->parts.value[other])) return 0;
            found = 1;
        }
    }
    return found;
}

static int level_of(const Likeness *l, int32_t left, int32_t right) {
    const Words *w = l->words;
    if (w->text[left] == w->text[right] && w->is_initial[left] == w->is_initial[right])
        return w->is_initial[left] ? INITIAL : SAME;
    if (w->is_initial[left] || w->is_initial[right]) return initial_fits(w, left, right) ? INITIAL : DIFFERENT;
    if (w->likeliest[left] && w->likeliest[left] == w->likeliest[right]) return SAME;
    if (share(&w->keys, left, right)) {
        int usual = w->keys.value[w->keys.first[left]] == w->keys.value[w->keys.first[right]];
        return usual || !are_two_listed(w, left, right) ? SAME : LOOKALIKE;
    }
    int named = l->is_surname ? NOT_SETTLED : class_level(w, left, right);
    int is_other = differ_in_a_half(w, left, right) || (!l->is_surname && are_others_left(l, left, right));
    if (named != SHORT && is_other) return DIFFERENT;
    if (named != NOT_SETTLED) return named;
    int alike = likeness(l, left, right);
    if (alike == NEAR && differ_in_a_part(l, left, right)) alike = DIFFERENT;
    if (alike != DIFFERENT) return are_two_names(l, left, right, alike) ? LOOKALIKE : alike;
    if (!share_a_part(w, left, right)) return DIFFERENT;
    return has_another_part(w, left, right) && has_another_part(w, right, left) ? LOOKALIKE : PART;
}

static int token_level(const Likeness *l, int32_t left, int32_t right) {
    int level = level_of(l, left, right);
    return level == DIFFERENT ? unlike_level(l->words, left, right) : level;
}

/* Find the level of each two words [count], of none of which a text is longer than a machine word. */
int64_t token_levels(const Likeness *likeness, const int32_t *left, const int32_t *right, int64_t count, uint8_t *found) {
    for (int64_t at = 0; at < count; at++) found[at] = (uint8_t)token_level(likeness, left[at], right[at]);
    return 0;
}
