/* Words two by two -> what their letters show at once: what Traits of resolver/names/traits.py says. */

#include "words.h"

typedef struct {
    /* Of each word: the letters that all its spellings have, and that any has, a bit each; how long they are, at least and most. */
    const uint64_t *all, *any;
    const int64_t *least, *most;
    /* How many slips part texts of a length and one of the same name. */
    const int64_t *slips;
} Spellings;

typedef struct {
    const Words *words;
    /* Two words in one script are compared by their keys, others by their skeletons. */
    const Spellings *keys, *skeletons;
    /* The crowds that a word is of, and the letters that it may begin with, a bit each. */
    const uint64_t *crowds, *firsts;
} Traits;

/* Return whether spellings of two words may be few enough slips apart, by how long they are and which letters they have. */
static int in_reach(const Spellings *s, int32_t one, int32_t other) {
    int64_t allowed = s->slips[larger(s->most[one], s->most[other])];
    if (!allowed || lost(s->all[one], s->any[other]) > allowed || lost(s->all[other], s->any[one]) > allowed) return 0;
    int64_t apart = larger(s->least[one] - s->most[other], s->least[other] - s->most[one]);
    return apart <= allowed && s->most[one] && s->most[other];
}

static int may_look_alike(const Traits *t, int32_t one, int32_t other) {
    const Words *w = t->words;
    if (w->is_initial[one] || w->is_initial[other]) return (t->firsts[one] & t->firsts[other]) != 0;
    if (t->crowds[one] & t->crowds[other]) return 1;
    if (is_echo(w, one, other)) return 1;
    if (w->is_settled[one] && w->is_settled[other]) return 0;
    return in_reach(are_across_scripts(w, one, other) ? t->skeletons : t->keys, one, other);
}

/* Find the level of each two words [count] that share nothing and are not alike, `open` where they may be. */
int64_t levels_at_sight(const Traits *traits, const int32_t *left, const int32_t *right, int64_t count, int64_t open,
                        uint8_t *found) {
    for (int64_t at = 0; at < count; at++) {
        int may = may_look_alike(traits, left[at], right[at]);
        found[at] = (uint8_t)(may ? open : unlike_level(traits->words, left[at], right[at]));
    }
    return 0;
}
