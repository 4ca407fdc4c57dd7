/* Pair weights of one component -> sampled partitions of its atoms: what resolver/model/sampling.py draws, to the last bit.

   A cluster is a set of atoms, a bit for each, in as many 64-bit words as the atoms need. Each cluster that is met is kept
   once with what it weighs, and known by its number; number 0 is the empty one. Weights are bits in steps of which every sum
   is exact (PairWeights.stepped), so that the order of adding up does not matter. */

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { EMPTY = 0, NONE = -1 };

typedef uint64_t Word;
typedef double (*NextDouble)(void *);

typedef struct {
    /* What is given: see sample(). */
    int64_t mentions, atoms, pair_count;
    const int64_t *first_mention, *near, *first_near, *pairs;
    const double *support, *against, *prior;
    NextDouble next_double;
    void *generator;
    /* The clusters that are kept, and a table of their numbers by their bits: open addressing, EMPTY where a slot is free. */
    int64_t words, most, count, slots;
    Word *bits;
    double *weight;
    int64_t *slot, *asked_at;
    /* The partition: the cluster of each atom. */
    int64_t *home;
    /* Room to work in. */
    int64_t moves;
    int64_t *mention, *way;
    double *reach, *gain, *chance;
    Word *made, *second;
} Sampler;

/* Bits ------------------------------------------------------------------------------------------------------------ */

static int has(const Word *bits, int64_t atom) { return bits[atom >> 6] >> (atom & 63) & 1; }

static void put(Word *bits, int64_t atom) { bits[atom >> 6] |= (Word)1 << (atom & 63); }

static void drop(Word *bits, int64_t atom) { bits[atom >> 6] &= ~((Word)1 << (atom & 63)); }

/* Return the first atom from one on that is in a set, NONE where there is none. */
static int64_t next_atom(const Sampler *s, const Word *bits, int64_t from) {
    int64_t word = from >> 6;
    if (word >= s->words) return NONE;
    Word left = bits[word] >> (from & 63) << (from & 63);
    while (!left) {
        if (++word == s->words) return NONE;
        left = bits[word];
    }
    return (word << 6) + __builtin_ctzll(left);
}

#define EACH_ATOM(s, atom, bits) \
    for (int64_t atom = next_atom(s, bits, 0); atom != NONE; atom = next_atom(s, bits, atom + 1))

static const Word *bits_of(const Sampler *s, int64_t cluster) { return s->bits + cluster * s->words; }

static int64_t size_of(const Sampler *s, const Word *bits) {
    int64_t size = 0;
    for (int64_t word = 0; word < s->words; word++) size += __builtin_popcountll(bits[word]);
    return size;
}

/* Weights --------------------------------------------------------------------------------------------------------- */

/* Return the weight of the heaviest spanning tree of some mentions, two or more (Prim 1957); uses up their list. */
static double heaviest_tree(const Sampler *s, int64_t *mention, int64_t count) {
    double total = 0.0;
    int64_t nearest = mention[--count];
    for (int64_t at = 0; at < count; at++) s->reach[at] = -INFINITY;
    while (count) {
        const double *row = s->support + nearest * s->mentions;
        int64_t best = 0;
        for (int64_t at = 0; at < count; at++) {
            double support = row[mention[at]];
            if (support > s->reach[at]) s->reach[at] = support;
            if (s->reach[at] > s->reach[best]) best = at;
        }
        total += s->reach[best];
        nearest = mention[best];
        mention[best] = mention[--count];
        s->reach[best] = s->reach[count];
    }
    return total;
}

/* Return what contradicts a cluster of some mentions: the worst contradiction, or their sum over half their number. */
static double contradictions(const Sampler *s, const int64_t *mention, int64_t count) {
    double worst = 0.0, total = 0.0;
    for (int64_t one = 0; one < count; one++) {
        const double *row = s->against + mention[one] * s->mentions;
        for (int64_t other = one + 1; other < count; other++) {
            double against = row[mention[other]];
            total += against;
            if (against < worst) worst = against;
        }
    }
    double spread = 2 * total / (double)count;
    return spread < worst ? spread : worst;
}

/* Return the weight of a cluster in bits; 0 for one mention or none. */
static double weigh(const Sampler *s, const Word *bits) {
    int64_t count = 0;
    EACH_ATOM(s, atom, bits)
        for (int64_t at = s->first_mention[atom]; at < s->first_mention[atom + 1]; at++) s->mention[count++] = at;
    if (count < 2) return 0.0;
    double against = contradictions(s, s->mention, count);
    return heaviest_tree(s, s->mention, count) + against + s->prior[count];
}

/* Clusters by number ---------------------------------------------------------------------------------------------- */

static int64_t slot_of(const Sampler *s, const Word *bits) {
    Word mixed = 0;
    for (int64_t word = 0; word < s->words; word++) {
        mixed = (mixed ^ bits[word]) * 0x9E3779B97F4A7C15u;
        mixed ^= mixed >> 32;
    }
    return (int64_t)(mixed & (Word)(s->slots - 1));
}

/* Return the number of a cluster; one not met before is weighed. */
static int64_t number_of(Sampler *s, const Word *bits) {
    int64_t length = s->words * (int64_t)sizeof(Word), at = slot_of(s, bits), empty = 1;
    for (int64_t word = 0; word < s->words; word++) empty &= !bits[word];
    if (empty) return EMPTY;
    for (; s->slot[at] != EMPTY; at = (at + 1) & (s->slots - 1))
        if (!memcmp(bits_of(s, s->slot[at]), bits, length)) return s->slot[at];
    int64_t number = s->slot[at] = s->count++;
    memcpy(s->bits + number * s->words, bits, length);
    s->weight[number] = weigh(s, bits);
    s->asked_at[number] = 0;
    return number;
}

/* Return the number of what is in one cluster or in both, or in one and not in the other. */
static int64_t joined(Sampler *s, const Word *one, const Word *other) {
    for (int64_t word = 0; word < s->words; word++) s->made[word] = one[word] | other[word];
    return number_of(s, s->made);
}

static int64_t without(Sampler *s, const Word *one, const Word *other) {
    for (int64_t word = 0; word < s->words; word++) s->made[word] = one[word] & ~other[word];
    return number_of(s, s->made);
}

/* Return the number of a cluster with one atom in it, or out of it. */
static int64_t with_atom(Sampler *s, const Word *bits, int64_t atom) {
    memcpy(s->made, bits, s->words * sizeof(Word));
    put(s->made, atom);
    return number_of(s, s->made);
}

static int64_t without_atom(Sampler *s, const Word *bits, int64_t atom) {
    memcpy(s->made, bits, s->words * sizeof(Word));
    drop(s->made, atom);
    return number_of(s, s->made);
}

static void forget_all(Sampler *s) {
    memset(s->slot, 0, s->slots * sizeof *s->slot);
    memset(s->bits, 0, s->words * sizeof(Word));
    s->weight[EMPTY] = 0.0;
    s->asked_at[EMPTY] = 0;
    s->count = 1;
}

/* Keep only the clusters of the partition, where there might be no room for those that one move asks for. */
static void make_room(Sampler *s) {
    if (s->count <= s->most) return;
    Word *held = s->bits + s->count * s->words;
    for (int64_t atom = 0; atom < s->atoms; atom++)
        memcpy(held + atom * s->words, bits_of(s, s->home[atom]), s->words * sizeof(Word));
    forget_all(s);
    for (int64_t atom = 0; atom < s->atoms; atom++) s->home[atom] = number_of(s, held + atom * s->words);
}

/* Moves ----------------------------------------------------------------------------------------------------------- */

/* Go to the partition in which a cluster stands whole, and others have lost what it took from them. */
static void go(Sampler *s, int64_t cluster) {
    EACH_ATOM(s, atom, bits_of(s, cluster)) {
        int64_t robbed = s->home[atom];
        s->home[atom] = cluster;
        if (robbed == cluster) continue;
        int64_t left = without(s, bits_of(s, robbed), bits_of(s, cluster));
        EACH_ATOM(s, other, bits_of(s, left)) s->home[other] = left;
    }
}

/* Begin with what is likely: join the clusters of pairs, heaviest first, as long as that gains weight. */
static void join_greedily(Sampler *s, const int64_t *order) {
    for (int64_t at = 0; at < s->pair_count; at++) {
        make_room(s);
        const int64_t *pair = s->pairs + 2 * order[at];
        int64_t mine = s->home[pair[0]], theirs = s->home[pair[1]];
        if (mine == theirs) continue;
        int64_t whole = joined(s, bits_of(s, mine), bits_of(s, theirs));
        if (s->weight[whole] > s->weight[mine] + s->weight[theirs]) go(s, whole);
    }
}

/* Note where an atom may go: on its own (EMPTY), or into a cluster near it; return how many ways there are. */
static int64_t ways(Sampler *s, int64_t atom) {
    int64_t count = 1, move = ++s->moves;
    double alone = s->weight[with_atom(s, bits_of(s, EMPTY), atom)];
    s->way[0] = EMPTY, s->gain[0] = 0.0;
    for (int64_t at = s->first_near[atom]; at < s->first_near[atom + 1]; at++) {
        int64_t cluster = s->home[s->near[at]];
        if (s->asked_at[cluster] == move) continue;
        s->asked_at[cluster] = move;
        double with = s->weight[with_atom(s, bits_of(s, cluster), atom)];
        double none = s->weight[without_atom(s, bits_of(s, cluster), atom)];
        s->way[count] = cluster, s->gain[count++] = with - none - alone;
    }
    return count;
}

/* Take one atom out and put it into a cluster near it, or on its own, drawn by weight. */
static void resettle(Sampler *s, int64_t atom, double chance) {
    make_room(s);
    int64_t count = ways(s, atom), chosen = 0;
    double highest = s->gain[0], total = 0.0;
    for (int64_t at = 1; at < count; at++)
        if (s->gain[at] > highest) highest = s->gain[at];
    for (int64_t at = 0; at < count; at++) total += s->gain[at] = pow(2.0, s->gain[at] - highest);
    double left = chance * total;
    while (chosen < count - 1 && !((left -= s->gain[chosen]) < 0)) chosen++;
    int64_t after = with_atom(s, bits_of(s, s->way[chosen]), atom);
    if (after != s->home[atom]) go(s, after);
}

/* Return how likely an atom of a cluster that is parted goes to the second half, by what else that half holds. */
static double share_of(Sampler *s, int64_t whole, int64_t atom, const Word *second) {
    int64_t others = without_atom(s, bits_of(s, whole), atom);
    int64_t first = without(s, bits_of(s, others), second), theirs = number_of(s, second);
    double to_first = s->weight[with_atom(s, bits_of(s, first), atom)] - s->weight[first];
    double gain = to_first - (s->weight[with_atom(s, second, atom)] - s->weight[theirs]);
    gain = gain > 500.0 ? 500.0 : gain < -500.0 ? -500.0 : gain;
    return 1.0 / (1.0 + pow(2.0, gain));
}

/* Part a cluster around two of its atoms into what `second` then lacks and holds; return log2 of the chance of that very way.

   The rest is dealt at random and settled twice; the third round is the one whose chances count. `wanted` is the half to be
   reached, where the chance of the way back is asked for, else NONE. */
static double halves(Sampler *s, int64_t whole, const int64_t *ends, const double *chance, int64_t wanted) {
    Word *second = s->second;
    double bits = 0.0;
    memset(second, 0, s->words * sizeof(Word));
    put(second, ends[1]);
    for (int round = 0; round < 4; round++)
        EACH_ATOM(s, atom, bits_of(s, whole)) {
            if (atom == ends[0] || atom == ends[1]) continue;
            drop(second, atom);
            double share = round ? share_of(s, whole, atom, second) : 0.5;
            int chosen = round == 3 && wanted != NONE ? has(bits_of(s, wanted), atom) : *chance++ < share;
            if (round == 3) bits += log2(chosen ? share : fmax(1.0 - share, 0x1p-500));
            if (chosen) put(second, atom);
        }
    return bits;
}

/* Part the cluster of two atoms around them, or join those that they are in, if chance has it. */
static void split_or_join(Sampler *s, const int64_t *ends) {
    make_room(s);
    int64_t mine = s->home[ends[0]], theirs = s->home[ends[1]];
    int64_t whole = joined(s, bits_of(s, mine), bits_of(s, theirs));
    int64_t needed = 4 * (size_of(s, bits_of(s, whole)) - 2) + 1;
    for (int64_t at = 0; at < needed; at++) s->chance[at] = s->next_double(s->generator);
    double chance = s->chance[needed - 1];
    if (theirs == whole) {
        double bits = halves(s, whole, ends, s->chance, NONE);
        int64_t second = number_of(s, s->second), first = without(s, bits_of(s, whole), s->second);
        double gain = s->weight[whole] - s->weight[first] - s->weight[second];
        if (chance < pow(2.0, fmin(-gain - bits, 0.0))) go(s, second);
        return;
    }
    double gain = s->weight[whole] - s->weight[mine] - s->weight[theirs];
    if (!(chance < pow(2.0, fmin(gain, 0.0)))) return;
    double bits = halves(s, whole, ends, s->chance, theirs);
    if (chance < pow(2.0, fmin(gain + bits, 0.0))) go(s, whole);
}

/* Move every atom once, then try to split and to join a few times; the chances of all that are drawn first. */
static void sweep(Sampler *s, int64_t tries, double *chance) {
    for (int64_t at = 0; at < s->atoms + tries; at++) chance[at] = s->next_double(s->generator);
    for (int64_t atom = 0; atom < s->atoms; atom++) resettle(s, atom, chance[atom]);
    for (int64_t at = s->atoms; at < s->atoms + tries; at++)
        split_or_join(s, s->pairs + 2 * (int64_t)(chance[at] * (double)s->pair_count));
}

/* Write the partition as labels in order of first appearance: that of a cluster is that of its first atom. */
static void write_labels(const Sampler *s, int16_t *labels) {
    int16_t count = 0;
    for (int64_t atom = 0; atom < s->atoms; atom++) {
        int64_t first = next_atom(s, bits_of(s, s->home[atom]), 0);
        labels[atom] = first == atom ? count++ : labels[first];
    }
}

/* Room and the door ----------------------------------------------------------------------------------------------- */

static int take_room(Sampler *s) {
    /* The partition always finds room; a move asks for at most sixteen clusters an atom, and make_room() holds one of each. */
    int64_t least = 2 * (s->atoms + 1), all = (s->most < least ? least : s->most) + 17 * (s->atoms + 1);
    for (s->slots = 1; s->slots < 2 * all; s->slots *= 2) continue;
    s->bits = malloc(all * s->words * sizeof(Word));
    s->weight = malloc(all * sizeof(double));
    s->slot = malloc(s->slots * sizeof(int64_t));
    s->asked_at = malloc(all * sizeof(int64_t));
    s->home = malloc(s->atoms * sizeof(int64_t));
    s->mention = malloc(s->mentions * sizeof(int64_t));
    s->way = malloc((s->atoms + 1) * sizeof(int64_t));
    s->reach = malloc(s->mentions * sizeof(double));
    s->gain = malloc((s->atoms + 1) * sizeof(double));
    s->chance = malloc(4 * s->atoms * sizeof(double));
    s->made = malloc(s->words * sizeof(Word));
    s->second = malloc(s->words * sizeof(Word));
    return s->bits && s->weight && s->slot && s->asked_at && s->home && s->mention && s->way && s->reach && s->gain &&
           s->chance && s->made && s->second;
}

static void leave_room(Sampler *s) {
    void *taken[] = {s->bits, s->weight, s->slot, s->asked_at, s->home, s->mention,
                     s->way, s->reach, s->gain, s->chance, s->made, s->second};
    for (size_t at = 0; at < sizeof taken / sizeof *taken; at++) free(taken[at]);
}

/* Draw partitions of the atoms of one component.

   Mentions stand in the order of their atoms: those of atom a are first_mention[a] .. first_mention[a + 1] - 1 [atoms + 1].
   support, against: bits of each two mentions [mentions x mentions]; prior: bits of a cluster by its size [mentions + 1].
   near: the atoms that may share a cluster with atom a, from first_near[a] on [atoms + 1]. pairs: two atoms each, of which
   splits and joins are tried, `tries` in each sweep; order: their numbers, heaviest first [pair_count].
   Of the sweeps the first `unkept` are not told. Once more than `most` clusters were met, all but those of the partition are
   forgotten. labels: the partition after each of the others [sweeps - unkept, atoms]. */
int64_t sample(int64_t mentions, int64_t atoms, const int64_t *first_mention, const double *support, const double *against,
               const double *prior, const int64_t *near, const int64_t *first_near, int64_t pair_count,
               const int64_t *pairs, const int64_t *order, int64_t tries, int64_t sweeps, int64_t unkept,
               int64_t most, NextDouble next_double, void *generator, int16_t *labels) {
    Sampler s = {.mentions = mentions, .atoms = atoms, .pair_count = pair_count, .first_mention = first_mention,
                 .near = near, .first_near = first_near, .pairs = pairs, .most = most, .support = support, .against = against,
                 .prior = prior, .next_double = next_double, .generator = generator, .words = (atoms + 63) / 64};
    double *chance = malloc((atoms + tries) * sizeof(double));
    int64_t answer = take_room(&s) && chance ? 0 : -1;
    if (!answer) {
        forget_all(&s);
        for (int64_t atom = 0; atom < atoms; atom++) s.home[atom] = with_atom(&s, bits_of(&s, EMPTY), atom);
        join_greedily(&s, order);
        for (int64_t at = 0; at < sweeps; at++) {
            sweep(&s, tries, chance);
            if (at >= unkept) write_labels(&s, labels + (at - unkept) * atoms);
        }
    }
    free(chance);
    leave_room(&s);
    return answer;
}
