"""An Outcome -> the two JSON blocks of a page with everybody in it: column by column, for lists of many.

What stands in them is what ``make_cards`` says of one person after another; here each step is done once for all people of a batch, and
each distinct value is put into words once.
"""

from typing import TYPE_CHECKING

from resolver.lazy import fetched

if TYPE_CHECKING:
    from resolver.report.everyone.blocks import blocks_of

__all__ = ["blocks_of"]

__getattr__ = fetched(__name__, {"resolver.report.everyone.blocks": ("blocks_of",)})
