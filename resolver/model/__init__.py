"""The statistics: comparison levels, weights, frequencies, partitions. Numbers in, numbers out."""
