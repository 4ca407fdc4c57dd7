"""An Outcome -> the two JSON blocks of a page with everybody in it, column by column.

What stands in them is what ``make_cards`` says of one person after another; here each step is done once for all people of a batch, and
each distinct value is put into words once.
"""

from resolver.report.everyone.blocks import Blocks, blocks_of

__all__ = ["Blocks", "blocks_of"]
