/* Rows with one key, block after block -> their pairs: what expand of resolver/stages/block makes. */

#include <stdint.h>

/* Write every pair of rows of one block as left << 32 | right; block n begins at starts[n] [blocks + 1]. */
int64_t expand(const int64_t *starts, int64_t blocks, const uint32_t *rows, uint64_t *packed) {
    for (int64_t block = 0; block < blocks; block++)
        for (int64_t left = starts[block]; left < starts[block + 1]; left++)
            for (int64_t right = left + 1; right < starts[block + 1]; right++)
                *packed++ = (uint64_t)rows[left] << 32 | rows[right];
    return 0;
}
